#include "tests/fuzz/pipeline.h"

#include <algorithm>
#include <exception>
#include <set>

#include "compiler/format/format.h"
#include "compiler/graph/schedule.h"
#include "compiler/sema/analyze.h"
#include "compiler/source/codes.h"
#include "compiler/source/draw.h"
#include "compiler/syntax/parse.h"
#include "tests/fuzz/catalog.h"
#include "tests/golden/golden.h"

namespace mlo::fuzz {
namespace {

class CorpusHost final : public sema::Host {
 public:
  CorpusHost(const Corpus& corpus, const std::string& input) : corpus_(corpus), input_(input) {}
  std::optional<std::string> read(const std::string& path) override {
    const auto found = corpus_.files.find(path);
    if (found == corpus_.files.end()) return std::nullopt;
    return path.starts_with("std/") ? mentioned_items(found->second, input_) : found->second;
  }
  /// One is enough: whoever misspells a name has all of them parsed.
  std::vector<std::string> library() override { return {"std.fewshot"}; }
  sema::DataInfo describe(const sema::Program&, sema::DataRef) override { return {200, 10, 20, {1, 28, 28}, {}, 2}; }

 private:
  const Corpus& corpus_;
  const std::string& input_;
};

bool lies_within(Span span, const Sources& sources) {
  return span.file < sources.size() && span.begin <= span.end &&
         span.end <= static_cast<std::uint32_t>(sources.file(span.file).text().size());
}

std::string broken_rule_of(const Diagnostic& diagnostic, const Sources& sources) {
  static const std::set<std::string_view> codes = [] {
    std::set<std::string_view> result;
    for (const Code& code : all_codes()) result.insert(code.number);
    return result;
  }();
  const auto broken = [&](const char* rule) {
    return std::string(rule) + ": " + diagnostic.code + " " + diagnostic.message;
  };
  if (!codes.contains(diagnostic.code)) return broken("a code that is in no table");
  if (diagnostic.message.empty()) return broken("a diagnostic without words");
  if (!lies_within(diagnostic.primary.span, sources)) return broken("a place outside of the file");
  for (const Label& label : diagnostic.labels)
    if (!lies_within(label.span, sources)) return broken("a label outside of the file");
  if (diagnostic.fix)
    for (const Fix::Edit& edit : diagnostic.fix->edits)
      if (!lies_within(edit.span, sources)) return broken("a fix outside of the file");
  return "";
}

std::string broken_rule_of(const Diagnostics& diagnostics, const Sources& sources) {
  for (const Diagnostic& diagnostic : diagnostics.sorted())
    if (std::string rule = broken_rule_of(diagnostic, sources); !rule.empty()) return rule;
  if (draw_all(diagnostics, sources).empty() != diagnostics.empty()) return "diagnostics that are not drawn";
  return "";
}

/// The canonical layout; that it has the same tree, `format_file` itself sees to.
std::optional<std::string> laid_out(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  return format_file(sources, sources.add("input.mlo", text), diagnostics);
}

/// Codes of syntax begin with MLO01.
bool parses(const Diagnostics& diagnostics) {
  const auto all = diagnostics.sorted();
  return std::none_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.code.starts_with("MLO01"); });
}

std::string broken_layout(const Input& input) {
  const auto once = laid_out(input.text);
  if (!once) return "";
  const auto twice = laid_out(*once);
  if (!twice) return "a layout that does not parse";
  return *once == *twice ? "" : "a layout that is not its own";
}

}  // namespace

Pipeline::Pipeline(const Corpus& corpus)
    : corpus_(corpus),
      catalog_(read_catalog(golden::read_file(golden::fs::path(MLO_SOURCE_DIR) / "tests/fuzz/catalog.txt"))) {}

std::string Pipeline::broken_rule(const Input& input, Stage& reached) const {
  try {
    reached = Stage::text;
    if (std::string rule = input.formatted ? broken_layout(input) : ""; !rule.empty()) return rule;
    Sources sources;
    Diagnostics diagnostics;
    CorpusHost host(corpus_, input.text);
    const FileId main = sources.add(input.path, input.text);
    const sema::Program program = sema::analyze(sources, main, {}, catalog_, host, diagnostics);
    if (parses(diagnostics)) reached = Stage::tree;
    if (!diagnostics.has_errors()) {
      reached = Stage::program;
      const graph::ProblemGraph graph = graph::build_graph(program, diagnostics);
      if (!diagnostics.has_errors()) {
        reached = Stage::schedule;
        const graph::Schedule schedule = graph::make_schedule(program, graph, diagnostics);
        if (!diagnostics.has_errors() && graph::print_plan(program, graph, schedule).empty()) return "an empty plan";
      }
    }
    return broken_rule_of(diagnostics, sources);
  } catch (const std::exception& error) {
    return std::string("an exception: ") + error.what();
  }
}

}  // namespace mlo::fuzz
