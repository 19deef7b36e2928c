// What a gradient costs beyond its own backward pass, as far as that can be said before the run.
#pragma once

#include <optional>

#include "compiler/graph/derivative.h"

namespace mlo::graph {

/// Hessian-vector products for one gradient.
struct Products {
  double count = 0;
  int nested = 0;     ///< solves within solves
  bool exact = true;  ///< else an estimate by the same rule
};

/// Nothing where it cannot be said: a method whose number of products depends on sizes.
///
/// A solve over c takes P(c) = n + T(c) + 2 n T(c) products, where n is its own number, T(c) the sum of P over the
/// solutions that c's gradient runs through: the gradient is taken once with its graph kept, and each product of c's
/// Hessian goes back through these solutions and through the solves that attached them. Exact to three levels.
std::optional<Products> hessian_products(const sema::Program& program, const ProblemGraph& graph, ProblemId upper);

}  // namespace mlo::graph
