// What decides: implicit methods see what the lower loss reads, and neither the start nor the optimizer's arguments;
// they need a solution that stands at a minimum, so they are for rounds of many steps; unrolling is the exact
// derivative of what is computed, and keeps every step.
#include "compiler/graph/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/graph/reads.h"

namespace mlo::graph {
namespace {

/// A dense Hessian of at most this many rows costs less than the steps that it takes the place of.
constexpr std::int64_t small = 100;
/// Rounds of at most so many steps are unrolled.
constexpr std::int64_t few_steps = 10;
/// Numbers that an unrolled round may keep (states of all steps; 400 MB in single precision).
constexpr std::int64_t most_kept = 100'000'000;

struct Choice {
  std::string method;
  std::vector<std::pair<std::string, std::int64_t>> arguments;
  std::string why;
};

bool is_auto(const sema::Edge& edge) {
  return edge.kind == sema::Edge::Kind::l2u && edge.method != nullptr && edge.method->name() == "auto";
}

bool refuses_implicit(const sema::Problem& problem) {
  return problem.constraint &&
         (problem.constraint->builtin == nullptr || !problem.constraint->builtin->implicit_allowed);
}

bool decays_apart(const sema::Problem& problem) {
  return std::any_of(problem.optimizers.begin(), problem.optimizers.end(),
                     [](const auto& o) { return o.builtin != nullptr && o.builtin->decoupled_decay; });
}

/// Through the steps, keeping all of them or, where those are too many numbers, about the root of them.
Choice unrolled(const sema::Problem& lower, std::int64_t size, std::string why) {
  if (lower.steps * size <= most_kept) return {"unroll", {}, std::move(why)};
  const auto segments = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(lower.steps))));
  why += fmt::format("; every step would keep {} numbers", lower.steps * size);
  return {"unroll", {{"checkpoint", segments}}, std::move(why)};
}

Choice choose(const sema::Program& program, const sema::Edge& edge, std::int64_t size) {
  const sema::Problem& lower = program.problems[edge.from];
  const Reads reads = find_reads(program, edge.from);
  const std::string steps = fmt::format("rounds of {} step{}", lower.steps, lower.steps == 1 ? "" : "s");
  if (!reads.start.empty()) return unrolled(lower, size, fmt::format("`{}` starts from a problem above", lower.name));
  if (!reads.optimizer.empty())
    return unrolled(lower, size, fmt::format("the optimizer of `{}` reads a problem above", lower.name));
  if (lower.steps <= few_steps) return unrolled(lower, size, steps);
  if (refuses_implicit(lower)) return unrolled(lower, size, fmt::format("the constraint of `{}`", lower.name));
  if (decays_apart(lower)) return unrolled(lower, size, fmt::format("the decoupled decay of `{}`", lower.name));
  if (size <= small) return {"exact", {}, fmt::format("{} on {} numbers", steps, size)};
  return {"cg", {{"iterations", 10}}, fmt::format("{} on {} numbers", steps, size)};
}

}  // namespace

bool has_auto(const sema::Program& program) { return std::any_of(program.edges.begin(), program.edges.end(), is_auto); }

void choose_methods(sema::Program& program, const sema::Catalog& catalog, const std::vector<std::int64_t>& sizes) {
  for (sema::Edge& edge : program.edges) {
    if (!is_auto(edge)) continue;
    const Choice choice = choose(program, edge, sizes[edge.from]);
    edge.method = catalog.find(sema::BuiltinKind::method, choice.method);
    edge.why = "auto: " + choice.why;
    edge.arguments.clear();
    for (const sema::Parameter& parameter : edge.method->signature.parameters) {
      edge.arguments.push_back(*parameter.default_value);
      for (const auto& [name, value] : choice.arguments)
        if (name == parameter.name) edge.arguments.back() = {value};
    }
  }
}

}  // namespace mlo::graph
