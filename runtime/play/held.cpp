#include "runtime/play/held.h"

#include <algorithm>
#include <vector>

#include "compiler/sema/catalog.h"

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

}  // namespace mlo::engine
