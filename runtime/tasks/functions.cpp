// Rules for functions.
#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "runtime/ops/loss_support.h"
#include "runtime/tasks/rules.h"

namespace mlo::tasks {
namespace {

Value run(const ops::FunctionBuiltin& builtin, const std::vector<Value>& arguments, const TaskCall& call) {
  ops::Call own(arguments, call.options);
  return builtin.run(own);
}

std::vector<Value> copied(const TaskCall& call) { return {call.arguments.begin(), call.arguments.end()}; }

/// Where a parameter of this name stands in the signature.
std::optional<std::size_t> index_of(const ops::FunctionBuiltin& builtin, const char* name) {
  const auto& parameters = builtin.signature.parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name == name) return i;
  return std::nullopt;
}

std::int64_t one_further(std::int64_t dim) { return dim < 0 ? dim : dim + 1; }

/// Per task: the mean or the sum of entries [T, ...].
Tensor reduced(const Tensor& entries, const std::string& reduction) {
  if (reduction == "none" || entries.dim() == 1) return entries;
  const Tensor flat = entries.flatten(1);
  return reduction == "mean" ? flat.mean(1) : flat.sum(1);
}

const std::unordered_map<std::string, FunctionRule>& table() {
  static const auto rules = [] {
    std::unordered_map<std::string, FunctionRule> out;
    for (const char* name :
         {"add",         "subtract",   "multiply",    "divide",     "power",      "negate",     "floor_divide",
          "modulo",      "equal",      "not_equal",   "less",       "less_equal", "greater",    "greater_equal",
          "logical_and", "logical_or", "logical_not", "exp",        "exp2",       "expm1",      "log",
          "log1p",       "log2",       "log10",       "logaddexp",  "xlogy",      "sqrt",       "rsqrt",
          "square",      "reciprocal", "abs",         "sign",       "floor",      "ceil",       "round",
          "trunc",       "frac",       "sin",         "cos",        "tan",        "asin",       "acos",
          "atan",        "atan2",      "hypot",       "sinh",       "cosh",       "tanh",       "asinh",
          "acosh",       "atanh",      "clamp",       "maximum",    "minimum",    "where",      "lerp",
          "isfinite",    "isinf",      "isnan",       "nan_to_num", "detach",     "float",      "int",
          "sigmoid",     "logsigmoid", "hardsigmoid", "softplus",   "softsign",   "hardtanh",   "tanhshrink",
          "softshrink",  "hardshrink", "threshold",   "relu",       "relu6",      "leaky_relu", "elu",
          "celu",        "selu",       "gelu",        "silu",       "hardswish",  "mish",       "erf",
          "erfc",        "erfinv",     "lgamma",      "digamma"})
      out[name] = pointwise;
    for (const char* name : {"sum", "mean", "max", "min", "logsumexp", "softmax", "softmin", "log_softmax"})
      out[name] = along_dimensions;
    for (const char* name : {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy",
                             "binary_cross_entropy_with_logits", "soft_margin_loss", "hinge_loss"})
      out[name] = loss_of_entries;
    out["cross_entropy"] = cross_entropy;
    return out;
  }();
  return rules;
}

}  // namespace

FunctionRule rule_of(const ops::FunctionBuiltin& builtin) {
  const auto found = table().find(builtin.name());
  return found == table().end() ? static_cast<FunctionRule>(vmapped) : found->second;
}

TaskResult pointwise(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    if (const Tensor* t = call.arguments[i].tensor()) rank = std::max(rank, t->dim() - (call.carries[i] ? 1 : 0));
  std::vector<Value> arguments = copied(call);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (const Tensor* t = arguments[i].tensor(); t && call.carries[i]) arguments[i] = aligned(*t, rank);
  return {run(builtin, arguments, call)};
}

TaskResult along_dimensions(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::vector<Value> arguments = copied(call);
  const Tensor* x = arguments[0].tensor();
  const auto at = index_of(builtin, "dim");
  if (x == nullptr || x->dim() < 2 || !at) return vmapped(builtin, call);
  Value& dim = arguments[*at];
  if (dim.is_none()) {
    ops::List all;
    for (std::int64_t d = 1; d < x->dim(); ++d) all.emplace_back(d);
    dim = all;
  } else if (const auto* one = std::get_if<std::int64_t>(&dim.data)) {
    dim = one_further(*one);
  } else if (const ops::List* list = dim.list()) {
    ops::List moved;
    for (const Value& d : *list) moved.emplace_back(one_further(std::get<std::int64_t>(d.data)));
    dim = moved;
  }
  return {run(builtin, arguments, call)};
}

TaskResult loss_of_entries(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  for (std::size_t i = 2; i < call.carries.size(); ++i)
    if (call.carries[i]) return vmapped(builtin, call);
  std::vector<Value> arguments = copied(call);
  for (std::size_t i = 0; i < 2; ++i)
    if (!call.carries[i]) arguments[i] = spread(arguments[i], call.tasks);
  Value& reduction = arguments[*index_of(builtin, "reduction")];
  const std::string wanted = std::get<std::string>(reduction.data);
  reduction = std::string("none");
  return {reduced(*run(builtin, arguments, call).tensor(), wanted)};
}

/// Logits [T, N, C] and labels [T, N] as one batch of T N; the mean of each task is over the labels that count.
TaskResult cross_entropy(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::vector<Value> arguments = copied(call);
  for (std::size_t i = 0; i < 2; ++i)
    if (!call.carries[i]) arguments[i] = spread(arguments[i], call.tasks);
  const Tensor logits = *arguments[0].tensor(), labels = *arguments[1].tensor();
  const bool classes = !labels.is_floating_point() && logits.dim() == 3 && labels.dim() == 2;
  if (!classes || !call.arguments[2].is_none() || logits.size(1) != labels.size(1)) return vmapped(builtin, call);
  arguments[0] = logits.flatten(0, 1);
  arguments[1] = labels.flatten();
  const std::size_t reduction_at = *index_of(builtin, "reduction");
  const std::string reduction = std::get<std::string>(arguments[reduction_at].data);
  arguments[reduction_at] = std::string("none");
  const Tensor entries = run(builtin, arguments, call).tensor()->view(labels.sizes());
  if (reduction != "mean") return {reduced(entries, reduction)};
  const Tensor counted = at::ne(labels, std::get<std::int64_t>(call.arguments[3].data)).sum(1);
  return {at::div(entries.sum(1), counted)};
}

}  // namespace mlo::tasks
