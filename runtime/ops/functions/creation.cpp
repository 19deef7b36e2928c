// Tensors from numbers.
#include <ATen/ATen.h>

#include <algorithm>
#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

/// The leaves of nested lists in order, with the shape that they lie in.
struct Nested {
  std::vector<std::int64_t> shape;
  List leaves;
};

void collect(const Value& value, std::size_t depth, Nested& out) {
  const List* list = value.list();
  if (list == nullptr) {
    if (depth != out.shape.size())
      throw std::invalid_argument("tensor takes lists nested equally deep, and got an entry beside a list");
    out.leaves.push_back(value);
    return;
  }
  const auto size = static_cast<std::int64_t>(list->size());
  if (depth == out.shape.size())
    throw std::invalid_argument("tensor takes lists nested equally deep, and got a list beside an entry");
  if (size != out.shape[depth])
    throw std::invalid_argument("tensor takes rows of one length, and got rows of " + std::to_string(out.shape[depth]) +
                                " and of " + std::to_string(size) + " entries");
  for (const Value& item : *list) collect(item, depth + 1, out);
}

Nested nested(const Value& value) {
  Nested out;
  for (const Value* v = &value; v->list() != nullptr; v = &v->list()->front()) {
    out.shape.push_back(static_cast<std::int64_t>(v->list()->size()));
    if (v->list()->empty()) break;
  }
  collect(value, 0, out);
  return out;
}

template <class T>
bool all(const List& leaves) {
  return std::all_of(leaves.begin(), leaves.end(), [](const Value& v) { return std::holds_alternative<T>(v.data); });
}

at::ScalarType type_of(const List& leaves, const Call& call) {
  if (leaves.empty()) return at::typeMetaToScalarType(call.options().dtype());
  if (all<bool>(leaves)) return at::kBool;
  if (all<std::int64_t>(leaves)) return at::kLong;
  return at::typeMetaToScalarType(call.options().dtype());
}

/// One leaf at a time, so that computed numbers keep their derivative.
Tensor stacked(const List& leaves, const Call& call) {
  Tensors out;
  for (const Value& leaf : leaves) {
    const Tensor t = Call({&leaf, 1}, call.options()).floating(0);
    if (t.dim() != 0)
      throw std::invalid_argument("tensor takes numbers, and got an entry of shape " + shape_text(t.sizes()) +
                                  "; `stack` joins tensors");
    out.push_back(t);
  }
  return at::stack(out);
}

Value tensor(Call& call) {
  if (call[0].tensor() != nullptr) return call[0];
  const Nested values = nested(call[0]);
  const bool computed =
      std::any_of(values.leaves.begin(), values.leaves.end(), [](const Value& v) { return v.tensor() != nullptr; });
  if (computed) return stacked(values.leaves, call).reshape(values.shape);
  const at::ScalarType type = type_of(values.leaves, call);
  if (type == at::kLong) {
    std::vector<std::int64_t> numbers;
    for (const Value& leaf : values.leaves) numbers.push_back(std::get<std::int64_t>(leaf.data));
    return at::tensor(numbers, at::kLong).reshape(values.shape).to(call.options().device());
  }
  std::vector<double> numbers;
  for (const Value& leaf : values.leaves) {
    const Call one({&leaf, 1}, call.options());
    numbers.push_back(std::holds_alternative<bool>(leaf.data) ? double(one.boolean(0)) : one.number(0));
  }
  return at::tensor(numbers, at::kDouble).reshape(values.shape).to(call.options().device(), type);
}

Value zeros(Call& call) { return at::zeros(call.integers(0), call.options()); }
Value ones(Call& call) { return at::ones(call.integers(0), call.options()); }

Value full(Call& call) {
  if (call.is_number(1)) return at::full(call.integers(0), call.scalar(1), call.options());
  return call.floating(1).expand(call.integers(0));
}

Value arange(Call& call) {
  const at::Scalar zero(std::int64_t{0});
  const at::Scalar begin = call.none(1) ? zero : call.scalar(0), end = call.scalar(call.none(1) ? 0 : 1);
  const at::Scalar step = call.scalar(2);
  if (step.toDouble() == 0) throw std::invalid_argument("arange takes a step other than 0");
  const bool whole = begin.isIntegral(false) && end.isIntegral(false) && step.isIntegral(false);
  return at::arange(begin, end, step, whole ? call.options().dtype(at::kLong) : call.options());
}

Value linspace(Call& call) { return at::linspace(call.scalar(0), call.scalar(1), call.integer(2), call.options()); }

Value eye(Call& call) {
  return at::eye(call.integer(0), call.none(1) ? call.integer(0) : call.integer(1), call.options());
}

Value zeros_like(Call& call) { return at::zeros_like(call.tensor(0)); }
Value ones_like(Call& call) { return at::ones_like(call.tensor(0)); }

Value full_like(Call& call) {
  const Tensor x = call.tensor(0);
  if (call.is_number(1)) return at::full_like(x, call.scalar(1));
  return call.tensor(1).to(x.scalar_type()).expand(x.sizes());
}

constexpr FunctionEntry creation_table[] = {
    {"tensor(values: any)",
     "A tensor from a number or nested lists of them: whole numbers alone give int64, true and false a condition, else "
     "the "
     "run's precision.",
     tensor},
    {"zeros(shape: integers in 0..)", "Zeros.", zeros},
    {"ones(shape: integers in 0..)", "Ones.", ones},
    {"full(shape: integers in 0.., value: number)", "One value everywhere, of the run's precision.", full},
    {"arange(start: real, end: real? = none, step: real = 1)",
     "start, start + step, ... below end; `arange(n)` is 0, ..., n - 1. Whole numbers give int64.", arange},
    {"linspace(start: real, end: real, steps: integer in 1..)", "Evenly spaced numbers, both ends included.", linspace},
    {"eye(n: integer in 0.., m: integer? in 0.. = none)", "The identity matrix `[n, n]`, or `[n, m]`.", eye},
    {"zeros_like(x: tensor)", "Zeros of x's shape and type.", zeros_like},
    {"ones_like(x: tensor)", "Ones of x's shape and type.", ones_like},
    {"full_like(x: tensor, value: number)", "One value everywhere, of x's shape and type.", full_like},
};

}  // namespace

void add_creation(sema::Catalog& catalog) { add_functions(catalog, creation_table); }

}  // namespace mlo::ops
