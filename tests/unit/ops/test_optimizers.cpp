#include <torch/csrc/autograd/autograd.h>

#include "tests/unit/catch.h"
#include "tests/unit/ops/differences.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;
using optim::Hyper;
using optim::OptimizerBuiltin;
using optim::Slots;

namespace {

const OptimizerBuiltin& optimizer(const std::string& name) {
  return builtin<OptimizerBuiltin>(sema::BuiltinKind::optimizer, name);
}

/// The signature's defaults as `hyper` lays them out; lr = 0.05 where there is none.
std::vector<Hyper> defaults(const OptimizerBuiltin& entry) {
  std::vector<Hyper> out;
  for (const sema::Parameter& p : entry.signature.parameters) {
    const sema::Argument value = p.default_value.value_or(sema::Argument{0.05});
    if (const auto* b = std::get_if<bool>(&value.value))
      out.push_back(*b ? 1.0 : 0.0);
    else if (const sema::Arguments* list = value.list())
      for (const sema::Argument& item : *list) out.push_back(item.number());
    else
      out.push_back(value.number());
  }
  return out;
}

struct ReferenceSteps {
  std::string name;
  std::vector<double> hyper;
  std::vector<std::vector<double>> parameters;  ///< after each step
};

const std::vector<ReferenceSteps>& reference_steps() {
  static const std::vector<ReferenceSteps> made = {
#include "tests/unit/ops/reference/optimizers.inc"
  };
  return made;
}

/// As in reference/optimizers.py; the last entry has no gradient.
Tensor reference_gradient(std::int64_t step) {
  return at::cos(at::arange(3, float64()) + 1.3 * static_cast<double>(step)) * vector({1, 0.3, 0});
}

/// Three steps down the loss sum(a (p - 1)^2 (p + 2)) / 2, whose gradient reads the learned `a`.
Tensor three_steps(const OptimizerBuiltin& entry, const std::vector<Hyper>& hyper, Tensor p, const Tensor& a) {
  Slots slots(entry.slots);
  for (std::int64_t step = 1; step <= 3; ++step) {
    if (!p.requires_grad()) p = p.detach().requires_grad_();
    const Tensor loss = at::sum(a * at::square(p - 1) * (p + 2)) / 2;
    const Tensor gradient = torch::autograd::grad({loss}, {p}, {}, true, true)[0];
    optim::StepCall call{p, gradient, slots, hyper, step};
    p = entry.step(call);
  }
  return p;
}

}  // namespace

TEST_CASE("optimizers take PyTorch's steps") {
  for (const ReferenceSteps& reference : reference_steps()) {
    const OptimizerBuiltin& entry = optimizer(reference.name);
    const std::vector<Hyper> hyper(reference.hyper.begin(), reference.hyper.end());
    Slots slots(entry.slots);
    Tensor p = vector({0.5, -1.2, 2.0});
    for (std::size_t step = 1; step <= reference.parameters.size(); ++step) {
      INFO(reference.name << " step " << step);
      const Tensor before = p, copy = p.clone(), gradient = reference_gradient(static_cast<std::int64_t>(step));
      optim::StepCall call{p, gradient, slots, hyper, static_cast<std::int64_t>(step)};
      p = entry.step(call);
      CHECK(close(p, vector(reference.parameters[step - 1]), 1e-12));
      CHECK(before.equal(copy));
    }
  }
}

TEST_CASE("numbers and tensors as hyperparameters give the same step") {
  for (const ReferenceSteps& reference : reference_steps()) {
    INFO(reference.name);
    const OptimizerBuiltin& entry = optimizer(reference.name);
    std::vector<Hyper> hyper;
    std::size_t i = 0;
    for (const sema::Parameter& p : entry.signature.parameters) {
      const std::size_t width = p.type == sema::Type::pair ? 2 : 1;
      for (std::size_t k = 0; k < width; ++k, ++i)
        hyper.push_back(p.type == sema::Type::number ? Hyper(at::full({}, reference.hyper[i], float64()))
                                                     : Hyper(reference.hyper[i]));
    }
    if (reference.name == "sgd" && reference.hyper[4] != 0) hyper[2] = 0.0;  // nesterov takes no dampening, constant 0
    Slots slots(entry.slots);
    const Tensor p = vector({0.5, -1.2, 2.0}), gradient = reference_gradient(1);
    optim::StepCall call{p, gradient, slots, hyper, 1};
    CHECK(close(entry.step(call), vector(reference.parameters[0]), 1e-12));
  }
}

