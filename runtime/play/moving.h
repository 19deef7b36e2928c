// A unit's members inside a round, and what a pass and a step find out about them.
#pragma once

#include <vector>

#include "runtime/play/world.h"

namespace mlo::engine {

/// A member's state inside a round; its parameters may carry a graph.
struct Moving {
  Tensors parameters;
  Tensors buffers;
  std::vector<optim::Slots> slots;
  std::int64_t steps = 0;
};

/// Parameters become leaves: derivatives are taken along them, and none goes further back.
void cut(std::vector<Moving>& members);
/// Without any graph.
ProblemState constant_state(const Moving& moving);
/// What a derivative passes through: all members' parameters, then the slots that are numbers.
Tensors moving_state(const std::vector<Moving>& members);

struct PassResult {
  Pass pass;
  std::vector<Tensors> gradients;  ///< by member
  std::vector<Tensors> buffers;    ///< by member: after the pass
  std::vector<double> losses;      ///< by member
};

struct LossGradient {
  double loss = 0;
  Tensors gradient;
};

/// How a gradient is taken.
struct Derivative {
  bool again = false;   ///< it can be differentiated once more
  bool retain = false;  ///< others follow through the same solutions below
};

/// What a unit's next step sees: its members' losses and total gradients, both means over its passes, and the rounds
/// below it of the last pass.
struct Probe {
  std::vector<double> losses;      ///< by member
  std::vector<Tensors> gradients;  ///< by member
  std::vector<RoundPtr> below;
  View seen;  ///< all parameters as the members saw them
};

/// Added to the parameters of a member.
struct Shift {
  std::size_t member = 0;
  Tensors by;  ///< empty: nothing
};

}  // namespace mlo::engine
