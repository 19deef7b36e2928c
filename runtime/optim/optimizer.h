// Optimizers as pure functions: (parameter, gradient, state) -> (parameter, state). The same code makes plain steps and
// steps that are differentiated through (every argument may be a tensor with a derivative).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "compiler/sema/catalog.h"

namespace mlo::optim {

using at::Tensor;
using Tensors = std::vector<Tensor>;

/// An argument of an optimizer as it holds for one parameter: a number, or a tensor that broadcasts to the parameter.
class Hyper {
 public:
  Hyper(double number = 0) : value_(number) {}
  Hyper(Tensor tensor) : value_(std::move(tensor)) {}
  bool is_number() const { return std::holds_alternative<double>(value_); }
  bool is_zero() const { return is_number() && std::get<double>(value_) == 0; }
  double number() const { return std::get<double>(value_); }
  const Tensor& tensor() const { return std::get<Tensor>(value_); }
  /// this * factor, factor a constant.
  Hyper scaled(double factor) const;

 private:
  std::variant<double, Tensor> value_;
};

/// x + h * y, with one operation where h is a number.
Tensor add_scaled(const Tensor& x, const Hyper& h, const Tensor& y);
/// h * x
Tensor scale(const Hyper& h, const Tensor& x);

/// What an optimizer remembers of one parameter: its slots (momentum, second moment, ...), undefined before the first
/// step.
using Slots = std::vector<Tensor>;

/// One parameter's step.
struct StepCall {
  const Tensor& parameter;
  const Tensor& gradient;
  Slots& slots;                  ///< replaced by the new state (new tensors: the old ones stay as they are)
  std::span<const Hyper> hyper;  ///< by the signature's order; lr is already multiplied by the scheduler's factor;
                                 ///< a boolean is 0 or 1; a pair (betas) stands as two consecutive entries
  std::int64_t step;             ///< 1 at the first step
};

/// Kind optimizer.
struct OptimizerBuiltin : sema::Builtin {
  /// The parameter after the step. Never in place.
  Tensor (*step)(StepCall& call) = nullptr;
  std::size_t slots = 0;  ///< how many tensors it remembers of each parameter
  int weight_decay = -1;  ///< the index in `hyper` of a coupled weight decay (part of what is descended); -1: none
};

/// sgd, adam, adamw, rmsprop, ...
void add_optimizers(sema::Catalog& catalog);

/// A factor on the learning rate. Kind scheduler.
struct SchedulerBuiltin : sema::Builtin {
  /// `t`: own optimizer steps taken so far (0 at the first step). `total`: all of them in this run (of a round, where
  /// the problem restarts). `arguments` in signature order.
  double (*factor)(const sema::Arguments& arguments, std::int64_t t, std::int64_t total) = nullptr;
};

/// cosine_annealing, multi_step, step, exponential, linear_warmup, ...
void add_schedulers(sema::Catalog& catalog);

/// Changes all gradients of a problem at once. Kind clip: norm, value.
struct ClipBuiltin : sema::Builtin {
  Tensors (*run)(const sema::Arguments& arguments, const Tensors& gradients) = nullptr;
};

/// Projects the parameters after a step. Kind constraint: box, at_least, at_most, simplex, norm_ball.
struct ConstraintBuiltin : sema::Builtin {
  Tensor (*run)(const sema::Arguments& arguments, const Tensor& parameter) = nullptr;
  /// Where the constraint holds the parameter fast (a boolean tensor of its shape); null where that is not a set of
  /// entries.
  Tensor (*active)(const sema::Arguments& arguments, const Tensor& parameter) = nullptr;
};

void add_clips(sema::Catalog& catalog);
void add_constraints(sema::Catalog& catalog);

}  // namespace mlo::optim
