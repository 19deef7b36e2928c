// Samples of arithmetic and of functions of single entries.
#include "tests/unit/ops/samples.h"

namespace mlo::test {
namespace {

Tensor index() { return labels({0, 2, 1, 1}); }
List slice(std::int64_t begin, std::int64_t end) { return {begin, end, Value()}; }

void add_arithmetic(std::vector<FunctionSample>& out) {
  for (const char* name : {"add", "subtract", "multiply", "divide", "power"}) {
    out.push_back({name, {sample_x(), sample_y()}});
    out.push_back({name, {sample_x(), numbers({3})}});
    out.push_back({name, {sample_x(), 1.5}});
    out.push_back({name, {sample_x(), integer(2)}});
    out.push_back({name, {1.5, sample_x()}});
  }
  out.push_back({"floor_divide", {sample_x(), 0.3}});
  out.push_back({"modulo", {signed_x(), 0.27}});
  out.push_back({"modulo", {signed_x(), vector({0.31, 0.33, 0.37})}});
  out.push_back({"power", {sample_x(), integer(0)}});
  out.push_back({"power", {sample_x(), -0.5}});
  out.push_back({"matmul", {sample_x(), numbers({3, 2})}});
  out.push_back({"matmul", {sample_x(), numbers({3})}});
  out.push_back({"matmul", {numbers({3}), numbers({3, 2})}});
  out.push_back({"matmul", {numbers({3}), numbers({3}, 0.2, 0.9, 2)}});
  out.push_back({"matmul", {numbers({4, 2, 3}), numbers({3, 2})}});
  out.push_back({"matmul", {numbers({3}), numbers({4, 3, 2})}});
  out.push_back({"negate", {sample_x()}});
  out.push_back({"index", {sample_x(), row({integer(1)})}});
  out.push_back({"index", {sample_x(), row({Value(), slice(0, 2), integer(-1)})}});
  out.push_back({"index", {sample_x(), row({slice(0, 2), index()})}});
}

void add_elementwise(std::vector<FunctionSample>& out) {
  for (const char* name :
       {"exp",  "exp2",   "expm1", "log",   "log1p",    "log2",   "log10",   "sqrt",  "rsqrt", "reciprocal", "trunc",
        "frac", "sin",    "cos",   "tan",   "asin",     "acos",   "sinh",    "cosh",  "asinh", "atanh",      "erf",
        "erfc", "erfinv", "ndtr",  "ndtri", "log_ndtr", "lgamma", "digamma", "logit", "sinc",  "nan_to_num"})
    out.push_back({name, {sample_x()}});
  for (const char* name : {"square", "abs", "sign", "floor", "ceil", "round", "atan", "tanh", "float"})
    out.push_back({name, {signed_x()}});
  for (const char* name : {"atan2", "hypot", "logaddexp", "xlogy", "maximum"})
    out.push_back({name, {sample_x(), sample_y()}});
  out.push_back({"acosh", {sample_x() + 1}});
  out.push_back({"polygamma", {integer(2), sample_x()}});
  out.push_back({"logit", {sample_x(), 0.3}});
  out.push_back({"minimum", {sample_x(), 0.55}});
  out.push_back({"lerp", {sample_x(), sample_y(), 0.3}});
  out.push_back({"lerp", {sample_x(), sample_y(), numbers({3}, 0.1, 0.8, 3)}});
  out.push_back({"clamp", {signed_x(), -0.5, 0.5}});
  out.push_back({"clamp", {signed_x(), Value(), vector({0.1, 0.2, 0.5})}});
  out.push_back({"where", {signed_x() > 0, sample_x(), sample_y()}});
  out.push_back({"where", {signed_x() > 0, sample_x(), 0.0}});
}

void add_activations(std::vector<FunctionSample>& out) {
  for (const char* name :
       {"sigmoid",    "logsigmoid", "hardsigmoid", "softplus",   "softsign", "hardtanh",   "tanhshrink", "softshrink",
        "hardshrink", "relu",       "relu6",       "leaky_relu", "elu",      "celu",       "selu",       "gelu",
        "silu",       "hardswish",  "mish",        "softmax",    "softmin",  "log_softmax"})
    out.push_back({name, {signed_x()}});
  out.push_back({"softplus", {signed_x(), 2.0, 3.0}});
  out.push_back({"threshold", {signed_x(), 0.1, 0.7}});
  out.push_back({"celu", {signed_x(), 0.5}});
  out.push_back({"gelu", {signed_x(), text("tanh")}});
  out.push_back({"glu", {signed_x(), integer(0)}});
}

}  // namespace

void add_entry_samples(std::vector<FunctionSample>& out) {
  add_arithmetic(out);
  add_elementwise(out);
  add_activations(out);
}

}  // namespace mlo::test
