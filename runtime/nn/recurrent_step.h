// One step of a recurrent layer, made of matrix products: LibTorch's fused kernels cannot be differentiated twice.
#pragma once

#include "runtime/nn/layer.h"

namespace mlo::nn {

/// What a layer carries from step to step: `[N, hidden]`; c of lstm alone.
struct RecurrentState {
  Tensor h, c;
};

/// The parameters of one direction of one layer; biases may be undefined, `projection` mostly is.
struct RecurrentWeights {
  Tensor from_input, from_state, input_bias, state_bias, projection;
};

/// `input` is the step's input after its matrix, `[N, gates hidden]`.
using RecurrentStep = RecurrentState (*)(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w);

/// i, f, g, o = the four parts of input + W h;  c' = sigmoid(f) c + sigmoid(i) tanh(g),  h' = sigmoid(o) tanh(c'),
/// and with a projection P h' (Hochreiter and Schmidhuber 1997; Sak et al. 2014).
RecurrentState lstm_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w);

/// r, z = sigmoid of the first parts of input + W h;  n = tanh(input_n + r (W h)_n),  h' = (1 - z) n + z h (Cho et al.
/// 2014, in the form of cuDNN).
RecurrentState gru_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w);

/// h' = tanh(input + W h), or relu (Elman 1990).
RecurrentState tanh_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w);
RecurrentState relu_step(const Tensor& input, const RecurrentState& state, const RecurrentWeights& w);

}  // namespace mlo::nn
