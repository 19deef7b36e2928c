#include <stdexcept>

#include "tests/unit/graph/sketch_nodes.h"
#include "tests/unit/graph/sketch_tokens.h"

namespace mlo::graph::test {
namespace {

using sema::Argument;
using sema::BuiltinKind;
using sema::NodeRef;

/// Reads the sketch; anything unexpected is a mistake in the test, and an exception.
class Reader {
 public:
  Reader(const std::string& text, sema::Program& program)
      : tokens_(tokens_of(text, 0)), program_(program), nodes_(program) {}

  void read() {
    announce();
    while (!at("")) item();
  }

 private:
  const Token& now() const { return tokens_[at_]; }
  bool at(const std::string& text) const { return now().text == text; }
  Token take() { return tokens_[at_++]; }
  Token take(const std::string& text) {
    if (!at(text)) throw std::invalid_argument("the sketch has `" + now().text + "` where `" + text + "` is meant");
    return take();
  }
  /// Problems and envs get their ids first, so that lines can name later ones.
  void announce() {
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      const bool starts = i == 0 || tokens_[i - 1].text == "\n";
      if (starts && tokens_[i].text == "problem") {
        sema::Problem problem;
        problem.name = tokens_[i + 1].text;
        problem.span = tokens_[i + 1].span;
        problem.structure = static_cast<sema::StructureId>(program_.structures.size());
        program_.structures.push_back({});
        program_.structures.back().parameters.push_back({"weight", sema::nothing, {}, sema::nothing});
        program_.problems.push_back(problem);
      } else if (starts && tokens_[i].text == "env") {
        sema::Env env;
        env.name = tokens_[i + 1].text;
        env.span = tokens_[i + 1].span;
        program_.envs.push_back(env);
      }
    }
  }

  ProblemId problem(const std::string& name) const { return program_.problem_named(name).value(); }
  EnvId env(const std::string& name) const {
    for (EnvId id = 0; id < program_.envs.size(); ++id)
      if (program_.envs[id].name == name && program_.envs[id].measure == sema::nothing) return id;
    throw std::invalid_argument("the sketch has no env or problem `" + name + "`");
  }
  void item() {
    const Token word = take();
    if (word.text == "\n") return;
    if (word.text == "problem") return problem_item(word);
    if (word.text == "env") return env_item();
    if (word.text == "u2l" || word.text == "l2u") return edge_item(word);
    if (word.text == "validate" || word.text == "test") return measure_item(word);
    throw std::invalid_argument("the sketch has no item `" + word.text + "`");
  }

  // --- expressions

  NodeRef term(sema::Block& block, ProblemId self) {
    const Token name = take();
    if (name.text == "detach" && at("(")) {
      take("(");
      const NodeRef inner = term(block, self);
      take(")");
      return nodes_.call(block, "detach", {Argument{inner}}, name.span);
    }
    if (name.text == "self") return nodes_.module_call(block, self, name.span);
    if (const auto read = program_.problem_named(name.text)) return nodes_.module_call(block, *read, name.span);
    return nodes_.env(block, env(name.text), name.span);
  }
  /// `a + b + c`, as one call on a list.
  NodeRef terms(sema::Block& block, ProblemId self) {
    const Span begin = now().span;
    sema::Arguments read{Argument{term(block, self)}};
    while (at("+")) {
      take();
      read.push_back(Argument{term(block, self)});
    }
    return nodes_.call(block, "sum", {Argument{std::move(read)}}, join(begin, tokens_[at_ - 1].span));
  }

  // --- items

  std::int64_t number() { return std::stoll(take().text); }

  /// Calls `line(keyword)` for each line of a block, with `=` taken.
  template <class Line>
  void block_lines(Line line) {
    take("{");
    while (!at("}")) {
      if (at(";") || at("\n")) {
        take();
        continue;
      }
      const Token keyword = take();
      if (at("=")) take();
      line(keyword);
    }
    take("}");
  }

  void problem_item(const Token& word) {
    const ProblemId id = problem(take().text);
    block_lines([&](const Token& keyword) { problem_line(program_.problems[id], id, keyword); });
    auto& made = program_.problems[id];
    made.item = join(word.span, tokens_[at_ - 1].span);
    if (made.optimizers.empty())
      made.optimizers.push_back({catalog().find(BuiltinKind::optimizer, "sgd"), {}, {0}, "", sema::nothing});
  }

  void problem_line(sema::Problem& made, ProblemId id, const Token& keyword) {
    const std::string& word = keyword.text;
    if (word == "loss") {
      made.loss = terms(made.block, id).id;
      made.loss_origin = made.block.nodes[made.loss].origin;
    } else if (word == "metric") {
      made.metrics.push_back({"metric", Argument{terms(made.block, id)}, sema::nothing});
    } else if (word == "init") {
      start(made);
    } else if (word == "optimizer") {
      optimizer(made);
    } else if (word == "constraint") {
      made.constraint = sema::FunctionDef{};
      made.constraint->builtin = at("lambda") ? nullptr : catalog().find(BuiltinKind::constraint, now().text);
      take();
    } else if (word == "buffers") {
      number();
      program_.structures[made.structure].buffers = {"running_mean"};
    } else if (word == "rollback") {
      made.rollback = take().text == "true";
    } else {
      const std::map<std::string, std::int64_t sema::Problem::*> numbers{{"steps", &sema::Problem::steps},
                                                                         {"accumulate", &sema::Problem::accumulate},
                                                                         {"warmup", &sema::Problem::warmup}};
      made.*numbers.at(word) = number();
    }
    made.lines[word] = join(keyword.span, tokens_[at_ - 1].span);
  }

