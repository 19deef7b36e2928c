// Names and what they stand for. A name is worked out when it is first read, so lines may come in any order.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/sema/elaborate/value.h"

namespace mlo::sema {

struct Binding {
  Span span;                    ///< where it is introduced
  std::function<Value()> work;  ///< works it out; asked once for each block that reads it
  std::map<const Block*, Value> known;
  bool constant = false;  ///< the same in every block: options, data, problems, functions
  bool working = false;   ///< being worked out: reading it again is a cycle
  bool used = false;
};

class Scope {
 public:
  explicit Scope(ScopePtr parent = nullptr) : parent_(std::move(parent)), depth_(parent_ ? parent_->depth_ : 0) {}

  /// Introduces a name here; the older binding where there is one already (then nothing changes).
  Binding* add(const std::string& name, Span span, std::function<Value()> work, bool constant = false);
  void add(const std::string& name, Span span, Value value);
  /// Here or in a scope around.
  Binding* find(const std::string& name);
  /// What the binding that `find` gives hides.
  Binding* find_hidden(const std::string& name);
  Binding* find_here(const std::string& name);
  /// Every name that can be read here, the nearest first; those of `end` and around it left out.
  void collect(std::vector<std::string>& names, const Scope* end = nullptr) const;
  const std::map<std::string, Binding>& here() const { return bindings_; }
  /// How deep the values nest that it was given.
  std::size_t depth() const { return depth_; }
  /// Leaves no name.
  void forget() { const auto last = std::exchange(bindings_, {}); }

 private:
  ScopePtr parent_;
  std::map<std::string, Binding> bindings_;
  std::size_t depth_ = 0;
};

}  // namespace mlo::sema
