#include <fmt/format.h>

#include "compiler/graph/lookup.h"
#include "compiler/graph/text/cost.h"
#include "compiler/graph/text/describe.h"
#include "compiler/graph/text/plan.h"

namespace mlo::graph {
namespace {

constexpr std::size_t paths_shown = 64;

/// `meta -> adapt (loss) via cg(iterations = 3) -> meta`: in brackets the lines by which adapt reads what follows.
std::string path_text(const sema::Program& program, const DerivativePath& path) {
  const auto& upper = program.problems[path.problems.front()].name;
  if (path.methods.empty()) return fmt::format("{}, directly: its loss reads its own parameters", upper);
  std::vector<std::string> parts{upper};
  for (std::size_t i = 0; i < path.methods.size(); ++i)
    parts.push_back(fmt::format("-> {} ({}) via {}", program.problems[path.problems[i + 1]].name, path.through[i],
                                path.methods[i]));
  parts.push_back("-> " + upper);
  return wrapped(parts, " ", 6);
}

/// What of the total derivative of `upper` the methods leave out.
class Dropped {
 public:
  Dropped(const sema::Program& program, const ProblemGraph& graph, const Derivatives& derivatives, ProblemId upper)
      : program_(program), graph_(graph), derivatives_(derivatives), upper_(upper) {}

  std::vector<std::string> find() const {
    std::vector<std::string> notes;
    for (const auto& edge : program_.edges) {
      if (edge.kind != sema::Edge::Kind::l2u || edge.method == nullptr) continue;
      if (edge.to != upper_ && !graph_.above[upper_][edge.to]) continue;
      if (is_detached(edge)) {
        notes.push_back(constant(edge));
        continue;
      }
      for (auto& note : {start(edge), steps(edge), second(edge)})
        if (!note.empty()) notes.push_back(note);
    }
    return notes;
  }

 private:
  const std::string& name(ProblemId problem) const { return program_.problems[problem].name; }

  std::string constant(const sema::Edge& edge) const {
    return fmt::format("the solution of {} is a constant to {} (via {})", name(edge.from), name(edge.to),
                       method_text(edge));
  }
  std::string start(const sema::Edge& edge) const {
    if (sees_start(program_, edge) || !graph_.reads[edge.from].start.contains(upper_)) return "";
    return fmt::format("{} does not see that {} starts from {}", edge.method->name(), name(edge.from), name(upper_));
  }
  std::string steps(const sema::Edge& edge) const {
    if (sees_loss(edge) || !graph_.reads[edge.from].loss.contains(upper_)) return "";
    return fmt::format("{} takes the gradients in the steps of {} as constants", edge.method->name(), name(edge.from));
  }
  /// MLO0420: the response of a middle level's own lower problem, differentiated once more.
  std::string second(const sema::Edge& edge) const {
    if (edge.to == upper_ || edge.method->method.differentiable) return "";
    if (!derivatives_.leading_to(edge.to, {edge.to}).contains(edge.from)) return "";
    return fmt::format("{} cannot be differentiated again: the response of {} to {} is a constant", edge.method->name(),
                       name(edge.from), name(edge.to));
  }

  const sema::Program& program_;
  const ProblemGraph& graph_;
  const Derivatives& derivatives_;
  const ProblemId upper_;
};

std::string plan_gradient(const sema::Program& program, const ProblemGraph& graph, const Derivatives& derivatives,
                          ProblemId upper) {
  std::string text = fmt::format("gradient of {}\n", program.problems[upper].name);
  auto paths = derivative_paths(program, graph, upper, paths_shown + 1);
  const bool more = paths.size() > paths_shown;
  if (more) paths.resize(paths_shown);
  for (const auto& path : paths) text += fmt::format("  {}\n", path_text(program, path));
  if (more) text += fmt::format("  ... and more: these are the first {} paths; all are summed\n", paths_shown);
  for (const auto& note : Dropped(program, graph, derivatives, upper).find())
    text += fmt::format("  dropped: {}\n", note);
  if (const auto products = hessian_products(program, graph, upper); products && products->count > 0)
    text += fmt::format("  Hessian-vector products: {}{} a pass\n", products->exact ? "" : "about ", products->count);
  return text;
}

}  // namespace

std::string plan_gradients(const sema::Program& program, const ProblemGraph& graph) {
  const Derivatives derivatives(program, graph);
  std::string text;
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem)
    if (!graph.below[problem].empty())
      text += (text.empty() ? "" : "\n") + plan_gradient(program, graph, derivatives, problem);
  return text;
}

}  // namespace mlo::graph
