#include "runtime/play/player.h"

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

ops::Value constant_value(const Argument& argument) {
  if (const auto* b = std::get_if<bool>(&argument.value)) return *b;
  if (const auto* i = std::get_if<std::int64_t>(&argument.value)) return *i;
  if (const auto* d = std::get_if<double>(&argument.value)) return *d;
  if (const auto* s = std::get_if<std::string>(&argument.value)) return *s;
  if (const Arguments* list = argument.list()) {
    ops::List out;
    for (const Argument& item : *list) out.push_back(constant_value(item));
    return out;
  }
  return {};
}

Player::Player(const sema::Program& program, const graph::ProblemGraph& graph, const graph::Schedule& schedule,
               const Shapes& shapes, Datasets& datasets, at::TensorOptions options, Stream seed, std::int64_t updates,
               Workers& workers)
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
  for (ProblemId id = 0; id < program.problems.size(); ++id) {
    const sema::Problem& problem = program.problems[id];
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
      Compiled::Optimizer optimizer{static_cast<const optim::OptimizerBuiltin*>(def.builtin), def.parameters,
                                    def.arguments, nullptr};
      if (std::any_of(def.arguments.begin(), def.arguments.end(), holds_node))
        optimizer.dynamic = compile(problem.block, def.arguments);
      out->optimizers.push_back(std::move(optimizer));
    }
    for (const sema::FunctionDef& def : problem.schedulers)
      out->factors.push_back({static_cast<const optim::SchedulerBuiltin*>(def.builtin), def.arguments,
                              def.builtin ? nullptr : compile(def.body, {def.result})});
    if (problem.clip && !problem.clip->builtin) out->clip = compile(problem.clip->body, {problem.clip->result});
    if (problem.constraint && !problem.constraint->builtin)
      out->constraint = compile(problem.constraint->body, {problem.constraint->result});
    out->holds_own_solution = engine::holds_own_solution(program, static_cast<ProblemId>(compiled_.size()));
    compiled_.push_back(std::move(out));
  }
  for (const sema::Env& env : program.envs) {
    Arguments outputs;
    for (const sema::EnvOutput& output : env.outputs) outputs.push_back(output.value);
    env_executables_.push_back(compile(env.block, outputs));
  }
  // A round is kept whole where a problem above runs it again: where it is unrolled inside something differentiated
  // implicitly.
  keeps_all_.assign(schedule.units.size(), false);
  for (const sema::Edge& edge : program.edges)
    if (edge.kind == sema::Edge::Kind::l2u && edge.method->method.family == sema::MethodTraits::Family::unrolled)
      keeps_all_[schedule.unit_of[edge.from]] = true;
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
    known =
        std::make_shared<data::Loader>(datasets_.get(program_, def.data), def.size, def.shuffle, def.drop_last, seed);
  return known;
}

data::Samples Player::batch(const sema::Block& block, std::size_t index, const Stream& stream,
                            std::int64_t number) const {
  const data::Samples batch = loader(block, index, stream)->batch(number);
  return {batch.x.to(options_), batch.y.is_floating_point() ? batch.y.to(options_) : batch.y.to(options_.device())};
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
  std::vector<std::shared_ptr<const Tensors>> envs;
  for (const EnvDraw& other : world.envs) envs.push_back(other.outputs);
  const Tasks* tasks = world.tasks && world.tasks->envs[env] ? world.tasks.get() : nullptr;
  const Given given = give(
      def.block, [&](const Stream& stream) { return stream.of("env").of(program_.envs[env].name); }, world.stream,
      draw.number, tasks, tasks ? tasks->ahead_of_env(schedule_, env) : 0);
  eval::Inputs inputs;
  inputs.parameters = &view;
  std::vector<Tensors> buffers;
  for (const ProblemState& state : world.problems) buffers.push_back(state.buffers);
  inputs.buffers = &buffers;
  inputs.frozen = &world.frozen;
  inputs.envs = &envs;
  inputs.batches = &given.batches;
  inputs.counters[1] = static_cast<double>(world.update);
  inputs.stream = given.stream;
  inputs.tasks = given.tasks.get();
  at::NoGradGuard no_grad;
  Tensors outputs;
  for (const ops::Value& value : env_executables_[source]->run(inputs, watcher_)) {
    const Tensor* tensor = value.tensor();
    outputs.push_back(tensor ? tensor->detach() : Tensor());
  }
  draw.outputs = std::make_shared<const Tensors>(std::move(outputs));
}

}  // namespace mlo::engine
