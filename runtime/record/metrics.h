// A metric line as it stands in `metrics.jsonl`.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "runtime/engine/observer.h"
#include "runtime/record/json.h"

namespace mlo::record {

/// Where an image was written, by the metric's name.
using ImagePaths = std::map<std::string, std::string>;

/// Adds `name: value` and, where there is one, `name_se: standard error` for each metric. An image is the path that it
/// was written to. A metric whose name is a key of the line already (`loss`, `seconds`) is called `metric_loss`.
void add_metrics(JsonObject& object, const std::vector<engine::Measured>& metrics, const ImagePaths& images);

/// {"update": 100, "problem": "meta", "loss": 0.41, "acc": 0.87, "seconds": 12.3}
/// {"update": 100, "validate": "", "draws": 200, "acc": 0.89, "acc_se": 0.006, "seconds": 14.1}
/// A problem with others below it also has "health", an object for each of them (`engine::EdgeHealth`), and "cosine",
/// of its last two hypergradients. Only `seconds` differs between two equal runs.
std::string metric_line(const engine::MetricLine& line, const ImagePaths& images = {});

/// The key of a line's name: "problem", "validate" or "test".
const char* kind_name(engine::MetricLine::Kind kind);

}  // namespace mlo::record
