// How a problem starts: its initial parameters, and the start of each round.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <functional>

#include "runtime/nn/layer.h"
#include "runtime/ops/constant.h"
#include "runtime/play/compiled.h"
#include "runtime/shapes/weights.h"

namespace mlo::engine {
namespace {

/// Each problem after those that it starts from, and those from whose parameters its module is made (`Like(other)`).
std::vector<ProblemId> order_of_beginning(const sema::Program& program) {
  std::vector<ProblemId> out;
  std::vector<bool> seen(program.problems.size(), false);
  const std::function<void(ProblemId)> visit = [&](ProblemId id) {
    if (seen[id]) return;
    seen[id] = true;
    const sema::Problem& problem = program.problems[id];
    if (problem.start.problem != sema::nothing) visit(problem.start.problem);
    for (const sema::Node& node : program.structures[problem.structure].initial.nodes)
      if (node.kind == sema::Node::Kind::parameter && program.is_problem(node.owner)) visit(node.owner);
    out.push_back(id);
  };
  for (ProblemId id = 0; id < program.problems.size(); ++id) visit(id);
  return out;
}

}  // namespace

Tensors Player::initial_parameters(sema::StructureId id, const Stream& stream, const View& view) const {
  const sema::Structure& structure = program_.structures[id];
  Tensors out(structure.parameters.size());
  at::NoGradGuard no_grad;
  const at::TensorOptions on_cpu = options_.device(at::kCPU);
  for (const sema::Layer& layer : structure.layers) {
    if (layer.parameters.empty()) continue;
    const auto arguments = ops::constant_values(layer.arguments);
    ops::Call call(arguments, on_cpu);
    at::Generator generator = stream.of(layer.path).generator();
    call.set_generator(&generator);
    std::vector<nn::Shape> shapes;
    for (std::uint32_t i : layer.parameters) shapes.push_back(shapes_.parameters[id][i]);
    const Tensors values = static_cast<const nn::LayerBuiltin*>(layer.builtin)->initialize(call, shapes);
    for (std::size_t i = 0; i < values.size(); ++i) out[layer.parameters[i]] = values[i].to(options_);
  }
  sema::Arguments wanted;
  std::vector<std::uint32_t> at;
  for (std::uint32_t i = 0; i < structure.parameters.size(); ++i) {
    if (structure.parameters[i].layer != sema::nothing) continue;
    wanted.push_back(structure.parameters[i].initial);
    at.push_back(i);
  }
  const auto finished = [&] {
    for (const sema::WeightsFile& file : structure.files) load_parameters(structure, file, options_, out);
    return out;
  };
  if (wanted.empty()) return finished();
  eval::Inputs inputs;
  const std::vector<Tensors> buffers(program_.problems.size());
  const std::vector<std::shared_ptr<const Tensors>> envs(program_.envs.size());
  inputs.parameters = &view;
  inputs.buffers = &buffers;
  inputs.envs = &envs;
  inputs.stream = stream;
  const auto values = compile(structure.initial, wanted)->run(inputs);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const ops::Value& value = values[i];
    const Tensor* tensor = value.tensor();
    const Tensor start = tensor ? *tensor : ops::Call(std::span(&value, 1), options_).tensor(0);
    out[at[i]] = start.detach().to(options_).clone();
  }
  return finished();
}

Tensors Player::initial_buffers(sema::StructureId id) const {
  const sema::Structure& structure = program_.structures[id];
  Tensors out(structure.buffers.size());
  for (const sema::Layer& layer : structure.layers) {
    if (layer.buffers.empty()) continue;
    const auto arguments = ops::constant_values(layer.arguments);
    const ops::Call call(arguments, options_);
    std::vector<nn::Shape> shapes;
    for (std::uint32_t i : layer.parameters) shapes.push_back(shapes_.parameters[id][i]);
    const Tensors values = static_cast<const nn::LayerBuiltin*>(layer.builtin)->initialize_buffers(call, shapes);
    for (std::size_t i = 0; i < values.size(); ++i) out[layer.buffers[i]] = values[i];
  }
  for (const sema::WeightsFile& file : structure.files) load_buffers(structure, file, options_, out);
  return out;
}

