// What differs between the versions of LibTorch that this builds with, 1.13 and 2.x.
#pragma once

#include <torch/version.h>

// `c10::Allocator::allocate` is a const function before 2.3.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
#define MLO_CONST_BEFORE_2_3
#else
#define MLO_CONST_BEFORE_2_3 const
#endif
