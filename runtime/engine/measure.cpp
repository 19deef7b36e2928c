#include "runtime/engine/measure.h"

#include <ATen/ATen.h>

#include <cmath>

#include "runtime/play/together.h"
#include "runtime/shapes/check_values.h"

namespace mlo::engine {
namespace {

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

/// The envs that a validation draws: its own, those that its block or the rounds that it plays read, and those that
/// these read.
std::vector<EnvId> envs_of(const Player& player, const sema::Measure& measure) {
  std::vector<EnvId> out = measure.envs;
  add_envs(measure.block, out);
  std::vector<UnitId> units;
  if (measure.solve != sema::nothing) units.push_back(player.schedule().unit_of[measure.solve]);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const graph::Unit& unit = player.schedule().units[units[i]];
    for (const ProblemId member : unit.members) add_envs(player.program().problems[member].block, out);
    units.insert(units.end(), unit.below.begin(), unit.below.end());
  }
  for (std::size_t i = 0; i < out.size(); ++i) add_envs(player.program().envs[out[i]].block, out);
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

std::vector<double> numbers(const Tensor& tensor) {
  const Tensor flat = tensor.to(at::kDouble).reshape(-1).contiguous();
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

/// One draw, or several at once with a task axis.
class Draws {
 public:
  Draws(const Player& player, std::uint32_t id)
      : player_(player), measure_(player.program().measures[id]), envs_(envs_of(player, measure_)) {
    sema::Arguments wanted;
    for (const sema::Metric& metric : measure_.metrics) wanted.push_back(metric.value);
    metrics_ = player.compile(measure_.block, wanted);
    played_ = restarting_starts(player.program(), measure_.solve);
    if (measure_.solve != sema::nothing) played_.push_back(measure_.solve);
  }

  bool has_draws() const { return !envs_.empty() || measure_.solve != sema::nothing || measure_.draws > 1; }

  MetricValues take(const World& world, const Stream& stream) const {
    World own = forgotten(world, stream);
    return play(own, stream);
  }

  /// By draw.
  std::vector<MetricValues> take_together(const World& world, std::vector<Stream> streams) const {
    World own = forgotten(world, streams[0]);
    const auto count = static_cast<std::int64_t>(streams.size());
    const Stream first = streams[0];
    enter_axis(own, std::make_shared<const Tasks>(tasks(std::move(streams))), 0);
    const MetricValues all = play(own, first);
    std::vector<MetricValues> out(static_cast<std::size_t>(count));
    for (std::int64_t draw = 0; draw < count; ++draw)
      for (const Tensor& values : all) out[static_cast<std::size_t>(draw)].push_back(values[draw]);
    return out;
  }

 private:
  World forgotten(const World& world, const Stream& stream) const {
    World own = world;
    own.stream = stream;
    own.measuring = false;
    for (ProblemState& state : own.problems) state.passes = state.rounds = 0;
    own.passes.assign(own.passes.size(), 0);
    own.rounds.assign(own.rounds.size(), 0);
    own.heard.clear();
    const sema::Program& program = player_.program();
    for (const EnvId env : measure_.envs)
      if (program.envs[env].replaces != sema::nothing) own.env_source[program.envs[env].replaces] = env;
    for (const EnvId env : envs_) own.envs[env] = {};
    return own;
  }

  /// What differs from draw to draw: the envs, and all that is played for them.
  Tasks tasks(std::vector<Stream> streams) const {
    std::vector<EnvId> envs = envs_of_block(player_.program(), measure_);
    envs.insert(envs.end(), envs_.begin(), envs_.end());
    std::vector<UnitId> units;
    for (const ProblemId problem : played_) units.push_back(player_.schedule().unit_of[problem]);
    Tasks out = player_.carriers(envs, std::move(units));
    out.count = static_cast<std::int64_t>(streams.size());
    out.streams = std::move(streams);
    return out;
  }

  MetricValues play(World& own, const Stream& stream) const {
    const sema::Program& program = player_.program();
    const View view = player_.view(own);
    for (const EnvId env : envs_) player_.draw_env(own, env, 0, view);
    for (const EnvId env : measure_.envs)  // one draw, under both names
      if (program.envs[env].replaces != sema::nothing) own.envs[program.envs[env].replaces] = own.envs[env];
    for (const EnvId env : envs_of_block(program, measure_)) own.envs[env].number = EnvDraw::held;
    for (const ProblemId problem : played_)
      player_.play(own, player_.schedule().unit_of[problem], player_.view(own), {},
                   problem == measure_.solve ? measure_.steps : std::nullopt);
    return over_batches(own, stream);
  }

  MetricValues over_batches(const World& world, const Stream& stream) const {
    const std::size_t loaders = measure_.block.loaders.size();
    std::int64_t batches = 1;
    for (std::size_t i = 0; i < loaders; ++i)
      batches = std::max(batches, player_.loader(measure_.block, i, stream)->batches_per_epoch());
    const std::int64_t axis = world.tasks ? 1 : 0;
    MetricValues sums;
    double weights = 0;
    for (std::int64_t n = 0; n < batches; ++n) {
      Pass::Member given = player_.give(
          measure_.block, [](const Stream& own) { return own; }, stream, n, world.tasks.get());
      const bool carries = loaders > 0 && given.tasks && given.tasks->batches[0];
      const double weight = loaders > 0 ? static_cast<double>(given.batches[0].x.size(carries ? 1 : 0)) : 1;
      const MetricValues values = evaluate(world, std::move(given));
      sums.resize(values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const bool image = values[i].dim() - axis >= 3;
        if (sums[i].defined() && !image) eval::check_mean(measure_.metrics[i], sums[i], values[i]);
        sums[i] = image ? values[i] : sums[i].defined() ? sums[i] + values[i] * weight : values[i] * weight;
      }
      weights += weight;
    }
    for (Tensor& sum : sums)
      if (sum.dim() - axis < 3) sum = sum / weights;
    return sums;
  }

  MetricValues evaluate(const World& world, Pass::Member given) const {
    MetricValues out;
    for (const ops::Value& value : player_.evaluate(*metrics_, world, player_.view(world), std::move(given))) {
      const ops::Call call(std::span(&value, 1), at::TensorOptions(at::kDouble));
      Tensor one = call.tensor(0).to(at::kDouble);
      if (world.tasks && !value.tensor()) one = tasks::spread(one, world.tasks->count);  // a constant
      out.push_back(std::move(one));
    }
    return out;
  }

  const Player& player_;
  const sema::Measure& measure_;
  std::vector<EnvId> envs_;
  std::vector<ProblemId> played_;  ///< in this order
  std::shared_ptr<const eval::Executable> metrics_;
};

/// The metrics of every draw.
std::vector<MetricValues> take_all(const Player& player, const World& world, std::uint32_t id, const Draws& draws,
                                   const Stream& stream) {
  const auto count = player.program().measures[id].draws;
  const graph::TaskPlan& plan = player.schedule().draws[id];
  std::vector<MetricValues> out(static_cast<std::size_t>(count));
  if (plan.way == graph::TaskWay::batched) {
    const std::vector<Together> pieces = Together::split(count, plan.most);
    try {
      player.workers().run(pieces.size(), plan.at_once, [&](std::size_t i) {
        std::vector<Stream> streams;
        for (std::int64_t k = 0; k < pieces[i].count; ++k) streams.push_back(stream.of(pieces[i].first + k));
        const auto values = draws.take_together(world, std::move(streams));
        std::copy(values.begin(), values.end(), out.begin() + pieces[i].first);
      });
      return out;
    } catch (const tasks::CannotRunTogether&) {  // each by itself, then
    }
  }
  player.workers().run(out.size(), plan.way == graph::TaskWay::sequential ? 1 : plan.at_once,
                       [&](std::size_t i) { out[i] = draws.take(world, stream.of(static_cast<std::int64_t>(i))); });
  return out;
}

}  // namespace

Measured measured(const std::string& name, const Tensor& value) {
  Measured out;
  out.name = name;
  const Tensor t = value.to(at::kCPU);
  if (t.numel() == 1)
    out.value = t.item<double>();
  else if (t.dim() < 3 && t.numel() <= longest_vector)
    out.value = numbers(t);
  else
    out.value = t;
  return out;
}

MetricLine measure(const Player& player, const World& world, std::uint32_t id) {
  const sema::Measure& def = player.program().measures[id];
  const bool test = def.kind == sema::Measure::Kind::test;
  const Draws draws(player, id);
  // The block's own stream: the same draws each time, and no training draw depends on them.
  const Stream stream = player.seed().of(test ? "test" : "validate").of(def.name);
  const std::vector<MetricValues> values = take_all(player, world, id, draws, stream);

  MetricLine line;
  line.update = world.update;
  line.kind = test ? MetricLine::Kind::test : MetricLine::Kind::validate;
  line.name = def.name;
  line.draws = draws.has_draws() ? def.draws : 0;
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
    if (def.draws > 1) line.metrics.back().standard_error = numbers(at::sqrt(squares / (n - 1) / n));
  }
  return line;
}

}  // namespace mlo::engine
