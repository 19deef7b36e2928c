#include "runtime/play/workers.h"

#include <ATen/Parallel.h>

namespace mlo::engine {
namespace {

thread_local bool inside_task = false;

}  // namespace

Workers::Workers(int threads) {
  for (int i = 1; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::work() {
  at::set_num_threads(1);
  std::unique_lock lock(mutex_);
  while (!ending_) {
    wake_.wait(lock, [&] { return ending_ || (next_ < count_ && running_ < most_); });
    take_tasks(lock);
  }
}

void Workers::take_tasks(std::unique_lock<std::mutex>& lock) {
  while (next_ < count_ && running_ < most_) {
    const std::size_t i = next_++;
    ++running_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      inside_task = true;
      (*task_)(i);
    } catch (...) {
      failure = std::current_exception();
    }
    inside_task = false;
    lock.lock();
    if (failure && (!failure_ || i < failed_at_)) {
      failure_ = failure;
      failed_at_ = i;
    }
    if (--running_ == 0 && next_ >= count_) done_.notify_all();
  }
}

void Workers::run(std::size_t n, std::int64_t at_once, const std::function<void(std::size_t)>& task) {
  if (threads_.empty() || n < 2 || at_once == 1 || inside_task) {
    for (std::size_t i = 0; i < n; ++i) task(i);
    return;
  }
  std::unique_lock lock(mutex_);
  task_ = &task;
  next_ = 0;
  count_ = n;
  most_ = at_once > 0 ? static_cast<std::size_t>(at_once) : n;
  failure_ = nullptr;
  wake_.notify_all();
  take_tasks(lock);
  done_.wait(lock, [&] { return running_ == 0 && next_ >= count_; });
  count_ = next_ = 0;
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace mlo::engine
