#include "compiler/graph/lockstep.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/connected_components.hpp>

#include "compiler/graph/graph.h"
#include "compiler/graph/lookup.h"
#include "compiler/graph/order.h"

namespace mlo::graph {
namespace {

using Group = std::vector<ProblemId>;

/// What two problems share that makes them move together; empty if nothing does.
std::string what_they_share(const sema::Program& program, const ProblemGraph& graph, ProblemId a, ProblemId b) {
  if (graph.above[a][b] || graph.above[b][a]) return "";
  for (const ProblemId below : graph.below[a])
    if (std::count(graph.below[b].begin(), graph.below[b].end(), below) > 0)
      return fmt::format("both stand directly above {}", quoted(program, below));
  for (const EnvId env : graph.reads[a].envs)
    if (graph.reads[b].envs.contains(env)) return fmt::format("both read the env `{}`", program.envs[env].name);
  return "";
}

std::vector<Group> find_groups(const sema::Program& program, const ProblemGraph& graph) {
  const std::size_t count = program.problems.size();
  boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> together(count);
  for (ProblemId a = 0; a < count; ++a)
    for (ProblemId b = a + 1; b < count; ++b)
      if (!what_they_share(program, graph, a, b).empty()) add_edge(a, b, together);
  std::vector<int> component(count);
  std::vector<Group> groups(static_cast<std::size_t>(boost::connected_components(together, component.data())));
  for (ProblemId problem = 0; problem < count; ++problem)
    groups[static_cast<std::size_t>(component[problem])].push_back(problem);
  return groups;  // components are numbered by their first vertex
}

/// Why the members move together, for a note: the first pair that shares something.
std::string why_together(const sema::Program& program, const ProblemGraph& graph, const Group& group,
                         ProblemId member) {
  for (const ProblemId other : group) {
    const auto shared = other == member ? "" : what_they_share(program, graph, other, member);
    if (!shared.empty())
      return fmt::format("{} and {} move in lockstep: {}", quoted(program, std::min(other, member)),
                         quoted(program, std::max(other, member)), shared);
  }
  return "";
}

void note_why(const sema::Program& program, const ProblemGraph& graph, const Group& group,
              std::initializer_list<ProblemId> members, Diagnostic& diagnostic) {
  std::set<std::string> notes;
  for (const ProblemId member : members) notes.insert(why_together(program, graph, group, member));
  for (const auto& note : notes) diagnostic.note(note);
}

/// One line of the members that differs: "They need equal `steps`, `accumulate`, `warmup`".
void check_equal(const sema::Program& program, const ProblemGraph& graph, const Group& group,
                 const std::string& keyword, std::int64_t sema::Problem::*value, Diagnostics& diagnostics) {
  const auto& first = program.problems[group.front()];
  for (const ProblemId member : group) {
    const auto& problem = program.problems[member];
    if (problem.*value == first.*value) continue;
    diagnostics
        .error("MLO0412", line_of(problem, keyword),
               fmt::format("{} differ in `{}`", quoted_list(program, {group.front(), member}), keyword))
        .at(fmt::format("{} has {} = {}", quoted(program, member), keyword, problem.*value))
        .label(line_of(first, keyword),
               fmt::format("{} has {} = {}", quoted(program, group.front()), keyword, first.*value))
        .note(why_together(program, graph, group, member))
        .note(
            "each pass of them is one pass of all: one round of what is below, then a step of each from the same "
            "values")
        .with_help(fmt::format("write `{} = {}` in both", keyword, std::max(first.*value, problem.*value)));
    return;
  }
}

/// Groups joined through a third problem may put one member above another.
bool check_members(const sema::Program& program, const ProblemGraph& graph, const Group& group,
                   Diagnostics& diagnostics) {
  for (const ProblemId a : group)
    for (const ProblemId b : group) {
      if (!graph.above[a][b]) continue;
      auto& diagnostic = diagnostics.error(
          "MLO0421", program.problems[b].span,
          fmt::format("{} stands above {}, and both would move in lockstep", quoted(program, a), quoted(program, b)));
      note_why(program, graph, group, {a, b}, diagnostic);
      diagnostic.with_help("let the problems read envs of their own, or say by edges which stands above");
      return false;
    }
  return true;
}

/// A top moves once an update; a problem below another moves before each pass of that.
bool check_tops(const sema::Program& program, const ProblemGraph& graph, const Group& group, Diagnostics& diagnostics) {
  const auto is_top = [&](ProblemId problem) { return graph.level[problem] == 0; };
  const auto top = std::find_if(group.begin(), group.end(), is_top);
  const auto lower = std::find_if_not(group.begin(), group.end(), is_top);
  if (top == group.end() || lower == group.end()) return true;
  auto& diagnostic =
      diagnostics.error("MLO0421", program.problems[*top].span,
                        fmt::format("{} stands below nothing, and {} does, which moves in lockstep with it",
                                    quoted(program, *top), quoted(program, *lower)));
  diagnostic.label(program.problems[*lower].span, "plays before each pass of the problems above it");
  note_why(program, graph, group, {*top, *lower}, diagnostic);
  diagnostic.with_help("let the two share neither an env nor a problem below, or say by edges where the first stands");
  return false;
}

/// Of two groups, some members of each may stand above some of the other.
void check_between(const sema::Program& program, const ProblemGraph& graph, const std::vector<Group>& groups,
                   Diagnostics& diagnostics) {
  Graph order(groups.size());
  const auto any_above = [&](const Group& upper, const Group& lower) {
    return std::any_of(upper.begin(), upper.end(), [&](ProblemId a) {
      return std::any_of(lower.begin(), lower.end(), [&](ProblemId b) { return graph.above[a][b]; });
    });
  };
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t j = 0; j < groups.size(); ++j)
      if (i != j && any_above(groups[i], groups[j])) add_edge(i, j, order);
  for (const auto& cycle : shortest_cycles(order)) {
    const Group& group = groups[*std::max_element(cycle.begin(), cycle.end(),
                                                  [&](auto a, auto b) { return groups[a].size() < groups[b].size(); })];
    diagnostics
        .error("MLO0421", program.problems[group.front()].span,
               fmt::format("{} move in lockstep, and so some problem would play both before and after them",
                           quoted_list(program, group)))
        .note(why_together(program, graph, group, group.back()))
        .with_help("let the problems read envs of their own, or say by edges which stands above");
  }
}

}  // namespace

std::vector<Group> lockstep_groups(const sema::Program& program, const ProblemGraph& graph, Diagnostics& diagnostics) {
  const auto groups = find_groups(program, graph);
  bool sound = true;
  for (const Group& group : groups) {
    if (!check_members(program, graph, group, diagnostics) || !check_tops(program, graph, group, diagnostics)) {
      sound = false;
      continue;
    }
    check_equal(program, graph, group, "steps", &sema::Problem::steps, diagnostics);
    check_equal(program, graph, group, "accumulate", &sema::Problem::accumulate, diagnostics);
    check_equal(program, graph, group, "warmup", &sema::Problem::warmup, diagnostics);
  }
  if (sound) check_between(program, graph, groups, diagnostics);
  return groups;
}

}  // namespace mlo::graph
