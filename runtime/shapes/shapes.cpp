// Shapes before the run: every block is run on zeros, so what is checked is what will run. Layers learn their sizes on
// the way, over all blocks, until nothing new is learned.
#include <ATen/ATen.h>
#include <fmt/format.h>

#include <set>
#include <span>

#include "runtime/data/loader.h"
#include "runtime/engine/failures.h"
#include "runtime/nn/layer.h"
#include "runtime/ops/builtin.h"
#include "runtime/play/compiled.h"
#include "runtime/play/weights.h"
#include "runtime/shapes/check_values.h"
#include "runtime/shapes/held.h"
#include "runtime/shapes/shape_rules.h"

namespace mlo::engine {
namespace {

using nn::Shape;
using sema::Argument;
using sema::Arguments;
using sema::OriginId;

std::string text(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

class ShapeCheck final : public eval::Watcher {
 public:
  ShapeCheck(const sema::Program& program, Datasets& datasets, Diagnostics& diagnostics)
      : program_(program),
        datasets_(datasets),
        diagnostics_(diagnostics),
        options_(program.run.precision == "float64" ? at::kDouble : at::kFloat) {
    for (const sema::Structure& structure : program.structures)
      shapes_.parameters.emplace_back(structure.parameters.size());
    known_.resize(program.structures.size());
    for (std::size_t i = 0; i < known_.size(); ++i) known_[i].assign(program.structures[i].parameters.size(), false);
    determined_.resize(program.structures.size());
    for (std::size_t i = 0; i < determined_.size(); ++i)
      determined_[i].assign(program.structures[i].layers.size(), sema::nothing);
    envs_.resize(program.envs.size());
  }

  Shapes check() {
    at::NoGradGuard no_grad;
    do {
      learned_ = false;
      sweep();
    } while (learned_);
    if (!diagnostics_.has_errors()) report_unknown_sizes();
    if (!diagnostics_.has_errors()) check_results();
    return shapes_;
  }

  bool partial() const override { return true; }

  void computed(const sema::Node& node, const eval::Value& value) override {
    running_ = nullptr;
    count(node, value);
    if (rules_) rules_->computed(node, value);
  }

  bool layer(const sema::Node& node, const Tensors& inputs, Tensors& weights, Tensors& buffers) override {
    const sema::StructureId id = program_.structure_of(node.owner);
    const sema::Layer& layer = program_.structures[id].layers[node.index];
    running_ = &layer;
    const auto& builtin = static_cast<const nn::LayerBuiltin&>(*layer.builtin);
    std::vector<ops::Value> arguments;
    for (const Argument& argument : layer.arguments) arguments.push_back(constant_value(argument));
    const ops::Call call(arguments, options_);
    std::vector<Shape> given;
    for (const Tensor& input : inputs) given.push_back(input.sizes().vec());
    const std::vector<Shape> sizes = builtin.shapes(call, given);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const std::uint32_t p = layer.parameters[i];
      if (known_[id][p] && shapes_.parameters[id][p] != sizes[i]) throw disagreement(node, id, p, sizes[i]);
      if (!known_[id][p]) {
        known_[id][p] = learned_ = true;
        shapes_.parameters[id][p] = sizes[i];
        determined_[id][node.index] = node.origin;
      }
      weights[i] = at::zeros(sizes[i], options_);
    }
    each_entry_ = sizes.empty() || sizes[0].empty() || sizes[0][0] == 0 ? 1 : weights[0].numel() / sizes[0][0];
    if (builtin.initialize_buffers && !buffers.empty()) buffers = builtin.initialize_buffers(call, sizes);
    return true;
  }

 private:
  /// What a node takes: an entry of a layer's output costs a product with each weight that it depends on.
  void count(const sema::Node& node, const eval::Value& value) {
    const Tensor* tensor = value.tensor();
    if (tensor == nullptr || !tensor->defined() || node.builtin == nullptr) return;
    const bool layer = node.kind == sema::Node::Kind::layer;
    const std::int64_t cost = tensor->numel() * (layer ? each_entry_ : 1);
    work_.add({cost, node.builtin->name(), static_cast<std::int64_t>(tensor->nbytes())}, 1);
  }

  eval::Failure disagreement(const sema::Node& node, sema::StructureId id, std::uint32_t p, const Shape& wanted) {
    eval::Failure failure(node.origin, fmt::format("`{}` would need `{}` of shape {} here, and has it of shape {}",
                                                   node.builtin->name(), program_.structures[id].parameters[p].path,
                                                   text(wanted), text(shapes_.parameters[id][p])));
    failure.at_layer(node);
    const OriginId other = determined_[id][node.index];
    if (other != sema::nothing) failure.other = other;
    return failure;
  }

  /// Zeros in the shapes that are known; undefined where they are not.
  Tensors zeros(sema::StructureId id) const {
    Tensors out;
    for (std::size_t i = 0; i < known_[id].size(); ++i)
      out.push_back(known_[id][i] ? at::zeros(shapes_.parameters[id][i], options_) : Tensor());
    return out;
  }

  std::vector<ops::Value> run(const sema::Block& block, const Arguments& wanted, const Tensors& arguments = {}) {
    View parameters;
    std::vector<Tensors> buffers;
    for (const sema::Problem& problem : program_.problems) {
      parameters.push_back(zeros(problem.structure));
      buffers.emplace_back(program_.structures[problem.structure].buffers.size());
    }
    std::vector<FrozenState> frozen;
    for (const sema::Frozen& module : program_.frozen)
      frozen.push_back({zeros(module.structure), Tensors(program_.structures[module.structure].buffers.size())});
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

  /// A batch of zeros; of the last class, so that scores for fewer classes are found.
  data::Samples zeros_of(const sema::Loader& loader) const {
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
    return {at::zeros(x, options_),
            info.classes > 0 ? at::full(y, info.classes - 1, at::kLong) : at::zeros(y, options_)};
  }

  /// Runs a block; reports what fails in it, once.
  template <class Use>
  void attempt(const sema::Block& block, const Arguments& wanted, Use use, const Tensors& arguments = {}) {
    if (failed_.contains(&block)) return;
    running_ = nullptr;
    try {
      use(run(block, wanted, arguments));
    } catch (const ShapeMismatch& mismatch) {
      failed_.insert(&block);
      describe_failure(program_, mismatch, diagnostics_.error("MLO0603", {}, ""));
    } catch (const eval::Failure& failure) {
      failed_.insert(&block);
      // A layer that fails wherever its module is called has failed once.
      if (running_ != nullptr && !failed_layers_.insert(running_).second) return;
      describe_failure(program_, failure, diagnostics_.error("MLO0601", {}, ""));
    } catch (const std::exception& error) {
      failed_.insert(&block);
      diagnostics_.error("MLO0501", program_.run.span, eval::first_line(error));
    }
  }

  void sweep() {
    for (sema::StructureId id = 0; id < program_.structures.size(); ++id) sweep_initial(id);
    for (const sema::Problem& problem : program_.problems) share_sizes(problem);
    for (EnvId env = 0; env < program_.envs.size(); ++env) {
      Arguments wanted;
      for (const sema::EnvOutput& output : program_.envs[env].outputs) wanted.push_back(output.value);
      attempt(program_.envs[env].block, wanted, [&](const std::vector<ops::Value>& values) {
        Tensors outputs;
        for (const ops::Value& value : values) outputs.push_back(value.tensor() ? *value.tensor() : Tensor());
        envs_[env] = std::make_shared<const Tensors>(std::move(outputs));
      });
    }
    const auto nothing_more = [](const std::vector<ops::Value>&) {};
    for (const sema::Problem& problem : program_.problems) attempt(problem.block, wanted_of(problem), nothing_more);
    for (const sema::Measure& measure : program_.measures) attempt(measure.block, wanted_of(measure), nothing_more);
    Arguments printed;
    for (const sema::Named& named : program_.run.print) printed.push_back(named.value);
    for (const sema::Saved& saved : program_.run.save)
      for (const sema::Named& named : saved.tensors) printed.push_back(named.value);
    attempt(program_.run.block, printed, nothing_more);
  }

  /// A problem and the parameters that it starts from have the same sizes.
  void share_sizes(const sema::Problem& problem) {
    const sema::StructureId own = problem.structure;
    for (std::size_t i = 0; i < problem.start.values.size(); ++i) {
      const auto* reference = problem.start.values[i].node();
      const sema::Node* node = reference ? &problem.block.nodes[reference->id] : nullptr;
      if (node == nullptr || node->kind != sema::Node::Kind::parameter) continue;
      const sema::StructureId other = program_.structure_of(node->owner);
      if (known_[own][i] == known_[other][node->index]) continue;
      learned_ = true;
      if (known_[own][i]) {
        known_[other][node->index] = true;
        shapes_.parameters[other][node->index] = shapes_.parameters[own][i];
      } else {
        known_[own][i] = true;
        shapes_.parameters[own][i] = shapes_.parameters[other][node->index];
      }
    }
  }

  static Arguments wanted_of(const sema::Problem& problem) {
    Arguments wanted{{sema::NodeRef{problem.loss}}};
    for (const sema::Metric& metric : problem.metrics) wanted.push_back(metric.value);
    wanted.insert(wanted.end(), problem.start.values.begin(), problem.start.values.end());
    for (const sema::OptimizerDef& optimizer : problem.optimizers)
      wanted.insert(wanted.end(), optimizer.arguments.begin(), optimizer.arguments.end());
    return wanted;
  }

  static Arguments wanted_of(const sema::Measure& measure) {
    Arguments wanted;
    for (const sema::Metric& metric : measure.metrics) wanted.push_back(metric.value);
    return wanted;
  }

  void sweep_initial(sema::StructureId id) {
    const sema::Structure& structure = program_.structures[id];
    Arguments wanted;
    std::vector<std::uint32_t> at;
    for (std::uint32_t i = 0; i < structure.parameters.size(); ++i)
      if (structure.parameters[i].layer == sema::nothing && !known_[id][i]) {
        wanted.push_back(structure.parameters[i].initial);
        at.push_back(i);
      }
    if (wanted.empty()) return;
    attempt(structure.initial, wanted, [&](const std::vector<ops::Value>& values) {
      for (std::size_t i = 0; i < at.size(); ++i) {
        const Tensor* tensor = values[i].tensor();
        if (tensor && !tensor->defined()) continue;
        known_[id][at[i]] = learned_ = true;
        shapes_.parameters[id][at[i]] = tensor ? tensor->sizes().vec() : Shape{};
      }
    });
  }

  void report_unknown_sizes() {
    for (sema::StructureId id = 0; id < program_.structures.size(); ++id)
      for (std::size_t i = 0; i < known_[id].size(); ++i) {
        if (known_[id][i]) continue;
        const sema::ParameterDef& parameter = program_.structures[id].parameters[i];
        Diagnostic& diagnostic = diagnostics_.error("MLO0602", {}, "");
        describe_failure(program_,
                         eval::Failure(parameter.origin, fmt::format("nothing determines the size of `{}` of `{}`",
                                                                     parameter.path, owner_of(id))),
                         diagnostic);
        diagnostic.with_help("a layer learns its input size where its module is called; call the module in a loss");
        break;
      }
  }

  const std::string& owner_of(sema::StructureId id) const {
    std::uint32_t owner = 0;
    while (program_.structure_of(owner) != id) ++owner;
    return program_.owner_name(owner);
  }

  /// A clip or a constraint of the program's own gives tensors in the shapes of those that it is called with.
  void check_function(const sema::Problem& problem, const std::optional<sema::FunctionDef>& def, const char* field) {
    if (!def || def->builtin != nullptr) return;
    const auto hold = [&](const Tensors& given) {
      attempt(
          def->body, {def->result},
          [&](const std::vector<ops::Value>& values) {
            const ops::List* list = values[0].list();
            for (std::size_t i = 0; i < given.size(); ++i)
              check_same_shape(program_, *def, field, given[i], list ? (*list)[i] : values[0], diagnostics_);
          },
          given);
    };
    const Tensors all = zeros(problem.structure);
    if (std::string(field) == "clip") return hold(all);
    for (const Tensor& each : all)
      if (!diagnostics_.has_errors()) hold({each});
  }

  void check_results() {
    for (const sema::Problem& problem : program_.problems)
      attempt(problem.block, wanted_of(problem), [&](const std::vector<ops::Value>& values) {
        shapes_.work.push_back(work_);
        check_loss(program_, problem, values[0], diagnostics_);
        for (std::size_t i = 0; i < problem.metrics.size(); ++i)
          check_metric(program_, problem.metrics[i], values[1 + i], diagnostics_);
        check_start(program_, problem, shapes_, std::span(values).subspan(1 + problem.metrics.size()), diagnostics_);
      });
    for (const sema::Problem& problem : program_.problems) {
      check_function(problem, problem.clip, "clip");
      check_function(problem, problem.constraint, "constraint");
    }
    for (const sema::Measure& measure : program_.measures)
      attempt(measure.block, wanted_of(measure), [&](const std::vector<ops::Value>& values) {
        shapes_.measure_work.push_back(work_);
        for (std::size_t i = 0; i < measure.metrics.size(); ++i)
          check_metric(program_, measure.metrics[i], values[i], diagnostics_);
      });
  }

  const sema::Program& program_;
  Datasets& datasets_;
  Diagnostics& diagnostics_;
  at::TensorOptions options_;
  Shapes shapes_;
  std::vector<std::vector<bool>> known_;           ///< by structure and parameter
  std::vector<std::vector<OriginId>> determined_;  ///< by structure and layer: the call that gave the sizes
  std::vector<std::shared_ptr<const Tensors>> envs_;
  std::set<const sema::Block*> failed_;
  const sema::Layer* running_ = nullptr;  ///< the layer at work
  std::set<const sema::Layer*> failed_layers_;
  bool learned_ = false;
  std::int64_t each_entry_ = 1;      ///< multiply-adds of an entry of the layer at work
  Work work_;                        ///< of the block at work
  std::optional<ShapeRules> rules_;  ///< of the block at work
};

}  // namespace

void Work::add(const Work& more, std::int64_t times) {
  if (more.largest > largest) {
    largest = more.largest;
    name = more.name;
  }
  bytes += times * more.bytes;
}

std::int64_t Shapes::numbers(const sema::Problem& problem) const {
  std::int64_t total = 0;
  for (const Shape& shape : parameters[problem.structure]) total += c10::multiply_integers(shape);
  return total;
}

Shapes infer_shapes(const sema::Program& program, Datasets& datasets, Diagnostics& diagnostics) {
  return ShapeCheck(program, datasets, diagnostics).check();
}

Shapes check_shapes(const sema::Program& program, const graph::ProblemGraph& graph, Datasets& datasets,
                    Diagnostics& diagnostics) {
  Shapes shapes = infer_shapes(program, datasets, diagnostics);
  if (!diagnostics.has_errors()) check_forward(program, graph, shapes, diagnostics);
  if (!diagnostics.has_errors()) check_held(program, diagnostics);
  if (!diagnostics.has_errors()) check_weights(program, shapes, diagnostics);
  return shapes;
}

}  // namespace mlo::engine
