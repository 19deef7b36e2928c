#include "runtime/play/failures.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <cmath>

namespace mlo::engine {
namespace {

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

double finite_loss(sema::ProblemId problem, double loss) {
  if (!std::isfinite(loss)) throw NotFinite(problem, "loss");
  return loss;
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
    throw eval::RunError(describe_edge_error(program, bad, update));
  } catch (const NotFinite& bad) {
    throw eval::RunError(describe_not_finite(program, bad, update));
  } catch (const eval::Failure& failure) {
    Diagnostic out;
    out.code = "MLO0601";
    eval::describe_failure(program, failure, out);
    out.notes.push_back(fmt::format("in update {}", update + 1));
    throw eval::RunError(std::move(out));
  } catch (const c10::Error& error) {
    Diagnostic out;
    out.code = "MLO0601";
    out.message = fmt::format("in update {}: {}", update + 1, eval::first_line(error));
    out.primary.span = program.run.span;
    throw eval::RunError(std::move(out));
  }
}

}  // namespace mlo::engine
