#include "runtime/data/formats/csv_table.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "runtime/data/require.h"

namespace mlo::data {
namespace {

namespace fs = std::filesystem;

std::string trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::string read_text(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) throw std::runtime_error(does_not_exist(path));
  if (!fs::is_regular_file(path, error)) throw std::runtime_error("`" + path.string() + "` is not a file");
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw std::runtime_error("`" + path.string() + "` cannot be read");
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);  // a byte order mark
  return text;
}

class Scanner {
 public:
  Scanner(const fs::path& path, std::string_view text) : path_(path), rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  int line() const { return line_; }

  /// The fields of one row: a quoted one can hold commas and line breaks, and `""` for a quote.
  std::vector<std::string> row() {
    std::vector<std::string> fields;
    do {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
      fields.push_back(rest_.starts_with('"') ? quoted() : plain());
    } while (take(','));
    if (!rest_.empty() && !take('\n')) fail("text after a closing quote");
    ++line_;
    return fields;
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string plain() {
    const std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
    std::string field = trim(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return field;
  }

  std::string quoted() {
    const int first = line_;
    rest_.remove_prefix(1);
    std::string field;
    while (true) {
      const std::size_t end = rest_.find('"');
      if (end == std::string_view::npos) {
        line_ = first;
        fail("a quote that is not closed");
      }
      for (const char c : rest_.substr(0, end)) line_ += c == '\n';
      field += rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      if (!take('"')) break;
      field += '"';
    }
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size()));
    return field;
  }

  [[noreturn]] void fail(const char* what) const {
    throw std::runtime_error(path_.string() + ":" + std::to_string(line_) + ": " + what);
  }

  const fs::path& path_;
  std::string_view rest_;
  int line_ = 1;
};

}  // namespace

Table read_table(const fs::path& path, bool header) {
  const std::string text = read_text(path);
  Scanner scanner(path, text);
  Table table;
  std::size_t width = 0;
  while (!scanner.at_end()) {
    const int line = scanner.line();
    std::vector<std::string> fields = scanner.row();
    if (fields.size() == 1 && fields[0].empty()) continue;  // a blank line
    if (width == 0) width = fields.size();
    if (fields.size() != width) {
      throw std::runtime_error(path.string() + ":" + std::to_string(line) + ": this row has " +
                               std::to_string(fields.size()) + " fields, the first one has " + std::to_string(width));
    }
    if (header && table.header.empty()) {
      table.header = std::move(fields);
    } else {
      table.rows.push_back(std::move(fields));
      table.lines.push_back(line);
    }
  }
  if (table.rows.empty()) throw std::runtime_error(path.string() + " holds no rows");
  return table;
}

std::optional<double> to_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace mlo::data
