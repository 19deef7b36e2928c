#include "runtime/engine/measure.h"

#include <ATen/ATen.h>

#include <cmath>

namespace mlo::engine {
namespace {

constexpr std::int64_t longest_vector = 64;

void add_envs(const sema::Block& block, std::vector<EnvId>& out) {
  for (const sema::Node& node : block.nodes)
    if (node.kind == sema::Node::Kind::env && std::find(out.begin(), out.end(), node.owner) == out.end())
      out.push_back(node.owner);
}

/// The envs of which the block itself is the uppermost reader: a draw of theirs holds for all that is played for it.
std::vector<EnvId> envs_of_block(const sema::Program& program, const sema::Measure& measure) {
  std::vector<EnvId> out = measure.envs;
  for (const EnvId env : measure.envs)
    if (program.envs[env].replaces != sema::nothing) out.push_back(program.envs[env].replaces);
  add_envs(measure.block, out);
  return out;
}

/// The envs that a validation draws: its own, and those that its block or the rounds that it plays read.
std::vector<EnvId> envs_of(const Player& player, const sema::Measure& measure) {
  std::vector<EnvId> out = measure.envs;
  add_envs(measure.block, out);
  if (measure.solve == sema::nothing) return out;
  std::vector<UnitId> units{player.schedule().unit_of[measure.solve]};
  for (std::size_t i = 0; i < units.size(); ++i) {
    const graph::Unit& unit = player.schedule().units[units[i]];
    for (const ProblemId member : unit.members) add_envs(player.program().problems[member].block, out);
    units.insert(units.end(), unit.below.begin(), unit.below.end());
  }
  return out;
}

/// What a problem starts from, where that restarts in each round too, the first one first: their last solutions are
/// those of a task of the training.
std::vector<ProblemId> restarting_starts(const sema::Program& program, std::uint32_t solved) {
  std::vector<ProblemId> out;
  for (std::uint32_t at = solved; at != sema::nothing;) {
    at = program.problems[at].start.problem;
    if (at == sema::nothing || program.problems[at].start.kind == sema::Start::Kind::continues) break;
    out.insert(out.begin(), at);
  }
  return out;
}

struct Draw {
  const Player& player;
  const sema::Measure& measure;
  const eval::Executable& metrics;
  const std::vector<EnvId>& envs;

  MetricValues take(const World& world, const Stream& stream) const {
    World own = world;
    own.stream = stream;
    own.measuring = false;
    for (ProblemState& state : own.problems) state.passes = state.rounds = 0;
    own.passes.assign(own.passes.size(), 0);
    own.rounds.assign(own.rounds.size(), 0);
    own.heard.clear();
    const sema::Program& program = player.program();
    for (const EnvId env : measure.envs)
      if (program.envs[env].replaces != sema::nothing) own.env_source[program.envs[env].replaces] = env;
    for (const EnvId env : envs) own.envs[env] = {};
    const View view = player.view(own);
    for (const EnvId env : envs) player.draw_env(own, env, 0, view);
    for (const EnvId env : measure.envs)  // one draw, under both names
      if (program.envs[env].replaces != sema::nothing) own.envs[program.envs[env].replaces] = own.envs[env];
    for (const EnvId env : envs_of_block(program, measure)) own.envs[env].number = EnvDraw::held;
    for (const ProblemId start : restarting_starts(program, measure.solve))
      player.play(own, player.schedule().unit_of[start], player.view(own), {});
    if (measure.solve != sema::nothing)
      player.play(own, player.schedule().unit_of[measure.solve], player.view(own), {}, measure.steps);
    return over_batches(own, stream);
  }

  MetricValues over_batches(const World& world, const Stream& stream) const {
    const std::size_t loaders = measure.block.loaders.size();
    std::int64_t batches = 1;
    for (std::size_t i = 0; i < loaders; ++i)
      batches = std::max(batches, player.loader(measure.block, i, stream)->batches_per_epoch());
    MetricValues sums;
    double weights = 0;
    for (std::int64_t n = 0; n < batches; ++n) {
      std::vector<data::Samples> given;
      double weight = 1;
      for (std::size_t i = 0; i < loaders; ++i) {
        const data::Samples batch = player.loader(measure.block, i, stream)->batch(n);
        if (i == 0) weight = static_cast<double>(batch.x.size(0));
        given.push_back({batch.x.to(player.options()), batch.y.is_floating_point()
                                                           ? batch.y.to(player.options())
                                                           : batch.y.to(player.options().device())});
      }
      const MetricValues values = evaluate(world, stream.of(n), given);
      sums.resize(values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const bool image = values[i].dim() >= 3;
        sums[i] = image ? values[i] : sums[i].defined() ? sums[i] + values[i] * weight : values[i] * weight;
      }
      weights += weight;
    }
    for (Tensor& sum : sums)
      if (sum.dim() < 3) sum = sum / weights;
    return sums;
  }

