// Tables of comma-separated values (RFC 4180): fields, quotes, and where each stood for messages.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlo::data {

/// Every row has as many fields as the first one.
struct Table {
  std::vector<std::string> header;             ///< empty where the table has none
  std::vector<std::vector<std::string>> rows;  ///< without spaces around fields, blank lines left out
  std::vector<int> lines;                      ///< the line in the file, from 1, that each row begins on
};

/// Throws std::runtime_error with the path and the line.
Table read_table(const std::filesystem::path& path, bool header);

/// The whole text as a finite number.
std::optional<double> to_number(std::string_view text);

}  // namespace mlo::data
