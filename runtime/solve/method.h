// The methods that can stand behind `via`.
#pragma once

#include "compiler/sema/catalog.h"
#include "runtime/solve/linear.h"

namespace mlo::solve {

/// Kind method.
struct MethodBuiltin : sema::Builtin {
  enum class Way {
    unrolled,
    forward,
    first_order,
    implicit,
    central,
    preconditioned,
    penalty,
    value_function,
    evolution,
    detached,
    automatic
  };
  Way way = Way::unrolled;
  /// Implicit methods: the solver under these arguments.
  LinearSolver (*solver)(const sema::Arguments& arguments) = nullptr;
};

void add_methods(sema::Catalog& catalog);

}  // namespace mlo::solve
