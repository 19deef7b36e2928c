// Shapes before the run: every block is run on zeros, so what is checked is what will run. Layers learn their sizes on
// the way, over all blocks, until nothing new is learned.
#include "runtime/shapes/shapes.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include <set>
#include <span>

#include "runtime/eval/failures.h"
#include "runtime/optim/optimizer.h"
#include "runtime/shapes/check_values.h"
#include "runtime/shapes/held.h"
#include "runtime/shapes/sizes.h"
#include "runtime/shapes/weights.h"
#include "runtime/shapes/zero_run.h"

namespace mlo::engine {
namespace {

using eval::Tensors;
using sema::Arguments;

/// All that is taken out of a problem's block.
Arguments wanted_of(const sema::Problem& problem) {
  Arguments wanted{{sema::NodeRef{problem.loss}}};
  for (const sema::Metric& metric : problem.metrics) wanted.push_back(metric.value);
  wanted.insert(wanted.end(), problem.start.values.begin(), problem.start.values.end());
  for (const sema::OptimizerDef& optimizer : problem.optimizers)
    wanted.insert(wanted.end(), optimizer.arguments.begin(), optimizer.arguments.end());
  return wanted;
}

Arguments wanted_of(const sema::Measure& measure) {
  Arguments wanted;
  for (const sema::Metric& metric : measure.metrics) wanted.push_back(metric.value);
  return wanted;
}

Arguments wanted_of(const sema::Env& env) {
  Arguments wanted;
  for (const sema::EnvOutput& output : env.outputs) wanted.push_back(output.value);
  return wanted;
}

Arguments wanted_of(const sema::Run& run) {
  Arguments wanted;
  for (const sema::Named& named : run.print) wanted.push_back(named.value);
  for (const sema::Saved& saved : run.save)
    for (const sema::Named& named : saved.tensors) wanted.push_back(named.value);
  return wanted;
}

class ShapeCheck {
 public:
  ShapeCheck(const sema::Program& program, data::Datasets& datasets, Diagnostics& diagnostics)
      : program_(program), diagnostics_(diagnostics), sizes_(program), zeros_(program, datasets, sizes_) {}

  Shapes check() {
    at::NoGradGuard no_grad;
    do sweep();
    while (sizes_.take_learned());
    if (!diagnostics_.has_errors()) report_unknown_sizes();
    shapes_.parameters = sizes_.all();
    if (!diagnostics_.has_errors()) check_results();
    return shapes_;
  }

 private:
  /// Runs a block; reports what fails in it, once.
  template <class Use>
  void attempt(const sema::Block& block, const Arguments& wanted, Use use, const Tensors& arguments = {}) {
    if (failed_.contains(&block)) return;
    try {
      use(zeros_.run(block, wanted, arguments));
    } catch (const ShapeMismatch& mismatch) {
      failed_.insert(&block);
      eval::describe_failure(program_, mismatch, diagnostics_.error("MLO0603", {}, ""));
    } catch (const eval::Failure& failure) {
      failed_.insert(&block);
      // A layer that fails wherever its module is called has failed once.
      const sema::Layer* layer = zeros_.failed_layer();
      if (layer != nullptr && !failed_layers_.insert(layer).second) return;
      eval::describe_failure(program_, failure, diagnostics_.error("MLO0601", {}, ""));
    } catch (const std::exception& error) {
      failed_.insert(&block);
      diagnostics_.error("MLO0501", program_.run.span, eval::first_line(error));
    }
  }

  void sweep() {
    const auto nothing_more = [](const std::vector<ops::Value>&) {};
    for (sema::StructureId id = 0; id < program_.structures.size(); ++id) sweep_initial(id);
    for (const sema::Problem& problem : program_.problems) sizes_.share(problem);
    for (std::uint32_t env = 0; env < program_.envs.size(); ++env)
      attempt(program_.envs[env].block, wanted_of(program_.envs[env]),
              [&](const std::vector<ops::Value>& values) { zeros_.set_env(env, values); });
    for (const sema::Problem& problem : program_.problems) attempt(problem.block, wanted_of(problem), nothing_more);
    for (const sema::Measure& measure : program_.measures) attempt(measure.block, wanted_of(measure), nothing_more);
    attempt(program_.run.block, wanted_of(program_.run), nothing_more);
  }

