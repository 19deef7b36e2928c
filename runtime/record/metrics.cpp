#include "runtime/record/metrics.h"

#include <array>
#include <cmath>

namespace mlo::record {
namespace {

using engine::Measured;
using engine::MetricLine;

constexpr std::array reserved = {"update", "problem", "validate", "test",  "loss",
                                 "draws",  "seconds", "health",   "cosine"};

std::string key_of(const std::string& metric) {
  for (const char* word : reserved) {
    if (metric == word) return "metric_" + metric;
  }
  return metric;
}

void add_metric(JsonObject& object, const Measured& metric, const ImagePaths& images) {
  const std::string key = key_of(metric.name);
  if (const auto* number = std::get_if<double>(&metric.value)) {
    object.real(key, *number);
  } else if (const auto* numbers = std::get_if<std::vector<double>>(&metric.value)) {
    object.reals(key, *numbers);
  } else if (const auto* text = std::get_if<std::string>(&metric.value)) {
    object.text(key, *text);
  } else if (const auto path = images.find(metric.name); path != images.end()) {
    object.text(key, path->second);
  }
  if (metric.standard_error.size() == 1) object.real(key + "_se", metric.standard_error[0]);
  if (metric.standard_error.size() > 1) object.reals(key + "_se", metric.standard_error);
}

}  // namespace

const char* kind_name(MetricLine::Kind kind) {
  switch (kind) {
    case MetricLine::Kind::problem: return "problem";
    case MetricLine::Kind::validate: return "validate";
    case MetricLine::Kind::test: return "test";
  }
  return "";
}

void add_metrics(JsonObject& object, const std::vector<Measured>& metrics, const ImagePaths& images) {
  for (const Measured& metric : metrics) add_metric(object, metric, images);
}

namespace {

std::string health_object(const std::vector<engine::EdgeHealth>& health) {
  JsonObject all;
  for (const engine::EdgeHealth& edge : health) {
    JsonObject one;
    one.text("method", edge.method).real("gradient", edge.gradient).real("gradient_at_start", edge.gradient_at_start);
    if (edge.solves > 0)
      one.integer("solves", edge.solves)
          .real("residual", edge.residual)
          .real("products", edge.products)
          .real("negative_curvature", edge.negative_curvature);
    all.raw(edge.lower, one.str());
  }
  return all.str();
}

}  // namespace

std::string metric_line(const MetricLine& line, const ImagePaths& images) {
  JsonObject object;
  object.integer("update", line.update).text(kind_name(line.kind), line.name);
  if (line.draws > 0) object.integer("draws", line.draws);
  if (line.loss) object.real("loss", *line.loss);
  add_metrics(object, line.metrics, images);
  if (!line.health.empty()) object.raw("health", health_object(line.health));
  if (line.cosine) object.real("cosine", *line.cosine);
  object.real("seconds", std::round(line.seconds * 1000) / 1000);
  return object.str();
}

}  // namespace mlo::record
