#include "tests/unit/tasks/samples.h"

namespace mlo::test {
namespace {

const Value none;

Tensor scalar(double number) { return at::scalar_tensor(number, float64()); }
Tensor mask() { return signed_x() > 0; }
List slice(Value begin, Value end, Value step = {}) { return {std::move(begin), std::move(end), std::move(step)}; }

/// Ranks that differ, and types that do.
void add_pairs(std::vector<FunctionSample>& out) {
  const Tensor whole = labels({1, 2, 3});
  for (const char* name : {"add", "subtract", "multiply", "divide", "floor_divide", "modulo", "power", "equal",
                           "not_equal", "less", "less_equal", "greater", "greater_equal"}) {
    out.push_back({name, {sample_x(), scalar(0.7)}});
    out.push_back({name, {scalar(0.7), numbers({2, 1, 3})}});
    out.push_back({name, {sample_x(), whole}});
    out.push_back({name, {whole, scalar(0.3)}});
    out.push_back({name, {whole, integer(2)}});
    out.push_back({name, {integer(2), whole}});
    out.push_back({name, {0.5, whole}});
    out.push_back({name, {at::full_like(sample_x(), 0.5), sample_x().round() * 0.5}});  // equal entries
  }
  for (const char* name : {"maximum", "minimum", "atan2", "hypot", "logaddexp", "xlogy"})
    out.push_back({name, {numbers({2, 1}), numbers({3})}});
  for (const char* name : {"maximum", "minimum"}) out.push_back({name, {vector({1, 2, 3}), vector({1, 0, 3})}});
  for (const char* name : {"logical_and", "logical_or"}) {
    out.push_back({name, {mask(), sample_x() > 0.5}});
    out.push_back({name, {mask(), true}});
    out.push_back({name, {mask(), scalar(1) > 0}});
  }
  out.push_back({"logical_not", {mask()}});
  out.push_back({"where", {mask(), scalar(0.3), numbers({3})}});
  out.push_back({"where", {numbers({3}) > 0.5, sample_x(), whole.to(at::kDouble)}});
  out.push_back({"clamp", {sample_x(), scalar(0.4), numbers({2, 1}, 0.5, 0.8)}});
  out.push_back({"lerp", {sample_x(), scalar(0.3), scalar(0.6)}});
  for (const char* name : {"isfinite", "isinf", "isnan", "int", "detach"}) out.push_back({name, {signed_x()}});
  out.push_back({"detach", {row({sample_x(), numbers({4})})}});
}

void add_reductions(std::vector<FunctionSample>& out) {
  const Tensor ties = vector({1, 2, 2, 3, 3, 3}).view({2, 3});
  for (const char* name : {"max", "min", "median", "argmax", "argmin", "cummax", "cummin", "any", "all",
                           "count_nonzero", "sum", "sort", "argsort"}) {
    out.push_back({name, {ties, integer(0)}});
    out.push_back({name, {ties, integer(1)}});
  }
  for (const char* name : {"any", "all", "count_nonzero", "sum", "mean"}) {
    out.push_back({name, {mask()}});
    out.push_back({name, {mask(), ints({0, 1}), true}});
  }
  for (const char* name : {"argmax", "argmin", "max", "min"}) out.push_back({name, {sample_x()}});
  for (const char* name : {"argsort", "size"}) out.push_back({name, {sample_x(), integer(-1)}});
  out.push_back({"argtopk", {sample_x(), integer(2)}});
  out.push_back({"argtopk", {sample_x(), integer(1), integer(0), false}});
  out.push_back({"numel", {sample_x()}});
  out.push_back({"numel", {row({sample_x(), numbers({4})})}});
  for (const char* name : {"sqdist", "dot"}) out.push_back({name, {scalar(0.3), scalar(0.8)}});
  for (const Tensor& t : {scalar(0.3), numbers({2, 2, 2})}) out.push_back({"sqnorm", {t}});
  for (const char* name : {"sqdist", "dot"}) out.push_back({name, {row({sample_x()}), row({sample_y()})}});
  out.push_back({"norm", {at::zeros({3}, float64())}});
  out.push_back({"norm", {at::zeros({2, 3}, float64()), 2.0, integer(1), true}});
  out.push_back({"accuracy", {numbers({4, 3}), labels({0, 2, 1, 1})}});
  out.push_back({"accuracy", {numbers({2, 3, 2}), labels({0, 2, 1, 1}).view({2, 2})}});
  out.push_back({"accuracy", {signed_x().flatten(), labels({0, 1, 1, 0, 1, 0})}});
  out.push_back({"accuracy", {signed_x().view({6, 1}), labels({0, 1, 1, 0, 1, 0})}});
  out.push_back({"accuracy", {signed_x().view({6, 1}), labels({0, 1, 1, 0, 1, 0}).view({6, 1})}});
  const Tensor sorted = vector({1, 2, 3, 5});
  out.push_back({"searchsorted", {sorted * 1.01, numbers({2, 3}, 0, 6)}});
  out.push_back({"searchsorted", {at::stack({sorted * 1.01, sorted * 1.1}), numbers({2, 3}, 0, 6), true}});
}

void add_indices(std::vector<FunctionSample>& out) {
  const Tensor cube = numbers({3, 2, 4}), picks = labels({0, 2, 1});
  for (const List& subscripts : std::vector<List>{
           {integer(-1)},
           {integer(0), integer(1), integer(2)},
           {none, none},
           {slice(none, none), slice(integer(-1), none), slice(none, none, integer(2))},
           {slice(integer(1), integer(9)), none, integer(1)},
           {integer(3)},
           {integer(0), integer(0), integer(0), integer(0)},
           {picks},
           {integer(1), none, labels({1, 0})},
           {picks, slice(none, none), labels({3, 0, 1})},
           {picks, none, labels({1, 0, 1})},
           {labels({1}).sum()},
           {labels({0, 1, 1, 0, 1, 0}).view({3, 2}) > 0},
           {slice(none, none), vector({1, 0}) > 0},
       })
    out.push_back({"index", {cube, subscripts}});
  out.push_back({"index", {row({sample_x(), numbers({4})}), row({integer(-1)})}});
  out.push_back({"one_hot", {labels({0, 2, 1}), integer(3)}});
  out.push_back({"one_hot", {labels({0, 2, 1, 0}).view({2, 2}), integer(4)}});
  out.push_back({"one_hot", {labels({1}).sum(), integer(2)}});
  out.push_back({"gather", {sample_x(), integer(-1), labels({0, 2, 1, 1}).view({2, 2})}});
  out.push_back({"gather", {numbers({3}), integer(0), labels({1}).sum()}});
  out.push_back({"scatter", {at::zeros({3}, float64()), integer(0), labels({1}), numbers({1})}});
  out.push_back({"take_along", {numbers({3, 2}), labels({2, 0}).view({1, 2}), integer(0)}});
}

void add_shapes(std::vector<FunctionSample>& out) {
  for (const char* name : {"zeros_like", "ones_like"}) out.push_back({name, {sample_x()}});
  out.push_back({"full_like", {sample_x(), 0.5}});
  out.push_back({"full", {ints({2, 3}), numbers({3})}});
  out.push_back({"full_like", {sample_x(), numbers({3})}});
  for (const char* name : {"cat", "stack"}) {
    out.push_back({name, {row({numbers({3}), numbers({3}, 0.2, 0.9, 2), numbers({3}, 0.2, 0.9, 3)})}});
    out.push_back({name, {row({labels({1, 2}), numbers({2})})}});
  }
  out.push_back({"stack", {row({scalar(0.1), scalar(0.5)})}});
  out.push_back({"tensor", {sample_x()}});
  out.push_back({"tensor", {row({row({scalar(0.1), 0.5}), row({integer(1), scalar(0.2)})})}});
  out.push_back({"flatten", {numbers({2, 3, 2}), integer(0), integer(1)}});
  out.push_back({"reshape", {numbers({2, 3, 2}), ints({-1})}});
  for (const Tensor& t : {numbers({1, 3, 1}), numbers({1})}) out.push_back({"squeeze", {t}});
}

void add_products(std::vector<FunctionSample>& out) {
  const Tensor matrix = numbers({3, 2}), three = numbers({4, 2, 3}), vector3 = numbers({3}, 0.2, 0.9, 3);
  for (const auto& [a, b] : std::vector<std::pair<Tensor, Tensor>>{{vector3, vector3 * 2},
                                                                   {sample_x(), vector3},
                                                                   {vector3, matrix},
                                                                   {three, matrix},
                                                                   {sample_x(), numbers({4, 3, 2})},
                                                                   {three, vector3},
                                                                   {vector3, numbers({4, 3, 2})},
                                                                   {numbers({2, 1, 2, 3}), numbers({4, 3, 2})}})
    out.push_back({"matmul", {a, b}});
  out.push_back({"einsum", {text("ij,ij->i"), row({sample_x(), sample_y()})}});
  out.push_back({"einsum", {text("...i,i"), row({sample_x(), vector3})}});
  const Tensor symmetric = vector({4, 1, 0.5, 1, 3, 0.7, 0.5, 0.7, 2}).view({3, 3});
  for (const char* name : {"cholesky", "eigh", "eigvalsh"}) out.push_back({name, {symmetric}});
}

void add_losses(std::vector<FunctionSample>& out) {
  const Tensor classes = labels({2, 0, 1, 1}), logits = numbers({4, 3}, -1, 1), weight = numbers({3}, 0.5, 1.5, 5);
  const Tensor space = numbers({2, 3, 2}, -1, 1), of_space = labels({2, 0, 1, 1}).view({2, 2});
  for (const char* reduction : {"mean", "sum", "none"})
    for (const char* name : {"cross_entropy", "nll_loss"}) {
      out.push_back({name, {logits, classes, none, integer(1), text(reduction)}});
      out.push_back({name, {logits, classes, weight, integer(1), text(reduction)}});
      out.push_back({name, {space, of_space, none, integer(-100), text(reduction)}});
      out.push_back({name, {numbers({3}), labels({1}).sum(), none, integer(-100), text(reduction)}});
    }
  out.push_back({"cross_entropy", {logits, at::ones_like(classes), none, integer(1)}});  // none counts
  out.push_back({"cross_entropy", {logits, classes + 1}});                               // no such label
  for (const char* name : {"mse_loss", "l1_loss", "huber_loss", "hinge_loss", "kl_div"}) {
    out.push_back({name, {sample_x(), numbers({2})}});
    out.push_back({name, {sample_x(), numbers({3})}});
    out.push_back({name, {sample_x(), labels({1, 0, 1, 0, 0, 1}).view({2, 3})}});
  }
  for (const std::int64_t n : {2, 3})
    out.push_back({"binary_cross_entropy", {sample_x(), sample_y(), numbers({n, 2, 3})}});  // more weights than entries
}

}  // namespace

std::vector<FunctionSample> task_function_samples() {
  std::vector<FunctionSample> out;
  for (const FunctionSample& sample : function_samples())
    if (!builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, sample.name).draws) out.push_back(sample);
  add_pairs(out);
  add_reductions(out);
  add_indices(out);
  add_shapes(out);
  add_products(out);
  add_losses(out);
  return out;
}

