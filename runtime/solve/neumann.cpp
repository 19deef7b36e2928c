// neumann: a truncated Neumann series (Lorraine, Vicol, Duvenaud 2020):  q = alpha sum_{k < terms} (I - alpha H)^k v
#include <ATen/ATen.h>

#include "runtime/solve/linear.h"

namespace mlo::solve {

LinearSolver neumann_series(std::int64_t terms, double alpha) {
  return [=](const Apply& apply, const Tensor& v, LinearReport& report) {
    Tensor term = v, sum = v;
    for (std::int64_t k = 1; k < terms; ++k) {
      term = at::add(term, apply(term), -alpha);
      ++report.products;
      sum = sum + term;
    }
    // (I - alpha H)^terms v is what the sum lacks: the residual of alpha * sum as a solution of H q = v.
    const double start = v.norm().item<double>();
    if (start > 0 && terms > 1) report.relative_residual = term.norm().item<double>() / start;
    return sum * alpha;
  };
}

}  // namespace mlo::solve
