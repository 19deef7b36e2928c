// A loss and its gradient, without a graph: the flat program forward, then its nodes in reverse, each by the rule of
// its builtin (reverse mode; Griewank and Walther 2008, section 3.2). For the operations of small programs a graph of
// LibTorch's, and its engine, take many times as long as the arithmetic.
#pragma once

#include <atomic>

#include "runtime/eval/executable.h"
#include "runtime/ops/backward.h"

namespace mlo::eval {

class GradientExecutable {
 public:
  /// Whether a derivative is taken along the parameters of a problem.
  using Along = std::function<bool(std::uint32_t owner)>;

  GradientExecutable() = default;
  /// `forward`: its first wanted value is the loss. It must outlive this.
  GradientExecutable(const Executable& forward, const Along& along);

  /// Whether every node between those parameters and the loss has a rule; only then can it run.
  bool has_rules() const { return has_rules_; }

  struct Parameter {
    std::uint32_t owner = 0, index = 0;
  };
  /// Those that the loss reads, and not as constants.
  const std::vector<Parameter>& parameters() const { return parameters_; }

  struct Result {
    std::vector<Value> values;  ///< as `Executable::run` gives them
    Tensors cotangents;         ///< dL/dp for each of `parameters()`; undefined where it is zero
  };
  /// Where gradients are on, everything is recorded, so that the result can be differentiated again.
  Result run(const Inputs& inputs, std::uint32_t owner = sema::nothing, Moved* moved = nullptr) const;

  /// For tests: with `false`, losses are differentiated by LibTorch alone.
  static inline std::atomic<bool> enabled = true;

 private:
  /// A node that hands its cotangent on.
  struct Step {
    std::size_t forward = 0;  ///< its place among the steps of `forward_`
    ops::Targets targets;     ///< by argument; of a layer: its inputs, its weights
  };
  std::vector<char> reaching_loss() const;
  std::vector<char> moving(const Along& along) const;
  ops::Targets targets(const Executable::Step& step, const std::vector<char>& moves) const;
  static bool has_rule(const sema::Node& node, const ops::Targets& targets);
  void pull_back(const Step& step, const std::vector<Value>& values, const Inputs& inputs, Tensors& sums) const;

  const Executable* forward_ = nullptr;
  bool has_rules_ = false;
  std::vector<Step> steps_;  ///< in the order of the nodes
  std::vector<Parameter> parameters_;
  std::vector<sema::NodeId> parameter_nodes_;
};

}  // namespace mlo::eval
