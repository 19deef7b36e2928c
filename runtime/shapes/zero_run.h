// A block, run on zeros: what it gives, and what it takes.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "runtime/shapes/shape_rules.h"
#include "runtime/shapes/shapes.h"
#include "runtime/shapes/sizes.h"

namespace mlo::engine {

/// Runs blocks with all that they read as zeros; values that need shapes which are not known yet are undefined. Layers
/// learn theirs on the way.
class ZeroRun final : private eval::Watcher {
 public:
  ZeroRun(const sema::Program& program, data::Datasets& datasets, Sizes& sizes);

  /// Throws eval::Failure for what does not fit, ShapeMismatch for what a signature states otherwise.
  std::vector<ops::Value> run(const sema::Block& block, const sema::Arguments& wanted,
                              const eval::Tensors& arguments = {});
  /// What later blocks read of an env.
  void set_env(std::uint32_t env, const std::vector<ops::Value>& outputs);

  /// Of the last run: its work; and, where it failed in a layer, that layer, otherwise null.
  const Work& work() const { return work_; }
  const sema::Layer* failed_layer() const { return running_; }
  at::TensorOptions options() const { return options_; }

 private:
  bool partial() const override { return true; }
  void computed(const sema::Node& node, const eval::Value& value) override;
  bool layer(const sema::Node& node, const eval::Tensors& inputs, eval::Tensors& weights,
             eval::Tensors& buffers) override;
  /// Of a batch of images two: each gives one of its own, so they show what all of them give.
  at::Tensor run_layer(const nn::LayerBuiltin& builtin, nn::LayerCall& call) override;
  /// What a node takes: an entry of a layer's output costs a product with each weight that it depends on.
  void count(const sema::Node& node, const eval::Value& value);
  data::Samples zeros_of(const sema::Loader& loader) const;

  const sema::Program& program_;
  data::Datasets& datasets_;
  Sizes& sizes_;
  at::TensorOptions options_;
  std::vector<std::shared_ptr<const eval::Tensors>> envs_;
  const sema::Layer* running_ = nullptr;  ///< the layer at work
  std::int64_t each_entry_ = 1;           ///< multiply-adds of an entry of the layer at work
  Work work_;                             ///< of the block at work
  std::optional<ShapeRules> rules_;       ///< of the block at work
};

}  // namespace mlo::engine
