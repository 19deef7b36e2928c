// `mlo explain`
#include <fmt/core.h>

#include <memory>

#include "compiler/explain/pages.h"
#include "runtime/cli/commands/commands.h"

namespace mlo::cli {
namespace {

struct ExplainOptions {
  std::string code;
  Color color = Color::automatic;
};

UsageError unknown(const std::string& code) {
  std::string near;
  for (const std::string& other : nearest_codes(code)) near += (near.empty() ? "" : ", ") + other;
  return UsageError("there is no code `" + code + "`", near.empty()
                                                           ? "a code is MLO and four digits; `mlo explain` lists "
                                                             "them"
                                                           : "near it: " + near + "; `mlo explain` lists them");
}

Exit explain(const ExplainOptions& options) {
  const bool color = wants_color(options.color, stdout);
  if (options.code.empty()) {
    for (const Page& page : explain_pages()) fmt::print("{}  {}\n", bold(page.code, color), page.title);
    return Exit::fine;
  }
  const Page* page = explain_page(options.code);
  if (page == nullptr) throw unknown(options.code);
  fmt::print("{}", render_page(*page, color));
  return Exit::fine;
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
  Command command(app, "explain",
                  "Explain a diagnostic: what it means, a program that has it, and that program "
                  "repaired.");
  auto options = std::make_shared<ExplainOptions>();
  command.argument("CODE", options->code, "a diagnostic's code, MLO0401 or 401; without it, all codes are listed");
  add_color_option(command, options->color);
  command.examples(
      "  mlo explain MLO0401\n"
      "  mlo explain 401\n"
      "  mlo explain");
  command.does(action, [options] { return explain(*options); });
}

}  // namespace mlo::cli
