// `forward()`: the derivative of a round's end along each number outside, carried along its steps (Franceschi et al.
// 2017). A tangent t_j = d state / d u_j moves by t_j <- (d step / d state) t_j + d step / d u_j. LibTorch has products
// with the transposed Jacobian; the product with the Jacobian is the derivative of those along their cotangent.
#include <ATen/ATen.h>

#include "runtime/play/compiled.h"

namespace mlo::engine {
namespace {

/// The Jacobian of `out` along `in` as a function of tangents.
class Jacobian {
 public:
  Jacobian(const Tensors& out, const Tensors& in) : out_(out) {
    for (const Tensor& t : out) cotangents_.push_back(at::zeros_like(t).requires_grad_());
    transposed_ = solve::vector_jacobian(out, in, cotangents_, true, false);
  }

  Tensors times(const Tensors& tangents) const {
    return solve::vector_jacobian(transposed(), cotangents_, used(tangents), false, true);
  }

 private:
  // Entries on which nothing depends are undefined, and have no part in the product.
  Tensors transposed() const {
    Tensors out;
    for (const Tensor& t : transposed_)
      if (t.defined()) out.push_back(t);
    return out;
  }
  Tensors used(const Tensors& tangents) const {
    Tensors out;
    for (std::size_t i = 0; i < tangents.size(); ++i)
      if (transposed_[i].defined()) out.push_back(tangents[i]);
    return out;
  }

  Tensors out_, cotangents_, transposed_;
};

/// The unit tangents of u.
std::vector<Tensors> units_of(const Tensors& u) {
  std::vector<Tensors> out;
  for (std::size_t i = 0; i < u.size(); ++i)
    for (std::int64_t k = 0; k < u[i].numel(); ++k) {
      Tensors unit;
      for (const Tensor& t : u) unit.push_back(at::zeros(t.sizes(), t.options().requires_grad(false)));
      unit[i].view(-1)[k] = 1;
      out.push_back(std::move(unit));
    }
  return out;
}

}  // namespace

Tensors Player::pull_back_tangents(const Round& round, const View& view, const Tensors& u, const Tensors& v) const {
  const std::vector<Tensors> units = units_of(u);
  std::vector<Moving> moving = replay_start(round, view, Unrolling::Mode::full);
  const Jacobian start(moving_state(moving), u);
  std::vector<Tensors> tangents;
  for (const Tensors& unit : units) tangents.push_back(start.times(unit));
  for (std::int64_t k = 0; k < static_cast<std::int64_t>(round.steps.size()); ++k) {
    cut(moving);
    Tensors along = moving_state(moving);
    for (Tensor& t : along) t.requires_grad_();
    along.insert(along.end(), u.begin(), u.end());
    replay_step(round, k, moving, view, Unrolling::Mode::full, true);
    const Jacobian step(moving_state(moving), along);
    for (std::size_t j = 0; j < units.size(); ++j) {
      Tensors tangent = tangents[j];
      tangent.insert(tangent.end(), units[j].begin(), units[j].end());
      tangents[j] = step.times(tangent);
    }
  }
  Tensors out;
  std::size_t j = 0;
  for (const Tensor& t : u) {
    Tensor g = at::zeros(t.sizes(), t.options().requires_grad(false));
    for (std::int64_t k = 0; k < t.numel(); ++k, ++j)
      for (std::size_t i = 0; i < v.size(); ++i) g.view(-1)[k] += (v[i] * tangents[j][i]).sum().detach();
    out.push_back(g);
  }
  return out;
}

}  // namespace mlo::engine
