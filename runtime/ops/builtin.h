// A function of the language: its signature, its documentation and its implementation, in one entry.
#pragma once

#include <span>

#include "compiler/sema/catalog.h"
#include "runtime/ops/call.h"

namespace mlo::ops {

/// Kind function.
struct FunctionBuiltin : sema::Builtin {
  Function run = nullptr;
};

/// One row of a table of functions; see e.g. `elementwise.cpp`.
struct FunctionEntry {
  const char* signature;
  const char* doc;
  Function run;
  bool draws = false;
};

void add_functions(sema::Catalog& catalog, std::span<const FunctionEntry> entries);

/// Every table of this folder.
void add_all_functions(sema::Catalog& catalog);

// One table per file.
void add_arithmetic(sema::Catalog& catalog);   ///< what operators and brackets stand for: add, multiply, index, ...
void add_elementwise(sema::Catalog& catalog);  ///< exp, relu, where, clamp, ...
void add_reductions(sema::Catalog& catalog);   ///< sum, mean, softmax, norm, sqdist, accuracy, ...
void add_shaping(sema::Catalog& catalog);      ///< reshape, flatten, stack, gather, quarter_turns, ...
void add_creation(sema::Catalog& catalog);     ///< tensor, zeros, arange, eye, ...
void add_linear_algebra(sema::Catalog& catalog);
void add_losses(sema::Catalog& catalog);  ///< cross_entropy, mse_loss, ...
void add_draws(sema::Catalog& catalog);   ///< uniform, randn, choose, examples, ...

}  // namespace mlo::ops
