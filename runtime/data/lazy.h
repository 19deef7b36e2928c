// A value made on first use, by one thread while others wait. A maker that throws is tried again by the next caller.
#pragma once

#include <mutex>
#include <utility>

namespace mlo::data {

template <typename T>
class Lazy {
 public:
  template <typename Make>
  const T& get(Make&& make) const {
    std::call_once(once_, [&] { value_ = std::forward<Make>(make)(); });
    return value_;
  }

 private:
  mutable std::once_flag once_;
  mutable T value_{};
};

}  // namespace mlo::data
