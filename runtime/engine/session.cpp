// The run: updates, logging, validation, checkpoints.
#include "runtime/engine/session.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "runtime/engine/checkpoint.h"
#include "runtime/engine/finite_watcher.h"
#include "runtime/engine/measure.h"
#include "runtime/engine/print.h"
#include "runtime/eval/read_data.h"
#include "runtime/play/failures.h"
#include "runtime/play/warmup.h"

namespace mlo::engine {
namespace {

class Session {
 public:
  Session(const sema::Program& program, const graph::ProblemGraph& graph, const graph::Schedule& schedule,
          const Shapes& shapes, data::Datasets& datasets, const RunOptions& options, Observer& observer)
      : program_(program),
        schedule_(schedule),
        options_(options),
        observer_(observer),
        workers_(options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency())),
        player_(program, graph, schedule, shapes, datasets, tensor_options(program, options),
                Stream(static_cast<std::uint64_t>(options.seed)), options.updates, workers_) {}

  Outcome run() {
    world_ = player_.initial_world();
    warm_up();
    while (world_.update < options_.updates && !outcome_.interrupted && !outcome_.stopped_early) {
      const World before = world_;
      guarded(before, [&] { update(); });
      after_update();
    }
    finish();
    return std::move(outcome_);
  }

 private:
  static at::TensorOptions tensor_options(const sema::Program& program, const RunOptions& options) {
    return at::TensorOptions(program.run.precision == "float64" ? at::kDouble : at::kFloat)
        .device(at::Device(options.device));
  }

  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

  void warm_up() {
    guarded(world_, [&] { engine::warm_up(player_, world_); });
  }

  /// One round of every top.
  void update() {
    const std::int64_t number = world_.update + 1;
    world_.measuring = number % program_.run.log_every == 0 || number == 1 || number == options_.updates;
    for (Reading& reading : world_.readings) reading = {};
    for (const UnitId top : schedule_.tops) player_.play(world_, top, player_.view(world_), {});
    for (const UnitId top : schedule_.tops)
      for (const ProblemId problem : schedule_.units[top].members)
        for (const Tensor& t : world_.problems[problem].parameters)
          if (!std::isfinite(t.sum().item<double>())) throw NotFinite(problem, "parameter");
    world_.update = number;
  }

  void after_update() {
    if (world_.measuring) log_problems();
    const bool last = world_.update == options_.updates;
    for (std::uint32_t id = 0; id < program_.measures.size(); ++id) {
      const sema::Measure& measure = program_.measures[id];
      if (measure.kind == sema::Measure::Kind::validate && (last || world_.update % measure.every == 0)) validate(id);
    }
    if (program_.run.checkpoint_every > 0 && world_.update % program_.run.checkpoint_every == 0) save(false, world_);
    outcome_.interrupted = observer_.interrupted();
    tell("");
  }

  void log_problems() {
    for (ProblemId id = 0; id < program_.problems.size(); ++id) {
      const Reading& reading = world_.readings[id];
      if (reading.count == 0) continue;
      MetricLine line;
      line.update = world_.update;
      line.name = program_.problems[id].name;
      const auto count = static_cast<double>(reading.count);
      line.loss = reading.loss / count;
      for (std::size_t i = 0; i < reading.metrics.size(); ++i) {
        const Tensor& sum = reading.metrics[i];
        line.metrics.push_back(measured(program_.problems[id].metrics[i].name, sum.dim() >= 3 ? sum : sum / count));
      }
      line.health = player_.health().take(program_, id);
      line.cosine = player_.health().cosine(id);
      line.seconds = seconds();
      observer_.line(line);
      if (id == schedule_.units[schedule_.tops[0]].members[0]) loss_ = std::make_pair(line.name, *line.loss);
    }
  }

