#include "compiler/graph/reads.h"

#include <optional>

namespace mlo::graph {
namespace {

using sema::Argument;
using sema::Node;

/// How a node is reached from what a line computes: with a derivative, and as a constant (both bits may be set).
constexpr std::uint8_t unreached = 0;
constexpr std::uint8_t differentiable = 1;
constexpr std::uint8_t as_constant = 2;
using Reached = std::vector<std::uint8_t>;

void mark(Reached& reached, const Argument& argument, std::uint8_t how) {
  if (const auto* reference = argument.node()) {
    reached[reference->id] |= how;
  } else if (const auto* list = argument.list()) {
    for (const Argument& element : *list) mark(reached, element, how);
  }
}

bool is_detach(const Node& node) {
  return node.kind == Node::Kind::call && node.builtin != nullptr && node.builtin->name() == "detach";
}

/// One backward sweep is enough: in a block each node stands after what it reads.
Reached sweep(const sema::Block& block, Reached reached) {
  for (std::size_t i = block.nodes.size(); i-- > 0;) {
    const Node& node = block.nodes[i];
    if (reached[i] == unreached) continue;
    const std::uint8_t how = is_detach(node) ? as_constant : reached[i];
    for (const Argument& argument : node.arguments) mark(reached, argument, how);
    for (const auto input : node.inputs) reached[input] |= how;
    for (const auto weight : node.weights) reached[weight] |= how;
  }
  return reached;
}

Reached reached_from(const sema::Block& block, const sema::Arguments& roots) {
  Reached reached(block.nodes.size(), unreached);
  for (const Argument& root : roots) mark(reached, root, differentiable);
  return sweep(block, std::move(reached));
}

Reached whole(const sema::Block& block) { return Reached(block.nodes.size(), differentiable); }

/// Frozen modules are constants, and marked as detached.
bool reads_differentiably(const Node& node, std::uint8_t how) {
  return node.kind == Node::Kind::parameter && !node.detached && (how & differentiable) != 0;
}

/// The problem whose parameters a node reads: as they are, or followed by a frozen module (`ema(a)`).
ProblemId problem_read(const sema::Program& program, const Node& node) {
  if (node.kind != Node::Kind::parameter) return sema::nothing;
  return program.is_problem(node.owner) ? node.owner : program.frozen_module(node.owner).source;
}

void collect(const sema::Program& program, const sema::Block& block, const Reached& reached, ProblemId reader,
             std::set<ProblemId>& into, Reads& reads) {
  for (std::size_t i = 0; i < block.nodes.size(); ++i) {
    const Node& node = block.nodes[i];
    if (reached[i] == unreached) continue;
    if (node.kind == Node::Kind::env) reads.envs.insert(node.owner);
    const ProblemId read = problem_read(program, node);
    if (read == sema::nothing || read == reader) continue;
    if (reads_differentiably(node, reached[i])) into.insert(read);
    if (node.detached || (reached[i] & as_constant) != 0) reads.constant.insert(read);
  }
}

bool reads_own_parameters(const sema::Block& block, const Reached& reached, ProblemId self) {
  for (std::size_t i = 0; i < block.nodes.size(); ++i)
    if (block.nodes[i].owner == self && reads_differentiably(block.nodes[i], reached[i])) return true;
  return false;
}

sema::Arguments loss_of(const sema::Problem& problem) {
  if (problem.loss == sema::nothing) return {};
  return {Argument{sema::NodeRef{problem.loss}}};
}

/// The lambdas that shape a step beside the optimizer's arguments: factors on lr, clips, projections.
std::vector<const sema::FunctionDef*> step_functions(const sema::Problem& problem) {
  std::vector<const sema::FunctionDef*> functions;
  for (const auto& scheduler : problem.schedulers) functions.push_back(&scheduler);
  if (problem.clip) functions.push_back(&*problem.clip);
  if (problem.constraint) functions.push_back(&*problem.constraint);
  return functions;
}

void collect_start(const sema::Program& program, ProblemId reader, Reads& reads) {
  const sema::Problem& problem = program.problems[reader];
  const sema::Start& start = problem.start;
  collect(program, problem.block, reached_from(problem.block, start.values), reader, reads.start, reads);
  if (start.problem == sema::nothing || start.problem == reader) return;
  // With values given, those say how the parameters are read; the buffers that come along are constants.
  if (start.values.empty()) {
    reads.start.insert(start.problem);
  } else if (!reads.start.contains(start.problem)) {
    reads.constant.insert(start.problem);
  }
}

void collect_optimizers(const sema::Program& program, ProblemId reader, Reads& reads) {
  const sema::Problem& problem = program.problems[reader];
  for (const auto& optimizer : problem.optimizers)
    collect(program, problem.block, reached_from(problem.block, optimizer.arguments), reader, reads.optimizer, reads);
  for (const auto* function : step_functions(problem))
    collect(program, function->body, whole(function->body), reader, reads.optimizer, reads);
}

/// Metrics are evaluated in the problem's passes, so their envs must be drawn; what else they read needs no edge.
void collect_metric_envs(const sema::Problem& problem, Reads& reads) {
  sema::Arguments roots;
  for (const auto& metric : problem.metrics) roots.push_back(metric.value);
  const Reached reached = reached_from(problem.block, roots);
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (reached[i] != unreached && problem.block.nodes[i].kind == Node::Kind::env)
      reads.envs.insert(problem.block.nodes[i].owner);
}

std::set<EnvId> env_nodes(const sema::Block& block) {
  std::set<EnvId> envs;
  for (const Node& node : block.nodes)
    if (node.kind == Node::Kind::env) envs.insert(node.owner);
  return envs;
}

void add_with_what_they_read(const sema::Program& program, const std::set<EnvId>& envs, std::set<EnvId>& all) {
  for (const EnvId env : envs)
    if (all.insert(env).second) add_with_what_they_read(program, envs_read_by(program, env), all);
}

/// What an env draws is a constant, so a problem that it reads is one, too.
void follow_envs(const sema::Program& program, ProblemId reader, Reads& reads) {
  std::set<EnvId> all;
  add_with_what_they_read(program, reads.envs, all);
  reads.envs = std::move(all);
  for (const EnvId env : reads.envs)
    for (const Node& node : program.envs[env].block.nodes)
      if (const ProblemId read = problem_read(program, node); read != sema::nothing && read != reader)
        reads.constant.insert(read);
}

std::optional<sema::OriginId> find_origin(const sema::Block& block, const Reached& reached, ProblemId read) {
  for (std::size_t i = 0; i < block.nodes.size(); ++i)
    if (block.nodes[i].owner == read && reads_differentiably(block.nodes[i], reached[i])) return block.nodes[i].origin;
  return std::nullopt;
}

}  // namespace

Reads find_reads(const sema::Program& program, ProblemId reader) {
  const sema::Problem& problem = program.problems[reader];
  Reads reads;
  const Reached loss = reached_from(problem.block, loss_of(problem));
  collect(program, problem.block, loss, reader, reads.loss, reads);
  reads.own = reads_own_parameters(problem.block, loss, reader);
  collect_start(program, reader, reads);
  collect_optimizers(program, reader, reads);
  collect_metric_envs(problem, reads);
  follow_envs(program, reader, reads);
  return reads;
}

std::set<EnvId> envs_read_by(const sema::Program& program, EnvId env) { return env_nodes(program.envs[env].block); }

std::set<EnvId> envs_read_outside_problems(const sema::Program& program) {
  std::set<EnvId> all;
  for (const auto& measure : program.measures) add_with_what_they_read(program, env_nodes(measure.block), all);
  add_with_what_they_read(program, env_nodes(program.run.block), all);
  for (EnvId env = 0; env < program.envs.size(); ++env)
    if (program.envs[env].measure != sema::nothing) add_with_what_they_read(program, envs_read_by(program, env), all);
  return all;
}

Span outermost(const sema::Program& program, sema::OriginId origin, Span fallback) {
  if (origin == sema::nothing) return fallback;
  while (program.origins[origin].caller != sema::nothing) origin = program.origins[origin].caller;
  return program.origins[origin].span;
}

Span place_of_read(const sema::Program& program, ProblemId reader, ProblemId read) {
  const sema::Problem& problem = program.problems[reader];
  const Span loss = outermost(program, problem.loss_origin, problem.span);
  if (const auto found = find_origin(problem.block, reached_from(problem.block, loss_of(problem)), read))
    return outermost(program, *found, loss);
  const Span start = outermost(program, problem.start.origin, problem.span);
  if (const auto found = find_origin(problem.block, reached_from(problem.block, problem.start.values), read))
    return outermost(program, *found, start);
  if (problem.start.problem == read) return start;
  for (const auto& optimizer : problem.optimizers)
    if (const auto found = find_origin(problem.block, reached_from(problem.block, optimizer.arguments), read))
      return outermost(program, *found, outermost(program, optimizer.origin, problem.span));
  for (const auto* function : step_functions(problem))
    if (const auto found = find_origin(function->body, whole(function->body), read))
      return outermost(program, *found, outermost(program, function->origin, problem.span));
  return loss;
}

}  // namespace mlo::graph
