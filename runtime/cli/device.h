// Which device a run takes.
#pragma once

#include <string>

namespace mlo::cli {

/// `auto` becomes `cuda` where there is one, `cpu` elsewhere; `cpu`, `cuda` and `cuda:1` stay. Throws UsageError for
/// another word and for a device that is not there.
std::string resolve_device(const std::string& asked, int cuda_devices);

/// How many LibTorch can use.
int cuda_devices();

}  // namespace mlo::cli
