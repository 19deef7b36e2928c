#include "runtime/shapes/task_memory.h"

#include <algorithm>
#include <cmath>

#include "compiler/graph/lookup.h"
#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

using graph::ProblemId;
using graph::UnitId;
using Way = solve::MethodBuiltin::Way;

// Measured: vectors at the peak, which is in the backward pass.
constexpr double values_of_round = 0.5;     ///< V while a round is played
constexpr double parameters_of_round = 4;   ///< P: start, end, the step before the last, the gradient
constexpr double parameters_of_pass = 2;    ///< P: the gradient, and its sum
constexpr double parameters_of_solver = 4;  ///< P: the vectors of conjugate gradients
constexpr double parameters_of_roots = 5;   ///< P: moments, their roots and quotients in the graph of a step

double bytes_of_entry(const sema::Program& program) { return program.run.precision == "float64" ? 8 : 4; }

double count(const sema::Edge& edge, std::size_t argument) {
  return edge.arguments[argument].is_none() ? 0 : edge.arguments[argument].number();
}

/// Vectors of the lower problem's size beside those of conjugate gradients.
double vectors_of_solver(const sema::Edge& edge) {
  const std::string name = edge.method->name();
  return parameters_of_solver + (name == "gmres" || name == "nystrom" ? count(edge, 0) : 0);
}

}  // namespace

double TaskMemory::values(UnitId unit) const {
  double sum = 0;
  for (const ProblemId member : schedule_.units[unit].members) sum += static_cast<double>(shapes_.work[member].bytes);
  return sum;
}

double TaskMemory::parameters(UnitId unit) const {
  double sum = 0;
  for (const ProblemId member : schedule_.units[unit].members)
    sum += static_cast<double>(shapes_.numbers(program_.problems[member]));
  return sum * bytes_of_entry(program_);
}

double TaskMemory::of_pass(UnitId unit) const {
  double sum = values(unit) + parameters_of_pass * parameters(unit);
  for (const UnitId lower : schedule_.units[unit].below) sum += of_round(lower, unit);
  return sum;
}

double TaskMemory::of_draw(std::uint32_t measure, const std::vector<UnitId>& played) const {
  double sum = static_cast<double>(shapes_.measure_work[measure].bytes);
  for (const UnitId unit : played) sum += of_pass(unit) + parameters_of_round * parameters(unit);
  return sum;
}

/// The new parameters, what an optimizer that is not linear in the gradient (all but sgd) saves, and what the loss
/// saved for derivatives of its gradient.
double TaskMemory::step_with_graph(UnitId unit) const {
  bool linear = true;
  for (const ProblemId member : schedule_.units[unit].members)
    for (const sema::OptimizerDef& optimizer : program_.problems[member].optimizers)
      linear = linear && (optimizer.builtin == nullptr || optimizer.builtin->name() == "sgd");
  double sum = values(unit) + (linear ? 1 : 1 + parameters_of_roots) * parameters(unit);
  for (const UnitId lower : schedule_.units[unit].below) sum += of_round(lower, unit);
  return sum;
}

/// A round, as the reader above differentiates it: by the edge that takes most.
double TaskMemory::of_round(UnitId lower, UnitId upper) const {
  double most = 0;
  for (const ProblemId below : schedule_.units[lower].members)
    for (const ProblemId above : schedule_.units[upper].members)
      if (const sema::Edge* edge = graph_.l2u(program_, below, above)) most = std::max(most, of_edge(*edge));
  double sum = values_of_round * values(lower) + parameters_of_round * parameters(lower) + most;
  for (const UnitId further : schedule_.units[lower].below) sum += of_round(further, lower);
  return sum;
}

/// Beside what playing the round takes.
double TaskMemory::of_edge(const sema::Edge& edge) const {
  const UnitId lower = schedule_.unit_of[edge.from];
  const double steps = static_cast<double>(schedule_.units[lower].steps), one = step_with_graph(lower);
  switch (static_cast<const solve::MethodBuiltin*>(edge.method)->way) {
    case Way::unrolled: {
      const double last = count(edge, 0) > 0 ? std::min(count(edge, 0), steps) : steps;
      const double marks = count(edge, 1);
      return marks > 0 ? std::ceil(last / marks) * one + marks * parameters(lower) : last * one;
    }
    case Way::forward:
      return one + static_cast<double>(shapes_.numbers(program_.problems[edge.to])) * parameters(lower);
    case Way::implicit: return one + vectors_of_solver(edge) * parameters(lower);
    case Way::central:
    case Way::preconditioned:
    case Way::penalty:
    case Way::value_function: return one;
    case Way::first_order:
    case Way::evolution:
    case Way::detached:
    case Way::automatic: return 0;
  }
  return 0;
}

}  // namespace mlo::engine
