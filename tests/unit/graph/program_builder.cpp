#include "tests/unit/graph/program_builder.h"

#include <algorithm>
#include <stdexcept>

namespace mlo::graph::test {

Sketch::Sketch(const std::string& text) {
  sources.add("sketch.mlo", text);
  read_sketch(text, program);
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

std::string Sketch::primary(const std::string& code) const {
  return std::string(sources.text(diagnostic(code).primary.span));
}

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
