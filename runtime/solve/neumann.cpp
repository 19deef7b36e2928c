// neumann: a truncated Neumann series (Lorraine, Vicol, Duvenaud 2020):  q = alpha sum_{k < terms} (I - alpha H)^k v
#include <ATen/ATen.h>

#include "runtime/solve/linear.h"
#include "runtime/solve/rows.h"

namespace mlo::solve {

LinearSolver neumann_series(std::int64_t terms, double alpha) {
  return [=](const Apply& apply, const Tensor& v, LinearReports& reports) {
    Tensor term = v, sum = v;
    for (std::int64_t k = 1; k < terms; ++k) {
      term = at::add(term, apply(term), -alpha);
      sum = sum + term;
    }
    // (I - alpha H)^terms v is what the sum lacks: the residual of alpha * sum as a solution of H q = v.
    const Numbers start = norms(v), left = norms(term);
    for (std::size_t row = 0; row < reports.size(); ++row) {
      reports[row].products += terms - 1;
      if (start[row] > 0 && terms > 1) reports[row].relative_residual = left[row] / start[row];
    }
    return sum * alpha;
  };
}

}  // namespace mlo::solve
