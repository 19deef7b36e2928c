#include "tests/unit/graph/program_builder.h"

namespace mlo::graph::test {

const std::map<std::string, std::string>& examples() {
  static const std::map<std::string, std::string> all{
      {"maml", R"(env task { }
problem meta { optimizer = adamw; accumulate = 16; loss = adapt + task; metric = adapt }
problem adapt { init = meta; steps = 5; loss = self + meta + task }
u2l meta -> adapt
l2u adapt -> meta via cg(3)
validate { every = 50; env task; draws = 200; solve = adapt; metric acc; keep = max }
test { env task; draws = 500; solve = adapt; metric acc }
)"},
      {"maml_sine", R"(env wave { }
problem meta { optimizer = adam; accumulate = 25; loss = fit + wave }
problem fit { init = meta; loss = self + wave }
u2l meta -> fit
l2u fit -> meta via unroll
validate { every = 1000; draws = 600; solve = fit; reads = wave; metric mse; keep = min }
)"},
      {"meta_sgd", R"(env wave { }
problem meta { optimizer = adam; accumulate = 25; loss = fit + wave }
problem rates { optimizer = adam; accumulate = 25; loss = fit + wave }
problem fit { init = meta; optimizer = sgd(rates); loss = self + wave }
u2l meta -> fit
u2l rates -> fit
l2u fit -> meta, rates via unroll
)"},
      {"trilevel", R"(problem x { loss = z + self }
problem y { steps = 40; loss = z + self + x }
problem z { steps = 20; loss = self + x + y }
u2l x -> y, z
u2l y -> z
l2u z -> y, x via exact
l2u y -> x via exact
)"},
      {"darts", R"(problem arch { optimizer = adam; loss = weights + self }
problem weights { loss = self + arch; metric = self + arch }
u2l arch -> weights
l2u weights -> arch via darts
)"},
      {"reweight", R"(problem reweight { optimizer = adam; loss = classifier }
problem classifier { loss = self + reweight + detach(self) }
u2l reweight -> classifier
l2u classifier -> reweight via darts
test { metric acc }
)"},
      {"ignoring", R"(problem reweight { optimizer = adam; loss = finetune + pretrain }
problem finetune { loss = self + pretrain }
problem pretrain { loss = self + reweight }
u2l reweight -> pretrain
l2u pretrain -> finetune, reweight via darts
l2u finetune -> reweight via darts
)"},
      {"gan", R"(problem generator { optimizer = adam; loss = critic + self; metric = self }
problem critic { optimizer = adam; loss = self + generator }
u2l generator -> critic
l2u critic -> generator via detach
)"},
      {"distill", R"(problem pictures { optimizer = adam; loss = student }
problem student { init = fresh; steps = 20; loss = self + pictures }
u2l pictures -> student
l2u student -> pictures via unroll
validate { every = 100; draws = 5; solve = student; metric acc; keep = max }
)"},
      {"logistic_hpo", R"(problem decay { constraint = at_least; loss = classifier }
problem classifier { init = zeros; steps = 100; loss = self + decay }
u2l decay -> classifier
l2u classifier -> decay via cg(3)
)"},
  };
  return all;
}

}  // namespace mlo::graph::test
