// Hands a loss the solutions of the problems below as tensors that know their derivative.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include "runtime/play/compiled.h"
#include "runtime/play/outside.h"
#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

using solve::MethodBuiltin;
using Way = MethodBuiltin::Way;

/// Whether two readers see the same tensors of the given problems.
bool same_tensors(const View& a, const View& b, const std::vector<ProblemId>& problems) {
  for (const ProblemId p : problems)
    for (std::size_t i = 0; i < a[p].size(); ++i)
      if (a[p][i].unsafeGetTensorImpl() != b[p][i].unsafeGetTensorImpl()) return false;
  return true;
}

/// How many batches of the lower problem an edge's method averages over.
std::int64_t batches_of(const sema::Edge& edge) {
  const auto& parameters = edge.method->signature.parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name == "batches") return std::get<std::int64_t>(edge.arguments[i].value);
  return 1;
}

}  // namespace

void Player::attach_below(ProblemId reader, UnitId unit, const Pass& pass, View& view) const {
  const auto& below = schedule_.units[unit].below;
  for (std::size_t i = 0; i < below.size(); ++i) attach(reader, below[i], pass.below[i], view);
}

void Player::attach(ProblemId reader, UnitId lower, const RoundPtr& round, View& view) const {
  const auto& members = schedule_.units[lower].members;
  std::vector<Tensors> replayed;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const ProblemId b = members[i];
    const sema::Edge* edge = graph_.l2u(program_, b, reader);
    const auto* method = edge ? static_cast<const MethodBuiltin*>(edge->method) : nullptr;
    if (method == nullptr || method->way == Way::detached || method->way == Way::evolution) {
      view[b] = round->end[i];
    } else if (method->method.family == sema::MethodTraits::Family::implicit) {
      view[b] = attach_implicit(b, i, *edge, moved_to(round, view), view);
    } else if (method->way == Way::forward) {
      view[b] = attach_round(moved_to(round, view), view, {Unrolling::Mode::full}, &Player::pull_back_tangents)[i];
    } else if (!round->attached.empty() && same_tensors(view, round->seen, graph_.free_reads[b])) {
      view[b] = round->attached[i];
    } else {
      Unrolling unrolling = unrolling_for(lower, schedule_.unit_of[reader]);
      unrolling.mode = method->way == Way::first_order ? Unrolling::Mode::first_order : Unrolling::Mode::full;
      if (replayed.empty())
        replayed = unrolling.checkpoint > 0 && !round->marks.empty()
                       ? attach_round(moved_to(round, view), view, unrolling, &Player::pull_back_segments)
                       : replay(*round, view, unrolling);
      view[b] = replayed[i];
    }
  }
}

/// The round as an implicit method stands at its end: with `batches = n`, as if its last step had had n fresh passes.
RoundPtr Player::stand_at_end(const RoundPtr& round, const sema::Edge& edge) const {
  const std::int64_t batches = batches_of(edge);
  if (batches <= 1) return round;
  auto out = std::make_shared<Round>(*round);
  out->steps.back().assign(round->fresh.begin(), round->fresh.begin() + batches);
  return out;
}

Tensors Player::attach_implicit(ProblemId b, std::size_t member, const sema::Edge& edge, const RoundPtr& played,
                                const View& view) const {
  const RoundPtr round = stand_at_end(played, edge);
  const Outside outside(view, graph_.free_reads[b]);
  if (outside.tensors().empty()) return round->end[member];
  const auto seen_from = [outside, b](const Tensors& own, const Tensors& u) {
    View out = outside.seen(u);
    out[b] = own;
    return out;
  };
  const auto& method = static_cast<const MethodBuiltin&>(*edge.method);
  const Tensors& root = round->end[member];
  const std::int64_t tasks = tasks_of(*round, b, member);
  const auto along_outside = [this, b, member, round, seen_from](const Tensors& own, const Tensors& u,
                                                                 const Tensor& weights) {
    const Tensor value = total_loss(b, member, *round, seen_from(own, u));
    const Tensor weighted = weights.defined() ? value * weights : value;
    return solve::vector_jacobian({over_tasks(weighted)}, u, {Tensor()}, false, false);
  };
  const auto both_gradient = [this, b, member, round, seen_from](const Tensors& own, const Tensors& u) {
    at::AutoGradMode grad_on(true);  // without it the gradient would be zeros, and nothing would say so
    return residual(b, member, *round, seen_from(own, u), own, /*graph=*/true);
  };
  if (method.way == Way::central || method.way == Way::preconditioned) {
    solve::Precondition preconditioned;
    if (method.way == Way::preconditioned)
      preconditioned = [this, b, member, round, outside](const Tensors& v) {
        return precondition(b, member, *round, outside.constants(), v);
      };
    if (compiled_[b]->holds_own_solution)
      return solve::mixed_product(both_gradient, preconditioned, root, outside.tensors());
    return solve::central_difference(along_outside, edge.arguments[0].number(), preconditioned, in_parallel(), root,
                                     outside.tensors(), tasks);
  }
  const auto own_gradient = [this, b, member, round, seen_from](const Tensors& own) {
    return residual(b, member, *round, seen_from(own, {}), own, /*graph=*/false);
  };
  if (method.way == Way::value_function)
    return solve::value_function(
        own_gradient, along_outside,
        {std::get<std::int64_t>(edge.arguments[0].value), edge.arguments[1].number(), edge.arguments[2].number()}, root,
        outside.tensors(), tasks);
  if (method.way == Way::penalty)
    return solve::penalized(
        own_gradient, along_outside,
        {edge.arguments[0].number(), std::get<std::int64_t>(edge.arguments[1].value), edge.arguments[2].number()}, root,
        outside.tensors());
  return solve::implicit(both_gradient, solver(edge, tasks), root, outside.tensors());
}

