// Multi-head attention (Vaswani et al. 2017), as torch.nn.MultiheadAttention with batch_first has it.
#include <ATen/ATen.h>
#include <ATen/ExpandUtils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of the parameters.
enum : std::size_t { heads, dropout, bias, causal, kdim, vdim };

bool given(const sema::Arguments& arguments, std::size_t i) { return !arguments.at(i).is_none(); }

/// One matrix for query, key and value together, or three where keys or values have a size of their own.
Names parameters(const sema::Arguments& a) {
  Names out = given(a, kdim) || given(a, vdim) ? Names{"q_proj_weight", "k_proj_weight", "v_proj_weight"}
                                               : Names{"in_proj_weight"};
  if (flag(a, bias)) out.push_back("in_proj_bias");
  out.push_back("out_proj.weight");
  if (flag(a, bias)) out.push_back("out_proj.bias");
  return out;
}

bool separate(const Call& call) { return !call.none(kdim) || !call.none(vdim); }

/// `a(x)`, `a(query, memory)`, `a(query, key, value)`, `a(query, key, value, mask)`: the first three.
template <class T>
std::array<T, 3> query_key_value(const std::vector<T>& inputs) {
  const T &q = inputs.at(0), &k = inputs.size() > 1 ? inputs[1] : q, &v = inputs.size() > 2 ? inputs[2] : k;
  return {q, k, v};
}

void check_mask(const Shape& mask, const Shape& wanted) {
  // [T, S] and [N, T, S] are shared by the heads.
  Shape full = mask;
  if (mask.size() == 3) full.insert(full.begin() + 1, 1);
  if (mask.size() >= 2 && mask.size() <= 4 && at::is_expandable_to(full, wanted)) return;
  throw std::invalid_argument("`attention` takes a mask [T, S], [N, T, S] or [N, heads, T, S], here as large as " +
                              ops::shape_text(wanted) + ", and got " + ops::shape_text(mask));
}

std::vector<Shape> attention_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const auto [q, k, v] = query_key_value(inputs);
  for (const Shape* x : {&q, &k, &v})
    if (x->size() != 3) wrong_input("attention", "sequences [N, T, features]", *x);
  const std::int64_t features = q[2], keys = call.none(kdim) ? features : call.integer(kdim),
                     values = call.none(vdim) ? features : call.integer(vdim), count = call.integer(heads);
  if (features % count != 0)
    wrong_input("attention", "a number of features that its " + std::to_string(count) + " heads divide", q);
  if (k[2] != keys) wrong_input("attention", "keys [N, S, " + std::to_string(keys) + "] (`kdim` says otherwise)", k);
  if (v[2] != values)
    wrong_input("attention", "values [N, S, " + std::to_string(values) + "] (`vdim` says otherwise)", v);
  if (k[0] != q[0] || v[0] != q[0] || v[1] != k[1])
    throw std::invalid_argument(
        "`attention` takes a query [N, T, ...], keys [N, S, ...] and values [N, S, ...], and got " +
        ops::shape_text(q) + ", " + ops::shape_text(k) + " and " + ops::shape_text(v));
  if (inputs.size() > 3) check_mask(inputs[3], {q[0], count, q[1], k[1]});
  std::vector<Shape> out = separate(call)
                               ? std::vector<Shape>{{features, features}, {features, keys}, {features, values}}
                               : std::vector<Shape>{{3 * features, features}};
  if (call.boolean(bias)) out.push_back({3 * features});
  out.push_back({features, features});
  if (call.boolean(bias)) out.push_back({features});
  return out;
}

/// PyTorch draws the output's matrix (and a bias that it then sets to 0) before those of the input.
Tensors attention_start(const Call& call, const std::vector<Shape>& shapes) {
  const bool biased = call.boolean(bias);
  const std::size_t inputs = separate(call) ? 3 : 1, output = inputs + (biased ? 1 : 0);
  const Tensors drawn = kaiming_uniform(call, {shapes.begin() + std::ptrdiff_t(output), shapes.end()});
  Tensors out;
  for (std::size_t i = 0; i < inputs; ++i) out.push_back(xavier_uniform(call, shapes[i]));
  if (biased) out.push_back(at::zeros(shapes[inputs], call.options()));
  out.push_back(drawn[0]);
  if (biased) out.push_back(at::zeros(shapes.back(), call.options()));
  return out;
}

