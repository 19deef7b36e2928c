#include "runtime/cli/device.h"

#include <torch/cuda.h>

#include <charconv>

#include "runtime/cli/exit.h"

namespace mlo::cli {
namespace {

constexpr std::string_view prefix = "cuda:";

/// The number in `cuda:1`, or -1.
int cuda_index(std::string_view device) {
  if (device == "cuda") return 0;
  if (!device.starts_with(prefix)) return -1;
  device.remove_prefix(prefix.size());
  int index = -1;
  const auto [end, error] = std::from_chars(device.data(), device.data() + device.size(), index);
  return error == std::errc() && end == device.data() + device.size() ? index : -1;
}

}  // namespace

std::string resolve_device(const std::string& asked, int cuda_devices) {
  if (asked == "cpu") return asked;
  if (asked == "auto") return cuda_devices > 0 ? "cuda" : "cpu";
  const int index = cuda_index(asked);
  if (index < 0) throw UsageError("there is no device `" + asked + "`", "devices are auto, cpu, cuda and cuda:N");
  if (index < cuda_devices) return asked;
  if (cuda_devices == 0) {
    throw UsageError("there is no device `" + asked + "`: this LibTorch sees no CUDA device", "use --device cpu");
  }
  throw UsageError("there is no device `" + asked + "`", "the last one is cuda:" + std::to_string(cuda_devices - 1));
}

int cuda_devices() { return static_cast<int>(torch::cuda::device_count()); }

}  // namespace mlo::cli
