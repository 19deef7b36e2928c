// Reverse mode, one call at a time: from the cotangent of a call's output those of its arguments.
//
// A rule is made of operations that are differentiable, so that where a graph is recorded its result can be
// differentiated again. It goes by the shapes of the tensors that it is given; what broadcasting did is undone by
// `give`.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/kernels/small.h"
#include "runtime/ops/call.h"

namespace mlo::ops {

/// By argument of a call, and by item where that is a list: the sum that its cotangent is added to.
using Targets = std::vector<std::vector<std::uint32_t>>;
inline constexpr std::uint32_t not_asked = 0xffffffff;

/// Adds to the cotangents of what a call was given.
class Cotangents {
 public:
  Cotangents(const Targets& targets, Tensors& sums) : targets_(targets), sums_(sums) {}

  bool asked(std::size_t argument, std::size_t item = 0) const {
    return argument < targets_.size() && item < targets_[argument].size() && targets_[argument][item] != not_asked;
  }
  /// `cotangent` of an argument `like`, of its shape or one that it broadcasts to. Only where it is asked for.
  void give(std::size_t argument, std::size_t item, const Tensor& like, const Tensor& cotangent) const;

 private:
  const Targets& targets_;
  Tensors& sums_;
};

/// What a rule is handed.
struct BackwardCall {
  const Call& call;         ///< as it ran
  const Tensor& output;     ///< what it gave
  const Tensor& cotangent;  ///< of the output, in its shape
  const Cotangents& to;

  bool asked(std::size_t argument) const { return to.asked(argument); }
  void give(std::size_t argument, const Tensor& value) const { to.give(argument, 0, *call[argument].tensor(), value); }
};

/// Called where at least one argument is asked for; gives those that are.
using Backward = void (*)(const BackwardCall&);

/// The rule of what is constant wherever it is differentiable: rounding, comparisons, `detach`.
void no_derivative(const BackwardCall&);

using Slope = Tensor (*)(const Tensor& x, const Tensor& y);

/// y = f(x), entry by entry, with f' = slope(x, y).
template <Slope slope>
void times(const BackwardCall& b) {
  b.give(0, kernels::mul(b.cotangent, slope(b.call.floating(0), b.output)));
}

using Pull = Tensor (*)(const Tensor& g, const Tensor& x, const Tensor& y);

/// y = f(x): the cotangent of x from that of y.
template <Pull pull>
void pulled(const BackwardCall& b) {
  b.give(0, pull(b.cotangent, b.call.floating(0), b.output));
}

/// The same entries in another shape.
void reshaped(const BackwardCall& b);

}  // namespace mlo::ops