  /// `continue`, `fresh`, `zeros`, a problem, or `params(problem)` for values alone.
  void start(sema::Problem& made) {
    using Kind = sema::Start::Kind;
    static const std::map<std::string, Kind> kinds{
        {"continue", Kind::continues}, {"fresh", Kind::fresh}, {"zeros", Kind::zeros}};
    const Token word = take();
    made.start.origin = nodes_.origin(word.span);
    if (kinds.contains(word.text)) {
      made.start.kind = kinds.at(word.text);
      return;
    }
    made.start.kind = Kind::copy;
    if (word.text == "params") {
      take("(");
      const Token name = take();
      made.start.values = {Argument{nodes_.parameter(made.block, problem(name.text), name.span)}};
      take(")");
    } else {
      made.start.problem = problem(word.text);
    }
  }

  /// `adam`, or `sgd(rates)`: a learning rate for each parameter; `adamw(0)`: no decay.
  void optimizer(sema::Problem& made) {
    const Token name = take();
    sema::OptimizerDef def;
    def.builtin = catalog().find(BuiltinKind::optimizer, name.text);
    def.origin = nodes_.origin(name.span);
    def.parameters = {0};
    if (at("(")) {
      take();
      const Token argument = take();
      const auto rates = program_.problem_named(argument.text);
      if (rates)
        def.arguments = {Argument{sema::Arguments{Argument{nodes_.parameter(made.block, *rates, argument.span)}}}};
      if (!rates) def.arguments = {Argument{0.1}, Argument{std::stod(argument.text)}};
      take(")");
    }
    made.optimizers.push_back(std::move(def));
  }

  void env_item() {
    sema::Env& made = program_.envs[env(take().text)];
    block_lines([&](const Token& keyword) {
      if (keyword.text == "hold") made.hold = at("-") ? (take(), -number()) : number();
      if (keyword.text == "reads") terms(made.block, sema::nothing);
    });
  }

  std::vector<Token> names() {
    std::vector<Token> all{take()};
    while (at(",")) {
      take();
      all.push_back(take());
    }
    return all;
  }

  void edge_item(const Token& word) {
    sema::Edge edge;
    edge.kind = word.text == "u2l" ? sema::Edge::Kind::u2l : sema::Edge::Kind::l2u;
    const Token from = take();
    take("->");
    const auto to = names();
    if (edge.kind == sema::Edge::Kind::l2u) method(edge);
    edge.from = problem(from.text);
    edge.from_span = from.span;
    edge.span = join(word.span, tokens_[at_ - 1].span);
    for (const Token& name : to) {
      edge.to = problem(name.text);
      edge.to_span = name.span;
      program_.edges.push_back(edge);
    }
  }

  void method(sema::Edge& edge) {
    take("via");
    const Token name = take();
    edge.method = catalog().find(BuiltinKind::method, name.text);
    if (edge.method == nullptr) throw std::invalid_argument("the sketch has no method `" + name.text + "`");
    for (const auto& parameter : edge.method->signature.parameters) edge.arguments.push_back(*parameter.default_value);
    if (at("(")) {
      take();
      edge.arguments.at(0) = Argument{number()};
      take(")");
    }
    edge.via_span = join(name.span, tokens_[at_ - 1].span);
  }

  void measure_item(const Token& word) {
    sema::Measure made;
    made.kind = word.text == "test" ? sema::Measure::Kind::test : sema::Measure::Kind::validate;
    made.span = word.span;
    const auto id = static_cast<std::uint32_t>(program_.measures.size());
    block_lines([&](const Token& keyword) {
      if (keyword.text == "every") made.every = number();
      if (keyword.text == "draws") made.draws = number();
      if (keyword.text == "steps") made.steps = number();
      if (keyword.text == "solve") made.solve = problem(take().text);
      if (keyword.text == "reads") terms(made.block, sema::nothing);
      if (keyword.text == "metric") made.metrics.push_back({take().text, {}, sema::nothing});
      if (keyword.text == "keep") made.keep = sema::Keep{take().text == "max", 0, sema::nothing};
      if (keyword.text == "env") made.envs.push_back(stand_in(take().text, id));
    });
    program_.measures.push_back(std::move(made));
  }

  EnvId stand_in(const std::string& name, std::uint32_t measure) {
    sema::Env made;
    made.replaces = env(name);
    made.name = name;
    made.measure = measure;
    program_.envs.push_back(made);
    return static_cast<EnvId>(program_.envs.size() - 1);
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  sema::Program& program_;
  Nodes nodes_;
};

}  // namespace

void read_sketch(const std::string& text, sema::Program& program) { Reader(text, program).read(); }

}  // namespace mlo::graph::test
