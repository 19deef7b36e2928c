// Stochastic gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form):
//   b <- momentum b + (1 - dampening) g      (b <- g at the first step)
//   p <- p - lr b                            (nesterov: p - lr (g + momentum b))
#include <string>

#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, momentum, dampening, weight_decay, nesterov };

Tensor direction(StepCall& call, const Tensor& g) {
  const Hyper& mu = call.hyper[momentum];
  const bool ahead = !call.hyper[nesterov].is_zero();
  if (mu.is_zero()) return g;
  const Tensor& last = call.slots[0];
  const Tensor buffer = last.defined() ? add_scaled(scale(mu, last), complement(call.hyper[dampening]), g) : g;
  call.slots[0] = buffer;
  return ahead ? add_scaled(g, mu, buffer) : buffer;
}

}  // namespace

std::string sgd_contradiction(const sema::Arguments& arguments) {
  const auto is_zero = [&](std::size_t i) { return arguments[i].is_number() && arguments[i].number() == 0; };
  const bool ahead = std::get<bool>(arguments[nesterov].value);
  const bool may = !is_zero(momentum) && is_zero(dampening);
  return ahead && !may ? "`nesterov` takes a momentum above 0 and no dampening" : "";
}

Tensor sgd_step(StepCall& call) {
  const Tensor d = direction(call, decayed(call, weight_decay));
  return add_scaled(call.parameter, call.hyper[lr].scaled(-1), d);
}

}  // namespace mlo::optim
