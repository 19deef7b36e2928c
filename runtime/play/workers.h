// Threads that carry out tasks which do not depend on each other. Operations inside a task run on its thread alone.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mlo::engine {

class Workers {
 public:
  /// `threads` 1: everything runs on the calling thread.
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int count() const { return static_cast<int>(threads_.size()) + 1; }
  /// Runs task(0) ... task(n - 1), in any order; the calling thread takes part. Returns when all are done. Of several
  /// exceptions the one of the lowest task is thrown. Not reentrant: a task that calls it runs its tasks itself.
  /// At most `at_once` tasks are at work at a time; 0: as many as there are threads.
  void run(std::size_t n, std::int64_t at_once, const std::function<void(std::size_t)>& task);

 private:
  void work();
  void take_tasks(std::unique_lock<std::mutex>& lock);

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(std::size_t)>* task_ = nullptr;
  std::size_t next_ = 0, count_ = 0, running_ = 0, most_ = 0, failed_at_ = 0;
  std::exception_ptr failure_;
  bool ending_ = false;
};

}  // namespace mlo::engine
