#include "runtime/ops/call.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/scalar_tensor.h>
#include <c10/core/ScalarType.h>

#include <stdexcept>

namespace mlo::ops {
namespace {

[[noreturn]] void wrong(const char* wanted, std::size_t i) {
  throw std::invalid_argument("argument " + std::to_string(i + 1) + " must be " + wanted);
}

Tensor to_tensor(const Value& value, const at::TensorOptions& options, std::size_t i) {
  if (const Tensor* t = value.tensor()) return *t;
  if (const auto* d = std::get_if<double>(&value.data)) return at::scalar_tensor(*d, options);
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return at::scalar_tensor(*n, options);
  if (const auto* b = std::get_if<bool>(&value.data)) return at::scalar_tensor(*b, options.dtype(at::kBool));
  wrong("a tensor", i);
}

double to_number(const Value& value, std::size_t i) {
  if (const auto* d = std::get_if<double>(&value.data)) return *d;
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*n);
  if (const Tensor* t = value.tensor(); t != nullptr && t->numel() == 1) return t->item<double>();
  wrong("a number", i);
}

std::int64_t to_integer(const Value& value, std::size_t i) {
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return *n;
  wrong("a whole number", i);
}

}  // namespace

Tensor Call::tensor(std::size_t i) const { return to_tensor(arguments_[i], options_, i); }

Tensor Call::floating(std::size_t i) const {
  const Tensor t = tensor(i);
  return t.is_floating_point() ? t : t.to(at::typeMetaToScalarType(options_.dtype()));
}

Tensor Call::optional_tensor(std::size_t i) const { return none(i) ? Tensor() : tensor(i); }

Tensors Call::tensors(std::size_t i) const {
  const List* list = arguments_[i].list();
  if (list == nullptr) return {tensor(i)};
  Tensors out;
  out.reserve(list->size());
  for (const Value& value : *list) out.push_back(to_tensor(value, options_, i));
  return out;
}

bool Call::is_number(std::size_t i) const {
  return std::holds_alternative<double>(arguments_[i].data) || std::holds_alternative<std::int64_t>(arguments_[i].data);
}

double Call::number(std::size_t i) const { return to_number(arguments_[i], i); }

at::Scalar Call::scalar(std::size_t i) const {
  if (const auto* n = std::get_if<std::int64_t>(&arguments_[i].data)) return *n;
  return number(i);
}

std::int64_t Call::integer(std::size_t i) const { return to_integer(arguments_[i], i); }

bool Call::boolean(std::size_t i) const {
  if (const auto* b = std::get_if<bool>(&arguments_[i].data)) return *b;
  wrong("true or false", i);
}

const std::string& Call::string(std::size_t i) const {
  if (const auto* s = std::get_if<std::string>(&arguments_[i].data)) return *s;
  wrong("a string", i);
}

std::vector<std::int64_t> Call::integers(std::size_t i, std::size_t repeat) const {
  std::vector<std::int64_t> out;
  if (const List* list = arguments_[i].list()) {
    for (const Value& value : *list) out.push_back(to_integer(value, i));
    return out;
  }
  out.assign(repeat, to_integer(arguments_[i], i));
  return out;
}

std::optional<std::vector<std::int64_t>> Call::optional_integers(std::size_t i, std::size_t repeat) const {
  if (none(i)) return std::nullopt;
  return integers(i, repeat);
}

std::vector<double> Call::reals(std::size_t i) const {
  const List* list = arguments_[i].list();
  if (list == nullptr) return {to_number(arguments_[i], i)};
  std::vector<double> out;
  for (const Value& value : *list) out.push_back(to_number(value, i));
  return out;
}

const data::Dataset& Call::dataset(std::size_t i) const {
  if (const auto* d = std::get_if<std::shared_ptr<const data::Dataset>>(&arguments_[i].data)) return **d;
  wrong("a dataset", i);
}

Tensor Call::room_for(at::IntArrayRef shape) const {
  std::vector<std::int64_t> all(shape.begin(), shape.end());
  if (!generators_.empty()) all.insert(all.begin(), static_cast<std::int64_t>(generators_.size()));
  return at::empty(all, options_.device(at::kCPU));
}

at::Generator& Call::generator() const {
  if (generator_ == nullptr) throw std::logic_error("a call that draws was given no generator");
  return *generator_;
}

}  // namespace mlo::ops
