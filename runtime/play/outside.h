// What a reader sees, without the graphs behind it; and the tensors that a solution depends on and that a derivative is
// asked along.
#pragma once

#include <ATen/core/Tensor.h>

#include <utility>
#include <vector>

#include "runtime/play/world.h"

namespace mlo::engine {

/// The same numbers, of which nothing depends on anything.
inline View constants(View view) {
  for (Tensors& parameters : view)
    for (Tensor& t : parameters)
      if (t.defined()) t = t.detach();
  return view;
}

/// The same numbers without a graph: leaves along the parameters of these problems, constants otherwise.
inline View as_leaves(const View& view, const std::vector<ProblemId>& problems) {
  View out = constants(view);
  for (const ProblemId problem : problems)
    for (Tensor& t : out[problem]) t.requires_grad_();
  return out;
}

/// What of these problems requires a gradient in a reader's view, and that view with other tensors in its place.
class Outside {
 public:
  Outside(const View& view, const std::vector<ProblemId>& problems) : constants_(engine::constants(view)) {
    for (const ProblemId problem : problems)
      for (std::size_t i = 0; i < view[problem].size(); ++i)
        if (view[problem][i].defined() && view[problem][i].requires_grad()) {
          tensors_.push_back(view[problem][i]);
          places_.emplace_back(problem, i);
        }
  }

  const Tensors& tensors() const { return tensors_; }
  /// The view as constants, ...
  const View& constants() const { return constants_; }
  /// ... with `u` in the place of `tensors()`; all of them stay constants where `u` is empty.
  View seen(const Tensors& u) const {
    View out = constants_;
    for (std::size_t i = 0; i < u.size(); ++i) out[places_[i].first][places_[i].second] = u[i];
    return out;
  }

 private:
  View constants_;
  Tensors tensors_;
  std::vector<std::pair<ProblemId, std::size_t>> places_;
};

}  // namespace mlo::engine