  /// Parameters that stand by themselves have the shape of their initial value.
  void sweep_initial(sema::StructureId id) {
    const sema::Structure& structure = program_.structures[id];
    Arguments wanted;
    std::vector<std::uint32_t> at;
    for (std::uint32_t i = 0; i < structure.parameters.size(); ++i)
      if (structure.parameters[i].layer == sema::nothing && !sizes_.known(id, i)) {
        wanted.push_back(structure.parameters[i].initial);
        at.push_back(i);
      }
    if (wanted.empty()) return;
    attempt(structure.initial, wanted, [&](const std::vector<ops::Value>& values) {
      for (std::size_t i = 0; i < at.size(); ++i) {
        const at::Tensor* tensor = values[i].tensor();
        if (tensor && !tensor->defined()) continue;
        sizes_.learn(id, at[i], tensor ? tensor->sizes().vec() : Shape{});
      }
    });
  }

  void report_unknown_sizes() {
    for (sema::StructureId id = 0; id < program_.structures.size(); ++id)
      for (std::size_t i = 0; i < program_.structures[id].parameters.size(); ++i) {
        if (sizes_.known(id, i)) continue;
        const sema::ParameterDef& parameter = program_.structures[id].parameters[i];
        Diagnostic& diagnostic = diagnostics_.error("MLO0602", {}, "");
        eval::describe_failure(
            program_,
            eval::Failure(parameter.origin,
                          fmt::format("nothing determines the size of `{}` of `{}`", parameter.path, owner_of(id))),
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

  /// A builtin clip or constraint takes its arguments, and these parameters.
  void check_builtin(const sema::Problem& problem, const sema::FunctionDef& def) {
    const Tensors all = sizes_.zeros(problem.structure, zeros_.options());
    try {
      if (def.builtin->kind == sema::BuiltinKind::clip)
        static_cast<const optim::ClipBuiltin&>(*def.builtin).run(def.arguments, all);
      else
        for (const at::Tensor& each : all)
          static_cast<const optim::ConstraintBuiltin&>(*def.builtin).run(def.arguments, each);
    } catch (const std::exception& error) {
      eval::describe_failure(program_, eval::Failure(def.origin, eval::first_line(error)),
                             diagnostics_.error("MLO0601", {}, ""));
    }
  }

  /// A clip or a constraint of the program's own gives tensors in the shapes of those that it is called with.
  void check_function(const sema::Problem& problem, const std::optional<sema::FunctionDef>& def, const char* field) {
    if (!def) return;
    if (def->builtin != nullptr) return check_builtin(problem, *def);
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
    const Tensors all = sizes_.zeros(problem.structure, zeros_.options());
    if (std::string(field) == "clip") return hold(all);
    for (const at::Tensor& each : all)
      if (!diagnostics_.has_errors()) hold({each});
  }

  void check_results() {
    for (const sema::Problem& problem : program_.problems)
      attempt(problem.block, wanted_of(problem), [&](const std::vector<ops::Value>& values) {
        shapes_.work.push_back(zeros_.work());
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
        shapes_.measure_work.push_back(zeros_.work());
        for (std::size_t i = 0; i < measure.metrics.size(); ++i)
          check_metric(program_, measure.metrics[i], values[i], diagnostics_);
      });
  }

  const sema::Program& program_;
  Diagnostics& diagnostics_;
  Sizes sizes_;
  ZeroRun zeros_;
  Shapes shapes_;
  std::set<const sema::Block*> failed_;
  std::set<const sema::Layer*> failed_layers_;
};

}  // namespace

void Work::add(const Work& more) {
  if (more.largest > largest) {
    largest = more.largest;
    name = more.name;
  }
  bytes += more.bytes;
}

std::int64_t Shapes::numbers(const sema::Problem& problem) const {
  std::int64_t total = 0;
  for (const Shape& shape : parameters[problem.structure]) total += c10::multiply_integers(shape);
  return total;
}

Shapes infer_shapes(const sema::Program& program, data::Datasets& datasets, Diagnostics& diagnostics) {
  return ShapeCheck(program, datasets, diagnostics).check();
}

Shapes check_shapes(const sema::Program& program, const graph::ProblemGraph& graph, data::Datasets& datasets,
                    Diagnostics& diagnostics) {
  Shapes shapes = infer_shapes(program, datasets, diagnostics);
  if (!diagnostics.has_errors()) check_forward(program, graph, shapes, diagnostics);
  if (!diagnostics.has_errors()) check_held(program, diagnostics);
  if (!diagnostics.has_errors()) check_weights(program, shapes, diagnostics);
  return shapes;
}

}  // namespace mlo::engine
