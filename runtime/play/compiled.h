// A problem's lines as executables, made once before the run.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "runtime/eval/reverse.h"
#include "runtime/play/player.h"

namespace mlo::engine {

struct Player::Compiled {
  struct Optimizer {
    const optim::OptimizerBuiltin* builtin = nullptr;  ///< null: frozen
    std::vector<std::uint32_t> parameters;
    sema::Arguments arguments;
    std::shared_ptr<const eval::Executable> dynamic;  ///< the arguments, where one is read from a problem above
  };
  struct Factor {
    const optim::SchedulerBuiltin* builtin = nullptr;
    sema::Arguments arguments;
    std::shared_ptr<const eval::Executable> lambda;
  };
  eval::Executable loss;
  eval::Executable loss_and_metrics;
  eval::GradientExecutable loss_gradient;  ///< of `loss`, and of it with the metrics: along the problem's own
  eval::GradientExecutable loss_and_metrics_gradient;  ///< parameters and those of the problems attached below it
  eval::Executable start;                              ///< the values of `init = e`
  std::vector<Optimizer> optimizers;
  std::vector<Factor> factors;
  std::shared_ptr<const eval::Executable> clip, constraint;  ///< where they are functions of the program
  bool holds_own_solution = false;                           ///< see held.h
};

/// A loss of many tasks [T] as one number, whose gradient along each task's own parameters is that task's.
inline Tensor over_tasks(const Tensor& loss) { return loss.dim() > 0 ? loss.sum() : loss; }

}  // namespace mlo::engine