/// `[N, T, heads d]` to `[N, heads, T, d]`.
Tensor split_heads(const Tensor& x, std::int64_t count) {
  return x.unflatten(2, at::IntArrayRef{count, x.size(2) / count}).transpose(1, 2);
}

/// True is where not to look, as in PyTorch's layer; fractions are added to the scores.
Tensor masked(const Tensor& scores, const Tensor& mask) {
  const Tensor shared = mask.dim() == 3 ? mask.unsqueeze(1) : mask;
  if (mask.is_floating_point()) return scores + shared;
  if (mask.scalar_type() != at::kBool)
    throw std::invalid_argument(
        "`attention` takes a mask of truth values (true is where not to look) or of fractions "
        "that are added to the scores, and got whole numbers");
  return scores.masked_fill(shared, -std::numeric_limits<double>::infinity());
}

/// Query, key and value as the heads see them.
std::array<Tensor, 3> projected(const LayerCall& c) {
  for (std::size_t i = 0; i < std::min<std::size_t>(c.inputs.size(), 3); ++i) input(c, i);
  const auto inputs = query_key_value(c.inputs);
  const bool apart = separate(c.call);
  const Tensors weights = apart ? Tensors{c.weights[0], c.weights[1], c.weights[2]} : c.weights[0].chunk(3);
  const Tensors biases = c.call.boolean(bias) ? c.weights[apart ? 3 : 1].chunk(3) : Tensors(3);
  std::array<Tensor, 3> out;
  for (std::size_t i = 0; i < 3; ++i)
    out[i] = split_heads(at::linear(inputs[i], weights[i], biases[i]), c.call.integer(heads));
  return out;
}

/// softmax(q k^T / sqrt(d)) v in each head, then one matrix for all.
Tensor attention(LayerCall& c) {
  const auto [q, k, v] = projected(c);
  Tensor scores = at::matmul(q / std::sqrt(static_cast<double>(q.size(3))), k.transpose(2, 3));
  if (c.call.boolean(causal))
    scores = masked(scores, at::ones({q.size(2), k.size(2)}, q.options().dtype(at::kBool)).triu(1));
  if (c.inputs.size() > 3) scores = masked(scores, c.inputs[3]);
  const Tensor shares = at::softmax(scores, -1);
  const Tensor seen = at::matmul(drop(c, shares, c.call.number(dropout), shares.sizes()), v);
  const bool biased = c.call.boolean(bias);
  const std::size_t output = c.weights.size() - (biased ? 2 : 1);
  return at::linear(seen.transpose(1, 2).flatten(2), c.weights[output], biased ? c.weights.back() : Tensor());
}

constexpr LayerEntry attention_table[] = {
    {"attention(heads: integer in 1.., dropout: real in 0..1 = 0, bias: boolean = true, causal: boolean = false, kdim: "
     "integer? in 1.. = none, vdim: integer? in 1.. = none)",
     "Multi-head attention (Vaswani et al. 2017) of sequences `[N, T, features]`: `a(x)` of x to itself, `a(query, "
     "memory)`, `a(query, key, value)`, `a(query, key, value, mask)`; `[N, T, features]` again.\n"
     "causal: each sees itself and those before it. A mask `[T, S]`, `[N, T, S]` or `[N, heads, T, S]` holds true "
     "where not to look, or numbers that are added to the scores. kdim and vdim are the features of keys and values, "
     "where they differ from the query's.",
     parameters, attention_shapes, attention_start, attention, true, nullptr, nullptr, 4},
};

}  // namespace

void add_attention(sema::Catalog& catalog) { add_entries(catalog, attention_table); }

}  // namespace mlo::nn
