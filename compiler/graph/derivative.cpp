#include "compiler/graph/derivative.h"

#include "compiler/graph/lookup.h"
#include "compiler/graph/order.h"

namespace mlo::graph {
namespace {

/// Takes out the problem itself and all that is below it: what remains is outside.
std::set<ProblemId> outside(const ProblemGraph& graph, ProblemId problem, std::set<ProblemId> problems) {
  std::erase_if(problems, [&](ProblemId p) { return p == problem || graph.above[problem][p]; });
  return problems;
}

void add(std::set<ProblemId>& all, const std::set<ProblemId>& more) { all.insert(more.begin(), more.end()); }

}  // namespace

std::vector<std::vector<ProblemId>> find_free_reads(const sema::Program& program, const ProblemGraph& graph,
                                                    bool with_detached) {
  std::vector<std::vector<ProblemId>> free_reads(program.problems.size());
  for (const ProblemId b : bottom_up(*graph.arcs)) {
    std::set<ProblemId> all = graph.reads[b].loss;
    add(all, graph.reads[b].start);
    add(all, graph.reads[b].optimizer);
    for (const ProblemId c : directly_below(*graph.arcs, b))
      if (with_detached || !is_detached(*graph.l2u(program, c, b)))
        all.insert(free_reads[c].begin(), free_reads[c].end());
    all = outside(graph, b, std::move(all));
    free_reads[b].assign(all.begin(), all.end());
  }
  return free_reads;
}

Derivatives::Derivatives(const sema::Program& program, const ProblemGraph& graph)
    : program_(program),
      graph_(graph),
      through_loss_(program.problems.size()),
      used_(program.problems.size()),
      own_(program.problems.size()) {
  for (const ProblemId problem : bottom_up(*graph.arcs)) {
    for (const ProblemId lower : directly_below(*graph.arcs, problem)) {
      auto& carried = carried_[{lower, problem}];
      const sema::Edge& edge = *graph.l2u(program, lower, problem);
      if (sees_loss(edge)) carried = through_loss_[lower];
      if (sees_start(program, edge)) add(carried, graph.reads[lower].start);
      if (sees_optimizer(edge)) add(carried, graph.reads[lower].optimizer);
      carried = outside(graph, lower, std::move(carried));
    }
    follow(problem);
  }
}

/// From the solutions that the loss reads on to those that they are computed from, as long as edges carry.
void Derivatives::follow(ProblemId upper) {
  std::set<ProblemId> arrived = graph_.reads[upper].loss;
  std::vector<ProblemId> waiting(arrived.begin(), arrived.end());
  own_[upper] = graph_.reads[upper].own;
  while (!waiting.empty()) {
    const ProblemId lower = waiting.back();
    waiting.pop_back();
    const sema::Edge* edge = graph_.l2u(program_, lower, upper);
    if (edge == nullptr || is_detached(*edge) || !used_[upper].insert(lower).second) continue;
    for (const ProblemId problem : carried(lower, upper)) {
      if (problem == upper) own_[upper] = true;
      if (arrived.insert(problem).second) waiting.push_back(problem);
    }
  }
  through_loss_[upper] = outside(graph_, upper, std::move(arrived));
}

const std::set<ProblemId>& Derivatives::carried(ProblemId lower, ProblemId upper) const {
  static const std::set<ProblemId> none;
  const auto found = carried_.find({lower, upper});
  return found == carried_.end() ? none : found->second;
}

std::set<ProblemId> Derivatives::leading_to(ProblemId upper, const std::set<ProblemId>& targets) const {
  std::set<ProblemId> leading;
  for (bool grew = true; grew;) {
    grew = false;
    for (const ProblemId lower : directly_below(*graph_.arcs, upper)) {
      for (const ProblemId problem : carried(lower, upper))
        if (targets.contains(problem) || leading.contains(problem)) grew |= leading.insert(lower).second;
    }
  }
  return leading;
}

}  // namespace mlo::graph
