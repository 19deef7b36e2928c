// A solution is a tensor with a gradient.
//
// The solution b of r(b, u) = 0 depends on what is outside, u. By the implicit function theorem a cotangent v of b
// gives
//   v' db/du = -(dr/du)' q   with   (dr/db)' q = v.
// `implicit` hands out b as tensors whose backward does this. The backward can itself be differentiated: q solves
// H(b, u) q - v = 0, so q is attached by the same function, and derivatives of every order are total.
#pragma once

#include <functional>
#include <vector>

#include "runtime/solve/linear.h"
#include "runtime/solve/rows.h"

namespace mlo::solve {

/// r(b, u): must reach derivatives only through its arguments, and is evaluated with gradients on.
using Residual = std::function<Tensors(const Tensors& b, const Tensors& u)>;
/// Solves H q = v for lists of tensors.
using Solver = std::function<Tensors(const std::function<Tensors(const Tensors&)>& apply, const Tensors& v)>;

/// `root` as tensors that depend on `outside` (those of it that require a gradient). Called with gradients on.
Tensors implicit(Residual residual, Solver solve, const Tensors& root, const Tensors& outside);

/// v' db/du for a cotangent v of b, undefined where nothing depends on an entry of u. Called with gradients on and `u`
/// as leaves, or, where `again` says that the result will be differentiated once more, with `u` as it is.
using PullBack = std::function<Tensors(const Tensors& v, const Tensors& u, bool again)>;
/// `root` as tensors whose derivative along `outside` is worked out by `pull_back` when it is asked for.
Tensors attach(PullBack pull_back, const Tensors& root, const Tensors& outside);

/// The gradient of a loss along u with the solution's Hessian taken as identity, the mixed product by central
/// differences:
/// -(g(b + e v, u) - g(b - e v, u)) / 2e, e = epsilon / |v|  (Liu et al. 2019). `gradient` returns dL/du, undefined
/// where L does not read an entry. Cannot be differentiated again: a further derivative takes it as a constant.
/// With `precondition` (undefined: the identity) its value takes the place of v (SAMA; Choe et al. 2023).
///
/// Here and below `tasks` > 0 says that b carries a task axis of that size: each task is shifted by its own length, and
/// a gradient along what they share is the sum of theirs. `weights`: one for each task; undefined: 1.
using OutsideGradient = std::function<Tensors(const Tensors& b, const Tensors& u, const Tensor& weights)>;
using Precondition = std::function<Tensors(const Tensors& v)>;
/// Calls task(0) ... task(n - 1), which do not depend on each other, maybe on several threads.
using RunTasks = std::function<void(std::size_t n, const std::function<void(std::size_t)>& task)>;
Tensors central_difference(OutsideGradient gradient, double epsilon, Precondition precondition, RunTasks run,
                           const Tensors& root, const Tensors& outside, std::int64_t tasks = 0);

/// The same with the mixed product by automatic differentiation: -(d/du) <dL/db, v>. For losses that hold b fast
/// somewhere (`detach`): dL/du at b + e v has these constants moved along, and its differences are of another loss.
Tensors mixed_product(Residual own_gradient, Precondition precondition, const Tensors& root, const Tensors& outside);

using OwnGradient = std::function<Tensors(const Tensors& b)>;
/// y descends <v, y> / lambda + L(y, u) from b for `steps` steps of length `lr`; lambda (dL/du(y) - dL/du(b)) tends to
/// the implicit gradient as lambda and the steps grow (F2SA; Kwon et al. 2023; f's gradient is taken at b). `own` is
/// dL/db, `gradient` dL/du. Cannot be differentiated again.
struct Penalty {
  double lambda = 100;
  std::int64_t steps = 10;
  double lr = 0.1;
};
Tensors penalized(OwnGradient own, OutsideGradient gradient, Penalty penalty, const Tensors& root,
                  const Tensors& outside);

/// BOME (Liu et al. 2022), with f's gradient taken at b: y descends <v, y> + s L(y, u), s = max(eta - <v, g> / |g|^2,
/// 0) with g = dL/dy, which keeps <v + s g, g> = eta |g|^2; then s (dL/du(y) - dL/du(b)) is the hypergradient. As lr
/// and eta fall it tends to the implicit one. Cannot be differentiated again.
struct ValueFunction {
  std::int64_t steps = 10;
  double lr = 0.1;
  double eta = 0.1;
};
Tensors value_function(OwnGradient own, OutsideGradient gradient, ValueFunction options, const Tensors& root,
                       const Tensors& outside, std::int64_t tasks = 0);

/// sum_i <r_i, w_i> differentiated along `in`. `fill`: zeros for what r does not read, otherwise undefined.
Tensors vector_jacobian(const Tensors& r, const Tensors& in, const Tensors& w, bool create_graph, bool fill);

}  // namespace mlo::solve
