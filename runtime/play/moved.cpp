// A round below a middle problem, where that problem has moved since: the solution z(y) as a function of y.
//
// For derivatives of problems above, the loss L(x, y, z(y)) of a middle problem y is evaluated elsewhere than where z
// was played: implicit methods stand at y's end, behind its last step; darts, sama, penalty and value_function stand
// beside that as well. z is run again there, from its start, with its batches and draws. With the recorded value of z
// instead, a difference of dL/dx along y would miss (d2L/dx dz) dz/dy.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>

#include "runtime/play/compiled.h"
#include "runtime/play/outside.h"
#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

using Way = solve::MethodBuiltin::Way;

/// Whether a method differentiates a solution that is read.
bool differentiates(const sema::Edge& edge) {
  if (edge.kind != sema::Edge::Kind::l2u) return false;
  const Way way = static_cast<const solve::MethodBuiltin*>(edge.method)->way;
  return way != Way::detached && way != Way::evolution;
}

/// Whether a method works with the loss of the solution's problem once its round was played.
bool evaluates_again(const sema::Edge& edge) {
  const Way way = static_cast<const solve::MethodBuiltin*>(edge.method)->way;
  const bool checkpoints = way == Way::unrolled && !edge.arguments[1].is_none();
  return edge.method->method.family == sema::MethodTraits::Family::implicit || way == Way::forward || checkpoints;
}

/// By problem: whether its loss is evaluated again, for its own solution or for that of a problem that reads it.
std::vector<bool> evaluated_again(const sema::Program& program) {
  std::vector<bool> out(program.problems.size(), false);
  for (bool more = true; more;) {
    more = false;
    for (const sema::Edge& edge : program.edges) {
      if (!differentiates(edge) || out[edge.from]) continue;
      out[edge.from] = evaluates_again(edge) || out[edge.to];
      more |= out[edge.from];
    }
  }
  return out;
}

/// By more than rounding: a step that is run again with a graph takes its sums in another order.
bool differ(const Tensor& a, const Tensor& b) {
  if (a.defined() != b.defined()) return true;
  if (!a.defined() || (a.data_ptr() == b.data_ptr() && a.sizes() == b.sizes() && a.strides() == b.strides()))
    return false;  // tensors are never changed in place
  if (a.sizes() != b.sizes()) return true;
  const double epsilon =
      a.scalar_type() == at::kDouble ? std::numeric_limits<double>::epsilon() : std::numeric_limits<float>::epsilon();
  return !at::allclose(a, b, /*rtol=*/16 * epsilon, /*atol=*/0);
}

}  // namespace

std::vector<bool> Player::find_moving() const {
  std::vector<bool> out(schedule_.units.size(), false);
  const std::vector<bool> again = evaluated_again(program_);
  for (const sema::Edge& edge : program_.edges) {
    if (!differentiates(edge)) continue;
    const auto& reads = graph_.free_reads[edge.from];
    if (std::any_of(reads.begin(), reads.end(), [&](ProblemId y) { return again[y]; }))
      out[schedule_.unit_of[edge.from]] = true;
  }
  return out;
}

bool Player::reads_moved(const Round& round, const View& view) const {
  at::NoGradGuard no_grad;
  for (const ProblemId member : schedule_.units[round.unit].members)
    for (const ProblemId problem : graph_.free_reads[member])
      for (std::size_t i = 0; i < view[problem].size(); ++i)
        if (differ(round.played[problem][i], view[problem][i])) return true;
  return false;
}

RoundPtr Player::moved_to(const RoundPtr& round, const View& view) const {
  if (round->played.empty() || !reads_moved(*round, view)) return round;
  at::AutoGradMode grad_on(true);
  const View there = constants(view);
  auto out = std::make_shared<Round>(*round);
  out->played = there;
  out->marked.clear();
  out->before_last.clear();
  out->end.clear();
  out->attached.clear();
  const auto count = static_cast<std::int64_t>(round->steps.size());
  std::vector<Moving> moving = replay_start(*round, there, Unrolling::Mode::none);
  for (std::int64_t k = 0; k < count; ++k) {
    cut(moving);
    std::vector<ProblemState> states;
    for (const Moving& member : moving) states.push_back(constant_state(member));
    if (k + 1 == count) out->before_last = states;
    if (std::find(round->marks.begin(), round->marks.end(), k) != round->marks.end()) out->marked.push_back(states);
    replay_step(*round, k, moving, there, Unrolling::Mode::none, false);
  }
  for (const Moving& member : moving) out->end.push_back(constant_state(member).parameters);
  return out;
}

}  // namespace mlo::engine
