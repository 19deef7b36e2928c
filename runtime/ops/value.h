// What a node of a flat program evaluates to.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace mlo::data {
class Dataset;
}

namespace mlo::ops {

using at::Tensor;
using Tensors = std::vector<Tensor>;

struct Value;
using List = std::vector<Value>;

/// `std::monostate` is `none`. Numbers stay numbers until an operation needs a tensor.
struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Tensor, std::shared_ptr<const data::Dataset>,
               std::shared_ptr<const List>>
      data;

  Value() = default;
  Value(bool v) : data(v) {}
  Value(std::int64_t v) : data(v) {}
  Value(double v) : data(v) {}
  Value(std::string v) : data(std::move(v)) {}
  Value(Tensor v) : data(std::move(v)) {}
  Value(std::shared_ptr<const data::Dataset> v) : data(std::move(v)) {}
  Value(List v) : data(std::make_shared<const List>(std::move(v))) {}

  bool is_none() const { return std::holds_alternative<std::monostate>(data); }
  const Tensor* tensor() const { return std::get_if<Tensor>(&data); }
  const List* list() const {
    const auto* p = std::get_if<std::shared_ptr<const List>>(&data);
    return p ? p->get() : nullptr;
  }
};

}  // namespace mlo::ops