TEST_CASE("steps differentiate, along start, data and every learnable hyperparameter") {
  for (const std::string& name : catalog().names(sema::BuiltinKind::optimizer)) {
    const OptimizerBuiltin& entry = optimizer(name);
    std::vector<std::size_t> learned;
    std::size_t at_hyper = 0;
    for (const sema::Parameter& p : entry.signature.parameters) {
      if (p.type == sema::Type::number) learned.push_back(at_hyper);
      at_hyper += p.type == sema::Type::pair ? 2 : 1;
    }
    const Differentiable f = [&](const Tensors& x) {
      std::vector<Hyper> hyper = defaults(entry);
      for (std::size_t k = 0; k < learned.size(); ++k) hyper[learned[k]] = x[2 + k];
      return three_steps(entry, hyper, x[0], x[1]);
    };
    Tensors inputs = {vector({0.5, -1.2, 2.0}), vector({1, 0.7, 1.3})};
    for (std::size_t k = 0; k < learned.size(); ++k)
      inputs.push_back(at::full({}, 0.05 + 0.02 * static_cast<double>(k), float64()));
    inputs[2] = vector({0.04, 0.05, 0.06});  // one rate for each entry
    INFO(name);
    CHECK(compare_derivatives(f, inputs, 1e-5) == "");
  }
}

TEST_CASE("an entry whose gradient is always 0 has finite derivatives") {
  for (const std::string& name : catalog().names(sema::BuiltinKind::optimizer)) {
    for (const at::TensorOptions& type : {float32(), float64()}) {
      INFO(name);
      const OptimizerBuiltin& entry = optimizer(name);
      const Tensor p = at::ones({2}, type).requires_grad_(), a = at::tensor({0.0, 1e-30}, type).requires_grad_();
      const Tensor sum = at::sum(three_steps(entry, defaults(entry), p, a));
      const Tensors first = torch::autograd::grad({sum}, {p, a}, {}, true, true);
      CHECK(at::isfinite(at::stack(first)).all().item<bool>());
      const Tensors second = torch::autograd::grad({at::sum(at::stack(first) * 3)}, {p, a}, {}, true, false, true);
      for (const Tensor& t : second) CHECK((!t.defined() || at::isfinite(t).all().item<bool>()));
    }
  }
}

TEST_CASE("weight decay: coupled where it is part of what is descended") {
  for (const std::string& name : catalog().names(sema::BuiltinKind::optimizer)) {
    INFO(name);
    const OptimizerBuiltin& entry = optimizer(name);
    CHECK(entry.decoupled_decay == (name == "adamw"));
    CHECK((entry.weight_decay >= 0) == (name != "adamw"));
    if (entry.weight_decay < 0) continue;
    std::vector<Hyper> decayed = defaults(entry);
    decayed[static_cast<std::size_t>(entry.weight_decay)] = 0.3;
    Slots a(entry.slots), b(entry.slots);
    const Tensor p = vector({0.5, -1.2}), g = vector({0.2, 0.1}), with_decay = g + 0.3 * p;
    const std::vector<Hyper> plain = defaults(entry);
    optim::StepCall one{p, g, a, decayed, 1}, other{p, with_decay, b, plain, 1};
    CHECK(close(entry.step(one), entry.step(other)));
  }
}

TEST_CASE("sgd refuses nesterov without momentum") {
  const OptimizerBuiltin& entry = optimizer("sgd");
  const auto contradiction = [&](double momentum, double dampening) {
    return entry.contradiction({{0.1}, {momentum}, {dampening}, {0.0}, {true}});
  };
  CHECK_THAT(contradiction(0, 0), Contains("momentum above 0"));
  CHECK_THAT(contradiction(0.9, 0.1), Contains("no dampening"));
  CHECK(contradiction(0.9, 0).empty());
}
