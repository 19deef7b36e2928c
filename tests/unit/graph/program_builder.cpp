#include "tests/unit/graph/program_builder.h"

#include <algorithm>
#include <stdexcept>

namespace mlo::graph::test {
namespace {

using sema::Argument;
using sema::BuiltinKind;
using sema::Node;
using sema::NodeRef;

struct Token {
  std::string text;
  Span span;
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

std::vector<Token> tokens_of(const std::string& text, FileId file) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_word(text[i])) {
      while (end < text.size() && is_word(text[end])) ++end;
    } else if (text.compare(i, 2, "->") == 0) {
      ++end;
    }
    // A newline between braces ends a line as `;` does; elsewhere it ends an item.
    if (text[i] == '\n' || std::isspace(static_cast<unsigned char>(text[i])) == 0)
      tokens.push_back({text.substr(i, end - i), {file, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end)}});
    i = end;
  }
  tokens.push_back({"", {file, static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(text.size())}});
  return tokens;
}

/// Reads the sketch; anything unexpected is a mistake in the test, and an exception.
class Reader {
 public:
  Reader(const std::string& text, sema::Program& program) : tokens_(tokens_of(text, 0)), program_(program) {}

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
  sema::OriginId origin(Span span) {
    program_.origins.push_back({span, sema::nothing});
    return static_cast<sema::OriginId>(program_.origins.size() - 1);
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

  // --- nodes

  NodeRef add(sema::Block& block, Node node) {
    block.nodes.push_back(std::move(node));
    return {static_cast<sema::NodeId>(block.nodes.size() - 1)};
  }
  NodeRef call(sema::Block& block, const std::string& name, sema::Arguments arguments, Span span) {
    Node node;
    node.builtin = catalog().find(name);
    node.arguments = std::move(arguments);
    node.origin = origin(span);
    return add(block, std::move(node));
  }
  NodeRef parameter(sema::Block& block, ProblemId owner, Span span) {
    Node node;
    node.kind = Node::Kind::parameter;
    node.owner = owner;
    node.index = 0;
    node.origin = origin(span);
    return add(block, std::move(node));
  }
  /// The problem's module, called: a layer with its parameter.
  NodeRef module_call(sema::Block& block, ProblemId owner, Span span) {
    Node node;
    node.kind = Node::Kind::layer;
    node.builtin = catalog().find("linear");
    node.weights = {parameter(block, owner, span).id};
    node.owner = owner;
    if (!program_.structures[program_.problems[owner].structure].buffers.empty()) node.buffers = {0};
    node.origin = origin(span);
    return add(block, std::move(node));
  }

  NodeRef term(sema::Block& block, ProblemId self) {
    const Token name = take();
    if (name.text == "detach" && at("(")) {
      take("(");
      const NodeRef inner = term(block, self);
      take(")");
      return call(block, "detach", {Argument{inner}}, name.span);
    }
    if (name.text == "self") return module_call(block, self, name.span);
    if (const auto read = program_.problem_named(name.text)) return module_call(block, *read, name.span);
    Node node;
    node.kind = Node::Kind::env;
    node.owner = env(name.text);
    node.origin = origin(name.span);
    return add(block, std::move(node));
  }
  /// `a + b + c`, as one call on a list.
  NodeRef terms(sema::Block& block, ProblemId self) {
    const Span begin = now().span;
    sema::Arguments read{Argument{term(block, self)}};
    while (at("+")) {
      take();
      read.push_back(Argument{term(block, self)});
    }
    return call(block, "sum", {Argument{std::move(read)}}, join(begin, tokens_[at_ - 1].span));
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
    if (made.optimizers.empty()) made.optimizers.push_back({catalog().find(BuiltinKind::optimizer, "sgd"), {}, {0}, "", sema::nothing});
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
      const std::map<std::string, std::int64_t sema::Problem::*> numbers{
          {"steps", &sema::Problem::steps}, {"accumulate", &sema::Problem::accumulate}, {"warmup", &sema::Problem::warmup}};
      made.*numbers.at(word) = number();
    }
    made.lines[word] = join(keyword.span, tokens_[at_ - 1].span);
  }

  /// `continue`, `fresh`, `zeros`, a problem, or `params(problem)` for values alone.
  void start(sema::Problem& made) {
    using Kind = sema::Start::Kind;
    static const std::map<std::string, Kind> kinds{{"continue", Kind::continues}, {"fresh", Kind::fresh}, {"zeros", Kind::zeros}};
    const Token word = take();
    made.start.origin = origin(word.span);
    if (kinds.contains(word.text)) {
      made.start.kind = kinds.at(word.text);
      return;
    }
    made.start.kind = Kind::copy;
    if (word.text == "params") {
      take("(");
      const Token name = take();
      made.start.values = {Argument{parameter(made.block, problem(name.text), name.span)}};
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
    def.origin = origin(name.span);
    def.parameters = {0};
    if (at("(")) {
      take();
      const Token argument = take();
      const auto rates = program_.problem_named(argument.text);
      if (rates) def.arguments = {Argument{sema::Arguments{Argument{parameter(made.block, *rates, argument.span)}}}};
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
};

}  // namespace

Sketch::Sketch(const std::string& text) {
  sources.add("sketch.mlo", text);
  Reader(text, program).read();
  graph = build_graph(program, diagnostics);
  if (!diagnostics.has_errors()) schedule = make_schedule(program, graph, diagnostics);
}

ProblemId Sketch::operator[](const std::string& name) const { return program.problem_named(name).value(); }

EnvId Sketch::env(const std::string& name) const {
  for (EnvId id = 0; id < program.envs.size(); ++id)
    if (program.envs[id].name == name && program.envs[id].measure == sema::nothing) return id;
  throw std::invalid_argument("no env `" + name + "`");
}

std::vector<ProblemId> Sketch::ids(const std::vector<std::string>& names) const {
  std::vector<ProblemId> all;
  for (const auto& name : names) all.push_back((*this)[name]);
  return all;
}

std::vector<std::string> Sketch::codes() const {
  std::vector<std::string> all;
  for (const auto& diagnostic : diagnostics.sorted()) all.push_back(diagnostic.code);
  return all;
}

Diagnostic Sketch::diagnostic(const std::string& code) const {
  for (const auto& diagnostic : diagnostics.sorted())
    if (diagnostic.code == code) return diagnostic;
  throw std::invalid_argument("no diagnostic " + code + " in\n" + drawn());
}

std::string Sketch::primary(const std::string& code) const { return std::string(sources.text(diagnostic(code).primary.span)); }

std::vector<std::string> Sketch::labelled(const std::string& code) const {
  std::vector<std::string> all;
  for (const auto& label : diagnostic(code).labels) all.push_back(std::string(sources.text(label.span)));
  return all;
}

std::string Sketch::fixed(const std::string& code) const {
  std::string text(sources.file(0).text());
  auto edits = diagnostic(code).fix.value().edits;
  std::sort(edits.begin(), edits.end(), [](const auto& a, const auto& b) { return a.span.begin > b.span.begin; });
  for (const auto& edit : edits) text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
  return text;
}

}  // namespace mlo::graph::test
