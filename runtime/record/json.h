// JSON, a line at a time: what `metrics.jsonl` and `--format json` are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlo::record {

/// The shortest text that reads back as the same double; always recognizable as a real number (`1.0`, not `1`).
/// JSON has no infinity and no NaN: they become `null`.
std::string json_number(double value);
/// Quoted and escaped; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// One object, its fields in the order in which they are added, on one line.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value) { return raw(key, json_string(value)); }
  JsonObject& real(std::string_view key, double value) { return raw(key, json_number(value)); }
  JsonObject& reals(std::string_view key, const std::vector<double>& values);
  JsonObject& texts(std::string_view key, const std::vector<std::string>& values);
  JsonObject& integer(std::string_view key, std::int64_t value) { return raw(key, std::to_string(value)); }
  /// `json` is a value that is JSON already.
  JsonObject& raw(std::string_view key, std::string_view json);

  std::string str() const { return "{" + fields_ + "}"; }

 private:
  std::string fields_;
};

}  // namespace mlo::record
