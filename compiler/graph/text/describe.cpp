#include "compiler/graph/text/describe.h"

#include <fmt/format.h>

namespace mlo::graph {

std::string join(const std::vector<std::string>& parts, const std::string& separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string wrapped(const std::vector<std::string>& parts, const std::string& separator, std::size_t indent) {
  constexpr std::size_t columns = 100;
  const auto last = separator.find_last_not_of(' ');  // a line ends with the separator's sign, not its space
  std::string text;
  std::size_t column = 2;
  for (const auto& part : parts) {
    if (text.empty()) {
      column += part.size();
    } else if (column + separator.size() + part.size() <= columns) {
      text += separator;
      column += separator.size() + part.size();
    } else {
      text += (last == std::string::npos ? "" : separator.substr(0, last + 1)) + "\n" + std::string(indent, ' ');
      column = indent + part.size();
    }
    text += part;
  }
  return text;
}

std::string padded(const std::string& text, std::size_t width) { return fmt::format("{:<{}}", text, width); }

std::string counted(std::int64_t count, const std::string& noun) {
  const bool hisses = noun.ends_with("s");
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : hisses ? "es" : "s");
}

std::string names_of(const sema::Program& program, const std::vector<ProblemId>& problems) {
  std::string text;
  for (std::size_t i = 0; i < problems.size(); ++i) {
    if (i > 0) text += i + 1 == problems.size() ? " and " : ", ";
    text += program.problems[problems[i]].name;
  }
  return text;
}

std::string start_text(const sema::Program& program, const ProblemGraph& graph, ProblemId problem) {
  const sema::Start& start = program.problems[problem].start;
  switch (start.kind) {
    case sema::Start::Kind::continues: return "continues";
    case sema::Start::Kind::fresh: return "starts fresh";
    case sema::Start::Kind::zeros: return "starts at zero";
    case sema::Start::Kind::copy: break;
  }
  const auto& read = graph.reads[problem].start;
  if (start.problem != sema::nothing) return "starts from " + program.problems[start.problem].name;
  return read.empty() ? "starts from a constant" : "starts from " + names_of(program, {read.begin(), read.end()});
}

std::string optimizer_text(const sema::Problem& problem) {
  std::vector<std::string> parts;
  for (const auto& optimizer : problem.optimizers) {
    const std::string name = optimizer.builtin == nullptr ? "none" : optimizer.builtin->name();
    parts.push_back(optimizer.part.empty() ? name : optimizer.part + ": " + name);
  }
  return join(parts, ", ");
}

}  // namespace mlo::graph
