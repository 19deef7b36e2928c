// Some of another set's samples, or all of them under other labels.
#pragma once

#include "runtime/data/dataset.h"

namespace mlo::data {

/// The samples of `rows`, `[n]` int64, in that order. Where the targets are classes these stay as they are, even those
/// of which no sample is left.
DatasetPtr view(DatasetPtr data, const Tensor& rows);

/// The same under new labels, `[n]` int64 in `0..classes`.
DatasetPtr relabelled(DatasetPtr data, const Tensor& rows, const Tensor& labels, std::int64_t classes);

/// All samples under new labels; they are not copied.
DatasetPtr relabelled(DatasetPtr data, const Tensor& labels);

}  // namespace mlo::data
