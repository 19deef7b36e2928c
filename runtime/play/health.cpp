#include "runtime/play/health.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace mlo::engine {
namespace {

/// A solve whose relative residual stays above this did not solve the system in any useful sense.
constexpr double poor_residual = 0.9;
/// Solves of which more than this share went wrong are worth a warning.
constexpr double too_many = 0.1;
/// A lower problem whose gradient is still this share of what it was at the start of the round is at no minimum.
constexpr double far_from_minimum = 0.5;
/// Successive hypergradients that point against each other by this, over at least so many, are mostly noise.
constexpr double opposed = -0.2;
constexpr std::int64_t enough = 10;

std::string percent_text(double percent) {
  return percent < 10 ? fmt::format("{:.2g}", percent) : fmt::format("{:.0f}", percent);
}

std::string name_of(const sema::Program& program, const sema::Edge& edge) {
  return fmt::format("l2u {} -> {} via {}", program.problems[edge.from].name, program.problems[edge.to].name,
                     edge.method->name());
}

bool is_implicit(const sema::Edge& edge) { return edge.method->method.family == sema::MethodTraits::Family::implicit; }

}  // namespace

void Health::add(const sema::Edge& edge, const solve::LinearReport& report) {
  if (paused_) return;
  const std::lock_guard lock(mutex_);
  Solves& solves = solves_[&edge];
  ++solves.count;
  solves.negative += report.negative_curvature ? 1 : 0;
  solves.unconverged += report.relative_residual > poor_residual ? 1 : 0;
  solves.products += report.products;
  solves.residuals.push_back(report.relative_residual);
}

void Health::add_lower(const sema::Edge& edge, double at_end, double at_start, double rounding) {
  if (paused_) return;
  const std::lock_guard lock(mutex_);
  Lower& lower = lower_[&edge];
  lower.at_end = at_end;
  lower.at_start = at_start;
  if (at_start <= rounding) return;  // it began at its minimum: a ratio of the two would say nothing
  lower.end_sum += at_end;
  lower.start_sum += at_start;
}

void Health::add_cosine(sema::ProblemId problem, double cosine) {
  if (paused_) return;
  const std::lock_guard lock(mutex_);
  Cosines& cosines = cosines_[problem];
  cosines.last = cosine;
  cosines.sum += cosine;
  ++cosines.count;
}

