// Values of functions and layers against PyTorch's own.
#include <ATen/ATen.h>

#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

struct FunctionCase {
  std::string name;
  List arguments;
  std::vector<double> values;
};

std::vector<FunctionCase> function_cases() {
  const Tensor x = vector({-1.3, -0.4, 0.3, 0.8, 1.7, -2.2}).view({2, 3}),
               p = vector({0.2, 0.5, 0.9, 0.7, 0.1, 0.4}).view({2, 3});
  const Tensor m = vector({4, 1, 0.5, 1, 3, 0.7, 0.5, 0.7, 2}).view({3, 3}),
               u = vector({2, 0.3, -1, 0, 1.5, 0.4, 0, 0, 3}).view({3, 3});
  const Tensor images = at::cos(0.7 * at::arange(32, float64())).view({1, 2, 4, 4}),
               sequences = images.view({2, 2, 8}).narrow(2, 0, 4), index = labels({2, 0, 1, 1}).view({2, 2});
  return {
#include "tests/unit/ops/reference/functions.inc"
  };
}

struct LayerCase {
  std::string name;
  List arguments;
  std::vector<nn::Shape> inputs;
  nn::Shape shape;
  std::vector<double> values;
};

std::vector<LayerCase> layer_cases() {
  return {
#include "tests/unit/ops/reference/layers.inc"
  };
}

/// The k-th input of a layer; reference/layers.py makes the same.
Tensor input(std::size_t k, const nn::Shape& shape) {
  const std::int64_t count = c10::multiply_integers(shape);
  return at::cos(0.7 * at::arange(count, float64()) + 0.3 + static_cast<double>(k)).view(shape);
}

}  // namespace

TEST_CASE("functions have PyTorch's values") {
  for (const FunctionCase& c : function_cases()) {
    INFO(c.name << " " << c.values.at(0));
    const Tensor values = entries(call(c.name, c.arguments)).to(at::kDouble);
    CHECK(close(values, vector(c.values), 1e-9));
  }
}

TEST_CASE("layers have PyTorch's outputs") {
  for (const LayerCase& c : layer_cases()) {
    INFO(c.name << " " << c.values.at(0));
    const Layer layer(c.name, c.arguments, c.inputs, float32(), 123);
    Tensors inputs, weights;
    for (std::size_t k = 0; k < c.inputs.size(); ++k) inputs.push_back(input(k, c.inputs[k]));
    for (const Tensor& weight : layer.weights) weights.push_back(weight.to(at::kDouble));
    CHECK(close(layer(inputs, weights), vector(c.values).view(c.shape), 1e-9));
  }
}
