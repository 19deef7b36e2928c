// The paths of a hypergradient, one by one, for people to read. The runtime never enumerates them: it sums cotangents
// where paths meet.
#include <functional>

#include "compiler/graph/derivative.h"
#include "compiler/graph/lookup.h"
#include "compiler/graph/schedule.h"
#include "compiler/graph/text/describe.h"

namespace mlo::graph {
namespace {

using Problems = std::set<ProblemId>;

/// Whose loss is being differentiated, and where derivatives shall arrive.
struct Frame {
  ProblemId upper;
  Problems targets;                       ///< problems outside, or `upper` itself
  Problems leading;                       ///< directly below `upper`, and on a way to a target
  std::function<void(ProblemId)> arrive;  ///< called with the path up to, and without, the target
  Problems entered = {};                  ///< solutions on the present path
};

class PathFinder {
 public:
  PathFinder(const sema::Program& program, const ProblemGraph& graph, std::size_t limit)
      : program_(program), graph_(graph), derivatives_(program, graph), limit_(limit) {}

  std::vector<DerivativePath> find(ProblemId upper) {
    path_.problems = {upper};
    if (graph_.reads[upper].own) found_.push_back(path_);
    Frame frame{
        upper, {upper}, derivatives_.leading_to(upper, {upper}), [this](ProblemId) { found_.push_back(path_); }};
    for (const ProblemId solution : graph_.reads[upper].loss) follow(frame, solution);
    return std::move(found_);
  }

 private:
  /// A derivative stands at the parameters of `problem`, as `frame.upper`'s loss sees them.
  void follow(Frame& frame, ProblemId problem) {
    if (found_.size() >= limit_) return;
    if (frame.targets.contains(problem)) return frame.arrive(problem);
    if (!frame.leading.contains(problem) || !frame.entered.insert(problem).second) return;
    const sema::Edge& edge = *graph_.l2u(program_, problem, frame.upper);
    path_.problems.push_back(problem);
    path_.methods.push_back(method_text(edge));
    follow_lines(frame, problem, edge);
    if (sees_loss(edge)) follow_below(frame, problem);
    path_.methods.pop_back();
    path_.problems.pop_back();
    frame.entered.erase(problem);
  }

  bool is_outside(ProblemId inner, ProblemId problem) const {
    return inner != problem && !graph_.above[inner][problem];
  }

  /// On to what the problem's lines read outside of it.
  void follow_lines(Frame& frame, ProblemId problem, const sema::Edge& edge) {
    const Reads& reads = graph_.reads[problem];
    for (ProblemId read = 0; read < program_.problems.size(); ++read) {
      if (!is_outside(problem, read)) continue;
      std::vector<std::string> lines;
      if (sees_start(program_, edge) && reads.start.contains(read)) lines.push_back("init");
      if (sees_optimizer(edge) && reads.optimizer.contains(read)) lines.push_back("optimizer");
      if (sees_loss(edge) && reads.loss.contains(read)) lines.push_back("loss");
      if (lines.empty()) continue;
      path_.through.push_back(join(lines, ", "));
      follow(frame, read);
      path_.through.pop_back();
    }
  }

  /// On to what its loss reaches through the solutions below it.
  void follow_below(Frame& frame, ProblemId problem) {
    Problems targets = frame.targets;
    targets.insert(frame.leading.begin(), frame.leading.end());
    std::erase_if(targets, [&](ProblemId target) { return !is_outside(problem, target); });
    Frame inner{problem, targets, derivatives_.leading_to(problem, targets),
                [&](ProblemId out) { follow(frame, out); }};
    path_.through.push_back("loss");
    for (const ProblemId solution : graph_.reads[problem].loss)
      if (!is_outside(problem, solution)) follow(inner, solution);
    path_.through.pop_back();
  }

  const sema::Program& program_;
  const ProblemGraph& graph_;
  const Derivatives derivatives_;
  const std::size_t limit_;
  DerivativePath path_;
  std::vector<DerivativePath> found_;
};

}  // namespace

std::vector<DerivativePath> derivative_paths(const sema::Program& program, const ProblemGraph& graph, ProblemId upper,
                                             std::size_t limit) {
  return PathFinder(program, graph, limit).find(upper);
}

}  // namespace mlo::graph
