// A layer of the language: signature, documentation, which parameters it has, how large they are, how they start, and
// the function that it computes.
#pragma once

#include "compiler/sema/catalog.h"
#include "runtime/ops/call.h"

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
};

/// linear, conv2d, batch_norm, max_pool2d, dropout, ...
void add_layers(sema::Catalog& catalog);

}  // namespace mlo::nn
