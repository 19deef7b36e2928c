// Special functions of single entries.
#include <ATen/ATen.h>

#include "runtime/ops/builtin.h"
#include "runtime/ops/functions/map.h"

namespace mlo::ops {
namespace {

Value polygamma(Call& call) { return at::polygamma(call.integer(0), call.floating(1)); }

Value logit(Call& call) {
  if (call.none(1)) return at::logit(call.floating(0));
  return at::logit(call.floating(0), call.number(1));
}

constexpr FunctionEntry special_table[] = {
    {"erf(x: tensor)", "The error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.",
     real<at::erf>},
    {"erfc(x: tensor)", "`1 - erf(x)`, accurate for large x.", real<at::erfc>},
    {"erfinv(x: tensor)", "The inverse of the error function, on -1..1.", real<at::erfinv>},
    {"ndtr(x: tensor)", "The probability that a standard normal number is below x.", real<at::special_ndtr>},
    {"log_ndtr(x: tensor)", "`log(ndtr(x))`, accurate for small x.", real<at::special_log_ndtr>},
    {"ndtri(x: tensor)", "The inverse of ndtr: the quantiles of the normal distribution.", real<at::special_ndtri>},
    {"lgamma(x: tensor)", "The logarithm of `|Gamma(x)|`.", real<at::lgamma>},
    {"digamma(x: tensor)", "The derivative of lgamma.", real<at::digamma>},
    {"polygamma(n: integer in 0.., x: tensor)", "The n-th derivative of digamma.", polygamma},
    {"logit(x: tensor, eps: real? in 0..1 = none)",
     "`log(x / (1 - x))`, the inverse of the sigmoid; with eps, x is first held between eps and 1 - eps.", logit},
    {"sinc(x: tensor)", "`sin(pi x) / (pi x)`; 1 at 0.", real<at::sinc>},
};

}  // namespace

void add_special(sema::Catalog& catalog) { add_functions(catalog, special_table); }

}  // namespace mlo::ops
