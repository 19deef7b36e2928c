// Batches as a pure function of their number, so that a run that resumes or replays sees the same ones.
#pragma once

#include <cstdint>
#include <mutex>

#include "runtime/data/dataset.h"

namespace mlo::data {

/// Thread-safe.
class Loader {
 public:
  /// `size` 0: the whole set. Throws std::runtime_error where no batch would come out; reads no samples.
  Loader(DatasetPtr data, std::int64_t size, bool shuffle, bool drop_last, std::uint64_t seed);

  std::int64_t batches_per_epoch() const { return batches_; }

  /// The n-th batch since the start, n >= 0. Each epoch has its own order, drawn from (seed, epoch) on every machine
  /// alike; the last batch of an epoch is short where the sizes do not divide, unless `drop_last`. Without `shuffle`
  /// the batch shares storage with the samples.
  Samples batch(std::int64_t n) const;

 private:
  Tensor order(std::int64_t epoch) const;

  DatasetPtr data_;
  std::int64_t size_, batches_;
  bool shuffle_;
  std::uint64_t seed_;
  mutable std::mutex mutex_;
  mutable std::int64_t epoch_ = -1;  ///< the epoch of order_
  mutable Tensor order_;
};

}  // namespace mlo::data
