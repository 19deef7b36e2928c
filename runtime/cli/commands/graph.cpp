// `mlo graph`
#include <memory>

#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/report.h"

namespace mlo::cli {
namespace {

struct GraphOptions : ProgramOptions {
  std::string format = "text";
};

std::string draw(const std::string& format, const Compilation& c) {
  if (format == "dot") return graph::draw_graph_dot(c.program, c.graph);
  if (format == "json") return graph::draw_graph_json(c.program, c.graph);
  return graph::draw_graph_text(c.program, c.graph);
}

Exit graph_command(const GraphOptions& options) {
  Compilation compilation({options.file, read_settings(options.settings), {}, {}, {}});
  const bool fine = compile(compilation, Stage::graph);
  report(compilation, {CheckFormat::human, options.color, false});
  if (!fine) return Exit::mistakes;
  print_product(draw(options.format, compilation));
  return Exit::fine;
}

}  // namespace

void add_graph(CLI::App& app, Action& action) {
  Command command(app, "graph", "Draw the problems and the edges between them.");
  auto options = std::make_shared<GraphOptions>();
  add_program_options(command, *options);
  const std::vector<std::pair<std::string, std::string>> formats = {{"text", "text"}, {"dot", "dot"}, {"json", "json"}};
  command.choice("--format", "FORMAT", formats, options->format, "text, dot (for Graphviz) or json");
  command.examples(
      "  mlo graph trilevel.mlo\n"
      "  mlo graph trilevel.mlo --format dot | dot -Tsvg > graph.svg");
  command.does(action, [options] { return graph_command(*options); });
}

}  // namespace mlo::cli
