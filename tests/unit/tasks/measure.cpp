// What a rule takes beside LibTorch's vmap and beside one call for each task: value, and both derivatives.
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <ctime>

#include "tests/unit/catch.h"
#include "tests/unit/tasks/compare.h"

using namespace mlo;
using namespace mlo::test;

namespace {

constexpr std::int64_t tasks_of_a_piece = 16;

/// Microseconds of the processor.
double micros(const std::function<Tensor()>& run, const Tensors& along) {
  const auto once = [&] {
    const Tensor number = run().sum();
    if (!number.requires_grad()) return;
    const Tensors first = torch::autograd::grad({number}, along, {}, true, true, true);
    Tensor square = at::zeros({}, number.options());
    for (const Tensor& g : first)
      if (g.defined()) square = square + at::square(g).sum();
    if (square.requires_grad()) torch::autograd::grad({square}, along, {}, true, false, true);
  };
  constexpr int repeats = 30;
  once();
  const std::clock_t begin = std::clock();
  for (int i = 0; i < repeats; ++i) once();
  return 1e6 * double(std::clock() - begin) / CLOCKS_PER_SEC / repeats;
}

Tensor leaf(const Tensor& t) {
  const Tensor out = at::stack(Tensors(tasks_of_a_piece, t)).to(t.is_floating_point() ? at::kFloat : at::kLong);
  return t.is_floating_point() ? out.requires_grad_() : out;
}

Tensors fractions(const Tensors& tensors) {
  Tensors out;
  for (const Tensor& t : tensors)
    if (t.is_floating_point()) out.push_back(t);
  return out;
}

void print(const std::string& name, double rule, const std::function<double()>& vmap, double single) {
  std::string by_vmap = "refused";
  try {
    by_vmap = fmt::format("{:.0f}", vmap());
  } catch (const std::exception&) {
  }
  fmt::print("{:<34} rule {:>6.0f}   vmap {:>8}   one by one {:>6.0f}\n", name, rule, by_vmap, single);
}

void measure(const FunctionSample& sample) {
  const auto& function = builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, sample.name);
  Tensors leaves;
  for (const Tensor& t : all_tensors(sample.arguments)) leaves.push_back(leaf(t));
  std::size_t next = 0;
  const List arguments = with_defaults(function, *with_tensors(sample.arguments, leaves, next).list());
  std::vector<char> carries;
  for (const Value& argument : arguments) carries.push_back(!all_tensors(argument).empty());
  const tasks::TaskCall call{tasks_of_a_piece, arguments, carries, float32()};
  const Tensors along = fractions(leaves);
  const auto taken = [&](const auto& rule) {
    return micros(
        [&] {
          const Value out = rule(function, call).value;
          return out.tensor() ? out.tensor()->to(at::kFloat) : at::zeros({});
        },
        along);
  };
  const auto single = [](const auto& f, const auto& c) { return tasks::one_by_one(f, c, {}); };
  const auto vmap = [](const auto& f, const auto& c) { return tasks::vmapped(f, c); };
  print(
      sample.name, taken(tasks::rule_of(function)), [&] { return taken(vmap); }, taken(single));
}

void measure(const std::string& name, const LayerSample& sample) {
  const Layer layer(sample.name, sample.arguments, {sample.inputs[0].sizes().vec()});
  const Tensors inputs{leaf(sample.inputs[0])};
  Tensors weights, along = fractions(inputs);
  for (const Tensor& weight : layer.weights) weights.push_back(leaf(weight));
  along.insert(along.end(), weights.begin(), weights.end());
  ops::Call call(layer.arguments, float32());
  const nn::LayerCall own{call, inputs, weights, layer.buffers, sample.training, nullptr};
  const std::vector<char> all_inputs(1, 1), all_weights(weights.size(), 1);
  const tasks::TaskLayerCall together{tasks_of_a_piece, own, all_inputs, all_weights, {}};
  const auto taken = [&](const auto& rule) { return micros([&] { return rule(layer.layer, together); }, along); };
  const auto single = [](const auto& f, const auto& c) { return tasks::one_by_one(f, c); };
  const auto vmap = [](const auto& f, const auto& c) { return tasks::vmapped(f, c); };
  print(
      name, taken(tasks::rule_of(layer.layer)), [&] { return taken(vmap); }, taken(single));
}

}  // namespace

