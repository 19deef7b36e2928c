// Every function and layer of the catalog: first and second derivatives against central differences.
#include "tests/unit/catch.h"
#include "tests/unit/ops/differences.h"
#include "tests/unit/ops/samples.h"

using namespace mlo;
using namespace mlo::test;

namespace {

bool learnable(const Value& value) { return value.tensor() != nullptr && value.tensor()->is_floating_point(); }

void collect(const Value& value, Tensors& out) {
  if (learnable(value)) out.push_back(*value.tensor());
  if (const List* list = value.list())
    for (const Value& item : *list) collect(item, out);
}

/// The arguments with their learnable tensors replaced in order.
Value replace(const Value& value, const Tensors& by, std::size_t& next) {
  if (learnable(value)) return by.at(next++);
  const List* list = value.list();
  if (list == nullptr) return value;
  List out;
  for (const Value& item : *list) out.push_back(replace(item, by, next));
  return out;
}

std::string check(const FunctionSample& sample) {
  Tensors inputs;
  collect(sample.arguments, inputs);
  const Differentiable f = [&](const Tensors& x) {
    std::size_t next = 0;
    return entries(call(sample.name, *replace(sample.arguments, x, next).list()));
  };
  return compare_derivatives(f, inputs);
}

std::string check(const LayerSample& sample) {
  std::vector<nn::Shape> shapes;
  for (const Tensor& input : sample.inputs) shapes.push_back(input.sizes().vec());
  const Layer layer(sample.name, sample.arguments, shapes);
  Tensors along = layer.weights;
  for (const Tensor& input : sample.inputs)
    if (input.is_floating_point()) along.push_back(input);
  const Differentiable f = [&](const Tensors& x) {
    auto next = x.begin() + static_cast<std::ptrdiff_t>(layer.weights.size());
    Tensors inputs;
    for (const Tensor& input : sample.inputs) inputs.push_back(input.is_floating_point() ? *next++ : input);
    return layer(inputs, {x.begin(), x.begin() + static_cast<std::ptrdiff_t>(layer.weights.size())}, sample.training);
  };
  return compare_derivatives(f, along);
}

}  // namespace

TEST_CASE("functions: first and second derivatives agree with central differences") {
  for (const FunctionSample& sample : function_samples()) {
    INFO(sample.name);
    CHECK(check(sample) == "");
  }
}

TEST_CASE("layers: first and second derivatives agree with central differences") {
  for (const LayerSample& sample : layer_samples()) {
    INFO(sample.name);
    CHECK(check(sample) == "");
  }
}

TEST_CASE("functions of symmetric matrices differentiate along symmetric changes") {
  for (const char* name : {"cholesky", "eigh", "eigvalsh"}) {
    INFO(name);
    const Differentiable f = [name](const Tensors& x) { return entries(call(name, {(x[0] + x[0].t()) / 2})); };
    CHECK(compare_derivatives(f, {vector({4, 1, 0.5, 1, 3, 0.7, 0.5, 0.7, 2}).view({3, 3})}) == "");
  }
}

TEST_CASE("every function and layer has a sample") {
  std::set<std::string> sampled = not_differentiable();
  for (const FunctionSample& sample : function_samples()) sampled.insert(sample.name);
  for (const LayerSample& sample : layer_samples()) sampled.insert(sample.name);
  for (const std::string& name : catalog().names(sema::BuiltinKind::function)) {
    INFO(name);
    CHECK(sampled.count(name) == 1);
  }
}

TEST_CASE("every builtin is documented") {
  for (const auto& entry : catalog().all()) {
    INFO(entry->name());
    CHECK(!entry->doc.empty());
  }
}