  MetricValues evaluate(const World& world, const Stream& stream, const std::vector<data::Samples>& batches) const {
    at::NoGradGuard no_grad;
    const View view = player.view(world);
    std::vector<Tensors> buffers;
    for (const ProblemState& state : world.problems) buffers.push_back(state.buffers);
    std::vector<std::shared_ptr<const Tensors>> draws;
    for (const EnvDraw& draw : world.envs) draws.push_back(draw.outputs);
    eval::Inputs inputs;
    inputs.parameters = &view;
    inputs.buffers = &buffers;
    inputs.frozen = &world.frozen;
    inputs.envs = &draws;
    inputs.batches = &batches;
    inputs.counters[1] = static_cast<double>(world.update);
    inputs.stream = stream;
    MetricValues out;
    for (const ops::Value& value : metrics.run(inputs)) {
      const ops::Call call(std::span(&value, 1), at::TensorOptions(at::kDouble));
      out.push_back(call.tensor(0).to(at::kDouble));
    }
    return out;
  }
};

}  // namespace

bool is_image(const Tensor& value) {
  return value.dim() == 3 && (value.size(0) == 1 || value.size(0) == 3 || value.size(0) == 4);
}

Measured measured(const std::string& name, const Tensor& value) {
  Measured out;
  out.name = name;
  const Tensor t = value.to(at::kCPU);
  if (t.numel() == 1)
    out.value = t.item<double>();
  else if (t.dim() < 3 && t.numel() <= longest_vector) {
    const Tensor flat = t.to(at::kDouble).reshape(-1).contiguous();
    out.value = std::vector<double>(flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
  } else {
    out.value = t;
  }
  return out;
}

MetricLine measure(const Player& player, const World& world, std::uint32_t id) {
  const sema::Measure& def = player.program().measures[id];
  const bool test = def.kind == sema::Measure::Kind::test;
  sema::Arguments wanted;
  for (const sema::Metric& metric : def.metrics) wanted.push_back(metric.value);
  const auto metrics = player.compile(def.block, wanted);
  const std::vector<EnvId> envs = envs_of(player, def);
  const Draw draw{player, def, *metrics, envs};
  // The block's own stream: the same draws each time, and no training draw depends on them.
  const Stream stream = player.seed().of(test ? "test" : "validate").of(def.name);
  std::vector<MetricValues> values(static_cast<std::size_t>(def.draws));
  player.workers().run(values.size(),
                       [&](std::size_t i) { values[i] = draw.take(world, stream.of(static_cast<std::int64_t>(i))); });

  MetricLine line;
  line.update = world.update;
  line.kind = test ? MetricLine::Kind::test : MetricLine::Kind::validate;
  line.name = def.name;
  line.draws = envs.empty() && def.solve == sema::nothing && def.draws == 1 ? 0 : def.draws;
  const auto n = static_cast<double>(def.draws);
  for (std::size_t m = 0; m < def.metrics.size(); ++m) {
    if (values[0][m].dim() >= 3) {
      line.metrics.push_back(measured(def.metrics[m].name, values.back()[m]));
      continue;
    }
    Tensor sum = at::zeros_like(values[0][m]), squares = sum;
    for (const MetricValues& one : values) sum = sum + one[m];
    const Tensor mean = sum / n;
    for (const MetricValues& one : values) squares = squares + (one[m] - mean).square();
    line.metrics.push_back(measured(def.metrics[m].name, mean));
    if (def.draws > 1 && mean.numel() == 1)
      line.metrics.back().standard_error = std::sqrt(squares.item<double>() / (n - 1) / n);
  }
  return line;
}

}  // namespace mlo::engine
