#include "compiler/sema/elaborate/block_builder.h"

#include <boost/container_hash/hash.hpp>

namespace mlo::sema {
namespace {

std::size_t hash_of(const Argument& argument) {
  struct Hash {
    std::size_t operator()(std::monostate) const { return 1; }
    std::size_t operator()(bool v) const { return boost::hash<bool>()(v); }
    std::size_t operator()(std::int64_t v) const { return boost::hash<std::int64_t>()(v); }
    std::size_t operator()(double v) const { return boost::hash<double>()(v); }
    std::size_t operator()(const std::string& v) const { return boost::hash<std::string>()(v); }
    std::size_t operator()(NodeRef v) const { return v.id + 77; }
    std::size_t operator()(DataRef v) const { return v.id * 31 + v.part + 7777; }
    std::size_t operator()(const Arguments& list) const {
      std::size_t seed = list.size();
      for (const Argument& item : list) boost::hash_combine(seed, hash_of(item));
      return seed;
    }
  };
  std::size_t seed = argument.value.index();
  boost::hash_combine(seed, std::visit(Hash{}, argument.value));
  return seed;
}

std::size_t hash_of(const Node& node) {
  std::size_t seed = static_cast<std::size_t>(node.kind);
  boost::hash_combine(seed, node.builtin);
  boost::hash_combine(seed, node.owner);
  boost::hash_combine(seed, node.index);
  for (const Argument& argument : node.arguments) boost::hash_combine(seed, hash_of(argument));
  for (NodeId input : node.inputs) boost::hash_combine(seed, input);
  return seed;
}

/// Places and origins do not make a difference.
bool same(const Node& a, const Node& b) {
  return a.kind == b.kind && a.builtin == b.builtin && a.owner == b.owner && a.index == b.index &&
         a.detached == b.detached && a.mode == b.mode && a.arguments == b.arguments && a.inputs == b.inputs &&
         a.weights == b.weights && a.buffers == b.buffers;
}

}  // namespace

NodeRef BlockBuilder::add(Node node) {
  const bool draw = node.kind == Node::Kind::call && node.builtin != nullptr && node.builtin->draws;
  const std::size_t hash = hash_of(node);
  if (!draw) {
    auto [begin, end] = by_hash_.equal_range(hash);
    for (auto it = begin; it != end; ++it)
      if (same(block_.nodes[it->second], node)) return {it->second};
  }
  const auto id = static_cast<NodeId>(block_.nodes.size());
  block_.nodes.push_back(std::move(node));
  by_hash_.emplace(hash, id);
  return {id};
}

NodeRef BlockBuilder::parameter(std::uint32_t owner, std::uint32_t index, bool detached, OriginId origin) {
  Node node;
  node.kind = Node::Kind::parameter;
  node.owner = owner;
  node.index = index;
  node.detached = detached;
  node.origin = origin;
  return add(std::move(node));
}

NodeRef BlockBuilder::env(EnvId owner, std::uint32_t output, OriginId origin) {
  Node node;
  node.kind = Node::Kind::env;
  node.owner = owner;
  node.index = output;
  node.origin = origin;
  return add(std::move(node));
}

NodeRef BlockBuilder::counter(std::uint32_t index, OriginId origin) {
  Node node;
  node.kind = Node::Kind::counter;
  node.index = index;
  node.origin = origin;
  return add(std::move(node));
}

NodeRef BlockBuilder::argument(std::uint32_t index, OriginId origin) {
  Node node;
  node.kind = Node::Kind::argument;
  node.index = index;
  node.origin = origin;
  return add(std::move(node));
}

std::string BlockBuilder::next_place(const std::string& line) { return line + "#" + std::to_string(places_[line]++); }

}  // namespace mlo::sema
