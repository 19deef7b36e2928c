// Files of tensors by name, as PyTorch writes and reads them.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <map>
#include <string>

namespace mlo::data {

using Weights = std::map<std::string, at::Tensor>;

/// Reads what Python's `torch.save(module.state_dict(), path)` and a run's `save` write (a dictionary of tensors), or
/// the tensors of one of a run's checkpoints; on the CPU. A dictionary under `state_dict` or `model` is looked into.
/// Throws std::runtime_error with a message for the user.
Weights read_weights(const std::string& path);

/// The bytes of a file that Python's `torch.load` reads as a dictionary, also with `weights_only=True`.
std::string weights_archive(const Weights& weights);

/// The bytes of a file that Python's `torch.load` reads as this value.
std::string archive(const c10::IValue& value);

}  // namespace mlo::data
