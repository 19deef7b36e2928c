#include "compiler/sema/elaborate/scope.h"

#include <algorithm>

namespace mlo::sema {

Binding* Scope::add(const std::string& name, Span span, std::function<Value()> work, bool constant) {
  auto [it, added] = bindings_.try_emplace(name);
  if (!added) return &it->second;
  it->second.span = span;
  it->second.work = std::move(work);
  it->second.constant = constant;
  return nullptr;
}

void Scope::add(const std::string& name, Span span, Value value) {
  depth_ = std::max(depth_, value.depth());
  add(
      name, span, [value = std::move(value)] { return value; }, true);
}

Binding* Scope::find_here(const std::string& name) {
  const auto it = bindings_.find(name);
  return it == bindings_.end() ? nullptr : &it->second;
}

Binding* Scope::find(const std::string& name) {
  for (Scope* scope = this; scope != nullptr; scope = scope->parent_.get())
    if (Binding* found = scope->find_here(name)) return found;
  return nullptr;
}

Binding* Scope::find_hidden(const std::string& name) {
  bool found = false;
  for (Scope* scope = this; scope != nullptr; scope = scope->parent_.get())
    if (Binding* binding = scope->find_here(name); binding && std::exchange(found, true)) return binding;
  return nullptr;
}

void Scope::collect(std::vector<std::string>& names, const Scope* end) const {
  for (const Scope* scope = this; scope != end && scope != nullptr; scope = scope->parent_.get())
    for (const auto& [name, binding] : scope->bindings_) names.push_back(name);
}

}  // namespace mlo::sema
