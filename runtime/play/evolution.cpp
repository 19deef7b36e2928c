// `evolution(samples, sigma)`: a problem's whole gradient without derivatives, from antithetic pairs (Salimans et al.
// 2017):
//   g = sum_i (F(a + sigma e_i) - F(a - sigma e_i)) e_i / (2 sigma samples),   e_i ~ N(0, I),
// where F plays the rounds below in a world of its own, with the same batches and draws each time.
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/play/compiled.h"
#include "runtime/solve/method.h"

namespace mlo::engine {

const sema::Edge* Player::evolution_edge(ProblemId problem) const {
  for (const sema::Edge& edge : program_.edges)
    if (edge.kind == sema::Edge::Kind::l2u && edge.to == problem &&
        static_cast<const solve::MethodBuiltin*>(edge.method)->way == solve::MethodBuiltin::Way::evolution)
      return &edge;
  return nullptr;
}

Tensors Player::evolution_gradient(const World& before, UnitId unit, std::size_t member, const Pass& pass,
                                   const View& view, const sema::Edge& edge) const {
  const ProblemId problem = schedule_.units[unit].members[member];
  const auto samples = std::get<std::int64_t>(edge.arguments[0].value);
  const double sigma = edge.arguments[1].number();
  const auto value_at = [&](const Tensors& noise, double shift) {
    World world = before;
    world.measuring = false;
    View own = view;
    for (std::size_t i = 0; i < noise.size(); ++i)
      own[problem][i] = at::add(view[problem][i].detach(), noise[i], shift);
    Pass again = pass;
    again.below.clear();
    std::vector<View> views(schedule_.units[unit].members.size(), own);
    play_below(world, unit, again, views);
    return finite_loss(problem, loss(problem, again, member, views[member], nullptr, nullptr).item<double>());
  };
  Tensors out;
  for (const Tensor& t : view[problem]) out.push_back(at::zeros(t.sizes(), t.options().requires_grad(false)));
  at::Generator generator = pass.members[member].stream.of("evolution").generator();
  for (std::int64_t sample = 0; sample < samples; ++sample) {
    Tensors noise;
    for (const Tensor& t : out)
      noise.push_back(at::randn(t.sizes(), generator, t.options().device(at::kCPU)).to(t.options()));
    const double slope =
        (value_at(noise, sigma) - value_at(noise, -sigma)) / (2 * sigma * static_cast<double>(samples));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = at::add(out[i], noise[i], slope);
  }
  return out;
}

}  // namespace mlo::engine
