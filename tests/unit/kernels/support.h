// Derivatives of a kernel against those of LibTorch's own operation, in double precision.
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <vector>

#include "runtime/kernels/simd/routines.h"
#include "tests/unit/catch.h"

namespace mlo::kernels {

using at::Tensor;
using Tensors = std::vector<Tensor>;
using Operation = std::function<Tensor(const Tensors&)>;

/// Normal numbers in double precision.
inline Tensor random(at::IntArrayRef shape) { return at::randn(shape, at::kDouble); }

/// The rest of a test case, by each kind of routines that this processor can run.
class EachKind {
 public:
  EachKind() { use_routines(GENERATE(range(0, kinds_of_routines()))); }
  ~EachKind() { use_routines(kinds_of_routines() - 1); }
};

/// A number that depends on the output in more than a linear way, and its derivatives of orders 1 to `orders` along
/// random directions, each a function of all the inputs.
inline std::vector<Tensors> derivatives(const Operation& operation, const Tensors& at, int orders) {
  Tensors inputs;
  for (const Tensor& t : at) inputs.push_back(t.detach().requires_grad_());
  at::manual_seed(3);
  const Tensor out = operation(inputs);
  Tensor value = (out * at::randn(out.sizes(), out.options())).sum() +
                 (out.square() * at::randn(out.sizes(), out.options())).sum();
  std::vector<Tensors> all{{out}};
  for (int order = 1; order <= orders; ++order) {
    Tensors g = torch::autograd::grad({value}, inputs, {}, true, order < orders, true);
    value = at::zeros({}, at[0].options());
    for (std::size_t i = 0; i < g.size(); ++i) {
      if (!g[i].defined()) g[i] = at::zeros_like(inputs[i]);
      value = value + (g[i] * at::randn(g[i].sizes(), g[i].options())).sum();
    }
    all.push_back(g);
  }
  return all;
}

/// Rounding alone may tell them apart: 1e-9 of the largest entry.
inline void check_same(const std::vector<Tensors>& got, const std::vector<Tensors>& want) {
  REQUIRE(got.size() == want.size());
  for (std::size_t order = 0; order < got.size(); ++order)
    for (std::size_t i = 0; i < got[order].size(); ++i) {
      INFO("order " << order << ", along input " << i);
      const double scale = 1 + want[order][i].abs().max().item<double>();
      CHECK((got[order][i] - want[order][i]).abs().max().item<double>() < 1e-9 * scale);
    }
}

}  // namespace mlo::kernels
