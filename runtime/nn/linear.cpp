// Layers that are one matrix.
#include <ATen/ATen.h>

#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"

namespace mlo::nn {
namespace {

std::vector<Shape> linear_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.empty()) wrong_input("linear", "a tensor [..., inputs]", x);
  const std::int64_t features = call.integer(0);
  std::vector<Shape> out = {{features, x.back()}};
  if (call.boolean(1)) out.push_back({features});
  return out;
}

Tensor linear(LayerCall& call) { return at::linear(call.inputs[0], call.weights[0], weight_or_none(call, 1)); }

std::vector<Shape> embedding_shapes(const Call& call, const std::vector<Shape>&) {
  return {{call.integer(0), call.integer(1)}};
}

Tensor embedding(LayerCall& call) { return at::embedding(call.weights[0], call.inputs[0]); }

constexpr LayerEntry table[] = {
    {"linear(features: integer in 1.., bias: boolean = true)",
     "`x @ weight^T + bias`, from `[..., inputs]` to `[..., features]`.",
     [](const sema::Arguments& a) { return weight_and_bias(flag(a, 1)); }, linear_shapes, kaiming_uniform, linear},
    {"embedding(count: integer in 1.., features: integer in 1..)",
     "A learned vector for each of the numbers 0, ..., count - 1: `[...]` (whole numbers) to `[..., features]`.",
     [](const sema::Arguments&) { return weight_and_bias(false); }, embedding_shapes, normal, embedding},
};

}  // namespace

void add_linear(sema::Catalog& catalog) { add_entries(catalog, table); }

}  // namespace mlo::nn
