#include "runtime/engine/health.h"

#include <fmt/format.h>

namespace mlo::engine {
namespace {

/// A solve whose relative residual stays above this did not solve the system in any useful sense.
constexpr double poor_residual = 0.9;

}  // namespace

void Health::add(const sema::Edge& edge, const solve::LinearReport& report) {
  const std::lock_guard lock(mutex_);
  Solves& solves = solves_[&edge];
  ++solves.count;
  solves.negative += report.negative_curvature ? 1 : 0;
  solves.unconverged += report.relative_residual > poor_residual ? 1 : 0;
}

std::vector<std::string> Health::warnings(const sema::Program& program) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [edge, solves] : solves_) {
    const std::string name = fmt::format("l2u {} -> {} via {}", program.problems[edge->from].name,
                                         program.problems[edge->to].name, edge->method->name());
    const auto share = [&](std::int64_t n) { return static_cast<double>(n) / static_cast<double>(solves.count); };
    if (share(solves.negative) > 0.05)
      out.push_back(fmt::format(
          "{}: {} of {} solves met negative curvature: `{}` does not stand at a minimum there; hold it closer to "
          "the upper parameters, take more steps, or raise `damping`",
          name, solves.negative, solves.count, program.problems[edge->from].name));
    if (share(solves.unconverged) > 0.05)
      out.push_back(fmt::format(
          "{}: {} of {} solves ended with a relative residual above {}: take more iterations or raise `damping`", name,
          solves.unconverged, solves.count, poor_residual));
  }
  return out;
}

}  // namespace mlo::engine
