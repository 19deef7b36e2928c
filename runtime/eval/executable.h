// A flat program, ready to run: those nodes of a block that the wanted values need, in order.
#pragma once

#include <c10/core/TensorOptions.h>

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "compiler/sema/program.h"
#include "runtime/data/dataset.h"
#include "runtime/eval/stream.h"
#include "runtime/ops/value.h"
#include "runtime/tasks/rules.h"

namespace mlo::nn {
struct LayerBuiltin;
struct LayerCall;
}  // namespace mlo::nn

namespace mlo::eval {

using ops::Tensor;
using ops::Tensors;
using ops::Value;

/// The values of a frozen module.
struct FrozenState {
  Tensors parameters;
  Tensors buffers;
};

/// All that a flat program reads. Nothing of it is changed.
struct Inputs {
  const std::vector<Tensors>* parameters = nullptr;  ///< by problem; what carries a derivative is the caller's choice
  const std::vector<Tensors>* buffers = nullptr;     ///< by problem
  const std::vector<FrozenState>* frozen = nullptr;  ///< by frozen module
  const Tensors* arguments = nullptr;                ///< of a function program
  const std::vector<std::shared_ptr<const Tensors>>* envs = nullptr;  ///< by env: its outputs
  const std::vector<data::Samples>* batches = nullptr;                ///< by loader of the block
  double counters[3] = {0, 0, 0};                                     ///< step, update, t
  Stream stream;                                                      ///< of this block and pass
  /// Many tasks at once: which of the above carry the task axis, and the streams; null: one task.
  const tasks::TaskAxis* tasks = nullptr;
};

/// An error while a node ran, with the place it has in the program.
struct Failure : std::runtime_error {
  Failure(sema::OriginId at, const std::string& message) : std::runtime_error(message), origin(at) {}
  sema::OriginId origin;
  sema::OriginId other = sema::nothing;  ///< a second place that matters, and
  const char* says = "its size was determined here";
  struct Operand {
    sema::OriginId origin;
    std::string shape;
  };
  std::vector<Operand> operands;  ///< the tensors that met there
  /// The layer that ran there: its index in the structure of `owner`.
  std::uint32_t owner = sema::nothing, layer = sema::nothing;

  /// Takes note of the layer that a node runs.
  void at_layer(const sema::Node& node) {
    owner = node.owner;
    layer = node.index;
  }
};

/// Sees every node as it runs; for checking shapes and for finding where a number stopped being finite.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// Before a layer runs: may fill weights and buffers that are not known yet. False: the node is left out, its value
  /// undefined.
  virtual bool layer(const sema::Node&, const Tensors& /*inputs*/, Tensors& /*weights*/, Tensors& /*buffers*/) {
    return true;
  }
  /// Runs a layer.
  virtual Tensor run_layer(const nn::LayerBuiltin& builtin, nn::LayerCall& call);
  /// After a node has run.
  virtual void computed(const sema::Node&, const Value&) {}
  /// Whether nodes with undefined inputs are left out (their values are undefined) instead of run.
  virtual bool partial() const { return false; }
};

/// New values of the buffers of the problem whose own pass this is, by its buffer indices; undefined where not moved.
using Moved = Tensors;

class Executable {
 public:
  using DatasetOf = std::function<data::DatasetPtr(sema::DataRef)>;

  Executable() = default;
  /// `wanted`: nodes or constants, in the order in which `run` returns them. `options`: the run's precision and device.
  Executable(const sema::Block& block, const sema::Arguments& wanted, const DatasetOf& datasets,
             at::TensorOptions options);

  /// The wanted values. `owner` and `moved`: where running statistics of that problem's own layers go, of those that
  /// the first of the wanted values, the loss, runs through: what is measured beside it moves nothing. With
  /// `inputs.tasks` every wanted tensor carries the task axis, no running statistics move, and nothing watches.
  std::vector<Value> run(const Inputs& inputs, Watcher* watcher = nullptr, std::uint32_t owner = sema::nothing,
                         Moved* moved = nullptr) const;

 private:
  friend class GradientExecutable;
  /// An argument as it is fetched: a constant, a node, or a list that holds nodes.
  struct Fetch {
    Value constant;
    std::uint32_t node = sema::nothing;
    std::vector<Fetch> items;
    bool is_list = false;
  };
  struct Step {
    sema::NodeId id = 0;
    std::vector<Fetch> arguments;
    tasks::FunctionRule function_rule = nullptr;  ///< how it runs for many tasks: one of the two, or neither for
    tasks::LayerRule layer_rule = nullptr;        ///< what is read
    std::shared_ptr<std::atomic<bool>> refused;   ///< the rule did not take it: one task after the other from then on
    std::vector<sema::NodeId> last_reads;         ///< nodes whose values nothing reads after it
    bool of_first = false;                        ///< the first of the wanted values is computed from it
  };
  /// The values of all nodes for many tasks, and which of them carry the task axis.
  struct TaskValues {
    std::vector<Value> values;
    std::vector<char> carries;
  };
  Fetch fetch(const sema::Argument& argument, const DatasetOf& datasets) const;
  void find_last_reads(const sema::Arguments& wanted);
  /// By node: whether one of these values is computed from it.
  std::vector<char> needed_for(std::span<const sema::Argument> wanted) const;
  static void release(const Step& step, std::vector<Value>& values);
  static Value get(const Fetch& fetch, const std::vector<Value>& values);
  Value run_node(const sema::Node& node, const Step& step, const std::vector<Value>& values, const Inputs& inputs,
                 Watcher* watcher, std::uint32_t owner, Moved* moved) const;
  Value run_layer(const sema::Node& node, const std::vector<Value>& arguments, const std::vector<Value>& values,
                  const Inputs& inputs, Watcher* watcher, std::uint32_t owner, Moved* moved) const;
  // for_tasks.cpp
  std::vector<Value> run_for_tasks(const Inputs& inputs) const;
  void run_node_for_tasks(const Step& step, const Inputs& inputs, TaskValues& all) const;
  void call_for_tasks(const sema::Node& node, const Step& step, const Inputs& inputs, TaskValues& all) const;
  static tasks::TaskResult by_rule(const Step& step, const ops::FunctionBuiltin& builtin, const tasks::TaskCall& call);
  void layer_for_tasks(const sema::Node& node, const Step& step, const Inputs& inputs, TaskValues& all) const;
  bool read_carries(const sema::Node& node, const Inputs& inputs) const;
  /// An argument, with the axis on every tensor of a list where it is on one.
  static Value get_for_tasks(const Fetch& fetch, const TaskValues& all, std::int64_t tasks, char& carries);

  static Value parameter(const sema::Node& node, const Inputs& inputs);
  static Tensor buffer(std::uint32_t owner, std::uint32_t index, const Inputs& inputs);
  Failure failure(const sema::Node& node, const std::vector<Value>& values, const std::exception& error) const;

  const sema::Block* block_ = nullptr;
  at::TensorOptions options_;
  std::vector<Step> steps_;
  std::vector<Fetch> wanted_;
  bool takes_gradients_ = false;
};

/// The first line of a LibTorch error, without its stack.
std::string first_line(const std::exception& error);

}  // namespace mlo::eval
