// Reads the pickles of `torch.save`: dictionaries, lists, numbers, strings and tensors. Nothing is ever executed: a
// pickle that asks for any other class is refused.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mlo::data {

struct Pickled;
using PickledItems = std::vector<Pickled>;
using PickledPairs = std::vector<std::pair<Pickled, Pickled>>;

/// A value of a pickle. Lists and dictionaries are shared, as they are in Python.
struct Pickled {
  /// A class that the pickle names, "torch.FloatStorage"; only those of the list in pickle.cpp are taken.
  struct Global {
    std::string name;
  };
  std::variant<std::monostate, bool, std::int64_t, double, std::string, at::Tensor, Global,
               std::shared_ptr<PickledItems>, std::shared_ptr<PickledPairs>>
      data;
};

/// A storage of a file: its bytes by key.
using StorageBytes = std::function<at::Tensor(const std::string& key, at::ScalarType type, std::int64_t count)>;

/// Throws std::runtime_error, with a message for people who look into files, for what is no such pickle.
Pickled read_pickle(std::string_view bytes, const StorageBytes& storage);

}  // namespace mlo::data
