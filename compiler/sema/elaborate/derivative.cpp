// `grad(f, at = x)`: a derivative inside an expression.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

/// The nodes of a tensor or of a list of tensors; nothing where there is something else in it.
std::optional<std::vector<NodeId>> nodes_of(const Value& value) {
  if (const auto* node = value.as<NodeRef>()) return std::vector<NodeId>{node->id};
  const ListValue* list = value.list();
  if (list == nullptr || list->items.empty()) return std::nullopt;
  std::vector<NodeId> out;
  for (const Value& item : list->items) {
    const auto* node = item.as<NodeRef>();
    if (node == nullptr) return std::nullopt;
    out.push_back(node->id);
  }
  return out;
}

void mark(const Argument& argument, std::vector<char>& reached) {
  if (const auto* node = argument.node()) reached[node->id] = 1;
  if (const Arguments* list = argument.list())
    for (const Argument& item : *list) mark(item, reached);
}

/// Whether what `root` computes reads one of `nodes`.
bool reads_any(const Block& block, NodeId root, const std::vector<NodeId>& nodes) {
  std::vector<char> reached(block.nodes.size(), 0);
  reached[root] = 1;
  for (std::size_t i = root + 1; i-- > 0;) {
    if (!reached[i]) continue;
    const Node& node = block.nodes[i];
    for (const Argument& argument : node.arguments) mark(argument, reached);
    for (const NodeId input : node.inputs) reached[input] = 1;
    for (const NodeId weight : node.weights) reached[weight] = 1;
  }
  return std::any_of(nodes.begin(), nodes.end(), [&](NodeId id) { return reached[id] != 0; });
}

bool is_function(const Value& value) { return value.closure() || value.as<ProblemName>() || value.as<Instance>(); }

}  // namespace

Value Elaborator::derivative(const CallArguments& arguments, Span span) {
  if (arguments.size() != 2 || arguments[0].name || (arguments[1].name && arguments[1].name->text != "at")) {
    error("MLO0304", span, "`grad` takes a number and what it is differentiated along")
        .with_help("for instance `grad(sum(critic(x)), at = x)`");
    return {};
  }
  if (!can_read_tensors(span, "a derivative is a tensor")) return {};
  const Value& along = arguments[1].value;
  const auto nodes = nodes_of(along);
  if (!nodes) {
    error("MLO0301", arguments[1].span, "`grad` is taken along a tensor, or a list of them")
        .at("this is " + describe(along));
    return {};
  }
  Value of = arguments[0].value;
  if (is_function(of)) {
    CallArguments inputs;
    for (const NodeId id : *nodes) inputs.push_back({std::nullopt, Value{NodeRef{id}}, arguments[1].span});
    of = apply(of, inputs, span, arguments[0].span);
    if (of.unknown()) return {};
  }
  if (!of.is_tensor()) {
    error("MLO0301", arguments[0].span, "`grad` is the derivative of a tensor that is a number")
        .at("this is " + describe(of));
    return {};
  }
  Block& block = context_.block->block();
  if (!reads_any(block, of.as<NodeRef>()->id, *nodes)) {
    error("MLO0316", span, "this derivative would be zero")
        .label(arguments[0].span, "does not read what it is differentiated along")
        .with_help(
            "an expression is differentiated along what it is computed from, under the same name: "
            "`grad(sum(critic(x)), at = x)`");
    return {};
  }
  for (const NodeId id : *nodes) block.nodes[id].differentiated = true;
  Node node;
  node.kind = Node::Kind::gradient;
  node.arguments = {*to_argument(of), *to_argument(along)};
  node.origin = origin(span);
  const NodeRef out = context_.block->add(std::move(node));
  if (along.is_tensor()) return {out};
  Values parts;
  for (std::size_t i = 0; i < nodes->size(); ++i) {
    const Arguments place = {{static_cast<std::int64_t>(i)}};
    parts.push_back(call_node(operator_builtin("index"), {Argument{out}, {place}}, span));
  }
  return list_value(std::move(parts));
}

}  // namespace mlo::sema
