#include "runtime/verify/verify.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "runtime/eval/read_data.h"
#include "runtime/play/failures.h"
#include "runtime/play/player.h"
#include "runtime/play/warmup.h"
#include "runtime/shapes/check_values.h"
#include "runtime/solve/method.h"
#include "runtime/verify/allocations.h"
#include "runtime/verify/comparison.h"

namespace mlo::engine {
namespace {

using sema::Edge;
using solve::MethodBuiltin;
using Way = MethodBuiltin::Way;

/// A dense Hessian of more entries than this square is not made.
constexpr std::int64_t largest_exact = 2000;

const MethodBuiltin& method_of(const Edge& edge) { return static_cast<const MethodBuiltin&>(*edge.method); }

bool is_approximate(const Edge& edge) {
  switch (method_of(edge).way) {
    case Way::unrolled: return !edge.arguments[0].is_none();
    case Way::forward:
    case Way::implicit: return false;
    default: return true;
  }
}

/// A program with its graph, schedule and player.
struct Variant {
  sema::Program program;
  graph::ProblemGraph graph;
  graph::Schedule schedule;
  Workers workers{1};
  std::optional<Player> player;
};

class Verifier {
 public:
  Verifier(const sema::Program& program, const sema::Catalog& catalog, const Shapes& shapes, data::Datasets& datasets,
           const VerifyOptions& options)
      : catalog_(catalog), shapes_(shapes), datasets_(datasets), options_(options) {
    as_written_ = variant(program);
    world_ = player(*as_written_).initial_world();
    warm_up(player(*as_written_), world_);
    for (std::int64_t i = 0; i < options.updates; ++i, ++world_.update)
      for (const UnitId top : as_written_->schedule.tops)
        player(*as_written_).play(world_, top, player(*as_written_).view(world_), {});
  }

  std::vector<ProblemVerdict> verify() {
    std::vector<ProblemVerdict> out;
    for (sema::ProblemId id = 0; id < program().problems.size(); ++id)
      if (!edges_into(id).empty()) out.push_back(verify_problem(id));
    return out;
  }

 private:
  const sema::Program& program() const { return as_written_->program; }
  static const Player& player(const Variant& v) { return *v.player; }

  /// Null where the checker refuses the program.
  std::unique_ptr<Variant> variant(const sema::Program& program) const {
    auto out = std::make_unique<Variant>();
    out->program = program;
    Diagnostics diagnostics;
    out->graph = graph::build_graph(out->program, diagnostics);
    if (!diagnostics.has_errors()) out->schedule = graph::make_schedule(out->program, out->graph, diagnostics);
    if (!diagnostics.has_errors()) check_forward(out->program, out->graph, shapes_, diagnostics);
    if (diagnostics.has_errors()) return nullptr;
    const at::TensorOptions options = at::TensorOptions(at::kDouble).device(at::Device(options_.device));
    out->player.emplace(out->program, out->graph, out->schedule, shapes_, datasets_, options,
                        Stream(static_cast<std::uint64_t>(options_.seed)), program.run.updates, out->workers);
    return out;
  }

  /// The program with another method on one edge.
  std::unique_ptr<Variant> with_method(std::size_t edge, const std::string& name) const {
    sema::Program changed = program();
    const sema::Builtin* method = catalog_.find(sema::BuiltinKind::method, name);
    changed.edges[edge].method = method;
    changed.edges[edge].arguments.clear();
    for (const sema::Parameter& parameter : method->signature.parameters)
      changed.edges[edge].arguments.push_back(*parameter.default_value);
    return variant(changed);
  }

  std::vector<std::size_t> edges_into(sema::ProblemId id) const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < program().edges.size(); ++i)
      if (program().edges[i].kind == Edge::Kind::l2u && program().edges[i].to == id) out.push_back(i);
    return out;
  }

  std::int64_t numbers_of(sema::ProblemId id) const { return shapes_.numbers(program().problems[id]); }

  struct Place {
    UnitId unit;
    std::size_t member;
  };
  Place place_of(sema::ProblemId id) const {
    const UnitId unit = as_written_->schedule.unit_of[id];
    const auto& members = as_written_->schedule.units[unit].members;
    return {unit, static_cast<std::size_t>(std::find(members.begin(), members.end(), id) - members.begin())};
  }

  struct Measured {
    at::Tensor gradient;
    Probe probe;
    Cost cost;
  };
  /// Twice: the first time builds what later ones find built.
  Measured measure(const Variant& v, Place place) const {
    Measured out;
    out.probe = player(v).probe(world_, place.unit, {}, true);
    const std::int64_t products = player(v).health().products();
    Allocations allocations;
    const auto began = std::chrono::steady_clock::now();
    out.probe = player(v).probe(world_, place.unit, {}, true);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    out.cost = {took.count(), static_cast<double>(allocations.peak()) / 1e6, player(v).health().products() - products};
    out.gradient = solve::to_rows(out.probe.gradients[place.member], 0)[0];
    return out;
  }

