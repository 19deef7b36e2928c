#include "tests/unit/ops/samples.h"

namespace mlo::test {
namespace {

Tensor x() { return numbers({2, 3}); }
Tensor y() { return numbers({2, 3}, 0.2, 0.9, 2); }
Tensor signed_x() { return vector({-1.3, -0.4, 0.3, 0.8, 1.7, -2.2}).view({2, 3}); }
Tensor square_matrix() { return numbers({3, 3}) + at::eye(3, float64()); }
Tensor symmetric() { return vector({4, 1, 0.5, 1, 3, 0.7, 0.5, 0.7, 2}).view({3, 3}); }
Tensor index() { return labels({0, 2, 1, 1}); }
List slice(std::int64_t begin, std::int64_t end) { return {begin, end, Value()}; }
Value row(List items) { return items; }

void add_arithmetic(std::vector<FunctionSample>& out) {
  for (const char* name : {"add", "subtract", "multiply", "divide", "power"}) {
    out.push_back({name, {x(), y()}});
    out.push_back({name, {x(), numbers({3})}});
    out.push_back({name, {x(), 1.5}});
    out.push_back({name, {x(), integer(2)}});
    out.push_back({name, {1.5, x()}});
  }
  out.push_back({"floor_divide", {x(), 0.3}});
  out.push_back({"modulo", {signed_x(), 0.27}});
  out.push_back({"modulo", {signed_x(), vector({0.31, 0.33, 0.37})}});
  out.push_back({"matmul", {x(), numbers({3, 2})}});
  out.push_back({"negate", {x()}});
  out.push_back({"index", {x(), row({integer(1)})}});
  out.push_back({"index", {x(), row({Value(), slice(0, 2), integer(-1)})}});
  out.push_back({"index", {x(), row({slice(0, 2), index()})}});
}

void add_elementwise(std::vector<FunctionSample>& out) {
  for (const char* name :
       {"exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "rsqrt", "sin", "cos", "tan", "asin", "acos"})
    out.push_back({name, {x()}});
  for (const char* name : {"square", "abs", "sign", "floor", "ceil", "round", "atan", "tanh", "erf", "sigmoid",
                           "logsigmoid", "softplus", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "float"})
    out.push_back({name, {signed_x()}});
  out.push_back({"softplus", {signed_x(), 2.0, 3.0}});
  out.push_back({"gelu", {signed_x(), text("tanh")}});
  out.push_back({"clamp", {signed_x(), -0.5, 0.5}});
  out.push_back({"clamp", {signed_x(), Value(), vector({0.1, 0.2, 0.5})}});
  out.push_back({"maximum", {x(), y()}});
  out.push_back({"minimum", {x(), 0.55}});
  out.push_back({"where", {signed_x() > 0, x(), y()}});
  out.push_back({"where", {signed_x() > 0, x(), 0.0}});
}

void add_reductions(std::vector<FunctionSample>& out) {
  for (const char* name : {"sum", "mean", "prod", "max", "min", "logsumexp"}) {
    out.push_back({name, {x()}});
    out.push_back({name, {x(), integer(1)}});
    out.push_back({name, {x(), integer(0), true}});
  }
  for (const char* name : {"var", "std"}) {
    out.push_back({name, {x()}});
    out.push_back({name, {x(), integer(1), false}});
  }
  out.push_back({"norm", {x()}});
  out.push_back({"norm", {x(), 3.0, integer(1)}});
  out.push_back({"norm", {signed_x(), integer(1)}});
  for (const char* name : {"softmax", "log_softmax"}) out.push_back({name, {x()}});
  for (const char* name : {"cumsum", "sort"}) out.push_back({name, {x(), integer(0)}});
  out.push_back({"sort", {x(), integer(1), true}});
  const Value several = row({x(), numbers({4})}), others = row({y(), numbers({4}, 0.2, 0.9, 3)});
  for (const char* name : {"sqdist", "dot"}) {
    out.push_back({name, {x(), y()}});
    out.push_back({name, {several, others}});
  }
  out.push_back({"sqnorm", {several}});
  out.push_back({"cosine_similarity", {x(), y()}});
}

void add_shaping(std::vector<FunctionSample>& out) {
  const Tensor images = numbers({2, 1, 3, 3});
  out.push_back({"reshape", {x(), ints({3, -1})}});
  out.push_back({"flatten", {images}});
  out.push_back({"squeeze", {images}});
  out.push_back({"squeeze", {images, integer(1)}});
  out.push_back({"unsqueeze", {x(), integer(1)}});
  out.push_back({"transpose", {x(), integer(0), integer(1)}});
  out.push_back({"permute", {images, ints({3, 0, 1, 2})}});
  for (const char* name : {"cat", "stack"}) out.push_back({name, {row({x(), y()}), integer(1)}});
  out.push_back({"expand", {numbers({3}), ints({2, 3})}});
  out.push_back({"repeat", {x(), ints({2, 1})}});
  out.push_back({"repeat_each", {x(), integer(2)}});
  out.push_back({"gather", {x(), integer(1), labels({0, 2, 1, 1}).view({2, 2})}});
  out.push_back({"index_select", {x(), integer(1), index()}});
  out.push_back({"take_along", {x(), index()}});
  out.push_back({"take_along", {x(), labels({0, 1}).view({2, 1}), integer(1)}});
  out.push_back({"flip", {x(), integer(1)}});
  out.push_back({"roll", {x(), integer(1)}});
  out.push_back({"roll", {x(), integer(1), integer(1)}});
  for (const char* name : {"tril", "triu"}) out.push_back({name, {square_matrix()}});
  out.push_back({"quarter_turns", {images, labels({1, 3})}});
  out.push_back({"image", {numbers({3, 1, 2, 2})}});
  out.push_back({"pad", {images, ints({1, 2}), text("constant"), 0.5}});
  for (const char* mode : {"reflect", "replicate", "circular"})
    out.push_back({"pad", {images, ints({1, 1, 0, 1}), text(mode)}});
  out.push_back({"tensor", {row({vector({0.3}).sum(), 0.5})}});
  out.push_back({"full", {ints({2, 2}), vector({0.3}).sum()}});
  out.push_back({"full_like", {x(), vector({0.3}).sum()}});
}

void add_linear_algebra(std::vector<FunctionSample>& out) {
  out.push_back({"outer", {numbers({3}), numbers({2})}});
  for (const char* name : {"trace", "inverse", "det", "logdet", "svdvals"}) out.push_back({name, {symmetric()}});
  for (const char* name : {"diag", "inverse", "det"}) out.push_back({name, {square_matrix()}});
  out.push_back({"diag", {numbers({3})}});
  out.push_back({"solve", {square_matrix(), numbers({3})}});
  out.push_back({"solve", {square_matrix(), numbers({3, 2})}});
  out.push_back({"einsum", {text("ij,jk->ik"), row({x(), numbers({3, 2})})}});
  out.push_back({"einsum", {text("ii->"), row({square_matrix()})}});
}

void add_losses(std::vector<FunctionSample>& out) {
  const Tensor classes = labels({2, 0}), binary = vector({1, 0, 0, 1, 1, 0}).view({2, 3}), signs = binary * 2 - 1;
  const Tensor weight = numbers({3}, 0.5, 1.5, 5);
  for (const char* reduction : {"mean", "sum", "none"}) {
    const Value r = text(reduction);
    out.push_back({"cross_entropy", {signed_x(), classes, Value(), integer(-100), r}});
    out.push_back({"cross_entropy", {signed_x(), classes, weight, integer(-100), r, 0.1}});
    out.push_back({"cross_entropy", {signed_x(), classes, weight, integer(0), r}});
    out.push_back({"nll_loss", {signed_x(), classes, Value(), integer(-100), r}});
    out.push_back({"nll_loss", {signed_x(), classes, weight, integer(-100), r}});
    for (const char* name : {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"})
      out.push_back({name, {signed_x(), y(), r}});
    out.push_back({"smooth_l1_loss", {signed_x(), y(), r, 0.5}});
    out.push_back({"binary_cross_entropy", {x(), y(), Value(), r}});
    out.push_back({"binary_cross_entropy", {x(), binary, weight, r}});
    out.push_back({"binary_cross_entropy_with_logits", {signed_x(), y(), Value(), r}});
    out.push_back({"binary_cross_entropy_with_logits", {signed_x(), y(), weight, r, weight * 2}});
    for (const char* name : {"soft_margin_loss", "hinge_loss", "hinge_embedding_loss"})
      out.push_back({name, {signed_x(), signs, r}});
  }
  out.push_back({"cross_entropy", {signed_x(), at::softmax(y(), 1), Value(), integer(-100), text("mean"), 0.1}});
  out.push_back({"cross_entropy", {signed_x(), at::softmax(y(), 1), weight}});
  for (const char* reduction : {"mean", "batchmean", "sum", "none"}) {
    out.push_back({"kl_div", {signed_x(), y(), text(reduction)}});
    out.push_back({"kl_div", {signed_x(), signed_x() * 0.5, text(reduction), true}});
  }
}

}  // namespace

std::vector<FunctionSample> function_samples() {
  std::vector<FunctionSample> out;
  add_arithmetic(out);
  add_elementwise(out);
  add_reductions(out);
  add_shaping(out);
  add_linear_algebra(out);
  add_losses(out);
  return out;
}

const std::set<std::string>& not_differentiable() {
  static const std::set<std::string> names = {
      "equal",       "not_equal",  "less",      "less_equal", "greater", "greater_equal", "logical_and", "logical_or",
      "logical_not", "detach",     "int",       "isfinite",   "isnan",   "argmax",        "argmin",      "argsort",
      "size",        "numel",      "accuracy",  "one_hot",    "zeros",   "ones",          "arange",      "linspace",
      "eye",         "zeros_like", "ones_like", "uniform",    "randn",   "randint",       "bernoulli",   "permutation",
      "choose",      "examples",   "cholesky",  "eigvalsh"};  // of symmetric matrices: tested by their own case
  return names;
}

std::vector<LayerSample> layer_samples() {
  const Tensor images = numbers({2, 2, 4, 4}, -1, 1, 4), rows = numbers({4, 3}, -1, 1, 5),
               sequences = numbers({2, 2, 5}, -1, 1, 6);
  return {
      {"linear", {integer(2)}, rows},
      {"linear", {integer(2), false}, rows},
      {"conv2d", {integer(2)}, images},
      {"conv2d", {integer(2), integer(3), integer(2), integer(1), integer(1), integer(2), false}, images},
      {"conv2d", {integer(2), integer(3), integer(1), text("same"), integer(2)}, images},
      {"conv1d", {integer(3), integer(2)}, sequences},
      {"conv_transpose2d", {integer(2), integer(2), integer(2)}, images},
      {"batch_norm", {}, rows},
      {"batch_norm", {}, sequences},
      {"batch_norm", {}, images, false},
      {"batch_norm", {0.1, 1e-5, true, true}, images},
      {"batch_norm", {0.1, 1e-5, true, true}, images, false},
      {"batch_norm", {0.1, 1e-5, false}, images},
      {"layer_norm", {}, rows},
      {"layer_norm", {integer(3)}, images},
      {"group_norm", {integer(2)}, numbers({2, 4, 2, 2}, -1, 1, 8)},
      {"max_pool2d", {integer(2)}, images},
      {"max_pool2d", {integer(3), integer(1), integer(1)}, images},
      {"avg_pool2d", {integer(2)}, images},
      {"avg_pool2d", {integer(3), integer(2), integer(1), true, false}, images},
      {"global_avg_pool", {}, images},
      {"adaptive_avg_pool2d", {integer(2)}, images},
      {"dropout", {}, images},
      {"dropout", {0.3}, images, false},
      {"dropout2d", {0.4}, images},
      {"embedding", {integer(4), integer(3)}, labels({1, 3, 1})},
  };
}

}  // namespace mlo::test
