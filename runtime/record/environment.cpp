#include "runtime/record/environment.h"

#include <ATen/Version.h>
#include <dlfcn.h>
#include <sys/resource.h>
#include <torch/version.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "runtime/engine/blas.h"

namespace mlo::record {
namespace {

/// The file of the library that `symbol` was bound to; links are followed, for Debian's `libblas.so.3` is one.
std::string library_of(const char* symbol) {
  void* address = dlsym(RTLD_DEFAULT, symbol);
  Dl_info info{};
  if (address == nullptr || dladdr(address, &info) == 0 || info.dli_fname == nullptr) return "";
  std::error_code code;
  const std::filesystem::path path = std::filesystem::canonical(info.dli_fname, code);
  return code ? info.dli_fname : path.filename().string();
}

/// The rest of the first line of `text` that begins (after blanks) with `key`.
std::string line_after(const std::string& text, const std::string& key) {
  const std::size_t found = text.find(key);
  if (found == std::string::npos) return "";
  const std::size_t begin = found + key.size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::string openblas_name() {
  using Config = char* (*)();
  const auto config = reinterpret_cast<Config>(dlsym(RTLD_DEFAULT, "openblas_get_config"));
  if (config == nullptr) return "";
  const std::string text = config();  // "OpenBLAS 0.3.21 NO_AFFINITY USE64BITINT ..."
  const std::size_t version_end = text.find(' ', text.find(' ') + 1);
  const std::string kind = engine::blas_processor();
  return text.substr(0, version_end) + (kind.empty() ? "" : " (" + kind + ")");
}

}  // namespace

Blas loaded_blas() {
  if (const std::string openblas = openblas_name(); !openblas.empty()) return {openblas};
  const std::string library = library_of("sgemm_");
  if (library.starts_with("libblas.so")) return {"reference BLAS", true};
  // LibTorch's own builds carry MKL within.
  if (library.starts_with("libmkl") || library.starts_with("libtorch")) return {"MKL"};
  return {library.empty() ? "unknown" : library};
}

std::string libtorch_version() { return TORCH_VERSION; }

std::string cpu_capability() {
  const std::string capability = line_after(at::show_config(), "CPU capability usage: ");
  return capability.empty() ? "unknown" : capability;
}

std::string compiler_version() {
#if defined(__clang__)
  return std::string("clang ") + __clang_version__;
#else
  return std::string("g++ ") + __VERSION__;
#endif
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::string environment_json(const std::string& device, int threads) {
  const nlohmann::ordered_json json = {
      {"mlo", MLO_VERSION},         {"libtorch", libtorch_version()},     {"compiler", compiler_version()},
      {"blas", loaded_blas().name}, {"cpu_capability", cpu_capability()}, {"device", device},
      {"threads", threads}};
  return json.dump(2) + "\n";
}

}  // namespace mlo::record
