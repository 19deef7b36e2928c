// Calls builtins by name, as a program does.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

#include "runtime/nn/layer.h"
#include "runtime/ops/builtin.h"
#include "runtime/optim/optimizer.h"

namespace mlo::test {

using at::Tensor;
using ops::List;
using ops::Tensors;
using ops::Value;

/// Every table of runtime/ops, runtime/nn and runtime/optim, and `examples` of runtime/data.
const sema::Catalog& catalog();

template <class T>
const T& builtin(sema::BuiltinKind kind, const std::string& name) {
  const auto* found = dynamic_cast<const T*>(catalog().find(kind, name));
  if (found == nullptr) throw std::logic_error("no builtin `" + name + "`");
  return *found;
}

at::TensorOptions float64();
at::TensorOptions float32();

/// The given arguments, then the signature's defaults.
List with_defaults(const sema::Builtin& builtin, List given);
/// The same for what takes constants only.
sema::Arguments constants(const sema::Builtin& builtin, sema::Arguments given);

Value call(const std::string& function, List given, at::TensorOptions options = float64(), std::uint64_t seed = 0);
Tensor tensor(const std::string& function, List given, at::TensorOptions options = float64(), std::uint64_t seed = 0);

/// The entries of a tensor, or of all the tensors of a list, in one row.
Tensor entries(const Value& value);

/// The message of the std::invalid_argument that the call throws; "" where it throws none.
std::string message(const std::function<void()>& action);
std::string message_of(const std::string& function, List given);

/// A layer with weights: the arguments, PyTorch's initial weights from this seed, and its function.
struct Layer {
  Layer(const std::string& name, List given, const std::vector<nn::Shape>& inputs,
        at::TensorOptions options = float64(), std::uint64_t seed = 0);
  Tensor operator()(const Tensors& inputs, const Tensors& weights, bool training = true,
                    Tensors* moved = nullptr) const;
  Tensor operator()(const Tensor& input, bool training = true) const { return (*this)({input}, weights, training); }

  const nn::LayerBuiltin& layer;
  at::TensorOptions options;
  List arguments;
  std::vector<nn::Shape> shapes;
  Tensors weights, buffers;
};

/// Lists as values.
Value ints(std::vector<std::int64_t> numbers);
Value reals(std::vector<double> numbers);
Value row(List items);
Value integer(std::int64_t number);
Value text(const char* words);

/// float64, reproducible: uniform in low..high.
Tensor numbers(at::IntArrayRef shape, double low = 0.2, double high = 0.9, std::uint64_t seed = 1);
Tensor vector(std::vector<double> entries);
Tensor labels(std::vector<std::int64_t> entries);

bool close(const Tensor& a, const Tensor& b, double tolerance = 1e-10);

}  // namespace mlo::test
