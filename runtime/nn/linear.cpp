// Layers that are one matrix, or one factor.
#include <ATen/ATen.h>

#include <stdexcept>

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

Tensor linear(LayerCall& call) { return at::linear(input(call), call.weights[0], weight_or_none(call, 1)); }

/// Y = X W' + b over all rows: dX = G W, dW = G' X, db = the sum of G.
void linear_back(const BackwardCall& b) {
  const Tensor &x = b.layer.inputs[0], &w = b.layer.weights[0];
  if (b.input_asked(0)) b.give_input(0, at::matmul(b.cotangent, w));
  if (!b.weight_asked(0) && !b.weight_asked(1)) return;
  const auto rows_of = [](const Tensor& t) { return t.dim() == 2 ? t : t.reshape({-1, t.size(-1)}); };
  const Tensor rows = rows_of(b.cotangent);
  if (b.weight_asked(0)) b.give_weight(0, at::mm(rows.t(), rows_of(x)));
  if (b.weight_asked(1)) b.give_weight(1, at::sum(rows, 0));
}

/// -1 where there is none; negative numbers count from the end.
std::int64_t padding_index(const Call& call) {
  const std::int64_t count = call.integer(0);
  if (call.none(2)) return -1;
  const std::int64_t i = call.integer(2);
  if (i < -count || i >= count)
    throw std::invalid_argument("padding_idx must be one of the " + std::to_string(count) + " numbers 0.." +
                                std::to_string(count - 1) + ", and is " + std::to_string(i));
  return i < 0 ? i + count : i;
}

std::vector<Shape> embedding_shapes(const Call& call, const std::vector<Shape>&) {
  padding_index(call);
  return {{call.integer(0), call.integer(1)}};
}

Tensors embedding_start(const Call& call, const std::vector<Shape>& shapes) {
  const Tensor weight = standard_normal(call, shapes.at(0));
  if (const std::int64_t i = padding_index(call); i >= 0) weight[i].zero_();
  return {weight};
}

Tensor embedding(LayerCall& c) {
  const Tensor& index = c.inputs[0];
  if (index.is_floating_point()) throw std::invalid_argument("`embedding` takes whole numbers; `int(x)` makes some");
  try {
    return at::embedding(c.weights[0], index.to(at::kLong), padding_index(c.call));
  } catch (const c10::IndexError&) {
    const std::int64_t count = c.call.integer(0), low = index.min().item<std::int64_t>();
    throw std::invalid_argument("`embedding` takes numbers 0.." + std::to_string(count - 1) + ", and got " +
                                std::to_string(low < 0 ? low : index.max().item<std::int64_t>()));
  }
}

void embedding_back(const BackwardCall& b) {
  b.give_weight(0,
                at::embedding_dense_backward(b.cotangent, b.layer.inputs[0].to(at::kLong), b.layer.weights[0].size(0),
                                             padding_index(b.layer.call), /*scale_grad_by_freq=*/false));
}

std::vector<Shape> prelu_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const std::int64_t count = call.integer(0);
  const Shape& x = inputs.at(0);
  if (count > 1 && (x.size() < 2 || x[1] != count))
    wrong_input("prelu", "[N, C, ...] with C = " + std::to_string(count) + ", the number of its slopes", x);
  return {{count}};
}

Tensors prelu_start(const Call& call, const std::vector<Shape>& shapes) {
  return {at::full(shapes.at(0), call.number(1), call.options())};
}

Tensor prelu(LayerCall& c) { return at::prelu(input(c), c.weights[0]); }

Names weight_only(const sema::Arguments&) { return weight_and_bias(false); }

constexpr LayerEntry linear_table[] = {
    {"linear(features: integer in 1.., bias: boolean = true)",
     "`x @ weight^T + bias`, from `[..., inputs]` to `[..., features]`.",
     [](const sema::Arguments& a) { return weight_and_bias(flag(a, 1)); },
     linear_shapes,
     kaiming_uniform,
     {linear, linear_back}},
    {"embedding(count: integer in 1.., features: integer in 1.., padding_idx: integer? = none)",
     "A learned vector for each of the numbers 0, ..., count - 1: `[...]` (whole numbers) to `[..., features]`.\n"
     "That of padding_idx starts as zeros, and no derivative reaches it.",
     weight_only,
     embedding_shapes,
     embedding_start,
     {embedding, embedding_back}},
    {"prelu(count: integer in 1.. = 1, init: real = 0.25)",
     "x where it is positive, else `weight * x`, with one slope, or one for each channel of `[N, C, ...]` (He et al. "
     "2015).",
     weight_only, prelu_shapes, prelu_start, prelu},
};

}  // namespace

void add_linear(sema::Catalog& catalog) { add_entries(catalog, linear_table); }

}  // namespace mlo::nn
