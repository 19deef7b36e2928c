// Nodes of a block, as the checker would lay them out.
#pragma once

#include "tests/unit/graph/program_builder.h"

namespace mlo::graph::test {

class Nodes {
 public:
  explicit Nodes(sema::Program& program) : program_(program) {}

  sema::OriginId origin(Span span) {
    program_.origins.push_back({span, sema::nothing});
    return static_cast<sema::OriginId>(program_.origins.size() - 1);
  }
  sema::NodeRef call(sema::Block& block, const std::string& name, sema::Arguments arguments, Span span) {
    sema::Node node;
    node.builtin = catalog().find(name);
    node.arguments = std::move(arguments);
    return add(block, std::move(node), span);
  }
  sema::NodeRef parameter(sema::Block& block, ProblemId owner, Span span) {
    sema::Node node;
    node.kind = sema::Node::Kind::parameter;
    node.owner = owner;
    return add(block, std::move(node), span);
  }
  sema::NodeRef env(sema::Block& block, EnvId owner, Span span) {
    sema::Node node;
    node.kind = sema::Node::Kind::env;
    node.owner = owner;
    return add(block, std::move(node), span);
  }
  /// The problem's module, called: a layer with its parameter.
  sema::NodeRef module_call(sema::Block& block, ProblemId owner, Span span) {
    sema::Node node;
    node.kind = sema::Node::Kind::layer;
    node.builtin = catalog().find("linear");
    node.weights = {parameter(block, owner, span).id};
    node.owner = owner;
    if (!program_.structures[program_.problems[owner].structure].buffers.empty()) node.buffers = {0};
    return add(block, std::move(node), span);
  }

 private:
  sema::NodeRef add(sema::Block& block, sema::Node node, Span span) {
    node.origin = origin(span);
    block.nodes.push_back(std::move(node));
    return {static_cast<sema::NodeId>(block.nodes.size() - 1)};
  }

  sema::Program& program_;
};

}  // namespace mlo::graph::test
