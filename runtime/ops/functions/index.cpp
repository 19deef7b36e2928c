#include "runtime/ops/functions/index.h"

#include <ATen/ATen.h>
#include <ATen/TensorIndexing.h>

#include <stdexcept>

#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

using at::indexing::Slice;
using at::indexing::TensorIndex;

std::optional<std::int64_t> bound(const Value& value) {
  if (value.is_none()) return std::nullopt;
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return *n;
  throw std::invalid_argument("the ends and the step of a slice must be whole numbers");
}

TensorIndex slice(const List& parts) {
  if (parts.size() != 3) throw std::invalid_argument("a slice has a begin, an end and a step");
  const std::int64_t step = bound(parts[2]).value_or(1);
  if (step < 1)
    throw std::invalid_argument("the step of a slice must be at least 1, and is " + std::to_string(step) +
                                "; `flip` turns a dimension around");
  const std::int64_t begin = bound(parts[0]).value_or(0);
  if (const auto end = bound(parts[1])) return Slice(begin, *end, step);
  return Slice(begin, at::indexing::None, step);
}

TensorIndex subscript(const Value& value) {
  if (value.is_none()) return at::indexing::None;
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return *n;
  if (const List* parts = value.list()) return slice(*parts);
  const Tensor* t = value.tensor();
  if (t == nullptr)
    throw std::invalid_argument("a subscript must be a whole number, a slice, `none` or a tensor of indices");
  if (t->is_floating_point())
    throw std::invalid_argument("a tensor of indices must hold whole numbers or truth values; `int(x)` makes some");
  return *t;
}

/// One of the results of a function that has several.
Value item(const List& list, const List& subscripts) {
  const auto count = static_cast<std::int64_t>(list.size());
  const auto* n = subscripts.size() == 1 ? std::get_if<std::int64_t>(&subscripts[0].data) : nullptr;
  if (n == nullptr)
    throw std::invalid_argument("a list of " + std::to_string(count) + " tensors takes one whole number as subscript");
  if (*n < -count || *n >= count)
    throw std::invalid_argument("subscript " + std::to_string(*n) + " of a list of " + std::to_string(count) +
                                " tensors");
  return list[static_cast<std::size_t>(*n < 0 ? *n + count : *n)];
}

}  // namespace

Value index(Call& call) {
  if (const List* list = call[0].list(), *subscripts = call[1].list(); list && subscripts)
    return item(*list, *subscripts);
  const Tensor x = call.tensor(0);
  const List* subscripts = call[1].list();
  if (subscripts == nullptr) throw std::invalid_argument("subscripts must be a list");
  std::vector<TensorIndex> indices;
  std::int64_t used = 0;
  for (const Value& value : *subscripts) {
    indices.push_back(subscript(value));
    if (value.is_none()) continue;
    const Tensor* t = value.tensor();
    used += t != nullptr && t->scalar_type() == at::kBool ? t->dim() : 1;
  }
  if (used > x.dim())
    throw std::invalid_argument(std::to_string(used) + " subscripts for a tensor of shape " + shape_text(x.sizes()));
  return x.index(indices);
}

}  // namespace mlo::ops