solve::RunTasks Player::in_parallel() const {
  return [this](std::size_t n, const std::function<void(std::size_t)>& task) {
    if (!watcher_) return workers_.run(n, 0, task);
    for (std::size_t i = 0; i < n; ++i) task(i);
  };
}

/// Passes beside those of the run, from streams of their own, for the edges that ask for them.
void Player::take_fresh_passes(const World& world, Round& round, const std::vector<Moving>& moving,
                               const View& outside) const {
  std::int64_t wanted = 0;
  for (const sema::Edge& edge : program_.edges)
    if (edge.kind == sema::Edge::Kind::l2u && schedule_.unit_of[edge.from] == round.unit && batches_of(edge) > 1)
      wanted = std::max(wanted, batches_of(edge));
  if (wanted == 0) return;
  World own = world;  // forgotten
  own.stream = world.stream.of("batches");
  if (world.tasks) {
    auto tasks = std::make_shared<Tasks>(*world.tasks);
    for (Stream& stream : tasks->streams) stream = stream.of("batches");
    for (const ProblemId member : schedule_.units[round.unit].members)
      tasks->ahead.passes[member] = tasks->ahead.rounds[member] * wanted;
    own.tasks = std::move(tasks);
  }
  own.measuring = false;
  View view = outside;
  for (std::size_t i = 0; i < moving.size(); ++i) view[schedule_.units[round.unit].members[i]] = moving[i].parameters;
  for (const ProblemId member : schedule_.units[round.unit].members)  // each round goes on where the last one ended
    own.problems[member].passes = own.problems[member].rounds * wanted;
  for (std::int64_t k = 0; k < wanted; ++k) {
    Pass pass = prepare_pass(own, round.unit, moving, view);
    std::vector<View> views(moving.size(), view);
    play_below(own, round.unit, pass, views);
    drop_graphs(pass);
    round.fresh.push_back(std::move(pass));
  }
}

/// The mean loss over the passes of the round's last step, with the solutions below attached: its derivatives are
/// total. Of many tasks [T], where the problem has parameters for each.
Tensor Player::total_loss(ProblemId problem, std::size_t member, const Round& round, const View& view) const {
  Tensor sum;
  for (const Pass& pass : round.steps.back()) {
    View own = view;
    attach_below(problem, round.unit, pass, own);
    const Tensor value = loss(problem, pass, member, own, nullptr, nullptr);
    sum = sum.defined() ? sum + value : value;
  }
  const std::int64_t count = tasks_in(round.steps.back(), problem, member);
  return count > 1 ? sum / static_cast<double>(count) : sum;
}

/// The gradient of that, which can be differentiated again; by rules (see `rules_for`).
Tensors Player::total_gradient(ProblemId problem, std::size_t member, const Round& round, const View& view) const {
  Tensors sum;
  for (const Pass& pass : round.steps.back()) {
    View own = view;
    attach_below(problem, round.unit, pass, own);
    Tensors g = differentiate(problem, pass, member, own, nullptr, nullptr, {true, true}).gradient;
    for (std::size_t i = 0; i < sum.size(); ++i) g[i] = sum[i] + g[i];
    sum = std::move(g);
  }
  const std::int64_t count = tasks_in(round.steps.back(), problem, member);
  if (count > 1)
    for (Tensor& t : sum) t = t / static_cast<double>(count);
  return sum;
}