std::vector<EdgeHealth> Health::take(const sema::Program& program, sema::ProblemId upper) {
  const std::lock_guard lock(mutex_);
  std::vector<EdgeHealth> out;
  for (const sema::Edge& edge : program.edges) {
    if (edge.kind != sema::Edge::Kind::l2u || edge.to != upper || !lower_.contains(&edge)) continue;
    EdgeHealth one;
    one.lower = program.problems[edge.from].name;
    one.method = edge.method->name();
    one.gradient = lower_[&edge].at_end;
    one.gradient_at_start = lower_[&edge].at_start;
    Solves& solves = solves_[&edge];
    // In their own order, whatever thread came first.
    std::sort(solves.residuals.begin(), solves.residuals.end());
    const double sum = std::accumulate(solves.residuals.begin(), solves.residuals.end(), 0.0);
    one.solves = solves.count - solves.taken;
    if (one.solves > 0) {
      const auto count = static_cast<double>(one.solves);
      one.residual = sum / count;
      one.products = static_cast<double>(solves.products - solves.taken_products) / count;
      one.negative_curvature = static_cast<double>(solves.negative - solves.taken_negative) / count;
    }
    solves.residual_sum += sum;
    solves.residuals.clear();
    solves.taken = solves.count;
    solves.taken_products = solves.products;
    solves.taken_negative = solves.negative;
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<double> Health::cosine(sema::ProblemId problem) const {
  const std::lock_guard lock(mutex_);
  const auto found = cosines_.find(problem);
  if (found == cosines_.end()) return std::nullopt;
  return found->second.last;
}

std::int64_t Health::products() const {
  const std::lock_guard lock(mutex_);
  std::int64_t out = 0;
  for (const auto& [edge, solves] : solves_) out += solves.products;
  return out;
}

std::string Health::text_of(const Solves& solves) {
  const auto count = static_cast<double>(solves.count);
  const double residuals = solves.residual_sum + std::accumulate(solves.residuals.begin(), solves.residuals.end(), 0.0);
  std::string out = fmt::format("{:.1f} products a solve leave a residual of {:.2g}",
                                static_cast<double>(solves.products) / count, residuals / count);
  if (solves.negative > 0)
    out += fmt::format(", {:.0f}% met negative curvature", 100 * static_cast<double>(solves.negative) / count);
  return out;
}

std::vector<std::string> Health::summary(const sema::Program& program) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const sema::Edge& edge : program.edges) {
    const auto lower = lower_.find(&edge);
    if (lower == lower_.end()) continue;
    std::vector<std::string> facts;
    if (lower->second.start_sum > 0)
      facts.push_back(fmt::format("at its solution `{}` has {}% of the gradient that it starts with",
                                  program.problems[edge.from].name,
                                  percent_text(100 * lower->second.end_sum / lower->second.start_sum)));
    else
      facts.push_back(fmt::format("`{}` starts at its solution", program.problems[edge.from].name));
    if (const auto found = solves_.find(&edge); found != solves_.end() && found->second.count > 0)
      facts.push_back(text_of(found->second));
    if (const auto found = cosines_.find(edge.to); found != cosines_.end())
      facts.push_back(fmt::format("cosine of successive hypergradients {:.2f}",
                                  found->second.sum / static_cast<double>(found->second.count)));
    out.push_back(fmt::format("{}: {}", name_of(program, edge), fmt::join(facts, "; ")));
  }
  return out;
}

void Health::warn_of_solves(const std::string& name, const std::string& lower, const Solves& solves,
                            std::vector<std::string>& out) const {
  const auto share = [&](std::int64_t n) { return static_cast<double>(n) / static_cast<double>(solves.count); };
  if (share(solves.negative) > too_many)
    out.push_back(fmt::format(
        "{}: {} of {} solves met negative curvature: `{}` does not stand at a minimum there; hold it closer to "
        "the upper parameters, take more steps, or raise `damping`",
        name, solves.negative, solves.count, lower));
  if (share(solves.unconverged) > too_many)
    out.push_back(fmt::format(
        "{}: {} of {} solves ended with a relative residual above {}: take more iterations or raise `damping`", name,
        solves.unconverged, solves.count, poor_residual));
}

std::vector<std::string> Health::warnings(const sema::Program& program) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const sema::Edge& edge : program.edges) {
    const std::string& lower = program.problems[edge.from].name;
    if (const auto found = solves_.find(&edge); found != solves_.end() && found->second.count > 0)
      warn_of_solves(name_of(program, edge), lower, found->second, out);
    const auto found = lower_.find(&edge);
    if (found == lower_.end() || !is_implicit(edge) || found->second.start_sum <= 0) continue;
    const double left = found->second.end_sum / found->second.start_sum;
    if (left > far_from_minimum)
      out.push_back(
          fmt::format("{}: at the end of its rounds `{}` still has {:.3g}% of the gradient that it starts with, "
                      "and the method takes that for zero; take more steps, or unroll",
                      name_of(program, edge), lower, 100 * left));
  }
  for (const auto& [problem, cosines] : cosines_) {
    const double mean = cosines.sum / static_cast<double>(cosines.count);
    if (cosines.count >= enough && mean < opposed)
      out.push_back(
          fmt::format("successive hypergradients of `{0}` point against each other (mean cosine {1:.2f}): lower "
                      "the learning rate of `{0}`, or average over more passes, `accumulate`",
                      program.problems[problem].name, mean));
  }
  return out;
}

}  // namespace mlo::engine
