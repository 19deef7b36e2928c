// The table of optimizers. Learned arguments (a tensor for `lr`, `momentum`, `dampening`, `weight_decay`) are those of
// type number; the others are constants.
#include "runtime/optim/steps.h"

namespace mlo::optim {
namespace {

struct OptimizerEntry {
  const char* signature;
  const char* doc;
  Tensor (*step)(StepCall&);
  std::size_t slots;
  int weight_decay;  ///< its index in `hyper`, where the pair of betas counts as two
  bool decoupled_decay = false;
  std::string (*contradiction)(const sema::Arguments&) = nullptr;
};

constexpr OptimizerEntry optimizer_table[] = {
    {"sgd(lr: number in 0.., momentum: number in 0..<1 = 0, dampening: number in 0..1 = 0, "
     "weight_decay: number in 0.. = 0, nesterov: boolean = false)",
     "Gradient descent, with momentum (Sutskever et al. 2013).", sgd_step, 1, 3, false, sgd_contradiction},
    {"adam(lr: number in 0.. = 1e-3, betas: pair in 0..<1 = [0.9, 0.999], eps: real in 0.. = 1e-8, weight_decay: "
     "number in 0.. "
     "= 0, amsgrad: boolean = false)",
     "Adam (Kingma and Ba 2015); weight_decay is added to the gradient.", adam_step, 3, 4},
    {"adamw(lr: number in 0.. = 1e-3, betas: pair in 0..<1 = [0.9, 0.999], eps: real in 0.. = 1e-8, weight_decay: "
     "number in "
     "0.. = 1e-2, amsgrad: boolean = false)",
     "Adam with decoupled weight decay (Loshchilov and Hutter 2019): each step first multiplies by `1 - lr "
     "weight_decay`.",
     adamw_step, 3, -1, true},
    {"rmsprop(lr: number in 0.. = 1e-2, alpha: real in 0..<1 = 0.99, eps: real in 0.. = 1e-8, weight_decay: number in "
     "0.. = 0, "
     "momentum: number in 0..<1 = 0, centered: boolean = false)",
     "RMSprop (Hinton 2012).", rmsprop_step, 3, 3},
    {"adagrad(lr: number in 0.. = 1e-2, lr_decay: real in 0.. = 0, weight_decay: number in 0.. = 0, "
     "initial_accumulator_value: real in 0.. = 0, eps: real in 0.. = 1e-10)",
     "Adagrad (Duchi et al. 2011).", adagrad_step, 1, 2},
    {"adadelta(lr: number in 0.. = 1.0, rho: real in 0..<1 = 0.9, eps: real in 0.. = 1e-6, weight_decay: number in 0.. "
     "= 0)",
     "Adadelta (Zeiler 2012).", adadelta_step, 2, 3},
    {"adamax(lr: number in 0.. = 2e-3, betas: pair in 0..<1 = [0.9, 0.999], eps: real in 0.. = 1e-8, weight_decay: "
     "number in 0.. = 0)",
     "Adam with the infinity norm of past gradients (Kingma and Ba 2015).", adamax_step, 2, 4},
    {"nadam(lr: number in 0.. = 2e-3, betas: pair in 0..<1 = [0.9, 0.999], eps: real in 0.. = 1e-8, weight_decay: "
     "number in 0.. = 0, momentum_decay: real in 0.. = 4e-3)",
     "Adam with Nesterov's momentum (Dozat 2016).", nadam_step, 2, 4},
    {"radam(lr: number in 0.. = 1e-3, betas: pair in 0..<1 = [0.9, 0.999], eps: real in 0.. = 1e-8, weight_decay: "
     "number in 0.. = 0)",
     "Adam whose adaptive rate waits until its variance is tractable (Liu et al. 2020).", radam_step, 2, 4},
};

}  // namespace

void add_optimizers(sema::Catalog& catalog) {
  for (const OptimizerEntry& entry : optimizer_table) {
    auto builtin = std::make_unique<OptimizerBuiltin>();
    builtin->kind = sema::BuiltinKind::optimizer;
    builtin->signature = sema::parse_signature(entry.signature);
    builtin->doc = entry.doc;
    builtin->decoupled_decay = entry.decoupled_decay;
    builtin->contradiction = entry.contradiction;
    builtin->step = entry.step;
    builtin->slots = entry.slots;
    builtin->weight_decay = entry.weight_decay;
    catalog.add(std::move(builtin));
  }
}

}  // namespace mlo::optim
