// The rules of builtins against LibTorch's derivatives: cotangents, and those of them differentiated once more.
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/unit/catch.h"
#include "tests/unit/ops/samples.h"

using namespace mlo;
using namespace mlo::test;

namespace {

constexpr double rounding = 1e-12;

/// A call whose learnable tensors are leaves, numbered in their order.
struct Trial {
  ops::Targets targets;  ///< of functions by argument, of layers of inputs and of weights
  Tensors leaves;
  Tensor output;
  Tensors cotangents;  ///< by the rule
};

Value leaf(const Value& value, Trial& trial, std::vector<std::uint32_t>& items, bool asked) {
  const Tensor* tensor = value.tensor();
  if (tensor == nullptr || !tensor->is_floating_point() || !asked) {
    items.push_back(ops::not_asked);
    return value;
  }
  items.push_back(static_cast<std::uint32_t>(trial.leaves.size()));
  trial.leaves.push_back(tensor->detach().clone().requires_grad_());
  return trial.leaves.back();
}

List leaves_of(const List& arguments, std::size_t along, Trial& trial) {
  List out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    trial.targets.emplace_back();
    const List* list = arguments[i].list();
    if (list == nullptr) {
      out.push_back(leaf(arguments[i], trial, trial.targets.back(), i < along));
      continue;
    }
    List items;
    for (const Value& item : *list) items.push_back(leaf(item, trial, trial.targets.back(), i < along));
    out.push_back(items);
  }
  return out;
}

/// Fixed numbers of both signs.
Tensor weights_like(const Tensor& t, double phase) {
  return at::cos(at::arange(t.numel(), t.options().requires_grad(false)) * 1.7 + phase).view(t.sizes());
}

/// Without a graph: what a plain step does.
struct Plain {
  at::NoGradGuard no_grad;
  at::AutoDispatchBelowADInplaceOrView no_graph;
};

Trial try_function(const FunctionSample& sample) {
  const auto& entry = builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, sample.name);
  Trial trial;
  const List arguments = leaves_of(with_defaults(entry, sample.arguments), entry.along, trial);
  ops::Call made(arguments, float64());
  trial.output = *entry.run(made).tensor();
  trial.cotangents.resize(trial.leaves.size());
  const Tensor g = weights_like(trial.output, 0.3);
  if (!trial.leaves.empty()) entry.backward({made, trial.output, g, ops::Cotangents(trial.targets, trial.cotangents)});
  return trial;
}

Trial try_layer(const LayerSample& sample) {
  std::vector<nn::Shape> shapes;
  for (const Tensor& input : sample.inputs) shapes.push_back(input.sizes().vec());
  const Layer layer(sample.name, sample.arguments, shapes);
  Trial trial;
  const List given = leaves_of(
      {List(sample.inputs.begin(), sample.inputs.end()), List(layer.weights.begin(), layer.weights.end())}, 2, trial);
  Tensors inputs, weights;
  for (const Value& value : *given[0].list()) inputs.push_back(*value.tensor());
  for (const Value& value : *given[1].list()) weights.push_back(*value.tensor());
  ops::Call made(layer.arguments, layer.options);
  nn::LayerCall call{made, inputs, weights, layer.buffers, sample.training, nullptr};
  trial.output = layer.layer.run(call);
  trial.cotangents.resize(trial.leaves.size());
  const Tensor g = weights_like(trial.output, 0.3);
  layer.layer.backward({call, trial.output, g, ops::Cotangents(trial.targets, trial.cotangents)});
  return trial;
}

Tensors gradients(const Tensors& outputs, const Tensors& along, const Tensors& cotangents) {
  Tensors known, weights, out;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i].requires_grad()) continue;
    known.push_back(outputs[i]);
    weights.push_back(cotangents[i]);
  }
  if (!known.empty()) out = torch::autograd::grad(known, along, weights, true, true, true);
  out.resize(along.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!out[i].defined()) out[i] = at::zeros_like(along[i]);
  return out;
}

template <class Try, class Sample>
Trial plainly(Try attempt, const Sample& sample) {
  const Plain guard;
  return attempt(sample);
}

/// "" where rule and LibTorch agree.
std::string compare(const Tensors& by_rule, const Tensors& expected, const char* order) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Tensor found = by_rule[i].defined() ? by_rule[i] : at::zeros_like(expected[i]);
    if (!close(found, expected[i], rounding))
      return std::string(order) + " derivative along tensor " + std::to_string(i) + ": " + c10::str(found) + "\nnot\n" +
             c10::str(expected[i]);
  }
  return "";
}

std::string check(Trial trial, const Trial& plain) {
  if (!close(plain.output, trial.output, rounding)) return "the value without a graph differs";
  if (trial.leaves.empty()) return "";
  const Tensors expected = gradients({trial.output}, trial.leaves, {weights_like(trial.output, 0.3)});
  if (const std::string bare = compare(plain.cotangents, expected, "bare first"); !bare.empty()) return bare;
  if (const std::string first = compare(trial.cotangents, expected, "first"); !first.empty()) return first;
  Tensors weights, again;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    weights.push_back(weights_like(expected[i], 0.9 + static_cast<double>(i)));
    if (!trial.cotangents[i].defined()) trial.cotangents[i] = at::zeros_like(expected[i]);
  }
  return compare(gradients(trial.cotangents, trial.leaves, weights), gradients(expected, trial.leaves, weights),
                 "second");
}

bool has_rule(const std::string& name) {
  const sema::Builtin* found = catalog().find(sema::BuiltinKind::function, name);
  if (const auto* layer = dynamic_cast<const nn::LayerBuiltin*>(found)) return layer->backward != nullptr;
  return dynamic_cast<const ops::FunctionBuiltin&>(*found).backward != nullptr;
}

}  // namespace

TEST_CASE("rules: functions agree with LibTorch") {
  for (const FunctionSample& sample : function_samples()) {
    if (!has_rule(sample.name)) continue;
    INFO(sample.name);
    CHECK(check(try_function(sample), plainly(try_function, sample)) == "");
  }
}

TEST_CASE("rules: layers agree with LibTorch") {
  for (const LayerSample& sample : layer_samples()) {
    if (!has_rule(sample.name)) continue;
    INFO(sample.name);
    CHECK(check(try_layer(sample), plainly(try_layer, sample)) == "");
  }
}

TEST_CASE("rules: each has a sample, unless its function is constant") {
  std::set<std::string> sampled;
  for (const FunctionSample& sample : function_samples()) sampled.insert(sample.name);
  for (const LayerSample& sample : layer_samples()) sampled.insert(sample.name);
  for (const std::string& name : catalog().names(sema::BuiltinKind::function)) {
    INFO(name);
    if (has_rule(name) && not_differentiable().count(name) == 0) CHECK(sampled.count(name) == 1);
  }
}
