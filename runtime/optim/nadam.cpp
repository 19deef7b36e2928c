// NAdam (Dozat 2016), Adam with Nesterov's momentum:
//   mu_t = b1 (1 - 0.96^(t d) / 2),  m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,  M_t = mu_1 ... mu_t
//   p <- p - lr ((1 - mu_t) / (1 - M_t) g + mu_{t+1} / (1 - M_{t+1}) m) / (sqrt(v / (1 - b2^t)) + eps)
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/optim/safe_root.h"
#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, beta1, beta2, eps, weight_decay, momentum_decay };
enum : std::size_t { first_moment, second_moment };

/// The factors t = 0.96^(t d) / 2 fall below any rounding after some steps; from there on mu is b1.
double product_of_mu(double b1, double d, std::int64_t until) {
  double out = 1;
  for (std::int64_t t = 1; t <= until; ++t) {
    const double fall = 0.5 * std::pow(0.96, static_cast<double>(t) * d);
    if (fall < 1e-18 || out == 0) return out * std::pow(b1, static_cast<double>(until - t + 1));
    out *= b1 * (1 - fall);
  }
  return out;
}

}  // namespace

Tensor nadam_step(StepCall& call) {
  const double b1 = call.hyper[beta1].number(), b2 = call.hyper[beta2].number();
  const double d = call.hyper[momentum_decay].number();
  const auto t = static_cast<double>(call.step);
  const double mu = b1 * (1 - 0.5 * std::pow(0.96, t * d)), next = b1 * (1 - 0.5 * std::pow(0.96, (t + 1) * d));
  const double product = product_of_mu(b1, d, call.step);
  const Tensor g = decayed(call, weight_decay);
  const Tensor m = at::add(at::mul(slot_or(call, first_moment), b1), g, 1 - b1);
  const Tensor v = average_of_squares(slot_or(call, second_moment), b2, g);
  call.slots[first_moment] = m;
  call.slots[second_moment] = v;
  const Tensor root = at::add(safe_root(at::div(v, 1 - std::pow(b2, t))), call.hyper[eps].number());
  const Tensor ahead = at::add(at::mul(g, (1 - mu) / (1 - product)), m, next / (1 - product * next));
  return subtract_quotient(call.parameter, call.hyper[lr], ahead, root);
}

}  // namespace mlo::optim
