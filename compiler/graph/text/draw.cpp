// `mlo graph --format text|dot|json`
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/graph/lookup.h"
#include "compiler/graph/schedule.h"
#include "compiler/graph/text/describe.h"

namespace mlo::graph {
namespace {

using Json = nlohmann::ordered_json;

int depth(const ProblemGraph& graph) {
  return graph.level.empty() ? -1 : *std::max_element(graph.level.begin(), graph.level.end());
}

std::vector<std::string> names_at(const sema::Program& program, const ProblemGraph& graph, int level) {
  std::vector<std::string> names;
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem)
    if (graph.level[problem] == level) names.push_back(program.problems[problem].name);
  return names;
}

std::string escaped(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
  return out;
}

Json to_json(const sema::Argument& argument) {
  struct Convert {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool value) const { return value; }
    Json operator()(std::int64_t value) const { return value; }
    Json operator()(double value) const { return value; }
    Json operator()(const std::string& value) const { return value; }
    Json operator()(sema::NodeRef) const { return "a tensor"; }
    Json operator()(sema::DataRef) const { return "a dataset"; }
    Json operator()(const sema::Arguments& list) const {
      Json json = Json::array();
      for (const auto& element : list) json.push_back(to_json(element));
      return json;
    }
  };
  return std::visit(Convert{}, argument.value);
}

Json to_json(const sema::Program& program, const sema::Edge& edge) {
  Json json{{"kind", edge.kind == sema::Edge::Kind::u2l ? "u2l" : "l2u"},
            {"from", program.problems[edge.from].name},
            {"to", program.problems[edge.to].name}};
  if (edge.method == nullptr) return json;
  json["method"] = edge.method->name();
  const auto& parameters = edge.method->signature.parameters;
  json["arguments"] = Json::object();
  for (std::size_t i = 0; i < std::min(parameters.size(), edge.arguments.size()); ++i)
    json["arguments"][parameters[i].name] = to_json(edge.arguments[i]);
  return json;
}

}  // namespace

std::string draw_graph_text(const sema::Program& program, const ProblemGraph& graph) {
  std::string text;
  for (int level = 0; level <= depth(graph); ++level)
    text += fmt::format("level {}   {}\n", level, join(names_at(program, graph, level), "   "));
  std::size_t width = 0;
  for (const auto& problem : program.problems) width = std::max(width, problem.name.size());
  if (!program.edges.empty()) text += "\n";
  for (const auto& edge : program.edges) {
    const bool down = edge.kind == sema::Edge::Kind::u2l;
    text += fmt::format("  {} {} {}  {}\n", padded(program.problems[edge.from].name, width), down ? "--->" : "...>",
                        padded(program.problems[edge.to].name, width), down ? "u2l" : "l2u via " + method_text(edge));
  }
  return text;
}

std::string draw_graph_dot(const sema::Program& program, const ProblemGraph& graph) {
  std::string text = "digraph problems {\n  rankdir = TB;\n  node [shape = box, style = rounded];\n";
  for (int level = 0; level <= depth(graph); ++level) {
    text += "  { rank = same;";
    for (const auto& name : names_at(program, graph, level)) text += fmt::format(" {};", escaped(name));
    text += " }\n";
  }
  for (const auto& edge : program.edges) {
    const auto from = escaped(program.problems[edge.from].name);
    const auto to = escaped(program.problems[edge.to].name);
    if (edge.kind == sema::Edge::Kind::u2l) {
      text += fmt::format("  {} -> {};\n", from, to);
      continue;
    }
    // An edge up must not turn the ranks round; an unseen edge down holds them where none is written.
    text += fmt::format("  {} -> {} [style = dashed, constraint = false, label = {}];\n", from, to,
                        escaped(method_text(edge)));
    if (find_edge(program, sema::Edge::Kind::u2l, edge.to, edge.from) == nullptr)
      text += fmt::format("  {} -> {} [style = invis];\n", to, from);
  }
  return text + "}\n";
}

std::string draw_graph_json(const sema::Program& program, const ProblemGraph& graph) {
  Json json{{"problems", Json::array()}, {"edges", Json::array()}};
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem) {
    const auto& definition = program.problems[problem];
    json["problems"].push_back({{"name", definition.name},
                                {"level", graph.level[problem]},
                                {"optimizer", optimizer_text(definition)},
                                {"start", start_text(program, graph, problem)},
                                {"steps", definition.steps},
                                {"accumulate", definition.accumulate}});
  }
  for (const auto& edge : program.edges) json["edges"].push_back(to_json(program, edge));
  return json.dump(2) + "\n";
}

}  // namespace mlo::graph
