// How good the hypergradients of a program are: those that its edges' methods give, held against references.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/eval/failures.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

/// A gradient g beside a reference r.
struct Comparison {
  std::string reference;      ///< "exact", "unroll", "central differences along 9 directions"
  double cosine = 0;          ///< <g, r> / (|g| |r|); 1 where both are zero, 0 where one is
  double relative_error = 0;  ///< |g - r| / |r|
  double norm = 0;            ///< |g|
  double reference_norm = 0;  ///< |r|
};

/// What one gradient costs.
struct Cost {
  double milliseconds = 0;
  double megabytes = 0;       ///< most memory of tensors at one time
  std::int64_t products = 0;  ///< Hessian-vector products
};

/// Another method on the same edge.
struct Alternative {
  std::string method;
  bool approximate = false;
  Comparison comparison;
  Cost cost;
  std::string failure;  ///< why it gave nothing; empty where it did
};

struct EdgeVerdict {
  std::size_t edge = 0;  ///< index into Program::edges
  /// Approximate by nature (darts, sama, first_order, truncated unrolling, penalty, evolution) or cut off (detach): its
  /// cosine is told, not judged.
  bool approximate = false;
  double lower_gradient = 0;            ///< |dL/db| of the lower problem at its solution; 0 at a true minimum
  std::vector<Comparison> comparisons;  ///< the first is what the edge is judged by; none for `detach`
  Cost cost;
  std::vector<Alternative> alternatives;  ///< best first, where asked for
};

struct ProblemVerdict {
  sema::ProblemId problem = 0;
  std::int64_t numbers = 0;  ///< its parameters' entries
  double loss = 0;
  double norm = 0;                        ///< of its total gradient
  std::optional<Comparison> differences;  ///< none where a `detach` below makes them another thing
  std::vector<EdgeVerdict> edges;
};

struct VerifyOptions {
  std::int64_t seed = 0;
  std::int64_t updates = 0;  ///< done before
  bool all = false;          ///< try every method that is legal on each edge
  std::string device = "cpu";
};

/// Plays a round of every problem with something below it, as the program says; the program should be of precision
/// float64. Throws eval::RunError.
std::vector<ProblemVerdict> verify(const sema::Program& program, const sema::Catalog& catalog, const Shapes& shapes,
                                   data::Datasets& datasets, const VerifyOptions& options);

}  // namespace mlo::engine