World Player::initial_world() const {
  World world;
  const std::size_t problems = program_.problems.size(), units = schedule_.units.size();
  world.problems.resize(problems);
  world.envs.resize(program_.envs.size());
  for (EnvId env = 0; env < program_.envs.size(); ++env) world.env_source.push_back(env);
  world.last.resize(units);
  world.rounds.assign(units, 0);
  world.read_versions.resize(units);
  world.passes.assign(units, 0);
  world.stream = seed_;
  world.readings.resize(problems);
  world.hypergradients.resize(problems);
  world.frozen = initial_frozen();
  for (const ProblemId id : order_of_beginning(program_)) {
    const sema::Start& start = program_.problems[id].start;
    ProblemState& state = world.problems[id];
    const bool copies = start.kind == sema::Start::Kind::copy && start.problem != sema::nothing;
    state.parameters = copies ? world.problems[start.problem].parameters
                              : initial_parameters(program_.problems[id].structure,
                                                   seed_.of(program_.problems[id].name).of("init"), view(world));
    state.buffers = copies ? world.problems[start.problem].buffers : initial_buffers(program_.problems[id].structure);
    if (start.kind == sema::Start::Kind::zeros)
      for (Tensor& t : state.parameters) t = at::zeros_like(t);
    state.slots.assign(state.parameters.size(), {});
  }
  for (ProblemId id = 0; id < problems; ++id)
    restart_followers(world, id, {world.problems[id].parameters, world.problems[id].buffers, {}, 0});
  return world;
}

ProblemState Player::restart(const World& world, ProblemId problem, const View& view) const {
  const sema::Start& start = program_.problems[problem].start;
  ProblemState out = world.problems[problem];
  if (start.kind == sema::Start::Kind::continues) return out;
  if (start.kind == sema::Start::Kind::fresh) out.parameters = fresh_parameters(world, problem, view);
  if (start.kind == sema::Start::Kind::zeros)
    for (Tensor& t : out.parameters) t = at::zeros_like(t);
  if (start.problem != sema::nothing)
    out.buffers = world.problems[start.problem].buffers;
  else if (start.kind == sema::Start::Kind::fresh)
    out.buffers = initial_buffers(program_.problems[problem].structure);
  out.slots.assign(out.parameters.size(), {});
  out.steps = 0;
  return out;
}

/// Of each task, where the problem carries the task axis.
Tensors Player::fresh_parameters(const World& world, ProblemId problem, const View& view) const {
  const sema::Problem& def = program_.problems[problem];
  const std::int64_t rounds = world.problems[problem].rounds;
  const auto draw = [&](const Stream& stream, std::int64_t round) {
    return initial_parameters(def.structure, stream.of(def.name).of("round").of(round), view);
  };
  if (!world.tasks || !world.tasks->problems[problem]) return draw(world.stream, rounds);
  std::vector<Tensors> parts;
  for (std::int64_t t = 0; t < world.tasks->count; ++t)
    parts.push_back(
        draw(world.tasks->streams[static_cast<std::size_t>(t)], rounds + t * world.tasks->ahead.rounds[problem]));
  Tensors out;
  for (std::size_t i = 0; i < parts[0].size(); ++i) {
    Tensors one;
    for (const Tensors& part : parts) one.push_back(part[i]);
    out.push_back(at::stack(one));
  }
  return out;
}

Moving Player::begin(ProblemId problem, const ProblemState& start, const Pass& first, std::size_t member,
                     const View& view, Unrolling::Mode mode) const {
  Moving out{start.parameters, start.buffers, start.slots, start.steps};
  if (program_.problems[problem].start.kind != sema::Start::Kind::copy) return out;
  const auto values =
      of_problem(compiled_[problem]->start.run(inputs(first, member, view), watcher_), problem, first, member);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ops::Value& value = values[i];
    const Tensor tensor = value.tensor() ? *value.tensor() : ops::Call(std::span(&value, 1), options_).tensor(0);
    // An alias: the start is another tensor than what it was copied from, or reading both would mix their derivatives.
    out.parameters[i] = mode == Unrolling::Mode::none ? tensor.detach() : tensor.view_as(tensor);
  }
  return out;
}

}  // namespace mlo::engine
