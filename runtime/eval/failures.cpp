#include "runtime/eval/failures.h"

#include <ATen/core/Tensor.h>
#include <fmt/format.h>

#include <algorithm>

namespace mlo::eval {
namespace {

bool holds(const Span& outer, const Span& inner) {
  return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

/// The shapes that met; and the places that those came from which are no part of the failing expression.
void describe_operands(const sema::Program& program, const Failure& failure, Diagnostic& diagnostic) {
  std::string given;
  std::vector<Label> places;
  for (const Failure::Operand& operand : failure.operands) {
    given += (given.empty() ? "given " : " and ") + operand.shape;
    const Span span = operand.origin == sema::nothing ? diagnostic.primary.span : program.origins[operand.origin].span;
    if (holds(diagnostic.primary.span, span)) continue;
    const auto same = std::find_if(places.begin(), places.end(), [&](const Label& l) { return l.span == span; });
    if (same == places.end())
      places.push_back({span, operand.shape});
    else if (same->text != operand.shape)
      same->text += " and " + operand.shape;
  }
  diagnostic.at(given);
  for (const Label& place : places) diagnostic.label(place.span, "gives " + place.text);
}

/// What fails inside another file, mostly the library, is shown at the program's own innermost expression, with the
/// place itself as a label.
void show_in_program(const sema::Program& program, sema::OriginId at, Diagnostic& diagnostic) {
  constexpr FileId main_file = 0;
  const Span inside = diagnostic.primary.span;
  while (program.origins[at].span.file != main_file && program.origins[at].caller != sema::nothing)
    at = program.origins[at].caller;
  if (inside.file == main_file || program.origins[at].span.file != main_file) return;
  diagnostic.primary.span = program.origins[at].span;
  diagnostic.label(inside, diagnostic.primary.text.empty() ? "fails here" : "fails here, " + diagnostic.primary.text);
  diagnostic.primary.text.clear();
}

/// Which layer failed, and where it was written: a call of a module runs many, and a line of the library makes several.
void describe_layer(const sema::Program& program, const Failure& failure, Diagnostic& diagnostic) {
  if (failure.layer == sema::nothing) return;
  const sema::Layer& layer = program.structures[program.structure_of(failure.owner)].layers[failure.layer];
  if (layer.path.empty()) return;  // the whole module
  const sema::Origin* at = &program.origins[layer.origin];
  diagnostic.label(at->span,
                   fmt::format("layer `{}` of `{}`, counted from 0", layer.path, program.owner_name(failure.owner)));
  for (Span last = at->span; at->caller != sema::nothing; last = at->span) {
    at = &program.origins[at->caller];
    if (!(at->span == last)) diagnostic.label(at->span, "made by this");
  }
}

}  // namespace

void describe_failure(const sema::Program& program, const Failure& failure, Diagnostic& diagnostic) {
  diagnostic.message = failure.what();
  if (failure.origin == sema::nothing) return;
  diagnostic.primary.span = program.origins[failure.origin].span;
  describe_operands(program, failure, diagnostic);
  show_in_program(program, failure.origin, diagnostic);
  Span last = program.origins[failure.origin].span;
  for (sema::OriginId at = program.origins[failure.origin].caller; at != sema::nothing;
       at = program.origins[at].caller) {
    const Span span = program.origins[at].span;
    if (!(span == last) && !(span == diagnostic.primary.span)) diagnostic.label(span, "called here");
    last = span;
  }
  describe_layer(program, failure, diagnostic);
  if (failure.other != sema::nothing) diagnostic.label(program.origins[failure.other].span, failure.says);
}

void check_mean(const sema::Metric& metric, const at::Tensor& before, const at::Tensor& now) {
  if (before.sizes() == now.sizes()) return;
  throw Failure(
      metric.origin,
      fmt::format("`{}` has the shape {} in one pass and {} in another, so there is no mean of them; measure one "
                  "number, `mean(...)`, or have batches of one size, `drop_last = true`",
                  metric.name, c10::str(before.sizes()), c10::str(now.sizes())));
}

}  // namespace mlo::eval
