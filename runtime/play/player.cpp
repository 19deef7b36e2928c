#include "runtime/play/player.h"

#include <ATen/core/grad_mode.h>

#include "runtime/play/compiled.h"
#include "runtime/shapes/held.h"
#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

using sema::Argument;
using sema::Arguments;

bool holds_node(const Argument& argument) {
  if (argument.node()) return true;
  const Arguments* list = argument.list();
  return list && std::any_of(list->begin(), list->end(), holds_node);
}

}  // namespace

Player::Player(const sema::Program& program, const graph::ProblemGraph& graph, const graph::Schedule& schedule,
               const Shapes& shapes, data::Datasets& datasets, at::TensorOptions options, Stream seed,
               std::int64_t updates, Workers& workers)
    : program_(program),
      graph_(graph),
      schedule_(schedule),
      shapes_(shapes),
      datasets_(datasets),
      options_(options),
      seed_(seed),
      updates_(updates),
      workers_(workers),
      health_(std::make_shared<Health>()) {
  for (ProblemId id = 0; id < program.problems.size(); ++id) compiled_.push_back(compile_problem(id));
  for (const sema::Env& env : program.envs) {
    Arguments outputs;
    for (const sema::EnvOutput& output : env.outputs) outputs.push_back(output.value);
    env_executables_.push_back(compile(env.block, outputs));
  }
  // A round is kept whole where it may be run again: where it is unrolled inside something differentiated implicitly,
  // and where what it reads may move.
  moves_ = find_moving();
  keeps_all_ = moves_;
  for (const sema::Edge& edge : program.edges)
    if (edge.kind == sema::Edge::Kind::l2u && edge.method->method.family == sema::MethodTraits::Family::unrolled)
      keeps_all_[schedule.unit_of[edge.from]] = true;
}

std::shared_ptr<const Player::Compiled> Player::compile_problem(ProblemId id) const {
  const sema::Problem& problem = program_.problems[id];
  auto out = std::make_shared<Compiled>();
  const Argument loss{sema::NodeRef{problem.loss}};
  Arguments all{loss};
  for (const sema::Metric& metric : problem.metrics) all.push_back(metric.value);
  out->loss = *compile(problem.block, {loss});
  out->loss_and_metrics = *compile(problem.block, all);
  const auto along = [&](std::uint32_t owner) { return differentiates_along(id, owner); };
  out->loss_gradient = {out->loss, along};
  out->loss_and_metrics_gradient = {out->loss_and_metrics, along};
  out->start = *compile(problem.block, problem.start.values);
  for (const sema::OptimizerDef& def : problem.optimizers) {
    const bool reads = std::any_of(def.arguments.begin(), def.arguments.end(), holds_node);
    out->optimizers.push_back({static_cast<const optim::OptimizerBuiltin*>(def.builtin), def.parameters, def.arguments,
                               reads ? compile(problem.block, def.arguments) : nullptr});
  }
  for (const sema::FunctionDef& def : problem.schedulers)
    out->factors.push_back({static_cast<const optim::SchedulerBuiltin*>(def.builtin), def.arguments,
                            def.builtin ? nullptr : compile(def.body, {def.result})});
  const auto own_function = [&](const std::optional<sema::FunctionDef>& def) {
    return def && !def->builtin ? compile(def->body, {def->result}) : nullptr;
  };
  out->clip = own_function(problem.clip);
  out->constraint = own_function(problem.constraint);
  out->holds_own_solution = engine::holds_own_solution(program_, id);
  return out;
}

bool Player::differentiates_along(ProblemId reader, std::uint32_t owner) const {
  if (owner == reader) return true;
  if (!program_.is_problem(owner)) return false;
  const sema::Edge* edge = graph_.l2u(program_, owner, reader);
  if (edge == nullptr) return false;
  using Way = solve::MethodBuiltin::Way;
  const Way way = static_cast<const solve::MethodBuiltin*>(edge->method)->way;
  return way != Way::detached && way != Way::evolution;
}

std::shared_ptr<const eval::Executable> Player::compile(const sema::Block& block, const Arguments& wanted) const {
  return std::make_shared<eval::Executable>(
      block, wanted, [this](sema::DataRef data) { return datasets_.get(program_, data); }, options_);
}

View Player::view(const World& world) const {
  View out;
  for (const ProblemState& state : world.problems) out.push_back(state.parameters);
  return out;
}

std::shared_ptr<data::Loader> Player::loader(const sema::Block& block, std::size_t index, const Stream& stream) const {
  const sema::Loader& def = block.loaders[index];
  const std::uint64_t seed = stream.of(def.place).seed();
  const std::lock_guard lock(loaders_mutex_);
  constexpr std::size_t most = 64;  // streams of validations come and go
  if (loaders_.size() > most) loaders_.clear();
  auto& known = loaders_[{&def, seed}];
  if (!known)
    known = std::make_shared<data::Loader>(datasets_.get(program_, def.data), def.size, def.shuffle, def.drop_last,
                                           seed, workers_.count() > 1);
  return known;
}

data::Samples Player::batch(const sema::Block& block, std::size_t index, const Stream& stream,
                            std::int64_t number) const {
  const data::Samples batch = loader(block, index, stream)->batch(number);
  return {batch.x.to(options_), batch.y.is_floating_point() ? batch.y.to(options_) : batch.y.to(options_.device())};
}

std::vector<ops::Value> Player::evaluate(const eval::Executable& block, const World& world, const View& view,
                                         Pass::Member given) const {
  at::NoGradGuard no_grad;
  Pass pass = pass_in(world);
  pass.members.push_back(std::move(given));
  return block.run(inputs(pass, 0, view), watcher_);
}

void Player::draw_env(World& world, EnvId env, std::int64_t number, const View& view) const {
  const EnvId source = world.env_source[env];
  const sema::Env& def = program_.envs[source];
  EnvDraw& draw = world.envs[env];
  if (draw.outputs && (draw.number == EnvDraw::held || draw.number == number / def.hold)) return;
  draw.number = number / def.hold;
  // Other envs that it reads are drawn first, under the same number.
  for (const sema::Node& node : def.block.nodes)
    if (node.kind == sema::Node::Kind::env) draw_env(world, node.owner, number, view);
  const Tasks* tasks = world.tasks && world.tasks->envs[env] ? world.tasks.get() : nullptr;
  Pass::Member given = give(
      def.block, [&](const Stream& stream) { return stream.of("env").of(program_.envs[env].name); }, world.stream,
      draw.number, tasks, tasks ? tasks->ahead_of_env(schedule_, env) : 0);
  Tensors outputs;
  for (const ops::Value& value : evaluate(*env_executables_[source], world, view, std::move(given))) {
    const Tensor* tensor = value.tensor();
    outputs.push_back(tensor ? tensor->detach() : Tensor());
  }
  draw.outputs = std::make_shared<const Tensors>(std::move(outputs));
}

}  // namespace mlo::engine
