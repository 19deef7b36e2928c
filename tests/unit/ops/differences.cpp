#include "tests/unit/ops/differences.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

namespace mlo::test {
namespace {

using at::Tensor;
using Tensors = std::vector<Tensor>;
using Scalar = std::function<Tensor(const Tensors&)>;

/// Fixed weights of all sizes and both signs, so that no derivative can hide in a sum.
Tensor weigh(const Tensor& t, double phase) {
  return at::sum(t.reshape(-1) * at::cos(at::arange(t.numel(), t.options()) * 1.7 + phase));
}

Tensors leaves(const Tensors& inputs) {
  Tensors out;
  for (const Tensor& t : inputs) out.push_back(t.detach().clone().requires_grad_());
  return out;
}

Tensors gradient(const Tensor& value, const Tensors& along, bool create_graph) {
  Tensors out(along.size());
  if (value.requires_grad())
    out = torch::autograd::grad({value}, along, {}, /*retain_graph=*/true, create_graph, /*allow_unused=*/true);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!out[i].defined()) out[i] = at::zeros_like(along[i]);
  return out;
}

/// d f / d inputs, entry by entry.
Tensors differences(const Scalar& f, const Tensors& inputs) {
  constexpr double h = 1e-5;
  Tensors out;
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    Tensor slope = at::zeros_like(inputs[k]).contiguous();
    for (std::int64_t i = 0; i < slope.numel(); ++i) {
      const auto at_offset = [&](double offset) {
        Tensors moved = inputs;
        moved[k] = inputs[k].detach().clone().contiguous();
        moved[k].view(-1)[i] += offset;
        return f(moved).item<double>();
      };
      slope.view(-1)[i] = (at_offset(h) - at_offset(-h)) / (2 * h);
    }
    out.push_back(slope);
  }
  return out;
}

std::string compare(const char* order, const Scalar& f, const Tensors& inputs, double tolerance) {
  const Tensors at = leaves(inputs);
  const Tensors exact = gradient(f(at), at, false), measured = differences(f, inputs);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const double error = at::max(at::abs(exact[k] - measured[k]) / (1 + at::abs(measured[k]))).item<double>();
    if (error <= tolerance) continue;  // NaN fails
    return std::string(order) + " derivative along input " + std::to_string(k) + ": error " + std::to_string(error);
  }
  return "";
}

}  // namespace

std::string compare_derivatives(const Differentiable& f, const Tensors& inputs, double tolerance) {
  const Scalar value = [&f](const Tensors& x) { return weigh(f(x), 0.3); };
  // A number made of the whole gradient: its derivative holds every row of the Hessian.
  const Scalar slope = [&value](const Tensors& x) {
    const Tensors in = x.at(0).requires_grad() ? x : leaves(x);
    const Tensors g = gradient(value(in), in, true);
    Tensor out = at::zeros({}, at::kDouble);
    for (std::size_t k = 0; k < g.size(); ++k) out = out + weigh(g[k], 0.9 + static_cast<double>(k));
    return out;
  };
  const std::string first = compare("first", value, inputs, tolerance);
  return first.empty() ? compare("second", slope, inputs, tolerance) : first;
}

}  // namespace mlo::test
