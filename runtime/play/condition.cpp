// How good the hypergradients of a logged step are: how far the lower problems stand from a minimum, and whether
// successive hypergradients agree. Nothing of the run depends on it.
#include <ATen/ATen.h>

#include <cmath>
#include <limits>

#include "runtime/play/compiled.h"

namespace mlo::engine {
namespace {

double product_of(const Tensors& a, const Tensors& b) {
  double out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) out += at::sum(a[i] * b[i]).item<double>();
  return out;
}

/// A gradient of this norm can be nothing but rounding, where parameters and curvature are of this size.
double rounding_of(const Tensors& parameters) {
  constexpr double operations = 100;
  const double epsilon = parameters[0].scalar_type() == at::kDouble ? std::numeric_limits<double>::epsilon()
                                                                    : std::numeric_limits<float>::epsilon();
  return operations * epsilon * (1 + std::sqrt(product_of(parameters, parameters)));
}

}  // namespace

void Player::note_lower(UnitId unit, const Pass& pass, const View& given) const {
  const View view = with_solutions(given, pass.below);
  for (const RoundPtr& round : pass.below) {
    const auto& members = schedule_.units[round->unit].members;
    const std::vector<Moving> start = replay_start(*round, view, Unrolling::Mode::none);
    for (std::size_t i = 0; i < members.size(); ++i) {
      // One after the other: two graphs at once would be the most memory that a run takes.
      const double at_end = residual_norm(members[i], *round, view);
      const double at_start = residual_norm(members[i], *round, view, &start[i].parameters);
      const double rounding = rounding_of(start[i].parameters);
      for (const ProblemId reader : schedule_.units[unit].members)
        if (const sema::Edge* edge = graph_.l2u(program_, members[i], reader))
          health_->add_lower(*edge, at_end, at_start, rounding);
    }
  }
}

void Player::note_gradients(World& world, UnitId unit, const std::vector<Tensors>& gradients) const {
  if (schedule_.units[unit].below.empty()) return;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    Tensors& before = world.hypergradients[schedule_.units[unit].members[i]];
    if (world.measuring && !before.empty()) {
      const double squares = product_of(before, before) * product_of(gradients[i], gradients[i]);
      if (squares > 0)
        health_->add_cosine(schedule_.units[unit].members[i], product_of(before, gradients[i]) / std::sqrt(squares));
    }
    before = gradients[i];
  }
}

}  // namespace mlo::engine
