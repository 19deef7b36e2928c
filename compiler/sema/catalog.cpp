#include "compiler/sema/catalog.h"

#include <stdexcept>

namespace mlo::sema {
namespace {

/// Functions, layers and data sources share one name space.
int name_space(BuiltinKind kind) {
  const bool called = kind == BuiltinKind::layer || kind == BuiltinKind::data;
  return static_cast<int>(called ? BuiltinKind::function : kind);
}

}  // namespace

const Builtin& Catalog::add(std::unique_ptr<Builtin> builtin) {
  const auto key = std::make_pair(name_space(builtin->kind), builtin->name());
  if (!by_name_.emplace(key, builtin.get()).second)
    throw std::invalid_argument("builtin `" + builtin->name() + "` twice");
  all_.push_back(std::move(builtin));
  return *all_.back();
}

const Builtin* Catalog::find(std::string_view name) const { return find(BuiltinKind::function, name); }

const Builtin* Catalog::find(BuiltinKind kind, std::string_view name) const {
  const auto it = by_name_.find(std::make_pair(name_space(kind), std::string(name)));
  return it == by_name_.end() ? nullptr : it->second;
}

std::vector<std::string> Catalog::names(BuiltinKind kind) const {
  std::vector<std::string> out;
  for (const auto& [key, builtin] : by_name_)
    if (key.first == name_space(kind)) out.push_back(key.second);
  return out;
}

}  // namespace mlo::sema