  void validate(std::uint32_t id) {
    tell("validate");
    const sema::Measure& def = program_.measures[id];
    MetricLine line;
    guarded(world_, [&] { line = measure(player_, world_, id); });
    line.seconds = seconds();
    observer_.line(line);
    if (!def.keep) return;
    const Measured& kept = line.metrics[def.keep->metric];
    const double value = std::holds_alternative<double>(kept.value) ? std::get<double>(kept.value) : NAN;
    const bool better = !best_ || (def.keep->maximize ? value > best_->second : value < best_->second);
    if (better) {
      best_ = std::make_pair(kept.name, value);
      best_world_ = world_;
      since_best_ = 0;
      save(true, world_);
    } else if (def.patience > 0 && ++since_best_ >= def.patience) {
      outcome_.stopped_early = true;
    }
  }

  void finish() {
    save(false, world_);
    outcome_.updates = world_.update;
    if (!outcome_.interrupted) {
      for (std::uint32_t id = 0; id < program_.measures.size(); ++id) {
        if (program_.measures[id].kind != sema::Measure::Kind::test) continue;
        tell("test");
        MetricLine line;
        guarded(world_, [&] { line = measure(player_, best_world_ ? *best_world_ : world_, id); });
        line.seconds = seconds();
        observer_.line(line);
        outcome_.tests.push_back(std::move(line));
      }
      print_values(player_, best_world_ ? *best_world_ : world_, outcome_);
    }
    save_values(player_, best_world_ ? *best_world_ : world_, observer_);
    for (const std::string& warning : player_.health().warnings(program_)) observer_.warning(warning);
    outcome_.health = player_.health().summary(program_);
    outcome_.seconds = seconds();
  }

  void save(bool best, const World& world) {
    observer_.checkpoint(best, make_checkpoint(program_, world, options_.seed, best_));
  }

  void tell(const char* doing) { observer_.progress({world_.update, options_.updates, loss_, best_, doing}); }

  /// Runs a part; what it throws becomes an eval::RunError that names the expression.
  template <class Part>
  void guarded(const World& before, Part part) {
    try {
      part();
    } catch (const NotFinite& bad) {
      throw eval::RunError(explain(before, bad));
    } catch (...) {
      throw_run_error(program_, before.update);
    }
  }

  /// Plays the update once more, from the same state, looking at every value and every derivative.
  Diagnostic explain(World before, const NotFinite& bad) {
    Diagnostic out = describe_not_finite(program_, bad, before.update);
    FiniteWatcher watcher;
    player_.set_watcher(&watcher);
    const auto point_at = [&](const sema::Node& node, const char* what) {
      Diagnostic place;
      eval::describe_failure(program_, eval::Failure(node.origin, ""), place);
      out.primary = {place.primary.span, what};
      out.labels = place.labels;
      if (node.kind == sema::Node::Kind::parameter)
        out.notes.push_back(
            fmt::format("this reads a parameter of `{}`, which an earlier step made infinite or undefined",
                        program_.owner_name(node.owner)));
    };
    try {
      before.measuring = false;
      for (const UnitId top : schedule_.tops) player_.play(before, top, player_.view(before), {});
    } catch (const BadValue& value) {
      point_at(value.node, "this value is not finite");
    } catch (const std::exception&) {
      if (const sema::Node* node = watcher.first_bad_derivative())
        point_at(*node, "the derivative along this value is not finite");
    }
    player_.set_watcher(nullptr);
    return out;
  }

  const sema::Program& program_;
  const graph::Schedule& schedule_;
  RunOptions options_;
  Observer& observer_;
  Workers workers_;
  Player player_;
  World world_;
  std::optional<World> best_world_;
  std::optional<std::pair<std::string, double>> best_, loss_;
  std::int64_t since_best_ = 0;
  Outcome outcome_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace

Outcome run(const sema::Program& program, const graph::ProblemGraph& graph, const graph::Schedule& schedule,
            const Shapes& shapes, data::Datasets& datasets, const RunOptions& options, Observer& observer) {
  eval::read_data(program, datasets);
  return Session(program, graph, schedule, shapes, datasets, options, observer).run();
}

}  // namespace mlo::engine
