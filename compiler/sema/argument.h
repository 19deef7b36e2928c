// What an argument can be once a program is checked: a constant, or a reference to something that the run computes.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace mlo::sema {

using NodeId = std::uint32_t;
using DataId = std::uint32_t;

/// A node of the block that the argument stands in.
struct NodeRef {
  NodeId id = 0;
  bool operator==(const NodeRef&) const = default;
};

/// One part of a dataset expression: `data train, test = split(...)` has the parts 0 and 1.
struct DataRef {
  DataId id = 0;
  std::uint32_t part = 0;
  bool operator==(const DataRef&) const = default;
};

struct Argument;
using Arguments = std::vector<Argument>;

/// `std::monostate` is `none`; a nested `Arguments` is a list or tuple.
struct Argument {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, NodeRef, DataRef, Arguments> value;

  bool operator==(const Argument&) const = default;
  bool is_none() const { return std::holds_alternative<std::monostate>(value); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(value); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(value); }
  /// The number as a double; 0 where it is none.
  double number() const;
  const Arguments* list() const { return std::get_if<Arguments>(&value); }
  const NodeRef* node() const { return std::get_if<NodeRef>(&value); }
};

/// For messages: `3`, `0.5`, `"mean"`, `[1, 2]`, `true`, `none`, `a tensor`, `a dataset`.
std::string describe(const Argument& argument);

}  // namespace mlo::sema
