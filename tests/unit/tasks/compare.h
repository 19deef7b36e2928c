// What a builtin's rule gives for several tasks, against one call for each of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/tasks/rules.h"
#include "tests/unit/ops/samples.h"

namespace mlo::test {

/// By tensor of a sample, in order: whether it differs from task to task. The others are shared by all.
using Differs = std::vector<char>;
std::string shown(const Differs& differs);  ///< "101"
std::string shown(const Value& value);      ///< "(Double[2, 3], 1, none)"

/// Every choice but none of few tensors; of more, all of them, each one alone, and each one left out.
std::vector<Differs> differing(std::size_t tensors, std::size_t few = 4);

/// Every tensor of the arguments, those in lists too.
Tensors all_tensors(const Value& value);
/// The arguments with their tensors replaced in order.
Value with_tensors(const Value& value, const Tensors& by, std::size_t& next);

struct Comparison {
  std::string difference;  ///< "" where rule and single calls agree
  bool refused = false;    ///< the rule left the call to single calls
};

/// Value, first derivative of a random projection and derivative of that one's square, in float64, along all
/// floating-point tensors: shared ones get the sum over tasks. Where a task's own call is an error, the rule must
/// refuse.
Comparison compare(const FunctionSample& sample, std::int64_t tasks, const Differs& differs, bool second = true);
/// `rule`: the one to compare; that of the catalog where none is given.
Comparison compare(const LayerSample& sample, std::int64_t tasks, const Differs& differs,
                   tasks::LayerRule rule = nullptr);

}  // namespace mlo::test
