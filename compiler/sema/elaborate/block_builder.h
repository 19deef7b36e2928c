// Writes the nodes of one block; equal expressions become one node.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/sema/elaborate/value.h"

namespace mlo::sema {

class BlockBuilder {
 public:
  /// `self`: the problem whose lines these are; `nothing` for envs, validations, initial values.
  explicit BlockBuilder(Block& block, ProblemId self = nothing) : block_(block), self_(self) {}

  Block& block() { return block_; }
  ProblemId self() const { return self_; }

  /// The node itself, or an equal one that stands already. Draws are never equal to each other.
  NodeRef add(Node node);
  NodeRef parameter(std::uint32_t owner, std::uint32_t index, bool detached, OriginId origin);
  NodeRef env(EnvId owner, std::uint32_t output, OriginId origin);
  NodeRef counter(std::uint32_t index, OriginId origin);
  NodeRef argument(std::uint32_t index, OriginId origin);

  /// A name for the next draw of a line: "let x#0", "let x#1". Other lines do not change it.
  std::string next_place(const std::string& line);

  /// Calls of module functions with equal arguments are one call (one dropout mask).
  std::unordered_map<std::string, Value> module_calls;

 private:
  Block& block_;
  ProblemId self_;
  std::unordered_multimap<std::size_t, NodeId> by_hash_;
  std::unordered_map<std::string, int> places_;
};

}  // namespace mlo::sema
