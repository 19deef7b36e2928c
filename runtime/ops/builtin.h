// A function of the language: its signature, its documentation and its implementation, in one entry.
#pragma once

#include <span>

#include "compiler/sema/catalog.h"
#include "runtime/ops/backward.h"

namespace mlo::ops {

/// Kind function.
struct FunctionBuiltin : sema::Builtin {
  Function run = nullptr;
  Backward backward = nullptr;  ///< null: losses that it stands in are differentiated by LibTorch,
  std::size_t along = 0;  ///< ... and so are those with a derivative along another than the first so many arguments
  bool fills = false;     ///< draws by `Call::drawn` alone, which fills one tensor for many tasks
};

/// What a function draws at random.
enum class Draws {
  nothing,
  values,
  entries,  ///< of tensors that `Call::drawn` makes, and nothing else
};

/// A function's implementation, with the rule of its derivative where it has one.
struct Implementation {
  constexpr Implementation(Function f, Backward b = nullptr, std::size_t n = 0xffffffff)
      : run(f), backward(b), along(n) {}
  Function run;
  Backward backward;
  std::size_t along;  ///< the rule is for the first so many arguments
};

/// One row of a table of functions; see e.g. `elementwise.cpp`.
struct FunctionEntry {
  const char* signature;
  const char* doc;
  Implementation implementation;
  Draws draws = Draws::nothing;
  std::size_t (*results)(const sema::Arguments&) = nullptr;  ///< of those that give a list: how many it holds
};

/// For `results`: always this many.
template <std::size_t count>
std::size_t results(const sema::Arguments&) {
  return count;
}

void add_functions(sema::Catalog& catalog, std::span<const FunctionEntry> entries);

/// Every table of this folder.
void add_all_functions(sema::Catalog& catalog);

// One table per file.
void add_arithmetic(sema::Catalog& catalog);      ///< what operators and brackets stand for: add, multiply, index, ...
void add_elementwise(sema::Catalog& catalog);     ///< exp, sin, where, clamp, ...
void add_special(sema::Catalog& catalog);         ///< erf, lgamma, logit, ...
void add_activations(sema::Catalog& catalog);     ///< relu, gelu, softmax, ...
void add_reductions(sema::Catalog& catalog);      ///< sum, mean, norm, sqdist, accuracy, ...
void add_ordering(sema::Catalog& catalog);        ///< sort, topk, argmax, median, ...
void add_shaping(sema::Catalog& catalog);         ///< reshape, flatten, stack, flip, quarter_turns, ...
void add_gather_scatter(sema::Catalog& catalog);  ///< gather, scatter, one_hot, ...
void add_patches(sema::Catalog& catalog);         ///< pad, unfold, interpolate, ...
void add_creation(sema::Catalog& catalog);        ///< tensor, zeros, arange, eye, ...
void add_linear_algebra(sema::Catalog& catalog);  ///< einsum, bmm, matrix_exp, ...
void add_decompositions(sema::Catalog& catalog);  ///< solve, inverse, cholesky, svd, ...
void add_losses(sema::Catalog& catalog);          ///< cross_entropy, mse_loss, ...
void add_draws(sema::Catalog& catalog);           ///< randint, permutation, choose, ...
void add_distributions(sema::Catalog& catalog);   ///< uniform, normal, gumbel_softmax, ...

}  // namespace mlo::ops
