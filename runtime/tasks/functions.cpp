// Which function goes by which rule.
#include <unordered_map>

#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

using FunctionTable = std::unordered_map<std::string, FunctionRule>;

void put(FunctionTable& table, FunctionRule rule, std::initializer_list<const char*> names) {
  for (const char* name : names) table[name] = rule;
}

void add_pointwise(FunctionTable& table) {
  put(table, pointwise,
      {"add",         "subtract",   "multiply",    "divide",     "power",       "negate",     "floor_divide",
       "modulo",      "equal",      "not_equal",   "less",       "less_equal",  "greater",    "greater_equal",
       "logical_and", "logical_or", "logical_not", "exp",        "exp2",        "expm1",      "log",
       "log1p",       "log2",       "log10",       "logaddexp",  "xlogy",       "sqrt",       "rsqrt",
       "square",      "reciprocal", "abs",         "sign",       "floor",       "ceil",       "round",
       "trunc",       "frac",       "sin",         "cos",        "tan",         "asin",       "acos",
       "atan",        "atan2",      "hypot",       "sinh",       "cosh",        "tanh",       "asinh",
       "acosh",       "atanh",      "clamp",       "maximum",    "minimum",     "where",      "lerp",
       "isfinite",    "isinf",      "isnan",       "nan_to_num", "detach",      "float",      "int",
       "sigmoid",     "logsigmoid", "hardsigmoid", "softplus",   "softsign",    "hardtanh",   "tanhshrink",
       "softshrink",  "hardshrink", "threshold",   "relu",       "relu6",       "leaky_relu", "elu",
       "celu",        "selu",       "gelu",        "silu",       "hardswish",   "mish",       "erf",
       "erfc",        "erfinv",     "ndtr",        "log_ndtr",   "ndtri",       "lgamma",     "digamma",
       "polygamma",   "logit",      "sinc",        "full_like",  "masked_fill", "one_hot"});
}

void add_dimensions(FunctionTable& table) {
  put(table, along_dimensions, {"sum", "mean", "var", "std", "max", "min", "logsumexp", "count_nonzero", "norm"});
  put(table, along_dimensions_or_flat, {"prod", "any", "all", "argmax", "argmin"});
  put(table, along_named_dimensions,
      {"softmax", "softmin",      "log_softmax", "glu",       "normalize", "cosine_similarity", "cumsum",
       "cumprod", "logcumsumexp", "cummax",      "cummin",    "sort",      "argsort",           "topk",
       "argtopk", "median",       "flatten",     "unflatten", "transpose", "movedim",           "cat",
       "chunk",   "repeat_each",  "flip",        "roll",      "rot90",     "diagonal",          "gather",
       "scatter", "scatter_add",  "unfold",      "cross"});
  put(table, at_new_dimension, {"unsqueeze", "stack"});
  put(table, at_shared_places, {"index_select", "index_add"});
}

void add_shapes(FunctionTable& table) {
  put(table, same_for_all, {"size", "numel", "zeros_like", "ones_like"});
  put(table, of_batches, {"interpolate", "im2col", "col2im"});
  table["reshape"] = reshape;
  table["permute"] = permute;
  table["squeeze"] = squeeze;
  table["expand"] = expand;
  table["repeat"] = repeat;
  table["tile"] = tile;
  table["index"] = index;
  table["quarter_turns"] = quarter_turns;
}

void add_products(FunctionTable& table) {
  put(table, of_vectors, {"diag_embed"});
  put(table, of_matrices,
      {"tril", "triu", "cdist", "matrix_norm", "matrix_exp", "matrix_power", "inverse", "solve_triangular", "pinv",
       "det", "logdet", "slogdet", "cholesky", "qr", "svd", "svdvals", "eigh", "eigvalsh"});
  put(table, of_equal_matrices, {"solve", "lstsq"});
  table["matmul"] = matmul;
  table["bmm"] = bmm;
  table["sqdist"] = sqdist;
  table["sqnorm"] = sqnorm;
  table["dot"] = dot;
  table["accuracy"] = accuracy;
}

void add_losses(FunctionTable& table) {
  put(table, loss_of_entries,
      {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy",
       "binary_cross_entropy_with_logits", "soft_margin_loss", "hinge_loss", "hinge_embedding_loss", "kl_div"});
  put(table, loss_of_classes, {"cross_entropy", "nll_loss"});
}

/// Not more: in LibTorch 1.13, vmap drops derivatives that are not LibTorch's (`norm`), is wrong about others (`var`),
/// takes some wrong calls (`trace` of a vector), and crashes on some (`repeat_each`).
void add_vectorized(FunctionTable& table) {
  put(table, vmapped,
      {"einsum", "outer", "kron", "meshgrid", "take_along", "pad", "pixel_shuffle", "pixel_unshuffle", "tensor",
       "full"});
}

const FunctionTable& function_table() {
  static const FunctionTable rules = [] {
    FunctionTable out;
    add_pointwise(out);
    add_dimensions(out);
    add_shapes(out);
    add_products(out);
    add_losses(out);
    add_vectorized(out);
    return out;
  }();
  return rules;
}

}  // namespace

FunctionRule rule_of(const ops::FunctionBuiltin& builtin) {
  const auto found = function_table().find(builtin.name());
  return found == function_table().end() ? static_cast<FunctionRule>(each) : found->second;
}

}  // namespace mlo::tasks
