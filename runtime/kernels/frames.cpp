#include "runtime/kernels/frames.h"

#include <algorithm>

namespace mlo::kernels {

Frames::Frames(at::IntArrayRef image, Pair kernel, Pair padding, Pair dilation) {
  Windows& w = windows_;
  w.height = image[2];
  w.width = image[3];
  w.top = padding[0];
  w.left = padding[1];
  w.stride = w.width + 2 * w.left;
  w.rows = w.height + 2 * w.top - dilation[0] * (kernel[0] - 1);
  w.columns = w.stride - dilation[1] * (kernel[1] - 1);
  w.kernel_width = kernel[1];
  w.taps = kernel[0] * kernel[1];
  for (std::int64_t i = 0; i < kernel[0]; ++i)
    for (std::int64_t j = 0; j < kernel[1]; ++j) offsets_.push_back(i * dilation[0] * w.stride + j * dilation[1]);
  w.offsets = offsets_.data();
  const std::int64_t last = (w.rows - 1) * w.stride + w.columns;
  w.length = (last + Windows::block - 1) / Windows::block * Windows::block;
  frame_length_ = std::max(w.length + offsets_.back(), (w.height + 2 * w.top) * w.stride);
}

}  // namespace mlo::kernels
