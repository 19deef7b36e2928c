#include "compiler/graph/text/cost.h"

#include <algorithm>

#include "compiler/graph/lookup.h"

namespace mlo::graph {
namespace {

bool is_unrolled(const sema::Edge& edge) { return edge.method->method.family == sema::MethodTraits::Family::unrolled; }

/// Products that one solve makes, told by what its method is given: iterations, columns, or terms (the first is free).
std::optional<double> products_of_solve(const sema::Edge& edge) {
  for (const char* name : {"iterations", "rank"})
    if (const auto count = argument_named(edge, name)) return count;
  if (const auto terms = argument_named(edge, "terms")) return std::max(0.0, *terms - 1);
  return std::nullopt;
}

class Counter {
 public:
  Counter(const sema::Program& program, const ProblemGraph& graph)
      : program_(program), graph_(graph), derivatives_(program, graph) {}

  /// T: over all solutions that the gradient of `upper` runs through on its way to its own parameters.
  std::optional<Products> gradient(ProblemId upper) {
    if (const auto known = known_.find(upper); known != known_.end()) return known->second;
    std::optional<Products> total = Products{};
    for (const ProblemId lower : derivatives_.leading_to(upper, {upper})) {
      if (!derivatives_.used(upper).contains(lower)) continue;
      const auto one = solve(*graph_.l2u(program_, lower, upper), lower);
      if (total && one)
        total = Products{total->count + one->count, std::max(total->nested, one->nested), total->exact && one->exact};
      else
        total = std::nullopt;
    }
    return known_[upper] = total;
  }

 private:
  std::optional<Products> solve(const sema::Edge& edge, ProblemId lower) {
    const auto inner = gradient(lower);
    if (!inner) return std::nullopt;
    if (is_unrolled(edge)) return unrolled(edge, program_.problems[lower], *inner);
    // Central differences take the gradient twice more instead.
    if (!edge.method->method.differentiable) return Products{2 * inner->count, inner->nested, inner->count == 0};
    const auto own = products_of_solve(edge);
    if (!own) return std::nullopt;
    const int nested = inner->nested + 1;
    return Products{*own + inner->count + 2 * *own * inner->count, nested, inner->exact && nested <= 2};
  }

  /// Each pass of each step takes a gradient, which is differentiated again where the method sees the loss.
  static Products unrolled(const sema::Edge& edge, const sema::Problem& problem, const Products& inner) {
    if (!sees_loss(edge)) return {};
    const auto passes = static_cast<double>(problem.steps * problem.accumulate);
    return {3 * inner.count * passes, inner.nested, inner.count == 0};
  }

  const sema::Program& program_;
  const ProblemGraph& graph_;
  const Derivatives derivatives_;
  std::map<ProblemId, std::optional<Products>> known_;
};

}  // namespace

std::optional<Products> hessian_products(const sema::Program& program, const ProblemGraph& graph, ProblemId upper) {
  return Counter(program, graph).gradient(upper);
}

}  // namespace mlo::graph
