// Many entries to few.
#include <ATen/ATen.h>

#include <numeric>

#include "runtime/kernels/small.h"
#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"
#include "runtime/ops/functions/structures.h"
#include "runtime/optim/safe_root.h"

namespace mlo::ops {
namespace {

using Dims = std::optional<std::vector<std::int64_t>>;

at::OptionalIntArrayRef optional(const Dims& dims) {
  if (!dims) return {};
  return at::OptionalIntArrayRef(at::IntArrayRef(*dims));
}

/// `none` means all of them.
std::vector<std::int64_t> dims_of(const Call& call, std::size_t i, const Tensor& x) {
  if (!call.none(i)) return call.integers(i);
  std::vector<std::int64_t> all(static_cast<std::size_t>(x.dim()));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

Value sum(Call& call) {
  if (call.none(1) && !call.boolean(2)) return kernels::sum(call.tensor(0));
  return at::sum(call.tensor(0), optional(call.optional_integers(1)), call.boolean(2));
}
Value mean(Call& call) {
  if (call.none(1) && !call.boolean(2)) return kernels::mean(call.floating(0));
  return at::mean(call.floating(0), optional(call.optional_integers(1)), call.boolean(2));
}

Value prod(Call& call) {
  if (call.none(1)) return at::prod(call.tensor(0));
  return at::prod(call.tensor(0), call.integer(1), call.boolean(2));
}

Value var(Call& call) {
  return at::var(call.floating(0), optional(call.optional_integers(1)), call.boolean(2), call.boolean(3));
}
Value std_deviation(Call& call) {
  return at::std(call.floating(0), optional(call.optional_integers(1)), call.boolean(2), call.boolean(3));
}

Value max(Call& call) {
  const Tensor x = call.tensor(0);
  return at::amax(x, dims_of(call, 1, x), call.boolean(2));
}
Value min(Call& call) {
  const Tensor x = call.tensor(0);
  return at::amin(x, dims_of(call, 1, x), call.boolean(2));
}
Value logsumexp(Call& call) {
  const Tensor x = call.floating(0);
  return at::logsumexp(x, dims_of(call, 1, x), call.boolean(2));
}

Value any(Call& call) {
  const Tensor holds = call.tensor(0) != 0;
  return call.none(1) ? at::any(holds) : at::amax(holds, call.integers(1), call.boolean(2));
}
Value all(Call& call) {
  const Tensor holds = call.tensor(0) != 0;
  return call.none(1) ? at::all(holds) : at::amin(holds, call.integers(1), call.boolean(2));
}
Value count_nonzero(Call& call) {
  return at::sum(call.tensor(0) != 0, optional(call.optional_integers(1)), call.boolean(2));
}

/// The Euclidean norm of LibTorch has no second derivative at 0 (NaN); here both are 0 there.
Tensor norm_of(const Tensor& x, double p, const Dims& dims, bool keepdim) {
  if (p != 2) return at::linalg_vector_norm(x, p, optional(dims), keepdim);
  return optim::safe_root(at::sum(at::square(x), optional(dims), keepdim));
}

Value norm(Call& call) { return norm_of(call.floating(0), call.number(1), call.optional_integers(2), call.boolean(3)); }

Value normalize(Call& call) {
  const Tensor x = call.floating(0);
  return x / at::clamp_min(norm_of(x, call.number(1), call.integers(2), true), call.scalar(3));
}

Value cdist(Call& call) {
  const Tensor a = call.floating(0), b = call.floating(1);
  if (a.dim() < 2 || b.dim() < 2 || a.size(-1) != b.size(-1))
    refuse("cdist", "points [..., n, d] and [..., m, d]", {a, b});
  return norm_of(a.unsqueeze(-2) - b.unsqueeze(-3), call.number(2), {{-1}}, false);
}

Value cumsum(Call& call) { return at::cumsum(call.tensor(0), call.integer(1)); }
Value cumprod(Call& call) { return at::cumprod(call.tensor(0), call.integer(1)); }
Value logcumsumexp(Call& call) { return at::logcumsumexp(call.floating(0), call.integer(1)); }
Value size(Call& call) { return call.tensor(0).size(call.integer(1)); }

Value cosine_similarity(Call& call) {
  return at::cosine_similarity(call.floating(0), call.floating(1), call.integer(2), call.number(3));
}

/// The cotangent of a reduction, in the shape of what was reduced. `i`: the index of `dim`, which `keepdim` follows.
Tensor spread(const BackwardCall& b, const Tensor& g, std::size_t i) {
  const Tensor& x = *b.call[0].tensor();
  if (g.numel() == 1) return kernels::expand(g.reshape({}), x.sizes());
  if (b.call.none(i) || b.call.boolean(i + 1)) return g.expand(x.sizes());
  auto shape = x.sizes().vec();
  for (const std::int64_t dim : b.call.integers(i)) shape[static_cast<std::size_t>(dim < 0 ? dim + x.dim() : dim)] = 1;
  return g.reshape(shape).expand(x.sizes());
}

void sum_back(const BackwardCall& b) { b.give(0, spread(b, b.cotangent, 1)); }

void mean_back(const BackwardCall& b) {
  const auto share = static_cast<double>(b.output.numel()) / static_cast<double>(b.call[0].tensor()->numel());
  b.give(0, spread(b, kernels::mul(b.cotangent, share), 1));
}

/// The weights of a softmax.
void logsumexp_back(const BackwardCall& b) {
  const Tensor x = b.call.floating(0), weights = at::exp(x - spread(b, b.output, 1));
  b.give(0, spread(b, b.cotangent, 1) * weights);
}

constexpr FunctionEntry reductions_table[] = {
    {"sum(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "The sum, over all dimensions or those named; of a list, its items added.",
     {sum, sum_back}},
    {"mean(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "The mean, over all dimensions or those named; of a list, that of its items.",
     {mean, mean_back}},
    {"prod(x: tensor, dim: integer? = none, keepdim: boolean = false)",
     "The product, over all entries or one dimension.", prod},
    {"var(x: tensor, dim: integers? = none, unbiased: boolean = true, keepdim: boolean = false)",
     "The variance; unbiased divides by n - 1, else by n.", var},
    {"std(x: tensor, dim: integers? = none, unbiased: boolean = true, keepdim: boolean = false)",
     "The standard deviation; unbiased divides by n - 1, else by n.", std_deviation},
    {"max(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "The largest entry; entries that are equal share the derivative. Of a list, `maximum` of its items.", max},
    {"min(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "The smallest entry; entries that are equal share the derivative. Of a list, `minimum` of its items.", min},
    {"logsumexp(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "`log(sum(exp(x)))`, without overflow.",
     {logsumexp, logsumexp_back}},
    {"any(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "Whether one entry is true, or not 0.",
     {any, no_derivative}},
    {"all(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "Whether every entry is true, or not 0.",
     {all, no_derivative}},
    {"count_nonzero(x: tensor, dim: integers? = none, keepdim: boolean = false)",
     "How many entries are true, or not 0.",
     {count_nonzero, no_derivative}},
    {"norm(x: tensor, p: real = 2, dim: integers? = none, keepdim: boolean = false)",
     "`sum(|x|^p)^(1/p)`; of all zeros its derivative is taken as 0.", norm},
    {"normalize(x: tensor, p: real = 2, dim: integers = 1, eps: real in 0.. = 1e-12)",
     "`x / max(norm(x, p, dim), eps)`: rows of length 1.", normalize},
    {"cdist(a: tensor, b: tensor, p: real in 0..inf = 2)",
     "The distances between points `[..., n, d]` and `[..., m, d]`: `[..., n, m]`.", cdist},
    {"cumsum(x: tensor, dim: integer)", "Sums of the entries up to each.", cumsum},
    {"cumprod(x: tensor, dim: integer)", "Products of the entries up to each.", cumprod},
    {"logcumsumexp(x: tensor, dim: integer)", "logsumexp of the entries up to each.", logcumsumexp},
    {"size(x: tensor, dim: integer)", "How many entries a dimension has; a number.", {size, no_derivative}},
    {"numel(x: tensors)", "How many entries one tensor, or all of a list, have; a number.", {numel, no_derivative}},
    {"sqdist(a: tensors, b: tensors)",
     "The squared Euclidean distance: `(a - b)^2` summed over all entries of all pairs of tensors.",
     {sqdist, sqdist_back}},
    {"sqnorm(a: tensors)",
     "The squared Euclidean norm: `a^2` summed over all entries of all tensors.",
     {sqnorm, sqnorm_back}},
    {"dot(a: tensors, b: tensors)",
     "The inner product: `a * b` summed over all entries of all pairs of tensors.",
     {dot, dot_back}},
    {"cosine_similarity(a: tensor, b: tensor, dim: integer = 1, eps: real in 0.. = 1e-8)",
     "`sum(a b) / (norm(a) norm(b))` along a dimension.", cosine_similarity},
    {"accuracy(logits: tensor, labels: tensor)",
     "The share of rows whose largest logit is the label's: logits `[N, C, ...]`, labels `[N, ...]`.\n"
     "Logits `[N]` or `[N, 1]` are of one class against the rest: right where they are positive and the label is 1, or "
     "neither.",
     {accuracy, no_derivative}},
};

}  // namespace

void add_reductions(sema::Catalog& catalog) { add_functions(catalog, reductions_table); }

}  // namespace mlo::ops
