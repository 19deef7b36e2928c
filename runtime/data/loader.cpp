#include "runtime/data/loader.h"

#include <ATen/ops/index_select.h>

#include <algorithm>
#include <stdexcept>

#include "runtime/data/random.h"

namespace mlo::data {

Loader::Loader(DatasetPtr data, std::int64_t size, bool shuffle, bool drop_last, std::uint64_t seed)
    : data_(std::move(data)), size_(size), batches_(0), shuffle_(shuffle), seed_(seed) {
  const std::int64_t count = data_->info().count;
  if (size < 0) throw std::runtime_error("loader: size must be 1 or more; it is " + std::to_string(size));
  if (count == 0) throw std::runtime_error("loader: the dataset is empty");
  if (size == 0) size_ = count;
  if (drop_last && size_ > count) {
    throw std::runtime_error("loader: size = " + std::to_string(size) + " is larger than the dataset of " +
                             std::to_string(count) + " samples, and drop_last leaves no batch");
  }
  size_ = std::min(size_, count);
  batches_ = drop_last ? count / size_ : (count + size_ - 1) / size_;
}

Samples Loader::batch(std::int64_t n) const {
  if (n < 0) throw std::invalid_argument("batch " + std::to_string(n) + " of a loader");
  const Samples& all = data_->samples();
  const std::int64_t count = all.x.size(0), epoch = n / batches_, start = n % batches_ * size_;
  const std::int64_t size = std::min(size_, count - start);
  if (!shuffle_) {
    if (size == count) return all;
    return {all.x.narrow(0, start, size), all.y.narrow(0, start, size)};
  }
  const Tensor rows = order(epoch).narrow(0, start, size);
  return {at::index_select(all.x, 0, rows), at::index_select(all.y, 0, rows)};
}

Tensor Loader::order(std::int64_t epoch) const {
  const std::lock_guard lock(mutex_);
  if (epoch != epoch_) {
    Random random({static_cast<std::int64_t>(seed_), epoch});
    order_ = permutation(data_->info().count, random);
    epoch_ = epoch;
  }
  return order_;
}

}  // namespace mlo::data
