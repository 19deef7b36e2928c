#include "runtime/engine/failures.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>

namespace mlo::engine {
namespace {

bool holds(const Span& outer, const Span& inner) {
  return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

/// The shapes that met; and the places that those came from which are no part of the failing expression.
void describe_operands(const sema::Program& program, const eval::Failure& failure, Diagnostic& diagnostic) {
  std::string given;
  std::vector<Label> places;
  for (const eval::Failure::Operand& operand : failure.operands) {
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
void describe_layer(const sema::Program& program, const eval::Failure& failure, Diagnostic& diagnostic) {
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

Diagnostic describe_edge_error(const sema::Program& program, const EdgeError& bad, std::int64_t update) {
  Diagnostic out;
  out.code = "MLO0605";
  out.message = fmt::format("in update {}: {}", update + 1, bad.what());
  out.primary = {bad.edge->via_span, "asked for here"};
  out.notes.push_back(fmt::format("the lower problem is `{}`", program.problems[bad.edge->from].name));
  out.help = "add a term that makes the lower loss strongly convex, or `damping`, or use a method that unrolls";
  return out;
}

}  // namespace

void describe_failure(const sema::Program& program, const eval::Failure& failure, Diagnostic& diagnostic) {
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

Diagnostic describe_not_finite(const sema::Program& program, const NotFinite& bad, std::int64_t update) {
  Diagnostic out;
  out.code = "MLO0604";
  out.message = fmt::format("the {} of `{}` is not finite in update {}", bad.what(), program.problems[bad.problem].name,
                            update + 1);
  out.primary.span = program.problems[bad.problem].span;
  out.help =
      "lower the learning rate, clip the gradient, or guard the expression (a logarithm or root of zero, a division "
      "by zero)";
  return out;
}

void throw_run_error(const sema::Program& program, std::int64_t update) {
  try {
    throw;
  } catch (const EdgeError& bad) {
    throw RunError(describe_edge_error(program, bad, update));
  } catch (const NotFinite& bad) {
    throw RunError(describe_not_finite(program, bad, update));
  } catch (const eval::Failure& failure) {
    Diagnostic out;
    out.code = "MLO0601";
    describe_failure(program, failure, out);
    out.notes.push_back(fmt::format("in update {}", update + 1));
    throw RunError(std::move(out));
  } catch (const c10::Error& error) {
    Diagnostic out;
    out.code = "MLO0601";
    out.message = fmt::format("in update {}: {}", update + 1, eval::first_line(error));
    out.primary.span = program.run.span;
    throw RunError(std::move(out));
  }
}

void FiniteWatcher::computed(const sema::Node& node, const eval::Value& value) {
  const Tensor* tensor = value.tensor();
  if (tensor == nullptr || !tensor->defined() || !tensor->is_floating_point()) return;
  if (!at::isfinite(tensor->detach()).all().item<bool>()) throw BadValue(node, false);
  if (!tensor->requires_grad() || !at::GradMode::is_enabled()) return;
  // A backward pass goes from the loss inwards: the first bad cotangent to arrive was made by what reads this node.
  tensor->register_hook([this, node = &node](const Tensor& cotangent) {
    if (!bad_ && !at::isfinite(cotangent.detach()).all().item<bool>()) bad_ = node;
  });
}

}  // namespace mlo::engine