/// What vanishes at the solution: the gradient of what the optimizer descends (the loss and a coupled weight decay),
/// with entries that a constraint holds fast taken out (there the solution does not move: b - b0 = 0).
Tensors Player::residual(ProblemId problem, std::size_t member, const Round& round, View view, const Tensors& b,
                         bool graph) const {
  const Tensors active = active_set(problem, round.end[member]);
  Tensors free = b;
  for (std::size_t i = 0; i < active.size(); ++i)
    if (active[i].defined()) free[i] = at::where(active[i], b[i].detach(), b[i]);
  view[problem] = free;
  const bool by_rules = rules_for(problem, false) != nullptr && tasks_of(round, problem, member) == 0;
  Tensors r = by_rules ? total_gradient(problem, member, round, view)
                       : solve::vector_jacobian({over_tasks(total_loss(problem, member, round, view))}, b, {Tensor()},
                                                graph, true);
  const Compiled& compiled = *compiled_[problem];
  for (std::size_t k = 0; k < compiled.optimizers.size(); ++k) {
    const Compiled::Optimizer& optimizer = compiled.optimizers[k];
    if (optimizer.builtin == nullptr || optimizer.builtin->weight_decay < 0) continue;
    const auto hyper = hypers(problem, k, 1.0, view, round.steps.back().back(), member);
    for (std::size_t i = 0; i < optimizer.parameters.size(); ++i) {
      const optim::Hyper& decay = hyper[i][static_cast<std::size_t>(optimizer.builtin->weight_decay)];
      const std::uint32_t p = optimizer.parameters[i];
      if (!decay.is_zero()) r[p] = optim::add_scaled(r[p], decay, free[p]);
    }
  }
  for (const Compiled::Optimizer& optimizer : compiled.optimizers)
    if (optimizer.builtin == nullptr)  // frozen: does not move either
      for (const std::uint32_t p : optimizer.parameters) r[p] = b[p] - round.end[member][p];
  for (std::size_t i = 0; i < active.size(); ++i)
    if (active[i].defined()) r[i] = at::where(active[i], b[i] - round.end[member][i], r[i]);
  return r;
}

/// D v, D = the derivative of the last step along its gradient, with the sign of descent: lr for sgd.
Tensors Player::precondition(ProblemId problem, std::size_t member, const Round& round, const View& view,
                             const Tensors& v) const {
  const ProblemState& before = round.before_last[member];
  Moving moving{before.parameters, before.buffers, before.slots, before.steps};
  View at_start = view;
  Tensors parameters;
  for (const Tensor& t : before.parameters) parameters.push_back(t.detach().requires_grad_());
  at_start[problem] = parameters;
  const Tensor value = total_loss(problem, member, round, at_start);
  Tensors g;
  for (const Tensor& t : gradient(problem, value, parameters, false, false)) g.push_back(t.detach().requires_grad_());
  for (Tensor& t : moving.parameters) t = t.detach();
  step(problem, moving, g, view, round.steps.back().back(), member);
  Tensors out = solve::vector_jacobian(moving.parameters, g, v, false, true);
  for (Tensor& t : out) t = t.neg();
  return out;
}

Tensors Player::active_set(ProblemId problem, const Tensors& parameters) const {
  const auto& constraint = program_.problems[problem].constraint;
  if (!constraint || constraint->builtin == nullptr) return {};
  const auto& builtin = static_cast<const optim::ConstraintBuiltin&>(*constraint->builtin);
  if (builtin.active == nullptr) return {};
  Tensors out;
  for (const Tensor& t : parameters) out.push_back(builtin.active(constraint->arguments, t));
  return out;
}

solve::Solver Player::solver(const sema::Edge& edge, std::int64_t tasks) const {
  const auto& method = static_cast<const MethodBuiltin&>(*edge.method);
  return [this, &edge, tasks, linear = method.solver(edge.arguments)](
             const std::function<Tensors(const Tensors&)>& apply, const Tensors& v) {
    solve::LinearReports reports(static_cast<std::size_t>(std::max<std::int64_t>(tasks, 1)));
    const Tensor rows = solve::to_rows(v, tasks);
    try {
      const Tensor q = linear(
          [&](const Tensor& w) { return solve::to_rows(apply(solve::from_rows(w, v, tasks)), tasks); }, rows, reports);
      for (const solve::LinearReport& report : reports) health_->add(edge, report);
      return solve::from_rows(q, v, tasks);
    } catch (const solve::SolveError& error) {
      throw EdgeError(edge, error.what());
    }
  };
}

}  // namespace mlo::engine