std::vector<LayerSample> task_layer_samples() {
  std::vector<LayerSample> out = layer_samples();
  const Tensor row3 = numbers({3}, -1, 1, 5), space = numbers({2, 2, 4, 3}, -1, 1, 5);
  const std::vector<LayerSample> more = {
      {"linear", {integer(2)}, {row3}},
      {"linear", {integer(2)}, {space}},
      {"linear", {integer(2), false}, {space}},
      {"embedding", {integer(4), integer(3)}, {labels({1}).sum()}},
      {"embedding", {integer(4), integer(3), integer(-1)}, {labels({1, 3, 1, 2}).view({2, 2})}},
      {"prelu", {}, {row3}},
      {"prelu", {integer(2)}, {numbers({3, 2}, -1, 1, 5)}},
      {"dropout", {0.0}, {row3}},
      {"dropout", {1.0}, {row3}},
      {"dropout", {}, {row3}, false},
      {"layer_norm", {}, {row3}},
      {"layer_norm", {integer(2), 1e-3, false}, {space}},
      {"rms_norm", {}, {row3}},
      {"group_norm", {integer(2), 1e-5, false}, {space}},
      {"group_norm", {integer(1)}, {numbers({4, 3}, -1, 1, 5)}},
      {"batch_norm", {0.1, 1e-5, false}, {numbers({4, 3}, -1, 1, 5)}, false},
      {"max_pool2d", {integer(2)}, {space}},
      {"adaptive_avg_pool2d", {integer(1)}, {space}},
      {"conv2d", {integer(3), integer(3), integer(1), integer(1)}, {space}},
      {"conv2d", {integer(4), integer(1), integer(1), integer(0), integer(1), integer(2)}, {space}},
      {"conv1d",
       {integer(2), integer(3), integer(1), integer(1), integer(1), integer(1), false, text("circular")},
       {numbers({2, 3, 5}, -1, 1, 6)}},
  };
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

}  // namespace mlo::test
