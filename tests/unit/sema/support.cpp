#include "tests/unit/sema/support.h"

#include <algorithm>

#include "tests/unit/catch.h"

namespace mlo::sema::test {
namespace {

Builtin& add(Catalog& catalog, BuiltinKind kind, const char* signature) {
  auto made = std::make_unique<Builtin>();
  made->kind = kind;
  made->signature = parse_signature(signature);
  Builtin& out = *made;
  catalog.add(std::move(made));
  return out;
}

Catalog make_catalog() {
  Catalog out;
  using Kind = BuiltinKind;
  for (const char* name :
       {"add", "subtract", "multiply", "divide", "floor_divide", "modulo", "power", "equal", "less", "logical_and"})
    add(out, Kind::function, (std::string(name) + "(a: number, b: number)").c_str());
  for (const char* signature :
       {"negate(a: number)", "matmul(a: tensor, b: tensor)", "index(x: tensor, subscripts: any)", "detach(x: any)",
        "sum(x: tensor)", "mean(x: tensor)", "sin(x: tensor)", "sqnorm(a: tensors)", "ones(shape: integers in 0..)",
        "sqrt(x: tensor)", "log(x: tensor)"})
    add(out, Kind::function, signature);
  add(out, Kind::function, "randn(shape: integers? in 0.. = none)").draws = true;
  Builtin& linear = add(out, Kind::layer, "linear(features: integer in 1.., bias: boolean = true)");
  linear.parameters = [](const Arguments& arguments) {
    return std::get<bool>(arguments[1].value) ? std::vector<std::string>{"weight", "bias"}
                                              : std::vector<std::string>{"weight"};
  };
  add(out, Kind::layer, "dropout(p: real in 0..1 = 0.5)").by_mode = true;
  add(out, Kind::data, "numbers(count: integer in 1..)");
  add(out, Kind::data, "split(data: dataset, shares: reals, seed: integer = 0)");
  add(out, Kind::optimizer, "sgd(lr: number in 0.., momentum: number in 0.. = 0)");
  add(out, Kind::scheduler, "constant(factor: real = 1)");
  add(out, Kind::clip, "norm(max: real in 0..)");
  add(out, Kind::constraint, "box(low: real, high: real)");
  add(out, Kind::method, "cg(iterations: integer in 1.. = 5)");
  add(out, Kind::method, "unroll()");
  return out;
}

class MemoryHost final : public Host {
 public:
  explicit MemoryHost(const std::map<std::string, std::string>& files) : files_(files) {}
  std::optional<std::string> read(const std::string& path) override {
    const auto found = files_.find(path);
    return found == files_.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<std::string> library() override { return {"std.nets"}; }
  DataInfo describe(const Program&, DataRef) override { return {100, 5, 20, {3}, {}, 2}; }

 private:
  const std::map<std::string, std::string>& files_;
};

}  // namespace

const Catalog& catalog() {
  static const Catalog all = make_catalog();
  return all;
}

Checked::Checked(const std::string& text, const std::vector<Setting>& settings,
                 const std::map<std::string, std::string>& files) {
  MemoryHost host(files);
  program = analyze(sources, sources.add("test.mlo", text), settings, catalog(), host, diagnostics);
}

std::vector<std::string> Checked::codes() const {
  std::vector<std::string> all;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) all.push_back(diagnostic.code);
  return all;
}

std::string Checked::printed(const std::string& name) const {
  for (const Named& named : program.run.print)
    if (named.name == name) return describe(named.value);
  return "(nothing is printed as " + name + ")";
}

const Problem& Checked::problem(const std::string& name) const {
  return program.problems.at(program.problem_named(name).value());
}

std::vector<std::string> Checked::parameters(const std::string& name) const {
  std::vector<std::string> paths;
  for (const ParameterDef& parameter : program.structures.at(problem(name).structure).parameters)
    paths.push_back(parameter.path);
  return paths;
}

int Checked::calls(const std::string& name, const std::string& builtin) const {
  const auto& nodes = problem(name).block.nodes;
  return static_cast<int>(std::count_if(nodes.begin(), nodes.end(), [&](const Node& node) {
    return node.builtin != nullptr && node.builtin->name() == builtin;
  }));
}

std::string value_of(const std::string& expression) {
  const Checked checked("run { print = { it = " + expression + " } }\n");
  INFO(expression << "\n" << checked.drawn());
  CHECK(checked.diagnostics.empty());
  return checked.printed("it");
}

}  // namespace mlo::sema::test
