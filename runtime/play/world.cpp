#include "runtime/play/world.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/eval/failures.h"

namespace mlo::engine {

std::shared_ptr<tasks::TaskAxis> Tasks::axis() const {
  auto out = std::make_shared<tasks::TaskAxis>();
  out->count = count;
  out->problems = problems;
  out->envs = envs;
  out->streams.resize(static_cast<std::size_t>(count));
  return out;
}

void Reading::add_metric(std::size_t metric, const Tensor& value) {
  Tensor& sum = metrics[metric];
  if (sum.defined() && value.dim() < 3) {
    eval::check_mean(of->metrics[metric], sum, value);
    sum = sum + value;
  } else {
    sum = value;
  }
}

void Reading::add(const Reading& more) {
  if (more.of == nullptr) return;
  of = more.of;
  loss += more.loss;
  count += more.count;
  metrics.resize(more.metrics.size());
  for (std::size_t m = 0; m < more.metrics.size(); ++m) add_metric(m, more.metrics[m]);
}

void drop_graphs(const Pass& pass) {
  for (const RoundPtr& below : pass.below) {
    below->attached.clear();
    below->seen.clear();
  }
}

Pass pass_in(const World& world) {
  Pass out;
  out.update = static_cast<double>(world.update);
  out.frozen = world.frozen;
  for (const EnvDraw& draw : world.envs) out.envs.push_back(draw.outputs);
  for (const ProblemState& state : world.problems) out.buffers.push_back(state.buffers);
  return out;
}

Counters counters_of(const World& world) {
  Counters out;
  for (const ProblemState& state : world.problems) {
    out.passes.push_back(state.passes);
    out.rounds.push_back(state.rounds);
  }
  out.unit_passes = world.passes;
  return out;
}

Counters operator-(Counters a, const Counters& b) {
  const auto subtract = [](std::vector<std::int64_t>& from, const std::vector<std::int64_t>& numbers) {
    for (std::size_t i = 0; i < from.size(); ++i) from[i] -= numbers[i];
  };
  subtract(a.passes, b.passes);
  subtract(a.rounds, b.rounds);
  subtract(a.unit_passes, b.unit_passes);
  return a;
}

void advance(World& world, const Counters& by, std::int64_t times) {
  for (std::size_t p = 0; p < world.problems.size(); ++p) {
    world.problems[p].passes += times * by.passes[p];
    world.problems[p].rounds += times * by.rounds[p];
  }
  for (std::size_t u = 0; u < world.passes.size(); ++u) world.passes[u] += times * by.unit_passes[u];
}

void join(World& world, std::vector<World> played) {
  std::vector<Reading> readings = std::move(world.readings);
  for (const World& own : played)
    for (std::size_t p = 0; p < readings.size(); ++p) readings[p].add(own.readings[p]);
  world = std::move(played.back());
  world.readings = std::move(readings);
}

}  // namespace mlo::engine