  ProblemVerdict verify_problem(sema::ProblemId id) {
    const Place place = place_of(id);
    const Measured own = measure(*as_written_, place);
    ProblemVerdict out;
    out.problem = id;
    out.numbers = numbers_of(id);
    out.loss = own.probe.losses[place.member];
    out.norm = own.gradient.norm().item<double>();
    const std::vector<std::size_t> edges = edges_into(id);
    const bool cut = std::any_of(edges.begin(), edges.end(),
                                 [&](std::size_t e) { return method_of(program().edges[e]).way == Way::detached; });
    if (!cut) out.differences = differences(own, place);
    for (const std::size_t e : edges) out.edges.push_back(verify_edge(e, place, own, out.differences));
    return out;
  }

  Comparison differences(const Measured& own, Place place) const {
    const Tensors& like = own.probe.gradients[place.member];
    return compare_with_differences(own.gradient, [&](const at::Tensor& shift) {
      const Shift by{place.member, solve::from_rows(shift.unsqueeze(0), like, 0)};
      return player(*as_written_).probe(world_, place.unit, by, false).losses[place.member];
    });
  }

  EdgeVerdict verify_edge(std::size_t e, Place place, const Measured& own,
                          const std::optional<Comparison>& differences) {
    const Edge& edge = program().edges[e];
    EdgeVerdict out;
    out.edge = e;
    out.approximate = is_approximate(edge);
    out.cost = own.cost;
    const UnitId lower = as_written_->schedule.unit_of[edge.from];
    for (const RoundPtr& round : own.probe.below)
      if (round->unit == lower)
        out.lower_gradient = player(*as_written_).residual_norm(edge.from, *round, own.probe.seen);
    if (method_of(edge).way == Way::detached) return out;
    const bool implicit = edge.method->method.family == sema::MethodTraits::Family::implicit;
    if (!implicit && differences) out.comparisons.push_back(*differences);
    std::optional<at::Tensor> judge;
    for (const char* reference : {"exact", "unroll"}) {
      if (edge.method->name() == reference || (!implicit && std::string(reference) == "exact")) continue;
      const auto other = gradient_with(e, reference, place);
      if (!other) continue;
      out.comparisons.push_back(compare(reference, own.gradient, *other));
      if (!judge) judge = other;
    }
    if (options_.all) out.alternatives = alternatives(e, place, judge.value_or(own.gradient));
    return out;
  }

  bool fits(std::size_t e, const std::string& name) const {
    return name != "exact" || numbers_of(program().edges[e].from) <= largest_exact;
  }

  /// The gradient with another method on one edge; nothing where it is not legal there, or gives none.
  std::optional<at::Tensor> gradient_with(std::size_t e, const std::string& name, Place place) const {
    const auto other = fits(e, name) ? with_method(e, name) : nullptr;
    if (!other) return std::nullopt;
    try {
      return solve::to_rows(player(*other).probe(world_, place.unit, {}, true).gradients[place.member], 0)[0];
    } catch (const solve::SolveError&) {
      return std::nullopt;
    }
  }

  std::vector<Alternative> alternatives(std::size_t e, Place place, const at::Tensor& reference) const {
    std::vector<Alternative> out;
    for (const std::string& name : catalog_.names(sema::BuiltinKind::method)) {
      const auto other = fits(e, name) && name != "detach" && name != "auto" ? with_method(e, name) : nullptr;
      if (!other) continue;
      Alternative row;
      row.method = name;
      row.approximate = is_approximate(other->program.edges[e]);
      try {
        const Measured m = measure(*other, place);
        row.comparison = compare("", m.gradient, reference);
        row.cost = m.cost;
      } catch (const std::exception& error) {
        row.failure = eval::first_line(error);
      }
      out.push_back(std::move(row));
    }
    std::stable_sort(out.begin(), out.end(), [](const Alternative& a, const Alternative& b) {
      if (a.failure.empty() != b.failure.empty()) return a.failure.empty();
      return a.comparison.relative_error < b.comparison.relative_error;
    });
    return out;
  }

  const sema::Catalog& catalog_;
  const Shapes& shapes_;
  data::Datasets& datasets_;
  VerifyOptions options_;
  std::unique_ptr<Variant> as_written_;
  World world_;
};

}  // namespace

std::vector<ProblemVerdict> verify(const sema::Program& program, const sema::Catalog& catalog, const Shapes& shapes,
                                   data::Datasets& datasets, const VerifyOptions& options) {
  eval::read_data(program, datasets);
  try {
    return Verifier(program, catalog, shapes, datasets, options).verify();
  } catch (...) {
    throw_run_error(program, options.updates);
  }
}

}  // namespace mlo::engine