TEST_CASE("time of functions: rule, vmap, one by one", "[.measure]") {
  const Tensor x = numbers({10, 40}), logits = numbers({10, 5}), y = numbers({10, 40}, 0.2, 0.9, 2);
  const Tensor classes = labels({0, 1, 2, 3, 4, 0, 1, 2, 3, 4});
  const std::vector<FunctionSample> samples = {
      {"multiply", {x, y}},
      {"softmax", {logits}},
      {"sum", {x}},
      {"mean", {x, integer(0)}},
      {"norm", {x, 2.0, integer(1)}},
      {"reshape", {x, ints({20, 20})}},
      {"flatten", {x, integer(0)}},
      {"unsqueeze", {x, integer(0)}},
      {"transpose", {x}},
      {"index", {x, row({row({integer(2), integer(5), Value()})})}},
      {"cat", {row({x, y})}},
      {"stack", {row({x, y})}},
      {"matmul", {x, numbers({40, 40})}},
      {"bmm", {numbers({4, 10, 40}), numbers({4, 40, 10})}},
      {"sqdist", {row({x, numbers({40}), numbers({40, 40})}), row({y, numbers({40}), numbers({40, 40})})}},
      {"sqnorm", {row({x, numbers({40}), numbers({40, 40})})}},
      {"cross_entropy", {logits, classes}},
      {"cross_entropy", {logits, classes, Value(), integer(-100), text("sum")}},
      {"mse_loss", {x, y}},
      {"accuracy", {logits, classes}},
      {"one_hot", {classes, integer(5)}},
  };
  for (const FunctionSample& sample : samples) measure(sample);
}

TEST_CASE("time of layers: rule, vmap, one by one", "[.measure]") {
  const Tensor rows = numbers({10, 40}, -1, 1), sequences = numbers({10, 8, 16}, -1, 1);
  measure("linear 40", {"linear", {integer(40)}, {rows}});
  measure("batch_norm [10, 40]", {"batch_norm", {}, {rows}});
  measure("layer_norm [10, 40]", {"layer_norm", {}, {rows}});
  measure("embedding", {"embedding", {integer(20), integer(16)}, {labels({1, 3, 1, 7, 2, 4, 5, 9, 0, 1})}});
  measure("prelu [10, 40]", {"prelu", {}, {rows}});
  measure("conv1d 8 of [10, 8, 16]", {"conv1d", {integer(8), integer(3)}, {sequences}});
  measure("conv_transpose1d 8 of [10, 8, 16]", {"conv_transpose1d", {integer(8), integer(3)}, {sequences}});
  measure("rnn [10, 8, 16]", {"rnn", {integer(16)}, {sequences}});
  measure("gru [10, 8, 16]", {"gru", {integer(16)}, {sequences}});
  measure("lstm [10, 8, 16]", {"lstm", {integer(16)}, {sequences}});
  measure("attention [10, 8, 16]", {"attention", {integer(4)}, {sequences}});
  for (const auto& [channels, side] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {1, 14}, {4, 8}, {8, 8}, {8, 14}, {16, 14}, {32, 7}, {32, 14}, {64, 7}}) {
    const Tensor images = numbers({10, channels, side, side}, -1, 1);
    const std::int64_t out = channels == 1 ? 8 : channels;
    const std::string of = fmt::format(" [10, {}, {}, {}]", channels, side, side);
    measure("conv2d" + of, {"conv2d", {out, integer(3), integer(1), integer(1)}, {images}});
    measure("batch_norm" + of, {"batch_norm", {}, {images}});
    measure("max_pool2d" + of, {"max_pool2d", {integer(2)}, {images}});
  }
}
