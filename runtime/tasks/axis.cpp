#include "runtime/tasks/axis.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace mlo::tasks {
namespace {

using ops::List;

bool same_constant(const Value& a, const Value& b) {
  if (a.data.index() != b.data.index()) return false;
  if (const auto* x = std::get_if<bool>(&a.data)) return *x == std::get<bool>(b.data);
  if (const auto* x = std::get_if<std::int64_t>(&a.data)) return *x == std::get<std::int64_t>(b.data);
  if (const auto* x = std::get_if<double>(&a.data)) return *x == std::get<double>(b.data);
  if (const auto* x = std::get_if<std::string>(&a.data)) return *x == std::get<std::string>(b.data);
  return a.is_none();
}

Value gathered_numbers(const std::vector<Value>& parts, const at::TensorOptions& options, bool& carries) {
  const auto same = [&](const Value& part) { return same_constant(part, parts[0]); };
  carries = !std::all_of(parts.begin(), parts.end(), same);
  if (!carries) return parts[0];
  Tensors numbers;
  for (const Value& part : parts) {
    if (const auto* d = std::get_if<double>(&part.data))
      numbers.push_back(at::scalar_tensor(*d, options));
    else if (const auto* i = std::get_if<std::int64_t>(&part.data))
      numbers.push_back(at::scalar_tensor(*i, options.dtype(at::kLong)));
    else
      throw CannotRunTogether("the tasks do not agree on a constant");
  }
  return at::stack(numbers);
}

}  // namespace

Tensor spread(const Tensor& t, std::int64_t tasks) {
  std::vector<std::int64_t> shape{tasks};
  shape.insert(shape.end(), t.sizes().begin(), t.sizes().end());
  return t.unsqueeze(0).expand(shape);
}

Value spread(const Value& value, std::int64_t tasks) {
  if (const Tensor* t = value.tensor()) return t->defined() ? spread(*t, tasks) : *t;
  const List* list = value.list();
  if (list == nullptr) return value;
  List out;
  for (const Value& item : *list) out.push_back(spread(item, tasks));
  return out;
}

Value part(const Value& value, std::int64_t task) {
  if (const Tensor* t = value.tensor()) return t->defined() ? t->select(0, task) : *t;
  const List* list = value.list();
  if (list == nullptr) return value;
  List out;
  for (const Value& item : *list) out.push_back(part(item, task));
  return out;
}

Value gathered(const std::vector<Value>& parts, const at::TensorOptions& options, bool& carries) {
  carries = true;
  if (parts[0].tensor()) {
    Tensors tensors;
    for (const Value& value : parts) {
      const Tensor* t = value.tensor();
      if (t == nullptr || t->sizes() != parts[0].tensor()->sizes())
        throw CannotRunTogether("the tasks have tensors of different shapes");
      tensors.push_back(*t);
    }
    return at::stack(tensors);
  }
  const List* first = parts[0].list();
  if (first == nullptr) return gathered_numbers(parts, options, carries);
  List out;
  for (std::size_t i = 0; i < first->size(); ++i) {
    std::vector<Value> items;
    for (const Value& value : parts) {
      if (value.list() == nullptr || value.list()->size() != first->size())
        throw CannotRunTogether("the tasks have lists of different lengths");
      items.push_back((*value.list())[i]);
    }
    bool item_carries = true;
    Value item = gathered(items, options, item_carries);
    out.push_back(item_carries ? item : spread(item, static_cast<std::int64_t>(parts.size())));
  }
  return out;
}

Tensor aligned(const Tensor& t, std::int64_t rank) {
  const std::int64_t own = t.dim() - 1;
  if (own >= rank) return t;
  std::vector<std::int64_t> shape{t.size(0)};
  shape.insert(shape.end(), static_cast<std::size_t>(rank - own), 1);
  shape.insert(shape.end(), t.sizes().begin() + 1, t.sizes().end());
  return t.reshape(shape);
}

}  // namespace mlo::tasks
