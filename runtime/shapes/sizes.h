// What is known of the shapes of parameters, while blocks run on zeros.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/eval/executable.h"
#include "runtime/nn/layer.h"

namespace mlo::engine {

using nn::Shape;

class Sizes {
 public:
  explicit Sizes(const sema::Program& program);

  /// A layer's parameters have these shapes, as its call at `node` says. Throws eval::Failure where another call said
  /// otherwise.
  void learn(const sema::Node& node, const std::vector<Shape>& shapes);
  /// A parameter that stands by itself.
  void learn(sema::StructureId id, std::uint32_t parameter, Shape shape);
  /// A problem and the parameters that it starts from have the same shapes.
  void share(const sema::Problem& problem);

  bool known(sema::StructureId id, std::size_t parameter) const { return shapes_[id][parameter].has_value(); }
  /// Zeros in the shapes that are known; undefined where they are not.
  eval::Tensors zeros(sema::StructureId id, at::TensorOptions options) const;
  /// For each structure, the shape of each parameter; empty where it is not known.
  std::vector<std::vector<Shape>> all() const;
  /// Whether anything was learned since this was last asked.
  bool take_learned() { return std::exchange(learned_, false); }

 private:
  eval::Failure disagreement(const sema::Node& node, std::uint32_t parameter, const Shape& wanted) const;

  const sema::Program& program_;
  std::vector<std::vector<std::optional<Shape>>> shapes_;  ///< by structure and parameter
  std::vector<std::vector<sema::OriginId>> determined_;    ///< by structure and layer: the call that gave the shapes
  bool learned_ = false;
};

}  // namespace mlo::engine
