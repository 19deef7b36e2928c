// What must hold of shapes once all of them are known.
#pragma once

#include <span>

#include "compiler/graph/problem_graph.h"
#include "runtime/ops/value.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

/// More numbers above than this are not "few parameters": `forward` carries a tangent of the state for each.
inline constexpr std::int64_t most_tangents = 1000;

/// `[C, H, W]` with 1, 3 or 4 channels.
bool is_image(const at::Tensor& value);

/// A tensor with more numbers than this is no short vector: it is neither logged nor printed in full.
inline constexpr std::int64_t longest_vector = 64;

/// MLO0603: a loss is a number, a metric a number, a short vector or an image, a start has the module's shapes.
/// `value` and `values` are what came out on zeros.
void check_loss(const sema::Program& program, const sema::Problem& problem, const ops::Value& value,
                Diagnostics& diagnostics);
void check_metric(const sema::Program& program, const sema::Metric& metric, const ops::Value& value,
                  Diagnostics& diagnostics);
void check_start(const sema::Program& program, const sema::Problem& problem, const Shapes& shapes,
                 std::span<const ops::Value> values, Diagnostics& diagnostics);
/// `result`: what a function for `field` gives for a tensor shaped like `given`.
void check_same_shape(const sema::Program& program, const sema::FunctionDef& def, const char* field,
                      const at::Tensor& given, const ops::Value& result, Diagnostics& diagnostics);

/// MLO0606: `forward` above a problem that depends on too many numbers.
void check_forward(const sema::Program& program, const graph::ProblemGraph& graph, const Shapes& shapes,
                   Diagnostics& diagnostics);

}  // namespace mlo::engine
