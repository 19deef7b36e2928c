#include "runtime/cli/watch/format.h"

#include <fmt/format.h>

#include <cmath>

namespace mlo::cli {
namespace {

using engine::Measured;
using engine::MetricLine;

/// The half width of a 95% interval, in standard errors of a mean that is close to normal.
constexpr double interval_95 = 1.96;

std::string human_update(std::int64_t update, std::int64_t updates) {
  const std::string total = std::to_string(updates);
  return fmt::format("update {:>{}}/{}", update, total.size(), total);
}

}  // namespace

std::string human_number(double value) {
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-3 || size >= 1e6)) return fmt::format("{:.3e}", value);
  return fmt::format("{:.4f}", value);
}

std::string human_duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
  const std::int64_t hours = whole / 3600, minutes = whole / 60 % 60, rest = whole % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, rest);
  return fmt::format("{}:{:02}", minutes, rest);
}

namespace {

/// " ± 0.0118" around an entry's mean; "" where there is none.
std::string human_interval(const Measured& metric, std::size_t entry) {
  if (entry >= metric.standard_error.size()) return "";
  return " ± " + human_number(interval_95 * metric.standard_error[entry]);
}

}  // namespace

std::string human_metric(const Measured& metric, const record::ImagePaths& images) {
  std::string out = metric.name + " ";
  if (const auto* number = std::get_if<double>(&metric.value)) {
    out += human_number(*number) + human_interval(metric, 0);
  } else if (const auto* numbers = std::get_if<std::vector<double>>(&metric.value)) {
    out += "[";
    for (std::size_t i = 0; i < numbers->size(); ++i)
      out += (i == 0 ? "" : ", ") + human_number((*numbers)[i]) + human_interval(metric, i);
    out += "]";
  } else if (const auto* text = std::get_if<std::string>(&metric.value)) {
    out += *text;
  } else if (const auto path = images.find(metric.name); path != images.end()) {
    out += path->second;
  }
  return out;
}

std::string human_metrics(const std::vector<Measured>& metrics, const record::ImagePaths& images) {
  std::string out;
  for (const Measured& metric : metrics) out += (out.empty() ? "" : "  ") + human_metric(metric, images);
  return out;
}

std::string owner_of(const MetricLine& line) {
  if (line.kind == MetricLine::Kind::problem) return line.name;
  const std::string kind = record::kind_name(line.kind);
  return line.name.empty() ? kind : kind + " " + line.name;
}

std::string human_line(const MetricLine& line, const Columns& columns, const record::ImagePaths& images, bool best) {
  std::string out = human_update(line.update, columns.updates);
  out += fmt::format("  {:<{}}", owner_of(line), columns.owner);
  if (line.loss) out += "  loss " + human_number(*line.loss);
  if (!line.metrics.empty()) out += "  " + human_metrics(line.metrics, images);
  if (best) out += "  best";
  return out;
}

std::string human_result(const MetricLine& line, const record::ImagePaths& images) {
  std::string out = owner_of(line) + "  " + human_metrics(line.metrics, images);
  if (line.draws > 1) out += fmt::format("  (95% interval, {} draws)", line.draws);
  return out;
}

std::string human_progress(const engine::Progress& progress, double updates_per_second) {
  std::string out = human_update(progress.update, progress.updates);
  if (progress.loss) out += fmt::format("  {} {}", progress.loss->first, human_number(progress.loss->second));
  if (progress.best) out += fmt::format("  best {} {}", progress.best->first, human_number(progress.best->second));
  if (!progress.doing.empty()) return out + "  " + progress.doing;
  if (updates_per_second > 0) {
    const double left = static_cast<double>(progress.updates - progress.update) / updates_per_second;
    out += fmt::format("  {:.3g} updates/s  {} left", updates_per_second, human_duration(left));
  }
  return out;
}

}  // namespace mlo::cli
