#include "runtime/nn/recurrent_step.h"

#include <ATen/ATen.h>

namespace mlo::nn {
namespace {

Tensor from_state(const RecurrentState& state, const RecurrentWeights& w) {
  return at::linear(state.h, w.from_state, w.state_bias);
}

}  // namespace

RecurrentState lstm_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w) {
  const Tensors gates = at::chunk(input + from_state(state, w), 4, 1);
  const Tensor c = at::sigmoid(gates[1]) * state.c + at::sigmoid(gates[0]) * at::tanh(gates[2]);
  const Tensor h = at::sigmoid(gates[3]) * at::tanh(c);
  return {w.projection.defined() ? at::linear(h, w.projection) : h, c};
}

RecurrentState gru_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w) {
  const Tensors a = at::chunk(input, 3, 1), b = at::chunk(from_state(state, w), 3, 1);
  const Tensor r = at::sigmoid(a[0] + b[0]), z = at::sigmoid(a[1] + b[1]), n = at::tanh(a[2] + r * b[2]);
  return {n + z * (state.h - n), {}};
}

RecurrentState tanh_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w) {
  return {at::tanh(input + from_state(state, w)), {}};
}

RecurrentState relu_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w) {
  return {at::relu(input + from_state(state, w)), {}};
}

}  // namespace mlo::nn
