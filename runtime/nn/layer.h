// A layer of the language: signature, documentation, which parameters it has, how large they are, how they start, and
// the function that it computes.
#pragma once

#include "compiler/sema/catalog.h"
#include "runtime/ops/backward.h"

namespace mlo::nn {

using ops::Call;
using ops::Tensor;
using ops::Tensors;
using Shape = std::vector<std::int64_t>;

/// What a layer's function is handed beside its arguments.
struct LayerCall {
  Call& call;  ///< the constant arguments; `call.generator()` for dropout
  const Tensors& inputs;
  const Tensors& weights;  ///< by slot, as `Builtin::parameters` names them
  const Tensors& buffers;  ///< by slot, as `Builtin::buffers` names them; never changed in place
  bool training = true;
  Tensors* moved = nullptr;  ///< where buffers move (running statistics): their new values, by slot; may be null
};

/// What the rule of a layer's derivative is handed; see `ops::Backward`. Argument 0 are the inputs, 1 the weights.
struct BackwardCall {
  const LayerCall& layer;   ///< as it ran
  const Tensor& output;     ///< what it gave
  const Tensor& cotangent;  ///< of the output, in its shape
  const ops::Cotangents& to;

  bool input_asked(std::size_t i) const { return to.asked(0, i); }
  bool weight_asked(std::size_t i) const { return to.asked(1, i); }
  void give_input(std::size_t i, const Tensor& value) const { to.give(0, i, layer.inputs[i], value); }
  void give_weight(std::size_t i, const Tensor& value) const { to.give(1, i, layer.weights[i], value); }
};

/// Kind layer. Everything is pure.
struct LayerBuiltin : sema::Builtin {
  /// The shapes of the parameters, from the arguments and the inputs' shapes.
  /// Throws std::invalid_argument, with a message for the user, for an input that the layer cannot take.
  std::vector<Shape> (*shapes)(const Call& arguments, const std::vector<Shape>& inputs) = nullptr;
  /// Initial values, drawn from the call's generator: PyTorch's own default initialization, bit for bit.
  Tensors (*initialize)(const Call& arguments, const std::vector<Shape>& shapes) = nullptr;
  /// Initial values of the buffers (running_mean, running_var); null where there are none.
  Tensors (*initialize_buffers)(const Call& arguments, const std::vector<Shape>& parameter_shapes) = nullptr;
  Tensor (*run)(LayerCall& call) = nullptr;
  void (*backward)(const BackwardCall& call) = nullptr;  ///< null: LibTorch differentiates losses that it stands in
};

/// linear, conv2d, batch_norm, max_pool2d, dropout, ...
void add_layers(sema::Catalog& catalog);

}  // namespace mlo::nn
