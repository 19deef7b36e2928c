#include "runtime/shapes/held.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/sema/catalog.h"
#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

using sema::Node;
using sema::NodeId;

void collect(const sema::Argument& argument, std::vector<NodeId>& nodes) {
  if (const auto* node = argument.node()) nodes.push_back(node->id);
  if (const sema::Arguments* list = argument.list())
    for (const sema::Argument& item : *list) collect(item, nodes);
}

/// All that a node reads.
std::vector<NodeId> read_by(const Node& node) {
  std::vector<NodeId> out = node.inputs;
  out.insert(out.end(), node.weights.begin(), node.weights.end());
  for (const sema::Argument& argument : node.arguments) collect(argument, out);
  return out;
}

/// Which nodes `wanted` needs: nodes stand behind those that they read.
std::vector<bool> needed_for(NodeId wanted, const std::vector<Node>& nodes) {
  std::vector<bool> needed(nodes.size());
  needed[wanted] = true;
  for (std::size_t id = nodes.size(); id-- > 0;)
    if (needed[id])
      for (const NodeId read : read_by(nodes[id])) needed[read] = true;
  return needed;
}

}  // namespace

bool holds_own_solution(const sema::Program& program, sema::ProblemId problem) {
  std::vector<bool> own(program.problems.size());
  own[problem] = true;
  for (const sema::Edge& edge : program.edges)
    if (edge.kind == sema::Edge::Kind::l2u && edge.to == problem) own[edge.from] = true;

  const std::vector<Node>& nodes = program.problems[problem].block.nodes;
  const std::vector<bool> needed = needed_for(program.problems[problem].loss, nodes);
  std::vector<bool> moves(nodes.size());  // with the problem's own parameters
  for (NodeId id = 0; id < nodes.size(); ++id) {
    const Node& node = nodes[id];
    const std::vector<NodeId> read = read_by(node);
    moves[id] = node.kind == Node::Kind::parameter
                    ? node.owner < own.size() && own[node.owner]
                    : std::any_of(read.begin(), read.end(), [&](NodeId r) { return moves[r]; });
    const bool held = node.detached || (node.builtin != nullptr && node.builtin->name() == "detach");
    if (needed[id] && moves[id] && held) return true;
  }
  return false;
}

void check_held(const sema::Program& program, Diagnostics& diagnostics) {
  using Way = solve::MethodBuiltin::Way;
  for (const sema::Edge& edge : program.edges) {
    const auto* method = static_cast<const solve::MethodBuiltin*>(edge.method);
    if (method == nullptr || (method->way != Way::penalty && method->way != Way::value_function)) continue;
    if (!holds_own_solution(program, edge.from)) continue;
    const std::string &lower = program.problems[edge.from].name, &upper = program.problems[edge.to].name;
    diagnostics
        .error("MLO0607", edge.via_span,
               fmt::format("`{}` compares the loss of `{}` at two solutions, and this loss holds its own fast",
                           method->name(), lower))
        .at("what stands under `detach` would move from one to the other")
        .label(program.problems[edge.from].span, fmt::format("reads `{}` under `detach`", lower))
        .with_help(fmt::format("write `l2u {} -> {} via darts`, or another method that differentiates the gradient",
                               lower, upper));
  }
}

}  // namespace mlo::engine
