#include "runtime/shapes/shape_rules.h"

#include <ATen/core/Tensor.h>
#include <fmt/format.h>

namespace mlo::engine {
namespace {

using Shape = std::vector<std::int64_t>;
using Letters = std::map<std::string, std::int64_t>;

std::string text(const std::vector<sema::Extent>& extents) {
  std::string out;
  for (const sema::Extent& extent : extents) {
    const auto* number = std::get_if<std::int64_t>(&extent);
    out += (out.empty() ? "" : ", ") + (number ? std::to_string(*number) : std::get<std::string>(extent));
  }
  return "[" + out + "]";
}

/// Whether a shape is as stated; letters that are met for the first time take their sizes from it.
bool fits(const Shape& shape, const std::vector<sema::Extent>& extents, Letters& letters) {
  if (shape.size() != extents.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto* number = std::get_if<std::int64_t>(&extents[i]);
    const std::int64_t wanted =
        number ? *number : letters.try_emplace(std::get<std::string>(extents[i]), shape[i]).first->second;
    if (shape[i] != wanted) return false;
  }
  return true;
}

/// ", where B is 10" for the letters of a statement that are known by now.
std::string known_letters(const std::vector<sema::Extent>& extents, const Letters& letters) {
  std::string out;
  for (const sema::Extent& extent : extents) {
    const auto* letter = std::get_if<std::string>(&extent);
    const auto found = letter ? letters.find(*letter) : letters.end();
    if (found != letters.end())
      out += fmt::format("{}{} is {}", out.empty() ? ", where " : " and ", *letter, found->second);
  }
  return out;
}

}  // namespace

ShapeRules::ShapeRules(const sema::Block& block) : block_(&block) {
  if (block.shape_rules.empty()) return;
  wanted_.assign(block.nodes.size(), 0);
  for (const sema::ShapeRule& rule : block.shape_rules)
    for (const auto& item : rule.items) wanted_[item.node] = 1;
}

void ShapeRules::computed(const sema::Node& node, const eval::Value& value) {
  if (wanted_.empty()) return;
  const auto id = static_cast<sema::NodeId>(&node - block_->nodes.data());
  const at::Tensor* tensor = value.tensor();
  if (wanted_[id] && tensor && tensor->defined()) shapes_[id] = tensor->sizes().vec();
}

void ShapeRules::check() const {
  for (const sema::ShapeRule& rule : block_->shape_rules) {
    Letters letters;
    for (const auto& item : rule.items) {
      const auto found = shapes_.find(item.node);
      if (found == shapes_.end()) continue;
      const Letters before = letters;
      if (fits(found->second, item.extents, letters)) continue;
      ShapeMismatch mismatch(rule.origin, fmt::format("{} has the shape [{}], and is declared as {}{}", item.what,
                                                      fmt::join(found->second, ", "), text(item.extents),
                                                      known_letters(item.extents, before)));
      mismatch.other = item.declared;
      mismatch.says = "declared here";
      throw mismatch;
    }
  }
}

}  // namespace mlo::engine
