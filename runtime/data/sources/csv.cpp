#include <ATen/ops/empty.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "runtime/data/formats/csv_table.h"
#include "runtime/data/lazy.h"
#include "runtime/data/sources/sources.h"
#include "runtime/data/tensors.h"

namespace mlo::data {
namespace {

namespace fs = std::filesystem;

class Csv final : public Dataset {
 public:
  Csv(fs::path path, std::int64_t target, bool header) : path_(std::move(path)), target_(target), header_(header) {}

  /// What a column holds only the whole file tells, so that it is read at once.
  const sema::DataInfo& info() const override { return contents().info; }
  Tensor targets() const override { return contents().samples.y; }

 private:
  struct Contents {
    Samples samples;
    sema::DataInfo info;
  };

  const Contents& contents() const {
    return contents_.get([this] { return make_contents(); });
  }

  Samples read() const override { return contents().samples; }

  Contents make_contents() const {
    const Table table = read_table(path_, header_);
    const std::size_t target = target_column(table);
    Contents out;
    out.samples.x = inputs(table, target);
    const std::vector<std::int64_t> shape = {out.samples.x.size(1)};
    const bool numbers = std::all_of(table.rows.begin(), table.rows.end(),
                                     [&](const auto& row) { return to_number(row[target]).has_value(); });
    if (numbers) {
      out.samples.y = number_targets(table, target);
      out.info.count = out.samples.y.size(0);
      out.info.sample_shape = shape;
      out.info.target_shape = {1};
    } else {
      std::map<std::string, std::int64_t> classes;
      out.samples.y = word_targets(table, target, classes);
      out.info = class_info(out.samples.y, static_cast<std::int64_t>(classes.size()), shape);
    }
    return out;
  }

  std::size_t target_column(const Table& table) const {
    const auto width = static_cast<std::int64_t>(table.rows[0].size());
    if (width < 2) throw std::runtime_error(path_.string() + " has one column; a target and an input are needed");
    if (target_ < -width || target_ >= width) {
      throw std::runtime_error(path_.string() + " has " + std::to_string(width) + " columns: target must be in " +
                               std::to_string(-width) + ".." + std::to_string(width - 1) + "; it is " +
                               std::to_string(target_));
    }
    return static_cast<std::size_t>(target_ < 0 ? target_ + width : target_);
  }

  Tensor inputs(const Table& table, std::size_t target) const {
    const std::size_t width = table.rows[0].size();
    Tensor x =
        at::empty({static_cast<std::int64_t>(table.rows.size()), static_cast<std::int64_t>(width - 1)}, at::kFloat);
    auto* out = x.data_ptr<float>();
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      for (std::size_t column = 0; column < width; ++column) {
        if (column == target) continue;
        const auto value = to_number(table.rows[row][column]);
        if (!value) fail(table, row, column, "a finite number is wanted here");
        *out++ = static_cast<float>(*value);
      }
    }
    return x;
  }

  static Tensor number_targets(const Table& table, std::size_t target) {
    Tensor y = at::empty({static_cast<std::int64_t>(table.rows.size()), 1}, at::kFloat);
    std::transform(table.rows.begin(), table.rows.end(), y.data_ptr<float>(),
                   [&](const auto& row) { return static_cast<float>(to_number(row[target]).value()); });
    return y;
  }

  Tensor word_targets(const Table& table, std::size_t target, std::map<std::string, std::int64_t>& classes) const {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      if (table.rows[row][target].empty()) fail(table, row, target, "a target is wanted here");
      classes[table.rows[row][target]] = 0;
    }
    std::int64_t number = 0;
    for (auto& [word, label] : classes) label = number++;
    Rows labels;
    for (const auto& row : table.rows) labels.push_back(classes.at(row[target]));
    return to_tensor(labels);
  }

  [[noreturn]] void fail(const Table& table, std::size_t row, std::size_t column, const std::string& rule) const {
    const std::string name = table.header.empty() ? "" : " (" + table.header[column] + ")";
    const bool looks_like_header = row == 0 && !header_;
    throw std::runtime_error(path_.string() + ":" + std::to_string(table.lines[row]) + ": column " +
                             std::to_string(column + 1) + name + " is \"" + table.rows[row][column] + "\"; " + rule +
                             (looks_like_header ? " (header = true where the first line holds names)" : ""));
  }

  fs::path path_;
  std::int64_t target_;
  bool header_;
  Lazy<Contents> contents_;
};

}  // namespace

DatasetPtr csv(const fs::path& path, std::int64_t target, bool header) {
  return std::make_shared<Csv>(path, target, header);
}

}  // namespace mlo::data
