// A run's records: everything that it leaves behind.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/engine/observer.h"
#include "runtime/record/metrics.h"

namespace spdlog {
class logger;
}

namespace mlo::record {

struct Recorded {
  std::string json;  ///< as it stands in `metrics.jsonl`, without the newline
  ImagePaths images;
};

/// Writes into one run directory, which exists. What was written stays, however the run ends. Throws FileError.
class Recorder {
 public:
  /// `details`: whether `detail` writes.
  Recorder(std::filesystem::path directory, bool details);
  ~Recorder();

  const std::filesystem::path& directory() const { return directory_; }
  /// A file of the run directory, whole.
  void file(const std::string& name, std::string_view content) const;
  /// Adds a line to `metrics.jsonl`, at once on disk, and writes its images.
  Recorded metrics(const engine::MetricLine& line);
  /// Writes the images among `metrics` as `images/<metric>-<update>.png`; where that exists, with the owner's name too.
  ImagePaths images(const std::vector<engine::Measured>& metrics, std::int64_t update, const std::string& owner) const;
  /// Tensors by name as `saved/<name>.pt`.
  void weights(const std::string& name, const std::map<std::string, at::Tensor>& tensors) const;
  void checkpoint(bool best, const engine::Checkpoint& checkpoint) const;

  /// `log.txt`: what was said, without colors.
  void log(std::string_view text);
  void detail(std::string_view text);

 private:
  std::filesystem::path directory_;
  std::ofstream metrics_;
  std::shared_ptr<spdlog::logger> log_;
};

}  // namespace mlo::record
