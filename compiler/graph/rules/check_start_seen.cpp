#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/reads.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

/// Problems that differentiate the solution of `lower` across `edge`: its upper end, and those above that differentiate
/// that one in turn.
std::set<ProblemId> who_asks(const Rules& rules, const sema::Edge& edge) {
  std::set<ProblemId> asking{edge.to};
  std::vector<ProblemId> waiting{edge.to};
  while (!waiting.empty()) {
    const ProblemId problem = waiting.back();
    waiting.pop_back();
    for (const auto& up : rules.program.edges)
      if (up.kind == sema::Edge::Kind::l2u && up.from == problem && !is_detached(up) && asking.insert(up.to).second)
        waiting.push_back(up.to);
  }
  return asking;
}

/// Whether the derivative along `asked` finds another way than the start of `edge.from`.
bool arrives_otherwise(const Derivatives& derivatives, const sema::Edge& edge, ProblemId asked) {
  if (edge.to == asked) return derivatives.leading_to(asked, {asked}).contains(edge.from);
  return derivatives.carried(edge.from, edge.to).contains(asked) || derivatives.through_loss(edge.to).contains(asked);
}

void report_unseen_start(Rules& rules, const sema::Edge& edge, ProblemId asked) {
  const auto& program = rules.program;
  const auto lower = quoted(program, edge.from);
  const auto upper = quoted(program, asked);
  rules
      .error("MLO0409", edge.via_span,
             fmt::format("`{}` cannot see how {} depends on {}", method_text(edge), lower, upper),
             {edge.from, edge.to, asked})
      .at(is_truncated(program, edge) ? "goes back through the last steps, not to where they began"
                                      : "sees the loss at the solution, not where the steps began")
      .label(line_of(program.problems[edge.from], "init"),
             fmt::format("{} depends on {} only through its start", lower, upper))
      .note(fmt::format("the gradient that {} gets through {} would be exactly zero", upper, lower))
      .with_help(fmt::format(
          "write `l2u {} -> {} via unroll` (or `via first_order`){}, or let the loss of {} read {}:\n"
          "a pull towards it, as `sqdist(params(self), params({}))`",
          program.problems[edge.from].name, program.problems[edge.to].name,
          is_truncated(program, edge) ? " without `truncate`" : "", lower, upper, program.problems[asked].name));
}

void report_unseen_optimizer(Rules& rules, const sema::Edge& edge, ProblemId asked) {
  const auto& program = rules.program;
  const auto lower = quoted(program, edge.from);
  const auto upper = quoted(program, asked);
  rules
      .error("MLO0410", edge.via_span,
             fmt::format("`{}` cannot see that the optimizer of {} reads {}", edge.method->name(), lower, upper),
             {edge.from, edge.to, asked})
      .at("does not go through the steps")
      .label(line_of(program.problems[edge.from], "optimizer"), fmt::format("{} is read here", upper))
      .note(
          "what an optimizer is given shapes the way to a solution; only a method that goes through the steps sees it")
      .with_help(fmt::format("write `l2u {} -> {} via unroll`", program.problems[edge.from].name,
                             program.problems[edge.to].name));
}

void check_unseen(Rules& rules, const Derivatives& derivatives, const sema::Edge& edge) {
  const Reads& reads = rules.graph.reads[edge.from];
  for (const ProblemId asked : who_asks(rules, edge)) {
    if (reads.optimizer.contains(asked) && !sees_optimizer(edge)) {
      report_unseen_optimizer(rules, edge, asked);
    } else if (reads.start.contains(asked) && !arrives_otherwise(derivatives, edge, asked)) {
      report_unseen_start(rules, edge, asked);
    }
  }
}

/// A method that takes the gradients in the steps as constants has only the start and the optimizer's arguments left.
void check_start_only(Rules& rules, const Derivatives& derivatives, const sema::Edge& edge) {
  const auto& program = rules.program;
  const auto asking = who_asks(rules, edge);
  const auto& carried = derivatives.carried(edge.from, edge.to);
  const bool useful = std::any_of(carried.begin(), carried.end(), [&](ProblemId problem) {
    return asking.contains(problem) || rules.graph.l2u(program, problem, edge.to) != nullptr;
  });
  if (useful) return;
  const auto lower = quoted(program, edge.from);
  const auto upper = quoted(program, edge.to);
  const auto line = [&](const char* method) {
    return fmt::format("`l2u {} -> {} via {}`", program.problems[edge.from].name, program.problems[edge.to].name,
                       method);
  };
  auto& diagnostic =
      rules.error("MLO0411", edge.via_span,
                  fmt::format("`{}` has nothing to differentiate: neither the start nor the optimizer of {} "
                              "reads {}",
                              edge.method->name(), lower, upper),
                  {edge.from, edge.to});
  diagnostic.at("takes the gradients in the steps as constants");
  if (rules.graph.reads[edge.from].loss.contains(edge.to)) {
    diagnostic.label(place_of_read(program, edge.from, edge.to), fmt::format("{} reads {} in its loss", lower, upper));
    diagnostic.with_help(
        fmt::format("write {}, or an implicit method such as `via cg`, which see the loss", line("unroll")));
  } else {
    diagnostic.with_help(fmt::format("write {} if {} shall not be differentiated", line("detach"), lower));
  }
}

}  // namespace

void check_start_seen(Rules& rules, const Derivatives& derivatives) {
  for (const auto& edge : rules.program.edges) {
    if (edge.kind != sema::Edge::Kind::l2u || edge.method == nullptr || is_detached(edge)) continue;
    if (rules.blamed_edges.contains(&edge)) continue;
    if (!sees_loss(edge)) check_start_only(rules, derivatives, edge);
    if (!sees_start(rules.program, edge) && sees_loss(edge)) check_unseen(rules, derivatives, edge);
  }
}

}  // namespace mlo::graph
