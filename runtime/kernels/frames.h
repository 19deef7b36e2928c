// Room for the planes of an image among the zeros that its windows reach: see simd/routines.h.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <vector>

#include "runtime/kernels/simd/routines.h"

namespace mlo::kernels {

class Frames {
 public:
  using Pair = std::array<std::int64_t, 2>;  ///< for rows, for columns

  /// Windows of `kernel` with stride 1 over planes of `image [N, C, H, W]`.
  Frames(at::IntArrayRef image, Pair kernel, Pair padding, Pair dilation);
  Frames(const Frames&) = delete;
  Frames& operator=(const Frames&) = delete;

  const Windows& windows() const { return windows_; }
  template <class T>
  std::vector<T> frame(T filled_with) const {
    return std::vector<T>(static_cast<std::size_t>(frame_length_), filled_with);
  }
  template <class T>
  std::vector<T> entries() const {
    return std::vector<T>(static_cast<std::size_t>(windows_.length));
  }

 private:
  std::vector<std::int64_t> offsets_;
  Windows windows_;
  std::int64_t frame_length_;
};

}  // namespace mlo::kernels
