// The draw that few-shot tasks are made of.
#pragma once

#include <ATen/core/Generator.h>

#include "runtime/data/dataset.h"

namespace mlo::data {

/// For each class of `classes`, `[k]` int64, `count` distinct samples: `[k, count, sample...]`. Draws from `generator`.
/// Throws std::runtime_error where a class is not one of the dataset's or has too few samples.
Tensor draw_examples(const Dataset& data, const Tensor& classes, std::int64_t count, at::Generator& generator);

/// The function `examples` of the language.
void add_examples(sema::Catalog& catalog);

}  // namespace mlo::data
