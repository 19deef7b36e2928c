#include "runtime/shapes/sizes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

namespace mlo::engine {
namespace {

std::string text(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace

Sizes::Sizes(const sema::Program& program) : program_(program) {
  for (const sema::Structure& structure : program.structures) {
    shapes_.emplace_back(structure.parameters.size());
    determined_.emplace_back(structure.layers.size(), sema::nothing);
  }
}

void Sizes::learn(const sema::Node& node, const std::vector<Shape>& shapes) {
  const sema::StructureId id = program_.structure_of(node.owner);
  const sema::Layer& layer = program_.structures[id].layers[node.index];
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const std::uint32_t p = layer.parameters[i];
    if (known(id, p)) {
      if (*shapes_[id][p] != shapes[i]) throw disagreement(node, p, shapes[i]);
      continue;
    }
    learn(id, p, shapes[i]);
    determined_[id][node.index] = node.origin;
  }
}

void Sizes::learn(sema::StructureId id, std::uint32_t parameter, Shape shape) {
  shapes_[id][parameter] = std::move(shape);
  learned_ = true;
}

void Sizes::share(const sema::Problem& problem) {
  const sema::StructureId own = problem.structure;
  for (std::uint32_t i = 0; i < problem.start.values.size(); ++i) {
    const auto* reference = problem.start.values[i].node();
    const sema::Node* node = reference ? &problem.block.nodes[reference->id] : nullptr;
    if (node == nullptr || node->kind != sema::Node::Kind::parameter) continue;
    const sema::StructureId other = program_.structure_of(node->owner);
    if (known(own, i) == known(other, node->index)) continue;
    if (known(own, i))
      learn(other, node->index, *shapes_[own][i]);
    else
      learn(own, i, *shapes_[other][node->index]);
  }
}

eval::Tensors Sizes::zeros(sema::StructureId id, at::TensorOptions options) const {
  eval::Tensors out;
  for (const std::optional<Shape>& shape : shapes_[id])
    out.push_back(shape ? at::zeros(*shape, options) : at::Tensor());
  return out;
}

std::vector<std::vector<Shape>> Sizes::all() const {
  std::vector<std::vector<Shape>> out;
  for (const auto& structure : shapes_) {
    out.emplace_back();
    for (const std::optional<Shape>& shape : structure) out.back().push_back(shape.value_or(Shape()));
  }
  return out;
}

eval::Failure Sizes::disagreement(const sema::Node& node, std::uint32_t parameter, const Shape& wanted) const {
  const sema::StructureId id = program_.structure_of(node.owner);
  eval::Failure failure(
      node.origin,
      fmt::format("`{}` would need `{}` of shape {} here, and has it of shape {}", node.builtin->name(),
                  program_.structures[id].parameters[parameter].path, text(wanted), text(*shapes_[id][parameter])));
  failure.at_layer(node);
  const sema::OriginId other = determined_[id][node.index];
  if (other != sema::nothing) failure.other = other;
  return failure;
}

}  // namespace mlo::engine
