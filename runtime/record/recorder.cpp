#include "runtime/record/recorder.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <cerrno>

#include "runtime/data/formats/weights.h"
#include "runtime/record/checkpoint.h"
#include "runtime/record/error.h"
#include "runtime/record/image.h"

namespace mlo::record {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<spdlog::logger> open_log(const fs::path& path, bool details) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(path.string(), /*truncate=*/true);
    auto log = std::make_shared<spdlog::logger>("mlo", std::move(sink));
    log->set_pattern("%H:%M:%S.%e  %v");
    log->set_level(details ? spdlog::level::debug : spdlog::level::info);
    log->flush_on(spdlog::level::trace);
    return log;
  } catch (const spdlog::spdlog_ex& error) {
    throw FileError(error.what());
  }
}

void write_lines(spdlog::logger& log, spdlog::level::level_enum level, std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    log.log(level, line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
}

void make_folder(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) throw FileError("cannot create `" + path.string() + "`: " + code.message());
}

}  // namespace

Recorder::Recorder(fs::path directory, bool details)
    : directory_(std::move(directory)), log_(open_log(directory_ / "log.txt", details)) {
  errno = 0;
  metrics_.open(directory_ / "metrics.jsonl", std::ios::binary);
  if (!metrics_) fail_with_errno("write", directory_ / "metrics.jsonl");
  make_folder(directory_ / "checkpoints");
}

Recorder::~Recorder() = default;

void Recorder::file(const std::string& name, std::string_view content) const { write_file(directory_ / name, content); }

ImagePaths Recorder::images(const std::vector<engine::Measured>& metrics, std::int64_t update,
                            const std::string& owner) const {
  ImagePaths out;
  for (const engine::Measured& metric : metrics) {
    const auto* image = std::get_if<at::Tensor>(&metric.value);
    if (image == nullptr) continue;
    make_folder(directory_ / "images");
    const std::string name = metric.name + "-" + std::to_string(update);
    fs::path path = fs::path("images") / (name + ".png");
    if (fs::exists(directory_ / path)) path = fs::path("images") / (name + "-" + owner + ".png");
    write_png(directory_ / path, *image);
    out[metric.name] = path.string();
  }
  return out;
}

Recorded Recorder::metrics(const engine::MetricLine& line) {
  const std::string owner = line.name.empty() ? kind_name(line.kind) : line.name;
  Recorded out;
  out.images = images(line.metrics, line.update, owner);
  out.json = metric_line(line, out.images);
  errno = 0;
  metrics_ << out.json << '\n' << std::flush;
  if (!metrics_) fail_with_errno("write", directory_ / "metrics.jsonl");
  return out;
}

void Recorder::weights(const std::string& name, const std::map<std::string, at::Tensor>& tensors) const {
  make_folder(directory_ / "saved");
  write_file(directory_ / "saved" / (name + ".pt"), data::weights_archive(tensors));
}

void Recorder::checkpoint(bool best, const engine::Checkpoint& checkpoint) const {
  save_checkpoint(directory_ / "checkpoints" / (best ? "best.pt" : "last.pt"), checkpoint);
}

void Recorder::log(std::string_view text) { write_lines(*log_, spdlog::level::info, text); }

void Recorder::detail(std::string_view text) { write_lines(*log_, spdlog::level::debug, text); }

}  // namespace mlo::record
