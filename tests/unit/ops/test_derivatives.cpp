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
    return tensor(sample.name, *replace(sample.arguments, x, next).list());
  };
  return compare_derivatives(f, inputs);
}

std::string check(const LayerSample& sample) {
  const Layer layer(sample.name, sample.arguments, {sample.input.sizes().vec()});
  Tensors inputs = layer.weights;
  const bool along_input = sample.input.is_floating_point();
  if (along_input) inputs.push_back(sample.input);
  const Differentiable f = [&](const Tensors& x) {
    const Tensors weights(x.begin(), x.end() - (along_input ? 1 : 0));
    return layer({along_input ? x.back() : sample.input}, weights, sample.training);
  };
  return compare_derivatives(f, inputs);
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
  for (const char* name : {"cholesky", "eigvalsh"}) {
    INFO(name);
    const Differentiable f = [name](const Tensors& x) { return tensor(name, {(x[0] + x[0].t()) / 2}); };
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
