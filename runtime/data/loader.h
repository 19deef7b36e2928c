// Batches as a pure function of their number, so that a run that resumes or replays sees the same ones.
#pragma once

#include <cstdint>
#include <future>
#include <mutex>

#include "runtime/data/dataset.h"

namespace mlo::data {

/// Thread-safe.
class Loader {
 public:
  /// `size` 0: the whole set. `ahead`: while batches are asked for in turn, the next one is gathered meanwhile on a
  /// thread of LibTorch's, where that is worth it. Throws std::runtime_error where no batch would come out; reads no
  /// samples.
  Loader(DatasetPtr data, std::int64_t size, bool shuffle, bool drop_last, std::uint64_t seed, bool ahead = false);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  std::int64_t batches_per_epoch() const { return batches_; }

  /// The n-th batch since the start, n >= 0. Each epoch has its own order, drawn from (seed, epoch) on every machine
  /// alike; the last batch of an epoch is short where the sizes do not divide, unless `drop_last`. Without `shuffle`
  /// the batch shares storage with the samples.
  Samples batch(std::int64_t n) const;

 private:
  /// A batch on its way.
  struct Next {
    std::int64_t number = -1;
    std::shared_future<Samples> samples;
  };

  Tensor order(std::int64_t epoch) const;
  Samples gather(std::int64_t n) const;
  bool worth_preparing() const;
  void prepare(std::int64_t n) const;

  DatasetPtr data_;
  std::int64_t size_, batches_;
  bool shuffle_, ahead_;
  std::uint64_t seed_;
  mutable std::mutex next_mutex_;
  mutable std::int64_t last_ = -2;  ///< the batch that was asked for last; the first is in turn of none
  mutable Next next_;
  mutable std::mutex mutex_;
  mutable std::int64_t epoch_ = -1;  ///< the epoch of order_
  mutable Tensor order_;
};

}  // namespace mlo::data
