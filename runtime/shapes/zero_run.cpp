#include "runtime/shapes/zero_run.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/data/loader.h"
#include "runtime/ops/constant.h"

namespace mlo::engine {

using eval::Tensors;

ZeroRun::ZeroRun(const sema::Program& program, data::Datasets& datasets, Sizes& sizes)
    : program_(program),
      datasets_(datasets),
      sizes_(sizes),
      options_(program.run.precision == "float64" ? at::kDouble : at::kFloat),
      envs_(program.envs.size()) {}

void ZeroRun::set_env(std::uint32_t env, const std::vector<ops::Value>& values) {
  Tensors outputs;
  for (const ops::Value& value : values) outputs.push_back(value.tensor() ? *value.tensor() : at::Tensor());
  envs_[env] = std::make_shared<const Tensors>(std::move(outputs));
}

std::vector<ops::Value> ZeroRun::run(const sema::Block& block, const sema::Arguments& wanted,
                                     const Tensors& arguments) {
  running_ = nullptr;
  std::vector<Tensors> parameters, buffers;
  for (const sema::Problem& problem : program_.problems) {
    parameters.push_back(sizes_.zeros(problem.structure, options_));
    buffers.emplace_back(program_.structures[problem.structure].buffers.size());
  }
  std::vector<eval::FrozenState> frozen;
  for (const sema::Frozen& module : program_.frozen)
    frozen.push_back(
        {sizes_.zeros(module.structure, options_), Tensors(program_.structures[module.structure].buffers.size())});
  std::vector<data::Samples> batches;
  for (const sema::Loader& loader : block.loaders) batches.push_back(zeros_of(loader));
  eval::Inputs inputs;
  inputs.parameters = &parameters;
  inputs.buffers = &buffers;
  inputs.frozen = &frozen;
  inputs.arguments = &arguments;
  inputs.envs = &envs_;
  inputs.batches = &batches;
  const eval::Executable executable(
      block, wanted, [this](sema::DataRef data) { return datasets_.get(program_, data); }, options_);
  rules_.emplace(block);
  work_ = {};
  std::vector<ops::Value> out = executable.run(inputs, this);
  rules_->check();
  return out;
}

void ZeroRun::computed(const sema::Node& node, const eval::Value& value) {
  running_ = nullptr;
  count(node, value);
  rules_->computed(node, value);
}

bool ZeroRun::layer(const sema::Node& node, const Tensors& inputs, Tensors& weights, Tensors& buffers) {
  const sema::Layer& layer = program_.structures[program_.structure_of(node.owner)].layers[node.index];
  running_ = &layer;
  const auto& builtin = static_cast<const nn::LayerBuiltin&>(*layer.builtin);
  const std::vector<ops::Value> arguments = ops::constant_values(layer.arguments);
  const ops::Call call(arguments, options_);
  std::vector<Shape> given;
  for (const at::Tensor& input : inputs) given.push_back(input.sizes().vec());
  const std::vector<Shape> shapes = builtin.shapes(call, given);
  sizes_.learn(node, shapes);
  for (std::size_t i = 0; i < shapes.size(); ++i) weights[i] = at::zeros(shapes[i], options_);
  each_entry_ = shapes.empty() || shapes[0].empty() || shapes[0][0] == 0 ? 1 : weights[0].numel() / shapes[0][0];
  if (builtin.initialize_buffers && !buffers.empty()) buffers = builtin.initialize_buffers(call, shapes);
  return true;
}

at::Tensor ZeroRun::run_layer(const nn::LayerBuiltin& builtin, nn::LayerCall& call) {
  constexpr std::int64_t few = 2;  // batch norm takes the statistics of more than one
  const at::Tensor& images = call.inputs[0];
  if (builtin.max_inputs > 1 || images.dim() != 4 || images.size(0) <= few) return builtin.run(call);
  const eval::Tensors two = {images.narrow(0, 0, few)};
  nn::LayerCall small{call.call, two, call.weights, call.buffers, call.training};
  at::Tensor out;
  try {
    out = builtin.run(small);
  } catch (const std::exception&) {
    return builtin.run(call);  // what is said is about the whole batch
  }
  if (out.dim() == 0 || out.size(0) != few) return builtin.run(call);
  Shape shape = out.sizes().vec();
  shape[0] = images.size(0);
  return at::zeros(shape, out.options());
}

void ZeroRun::count(const sema::Node& node, const eval::Value& value) {
  const at::Tensor* tensor = value.tensor();
  if (tensor == nullptr || !tensor->defined()) return;
  if (node.kind == sema::Node::Kind::batch) return work_.add({0, "", static_cast<std::int64_t>(tensor->nbytes())});
  if (node.builtin == nullptr) return;
  const bool layer = node.kind == sema::Node::Kind::layer;
  const std::int64_t cost = tensor->numel() * (layer ? each_entry_ : 1);
  work_.add({cost, node.builtin->name(), static_cast<std::int64_t>(tensor->nbytes())});
}

/// A batch of zeros; of the last class, so that scores for fewer classes are found.
data::Samples ZeroRun::zeros_of(const sema::Loader& loader) const {
  const data::DatasetPtr set = datasets_.get(program_, loader.data);
  const sema::DataInfo info = set->info();
  try {
    [[maybe_unused]] const data::Loader rules(set, loader.size, loader.shuffle, loader.drop_last, 0);
  } catch (const std::runtime_error& error) {
    throw eval::Failure(loader.origin, error.what());
  }
  const std::int64_t size = loader.size > 0 ? std::min(loader.size, info.count) : info.count;
  Shape x{size}, y{size};
  x.insert(x.end(), info.sample_shape.begin(), info.sample_shape.end());
  y.insert(y.end(), info.target_shape.begin(), info.target_shape.end());
  return {at::zeros(x, options_), info.classes > 0 ? at::full(y, info.classes - 1, at::kLong) : at::zeros(y, options_)};
}

}  // namespace mlo::engine
