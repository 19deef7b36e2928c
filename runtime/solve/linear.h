// Solvers of (H + damping I) q = v for flat vectors, where only products with H are to be had. No graph is built here.
// Vectors stand in rows [T, n]: T systems that do not know of each other, solved at once; mostly T = 1.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <stdexcept>

namespace mlo::solve {

using at::Tensor;

/// q -> H q, row by row `[T, n]`; H is the transposed Jacobian of the residual (the Hessian, where that is a
/// gradient), of each row its own.
using Apply = std::function<Tensor(const Tensor&)>;

/// How a solve went.
struct LinearReport {
  std::int64_t products = 0;        ///< with H
  double relative_residual = 0;     ///< |(H + damping I) q - v| / |v|, where the solver knows it; otherwise 0
  bool negative_curvature = false;  ///< p'Hp < 0 was met: the lower problem does not stand at a minimum
};

using LinearReports = std::vector<LinearReport>;  ///< by row

/// `reports` has an entry for each row of v.
using LinearSolver = std::function<Tensor(const Apply&, const Tensor& v, LinearReports& reports)>;

/// The system has no solution that could be trusted; the message is for the user.
struct SolveError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What to do where the Hessian is not positive: the lower problem then stands at no minimum.
enum class OnIndefinite {
  error,  ///< throw SolveError
  warn,   ///< go on as the solver can, and report it
  damp,   ///< raise the damping until the curvature that was met is positive, and report it
};

/// Conjugate gradient (Hestenes, Stiefel 1952), as implicit MAML uses it (Rajeswaran et al. 2019). Stops early once the
/// residual is at rounding level; a zero right-hand side gives zero. Where H itself has negative curvature along a
/// search direction it stops with what it has (Steihaug 1983): a damping that only just outweighs the curvature would
/// give steps of any length. At the first step, |curvature| takes the curvature's place. With `damp` it begins again
/// with a damping of twice that curvature.
LinearSolver conjugate_gradient(std::int64_t iterations, double damping,
                                OnIndefinite on_indefinite = OnIndefinite::warn);

/// alpha * sum_{k < terms} (I - alpha H)^k v (Lorraine et al. 2020). Converges where alpha < 2 / |H|.
LinearSolver neumann_series(std::int64_t terms, double alpha);

/// A low-rank H from `rank` products with fixed random directions (Frangella, Tropp, Udell 2021; for hypergradients
/// Hataya, Yamada 2023), then Woodbury's formula. H is taken as positive semidefinite; damping > 0.
LinearSolver nystrom(std::int64_t rank, double damping, OnIndefinite on_indefinite = OnIndefinite::warn);

/// GMRES (Saad, Schultz 1986) without restarts: for H that is not symmetric or not definite. Keeps `iterations`
/// vectors.
LinearSolver gmres(std::int64_t iterations, double damping);

/// The dense matrix by n products, then LU. For small problems and for checking the others.
LinearSolver dense(double damping, OnIndefinite on_indefinite = OnIndefinite::warn);

/// Takes note of a curvature below 0, which a solver met; the damping to go on with. Throws SolveError where `error` is
/// asked for.
double damping_against(double curvature, double damping, OnIndefinite on_indefinite, const char* solver,
                       LinearReport& report);

}  // namespace mlo::solve
