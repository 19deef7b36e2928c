// The checked program as an indented listing.
#include <fmt/format.h>

#include "compiler/sema/program.h"

namespace mlo::sema {
namespace {

std::string text(const Argument& argument) {
  if (const auto* node = argument.node()) return fmt::format("%{}", node->id);
  if (const auto* data = std::get_if<DataRef>(&argument.value)) return fmt::format("data{}.{}", data->id, data->part);
  const Arguments* list = argument.list();
  if (list == nullptr) return describe(argument);
  std::string out = "[";
  for (const Argument& item : *list) out += (out.size() > 1 ? ", " : "") + text(item);
  return out + "]";
}

std::string text(const Arguments& arguments) {
  std::string out;
  for (const Argument& argument : arguments) out += (out.empty() ? "" : ", ") + text(argument);
  return out;
}

std::string text(const Program& program, const Node& node) {
  switch (node.kind) {
    case Node::Kind::parameter: {
      const auto& parameters = program.structures[program.structure_of(node.owner)].parameters;
      return fmt::format("{}parameter {}.{}", node.detached ? "detached " : "", program.owner_name(node.owner),
                         node.index < parameters.size() ? parameters[node.index].path : "?");
    }
    case Node::Kind::env:
      return fmt::format("env {}.{}", program.envs[node.owner].name, program.envs[node.owner].outputs[node.index].path);
    case Node::Kind::batch: return fmt::format("batch {} of loader {}", node.index == 0 ? "x" : "y", node.owner);
    case Node::Kind::counter: return node.index == 0 ? "step" : node.index == 1 ? "update" : "t";
    case Node::Kind::argument: return fmt::format("argument {}", node.index);
    case Node::Kind::gradient: return fmt::format("gradient({})", text(node.arguments));
    case Node::Kind::call:
      return fmt::format("{}({}){}", node.builtin->name(), text(node.arguments),
                         node.place.empty() ? "" : " drawn as " + node.place);
    case Node::Kind::layer: break;
  }
  std::string inputs;
  for (const NodeId id : node.inputs) inputs += (inputs.empty() ? "%" : ", %") + std::to_string(id);
  std::string weights;
  for (const NodeId id : node.weights) weights += fmt::format(" %{}", id);
  return fmt::format("{}({}) of {}{}{}", node.builtin->name(), text(node.arguments), inputs,
                     weights.empty() ? "" : " with" + weights, node.mode == Mode::evaluation ? " (evaluation)" : "");
}

class Printer {
 public:
  explicit Printer(const Program& program) : program_(program) {}

  std::string print() {
    for (const Option& option : program_.options) line(0, "option {} = {}", option.name, text(option.value));
    for (std::size_t i = 0; i < program_.data.size(); ++i)
      line(0, "data{} {} = {}({})", i, fmt::join(program_.data[i].names, ", "), program_.data[i].builtin->name(),
           text(program_.data[i].arguments));
    for (const Env& env : program_.envs) print_env(env);
    for (std::size_t i = 0; i < program_.structures.size(); ++i) print_structure(i);
    for (const Problem& problem : program_.problems) print_problem(problem);
    for (const Edge& edge : program_.edges) print_edge(edge);
    for (const Measure& measure : program_.measures) print_measure(measure);
    line(0, "run updates = {}, seed = {}, precision = {}", program_.run.updates, program_.run.seed,
         program_.run.precision);
    block(program_.run.block);
    for (const Named& named : program_.run.print) line(1, "print {} = {}", named.name, text(named.value));
    return std::move(out_);
  }

 private:
  template <class... T>
  void line(int depth, fmt::format_string<T...> form, T&&... values) {
    out_ +=
        std::string(static_cast<std::size_t>(2 * depth), ' ') + fmt::format(form, std::forward<T>(values)...) + "\n";
  }

  void block(const Block& block) {
    for (std::size_t i = 0; i < block.loaders.size(); ++i) {
      const Loader& l = block.loaders[i];
      line(1, "loader {} = {}, size {}{}{}", i, text({l.data}), l.size, l.shuffle ? ", shuffled" : "",
           l.drop_last ? ", short batch dropped" : "");
    }
    for (std::size_t i = 0; i < block.nodes.size(); ++i) line(1, "%{} = {}", i, text(program_, block.nodes[i]));
  }

  void metrics(const std::vector<Metric>& metrics) {
    for (const Metric& metric : metrics) line(1, "metric {} = {}", metric.name, text(metric.value));
  }

  void print_env(const Env& env) {
    line(0, "env {}{}", env.name,
         env.replaces == nothing ? "" : " in the place of " + program_.envs[env.replaces].name);
    block(env.block);
    for (const EnvOutput& output : env.outputs) line(1, "{} = {}", output.path, text(output.value));
  }

  void print_structure(std::size_t id) {
    const Structure& structure = program_.structures[id];
    line(0, "structure {}", id);
    for (const Layer& layer : structure.layers)
      line(1, "layer {} = {}({})", layer.path, layer.builtin->name(), text(layer.arguments));
    block(structure.initial);
    for (const ParameterDef& p : structure.parameters)
      line(1, "parameter {}{}", p.path, p.layer == nothing ? " = " + text(p.initial) : "");
  }

  void print_problem(const Problem& problem) {
    line(0, "problem {}: structure {}, steps {}, accumulate {}", problem.name, problem.structure, problem.steps,
         problem.accumulate);
    block(problem.block);
    line(1, "loss = %{}", problem.loss);
    metrics(problem.metrics);
    for (const OptimizerDef& o : problem.optimizers)
      line(1, "optimizer {}= {}({})", o.part.empty() ? "" : o.part + " ", o.builtin ? o.builtin->name() : "none",
           text(o.arguments));
    static constexpr const char* starts[] = {"continue", "fresh", "zeros", "copy"};
    line(1, "init = {}{}", starts[static_cast<int>(problem.start.kind)],
         problem.start.problem == nothing ? "" : " of " + program_.problems[problem.start.problem].name);
  }

  void print_edge(const Edge& edge) {
    line(0, "{} {} -> {}{}", edge.kind == Edge::Kind::u2l ? "u2l" : "l2u", program_.problems[edge.from].name,
         program_.problems[edge.to].name,
         edge.method ? fmt::format(" via {}({})", edge.method->name(), text(edge.arguments)) : "");
  }

  std::string solved(const Measure& measure) const {
    if (measure.solve == nothing) return "";
    const std::string steps = measure.steps ? fmt::format(" in {} steps", *measure.steps) : "";
    return ", solve " + program_.problems[measure.solve].name + steps;
  }

  void print_measure(const Measure& measure) {
    const bool test = measure.kind == Measure::Kind::test;
    line(0, "{}{}: {}draws {}{}", test ? "test" : "validate", measure.name.empty() ? "" : " " + measure.name,
         test ? "" : fmt::format("every {}, ", measure.every), measure.draws, solved(measure));
    block(measure.block);
    metrics(measure.metrics);
    if (measure.keep)
      line(1, "keep {} of {}", measure.keep->maximize ? "max" : "min", measure.metrics[measure.keep->metric].name);
  }

  const Program& program_;
  std::string out_;
};

}  // namespace

std::string print_program(const Program& program, const Sources&) { return Printer(program).print(); }

}  // namespace mlo::sema
