// What an implementation of a builtin is handed.
#pragma once

#include <ATen/core/Generator.h>
#include <c10/core/Scalar.h>
#include <c10/core/TensorOptions.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/ops/value.h"

namespace mlo::ops {

/// The arguments of one call, in the order of its signature with defaults filled in, and where it runs.
/// The accessors convert; a value of the wrong kind throws std::invalid_argument with a message for the user.
class Call {
 public:
  Call(std::span<const Value> arguments, at::TensorOptions options) : arguments_(arguments), options_(options) {}

  std::size_t size() const { return arguments_.size(); }
  const Value& operator[](std::size_t i) const { return arguments_[i]; }
  bool none(std::size_t i) const { return arguments_[i].is_none(); }

  /// A tensor; a number becomes a scalar tensor of the run's precision and device.
  Tensor tensor(std::size_t i) const;
  /// The same, of a floating-point type: whole numbers and truth values become the run's precision.
  Tensor floating(std::size_t i) const;
  /// Undefined where the argument is `none`.
  Tensor optional_tensor(std::size_t i) const;
  /// One tensor, or a list of them (which a variadic parameter is too).
  Tensors tensors(std::size_t i) const;
  bool is_number(std::size_t i) const;
  /// A constant number (also a scalar tensor's value).
  double number(std::size_t i) const;
  /// A number as LibTorch's operations take it: no tensor is made, and it never promotes float32 to float64.
  at::Scalar scalar(std::size_t i) const;
  std::int64_t integer(std::size_t i) const;
  bool boolean(std::size_t i) const;
  const std::string& string(std::size_t i) const;
  /// A list of integers; one integer `k` gives `repeat` times k (a kernel `3` is `[3, 3]` with repeat = 2).
  std::vector<std::int64_t> integers(std::size_t i, std::size_t repeat = 1) const;
  /// Nothing where the argument is `none`.
  std::optional<std::vector<std::int64_t>> optional_integers(std::size_t i, std::size_t repeat = 1) const;
  std::vector<double> reals(std::size_t i) const;
  const data::Dataset& dataset(std::size_t i) const;

  /// The run's floating-point type and device.
  const at::TensorOptions& options() const { return options_; }
  /// What was drawn, where the call computes.
  Tensor on_device(const Tensor& drawn) const { return drawn.to(options_.device()); }
  /// Draws: the stream of this place and pass. Always on the CPU, so that a run draws the same on every device.
  /// Throws std::logic_error where none was given (a bug of the caller).
  at::Generator& generator() const;

  /// A new tensor of the run's precision on the CPU, whose entries `fill` draws. Of many tasks `[T, shape...]`, each
  /// task's part from its own generator.
  template <class Fill>
  Tensor drawn(at::IntArrayRef shape, Fill fill) const {
    return drawn_flat(shape, [&](const Tensor& out, std::int64_t first, std::int64_t count, at::Generator& generator) {
      Tensor part = generators_.empty() ? out : out[first / std::max<std::int64_t>(count, 1)];
      fill(part, generator);
    });
  }
  /// The same, where `fill` is told which `count` entries of the whole tensor it draws, from the `first` on.
  template <class Fill>
  Tensor drawn_flat(at::IntArrayRef shape, Fill fill) const {
    Tensor out = room_for(shape);
    if (generators_.empty()) fill(out, 0, out.numel(), generator());
    const std::int64_t each = generators_.empty() ? 0 : out.numel() / static_cast<std::int64_t>(generators_.size());
    std::int64_t first = 0;
    for (at::Generator& generator : generators_) {
      if (each > 0) fill(out, first, each, generator);
      first += each;
    }
    return out;
  }

  void set_generator(at::Generator* generator) { generator_ = generator; }
  /// By task, for functions that draw by `drawn` alone.
  void set_generators(std::span<at::Generator> generators) { generators_ = generators; }

 private:
  Tensor room_for(at::IntArrayRef shape) const;

  std::span<const Value> arguments_;
  at::TensorOptions options_;
  at::Generator* generator_ = nullptr;
  std::span<at::Generator> generators_;
};

/// A builtin with what it runs. All implementations are pure: they change none of their arguments, and nothing else.
/// An error of LibTorch may escape; std::invalid_argument is a message for the user.
using Function = Value (*)(Call&);

}  // namespace mlo::ops
