#include "runtime/data/loader.h"

#include <ATen/Parallel.h>
#include <ATen/ops/index_select.h>

#include <algorithm>
#include <stdexcept>

#include "runtime/data/random.h"

namespace mlo::data {

namespace {

/// Bytes of a batch from which on gathering it takes longer than handing that to a thread.
constexpr std::size_t much = 1 << 16;

}  // namespace

Loader::Loader(DatasetPtr data, std::int64_t size, bool shuffle, bool drop_last, std::uint64_t seed, bool ahead)
    : data_(std::move(data)), size_(size), batches_(0), shuffle_(shuffle), ahead_(ahead), seed_(seed) {
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

Loader::~Loader() {
  if (next_.samples.valid()) next_.samples.wait();
}

Samples Loader::batch(std::int64_t n) const {
  if (n < 0) throw std::invalid_argument("batch " + std::to_string(n) + " of a loader");
  if (!ahead_ || !shuffle_ || !worth_preparing()) return gather(n);
  const std::lock_guard lock(next_mutex_);
  const bool in_turn = n == last_ + 1;
  const Next prepared = next_;
  last_ = n;
  if (in_turn && prepared.number != n + 1) prepare(n + 1);
  return prepared.number == n ? prepared.samples.get() : gather(n);
}

bool Loader::worth_preparing() const {
  const Tensor& x = data_->samples().x;
  return x.nbytes() / static_cast<std::size_t>(std::max<std::int64_t>(x.size(0), 1)) *
             static_cast<std::size_t>(size_) >=
         much;
}

void Loader::prepare(std::int64_t n) const {
  if (next_.samples.valid()) next_.samples.wait();  // one at a time
  const auto promise = std::make_shared<std::promise<Samples>>();
  next_ = {n, promise->get_future().share()};
  at::launch([this, n, promise] {
    try {
      promise->set_value(gather(n));
    } catch (...) {
      promise->set_exception(std::current_exception());
    }
  });
}

Samples Loader::gather(std::int64_t n) const {
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
