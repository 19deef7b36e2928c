// What cuts datasets into parts, thins them out, or spoils their labels. Each reads labels at most, never samples.
#pragma once

#include "runtime/data/dataset.h"

namespace mlo::data {

/// Disjoint parts in random order, their sizes by largest remainder. `stratify`: each class is cut in these shares.
/// Throws where a share is not positive, where they do not sum to 1 (to 1e-9), or where a part would be empty.
std::vector<DatasetPtr> split(const DatasetPtr& data, const std::vector<double>& shares, std::int64_t seed,
                              bool stratify);

/// Parts of disjoint classes, numbered from 0 in each part in the order of the whole; samples keep their order.
std::vector<DatasetPtr> split_classes(const DatasetPtr& data, const std::vector<double>& shares, std::int64_t seed);

/// Class c of C keeps n * factor^(-c / (C - 1)) of its samples, at least one, where n is the largest class's size
/// (Cui, Jia, Lin, Song, Belongie 2019).
DatasetPtr long_tail(const DatasetPtr& data, double factor, std::int64_t seed);

/// `rate` of the labels, drawn at random, replaced by another class, each equally likely.
DatasetPtr corrupt_labels(const DatasetPtr& data, double rate, std::int64_t seed);

/// `count` samples drawn at random without replacement; `stratify`: the same share of each class.
DatasetPtr take(const DatasetPtr& data, std::int64_t count, std::int64_t seed, bool stratify);

}  // namespace mlo::data
