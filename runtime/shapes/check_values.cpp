#include "runtime/shapes/check_values.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

std::string text(at::IntArrayRef shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace

bool is_image(const at::Tensor& value) {
  return value.dim() == 3 && (value.size(0) == 1 || value.size(0) == 3 || value.size(0) == 4);
}

void check_loss(const sema::Program& program, const sema::Problem& problem, const ops::Value& value,
                Diagnostics& diagnostics) {
  const at::Tensor* tensor = value.tensor();
  if (tensor && tensor->dim() == 0) return;
  auto& diagnostic = diagnostics.error("MLO0603", program.origins[problem.loss_origin].span,
                                       fmt::format("the loss of `{}` is no number", problem.name));
  if (tensor)
    diagnostic.at("this has the shape " + text(tensor->sizes())).with_help("reduce it: `mean(...)` or `sum(...)`");
  else
    diagnostic.at(value.list() ? "this is a list" : "this follows from shapes alone")
        .with_help("a loss is a tensor without dimensions that depends on the problem's parameters");
}

/// Three dimensions are an image.
void check_metric(const sema::Program& program, const sema::Metric& metric, const ops::Value& value,
                  Diagnostics& diagnostics) {
  const at::Tensor* tensor = value.tensor();
  if (!tensor || is_image(*tensor) || (tensor->dim() < 3 && tensor->numel() <= longest_vector)) return;
  diagnostics
      .error("MLO0603", program.origins[metric.origin].span,
             fmt::format("the metric `{}` is no number and no short vector", metric.name))
      .at("this has the shape " + text(tensor->sizes()))
      .with_help(fmt::format("reduce it, `mean(...)`, or show it, `image(...)`; a vector is logged up to {} numbers",
                             longest_vector));
}

void check_start(const sema::Program& program, const sema::Problem& problem, const Shapes& shapes,
                 std::span<const ops::Value> values, Diagnostics& diagnostics) {
  const auto& wanted = shapes.parameters[problem.structure];
  for (std::size_t i = 0; i < problem.start.values.size(); ++i) {
    const at::Tensor* start = values[i].tensor();
    if (!start || start->sizes() == at::IntArrayRef(wanted[i])) continue;
    diagnostics
        .error("MLO0603", program.origins[problem.start.origin].span,
               fmt::format("`{}` of `{}` has the shape {} and would start from {}",
                           program.structures[problem.structure].parameters[i].path, problem.name, text(wanted[i]),
                           text(start->sizes())))
        .with_help("a start has the shapes of the module");
    return;
  }
}

void check_same_shape(const sema::Program& program, const sema::FunctionDef& def, const char* field,
                      const at::Tensor& given, const ops::Value& result, Diagnostics& diagnostics) {
  const at::Tensor* tensor = result.tensor();
  if (tensor && tensor->sizes() == given.sizes()) return;
  diagnostics
      .error("MLO0603", program.origins[def.origin].span,
             fmt::format("the function for `{}` gives {} for a tensor of the shape {}", field,
                         tensor ? "the shape " + text(tensor->sizes()) : "no tensor", text(given.sizes())))
      .with_help("it gives a tensor of the same shape for each that it is called with");
}

void check_forward(const sema::Program& program, const graph::ProblemGraph& graph, const Shapes& shapes,
                   Diagnostics& diagnostics) {
  for (const sema::Edge& edge : program.edges) {
    const auto* method = static_cast<const solve::MethodBuiltin*>(edge.method);
    if (method == nullptr || method->way != solve::MethodBuiltin::Way::forward) continue;
    std::int64_t tangents = 0;
    for (const sema::ProblemId outside : graph.free_reads[edge.from])
      tangents += shapes.numbers(program.problems[outside]);
    if (tangents <= most_tangents) continue;
    const std::string& lower = program.problems[edge.from].name;
    auto& diagnostic =
        diagnostics.error("MLO0606", edge.via_span, fmt::format("`forward` would carry {} tangents", tangents));
    diagnostic.at(fmt::format("one for each number that `{}` depends on, {} at most", lower, most_tangents));
    for (const sema::ProblemId outside : graph.free_reads[edge.from])
      diagnostic.label(program.problems[outside].span,
                       fmt::format("{} of them", shapes.numbers(program.problems[outside])));
    diagnostic
        .note(fmt::format("a tangent is as large as the state of `{}`: {} numbers, and what its optimizer keeps", lower,
                          shapes.numbers(program.problems[edge.from])))
        .with_help(fmt::format("write `l2u {} -> {} via unroll`, whose cost does not grow with them", lower,
                               program.problems[edge.to].name));
  }
}

}  // namespace mlo::engine
