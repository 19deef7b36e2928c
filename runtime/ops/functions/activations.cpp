// What stands between the layers of a network.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/functions/map.h"

namespace mlo::ops {
namespace {

using AtScalar = Tensor (*)(const Tensor&, const at::Scalar&);

/// With one number as its parameter.
template <AtScalar f>
Value with_number(Call& call) {
  return f(call.floating(0), call.scalar(1));
}

Value elu(Call& call) { return at::elu(call.floating(0), call.scalar(1)); }
Value gelu(Call& call) { return at::gelu(call.floating(0), call.string(1)); }
Value softplus(Call& call) { return at::softplus(call.floating(0), call.scalar(1), call.scalar(2)); }
Value threshold(Call& call) { return at::threshold(call.floating(0), call.scalar(1), call.scalar(2)); }
Value relu6(Call& call) { return at::clamp(call.tensor(0), 0, 6); }
/// at::hardsigmoid has no second derivative in LibTorch 1.13.
Value hardsigmoid(Call& call) { return at::clamp(call.floating(0) + 3, 0, 6) / 6; }
Value softsign(Call& call) {
  const Tensor x = call.floating(0);
  return x / (1 + at::abs(x));
}
Value tanhshrink(Call& call) {
  const Tensor x = call.floating(0);
  return x - at::tanh(x);
}

Value hardtanh(Call& call) {
  if (call.number(1) >= call.number(2))
    throw std::invalid_argument("hardtanh takes a min_val below its max_val, and got " +
                                std::to_string(call.number(1)) + " and " + std::to_string(call.number(2)));
  return at::clamp(call.floating(0), call.scalar(1), call.scalar(2));
}

Value celu(Call& call) {
  if (call.number(1) == 0) throw std::invalid_argument("celu takes an alpha other than 0");
  return at::celu(call.floating(0), call.scalar(1));
}

Value glu(Call& call) { return at::glu(call.floating(0), call.integer(1)); }
Value softmax(Call& call) { return at::softmax(call.floating(0), call.integer(1)); }
Value softmin(Call& call) { return at::softmax(-call.floating(0), call.integer(1)); }
Value log_softmax(Call& call) { return at::log_softmax(call.floating(0), call.integer(1)); }

using X = const Tensor&;

void softplus_back(const BackwardCall& b) {
  b.give(0, at::softplus_backward(b.cotangent, b.call.floating(0), b.call.scalar(1), b.call.scalar(2)));
}
void threshold_back(const BackwardCall& b) {
  b.give(0, at::threshold_backward(b.cotangent, b.call.floating(0), b.call.scalar(1)));
}
void leaky_relu_back(const BackwardCall& b) {
  b.give(0, at::leaky_relu_backward(b.cotangent, b.call.floating(0), b.call.scalar(1), /*self_is_result=*/false));
}
void elu_back(const BackwardCall& b) {
  b.give(0, at::elu_backward(b.cotangent, b.call.scalar(1), 1, 1, /*is_result=*/false, b.call.floating(0)));
}
void gelu_back(const BackwardCall& b) {
  b.give(0, at::gelu_backward(b.cotangent, b.call.floating(0), b.call.string(1)));
}
/// x s: s (1 + x (1 - s)), s = sigmoid(x)
Tensor silu_slope(const Tensor& x, const Tensor&) {
  const Tensor s = at::sigmoid(x);
  return s * (1 + x * (1 - s));
}
void softmax_back(const BackwardCall& b) {
  b.give(0, at::_softmax_backward_data(b.cotangent, b.output, b.call.integer(1), b.output.scalar_type()));
}
void log_softmax_back(const BackwardCall& b) {
  b.give(0, at::_log_softmax_backward_data(b.cotangent, b.output, b.call.integer(1), b.output.scalar_type()));
}

constexpr FunctionEntry activation_table[] = {
    {"sigmoid(x: tensor)",
     "`1 / (1 + e^-x)`.",
     {real<at::sigmoid>, pulled<[](X g, X, X y) { return at::sigmoid_backward(g, y); }>}},
    {"logsigmoid(x: tensor)",
     "`log(sigmoid(x))`, without overflow.",
     {real<at::log_sigmoid>, times<[](X x, X) { return at::sigmoid(-x); }>}},
    {"hardsigmoid(x: tensor)", "`relu6(x + 3) / 6`.", hardsigmoid},
    {"softplus(x: tensor, beta: real = 1, threshold: real = 20)",
     "`log(1 + e^(beta x)) / beta`; x itself where `beta x` is above the threshold.",
     {softplus, softplus_back}},
    {"softsign(x: tensor)",
     "`x / (1 + |x|)`.",
     {softsign, times<[](X x, X) { return at::reciprocal(at::square(1 + at::abs(x))); }>}},
    {"hardtanh(x: tensor, min_val: real = -1, max_val: real = 1)", "x, held between min_val and max_val.", hardtanh},
    {"tanhshrink(x: tensor)", "`x - tanh(x)`.", {tanhshrink, times<[](X x, X) { return at::square(at::tanh(x)); }>}},
    {"softshrink(x: tensor, lambd: real in 0.. = 0.5)", "x, moved towards 0 by lambd, and 0 where it would pass it.",
     with_number<at::softshrink>},
    {"hardshrink(x: tensor, lambd: real in 0.. = 0.5)", "x where `|x|` is above lambd, else 0.",
     with_number<at::hardshrink>},
    {"threshold(x: tensor, threshold: real, value: real)",
     "x where it is above the threshold, else value.",
     {threshold, threshold_back}},
    {"relu(x: tensor)",
     "`max(x, 0)`; its derivative at 0 is taken as 0.",
     {keep<at::relu>, pulled<[](X g, X, X y) { return at::threshold_backward(g, y, 0); }>}},
    {"relu6(x: tensor)", "x, held between 0 and 6.", relu6},
    {"leaky_relu(x: tensor, negative_slope: real = 0.01)",
     "x where it is positive, else `negative_slope * x`.",
     {with_number<at::leaky_relu>, leaky_relu_back}},
    {"elu(x: tensor, alpha: real = 1)", "x where it is positive, else `alpha (e^x - 1)`.", {elu, elu_back}},
    {"celu(x: tensor, alpha: real = 1)", "x where it is positive, else `alpha (e^(x / alpha) - 1)` (Barron 2017).",
     celu},
    {"selu(x: tensor)", "`elu`, scaled so that activations keep mean 0 and variance 1 (Klambauer et al. 2017).",
     real<at::selu>},
    {"gelu(x: tensor, approximate: string in [\"none\", \"tanh\"] = \"none\")",
     "x times the normal distribution's probability of a value below x (Hendrycks and Gimpel 2016).",
     {gelu, gelu_back}},
    {"silu(x: tensor)", "`x * sigmoid(x)`.", {real<at::silu>, times<silu_slope>}},
    {"hardswish(x: tensor)", "`x * hardsigmoid(x)` (Howard et al. 2019).", real<at::hardswish>},
    {"mish(x: tensor)", "`x * tanh(softplus(x))` (Misra 2019).", real<at::mish>},
    {"glu(x: tensor, dim: integer = -1)",
     "The first half of a dimension times the sigmoid of the second (Dauphin et al. 2016).", glu},
    {"softmax(x: tensor, dim: integer = -1)", "`exp(x) / sum(exp(x), dim)`.", {softmax, softmax_back}},
    {"softmin(x: tensor, dim: integer = -1)", "`softmax(-x, dim)`.", softmin},
    {"log_softmax(x: tensor, dim: integer = -1)",
     "`log(softmax(x, dim))`, without overflow.",
     {log_softmax, log_softmax_back}},
};

}  // namespace

void add_activations(sema::Catalog& catalog) { add_functions(catalog, activation_table); }

}  // namespace mlo::ops
