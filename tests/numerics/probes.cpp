// What a method evaluates beside the run leaves no trace: parameters, optimizer states, running statistics, batches,
// draws and counters are those of a run that evaluates nothing more. The upper problem stands still (lr = 0), so that
// the lower one's way is the same whatever its hypergradient.
#include <ATen/ATen.h>

#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

const char* const program = R"(
data train, valid = split(linear_labels(count = 60, features = 4, noise = 0.1, seed = 0), [0.5, 0.5], seed = 0)
module Net() = linear(6) >> batch_norm(track = true) >> tanh >> dropout(0.3) >> linear(1)

problem decay {
  module     = tensor(-2.0)
  optimizer  = sgd(lr = 0.0)
  batch x, y = loader(valid, size = 10, shuffle = true)
  let shift  = 0.01 * randn([10, 4])
  loss       = binary_cross_entropy_with_logits(net(x + shift), y) + 0.01 * self() ^ 2
}
problem net {
  module     = Net()
  optimizer  = sgd(lr = 0.05, momentum = 0.9)
  steps      = 3
  batch x, y = loader(train, size = 10, shuffle = true)
  let noise  = 0.1 * randn([10, 4])
  loss       = binary_cross_entropy_with_logits(self(x + noise), y) + exp(decay()) * sqnorm(params(self))
}
u2l decay -> net
l2u net -> decay via <METHOD>
run { precision = float64; seed = 4; log_every = <LOG> }
)";

engine::Checkpoint state(const std::string& method, const std::string& log_every) {
  engine::Checkpoint out = run(fill(program, {{"METHOD", method}, {"LOG", log_every}}), {4}).last;
  out.tensors.erase("decay/optimizer/value/0");  // the gradients that it has seen are the method's own
  return out;
}

void check_same(const engine::Checkpoint& a, const engine::Checkpoint& b) {
  CHECK(a.counters == b.counters);
  REQUIRE(a.tensors.size() == b.tensors.size());
  for (const auto& [name, tensor] : a.tensors) {
    CAPTURE(name);
    CHECK(tensor.equal(b.tensors.at(name)));
  }
}

}  // namespace

TEST_CASE("the evaluations that a method makes leave no trace") {
  const engine::Checkpoint untouched = state("detach", "1000");
  for (const char* method :
       {"unroll", "unroll(checkpoint = 2)", "forward", "cg(damping = 1.0)", "cg(damping = 1.0, batches = 3)",
        "neumann(alpha = 0.01)", "nystrom(rank = 3, damping = 1.0)", "gmres(damping = 1.0)", "exact(damping = 1.0)",
        "darts", "sama", "penalty(steps = 2, lr = 0.01)", "value_function(steps = 2, lr = 0.01)",
        "evolution(samples = 2)"}) {
    CAPTURE(method);
    check_same(state(method, "1000"), untouched);
  }
}

TEST_CASE("what is logged of a run leaves no trace") {
  check_same(state("cg(damping = 1.0)", "1"), state("cg(damping = 1.0)", "1000"));
}

}  // namespace mlo::numerics
