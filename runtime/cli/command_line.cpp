#include "runtime/cli/command_line.h"

#include <c10/util/Exception.h>
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "compiler/source/diagnostic.h"
#include "runtime/cli/commands/commands.h"
#include "runtime/record/error.h"

namespace mlo::cli {
namespace {

void print_error(const std::string& message, const std::string& help) {
  const bool color = wants_color(Color::automatic, stderr);
  fmt::print(stderr, "{} {}\n", red("error:", color), message);
  if (!help.empty()) fmt::print(stderr, "{} {}\n", bold("help:", color), help);
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> out;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    out.push_back(command->get_name());
  }
  return out;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> out;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) out.push_back("--" + name);
  }
  return out;
}

std::string suggestion(const std::string& word, const std::vector<std::string>& candidates) {
  const auto near = did_you_mean(word, candidates);
  return near ? "did you mean `" + *near + "`?" : "";
}

/// `--seed` without a number, or twice.
UsageError miscounted(const std::string& said, const std::vector<std::string>& arguments) {
  const std::string option = said.substr(0, said.find(':'));
  const auto times = std::count_if(arguments.begin(), arguments.end(), [&](const std::string& word) {
    return word == option || word.starts_with(option + "=");
  });
  return times > 1 ? UsageError("`" + option + "` is given twice", "give it once")
                   : UsageError("`" + option + "` has no value", "write it behind the option: `" + option + " VALUE`");
}

/// A command without what it works on.
UsageError incomplete(const CLI::App& app) {
  const CLI::App& command = app.get_subcommands().empty() ? app : *app.get_subcommands().front();
  std::string missing;
  for (const CLI::Option* option : command.get_options())
    if (option->get_required() && option->count() == 0) missing = option->get_name();
  const std::string words = "mlo " + command.get_name();
  return UsageError("`" + words + "` needs a " + missing,
                    "write `" + words + " " + missing + "`; `" + words + " --help` says more");
}

/// CLI11 takes an unknown command for a stray argument and suggests nothing.
void check_command(const CLI::App& app, const std::string& word) {
  const std::vector<std::string> names = command_names(app);
  if (word.starts_with('-') || std::find(names.begin(), names.end(), word) != names.end()) return;
  std::string help = suggestion(word, names);
  if (help.empty())
    help = word.ends_with(".mlo") ? "did you mean `mlo run " + word + "`?" : "`mlo --help` lists the commands";
  throw UsageError("there is no command `" + word + "`", help);
}

/// What CLI11 could not place, with the nearest option.
UsageError unexpected(const CLI::App& app) {
  const std::vector<CLI::App*> given = app.get_subcommands();
  const CLI::App& command = given.empty() ? app : *given.front();
  const std::string word = app.remaining(true).front();
  const std::string option = word.substr(0, word.find('='));
  const std::string where = given.empty() ? "mlo" : "mlo " + command.get_name();
  std::string help = suggestion(option, option_names(command));
  if (help.empty()) help = "`" + where + " --help` lists what it takes";
  return UsageError("`" + where + "` takes no `" + option + "`", help);
}

/// What people try first: `mlo --version`, `mlo help`, `mlo help run`.
std::vector<std::string> as_written_here(std::vector<std::string> arguments) {
  if (arguments.empty()) return arguments;
  if (arguments[0] == "--version" || arguments[0] == "-V") arguments[0] = "version";
  if (arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.push_back("--help");
  }
  return arguments;
}

Exit parse_and_act(CLI::App& app, const Action& action, const std::vector<std::string>& given) {
  const std::vector<std::string> arguments = as_written_here(given);
  if (!arguments.empty()) check_command(app, arguments.front());
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::Success& help) {
    app.exit(help);
    return Exit::fine;
  } catch (const CLI::ExtrasError&) {
    throw unexpected(app);
  } catch (const CLI::RequiredError&) {
    throw incomplete(app);
  } catch (const CLI::ArgumentMismatch& error) {
    throw miscounted(error.what(), arguments);
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
  if (action) return action();
  fmt::print("{}", app.help());
  return Exit::fine;
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments) {
  Exit exit = Exit::fine;
  try {
    CLI::App app("mlo: a declarative language for multilevel optimization", "mlo");
    app.require_subcommand(0, 1);  // `mlo doc run` is about the word `run`
    Action action;
    add_run(app, action);
    add_verify(app, action);
    add_check(app, action);
    add_plan(app, action);
    add_graph(app, action);
    add_fmt(app, action);
    add_explain(app, action);
    add_doc(app, action);
    add_version(app, action);
    app.footer("Examples:\n  mlo run maml.mlo\n  mlo check my_program.mlo\n`mlo COMMAND --help` says more.");
    exit = parse_and_act(app, action, arguments);
  } catch (const UsageError& error) {
    print_error(error.what(), error.help);
    exit = Exit::usage;
  } catch (const record::FileError& error) {
    print_error(error.what(), "");
    exit = Exit::failed;
  } catch (const c10::Error& error) {
    print_error(std::string("internal error, please report: ") + error.what_without_backtrace(), "");
    exit = Exit::failed;
  } catch (const std::exception& error) {
    if (std::ferror(stdout) == 0) print_error(std::string("internal error, please report: ") + error.what(), "");
    exit = Exit::failed;
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    print_error("cannot write to standard output, and what stands there is not complete",
                "is the disk full, or has the program that reads it ended?");
    exit = Exit::failed;
  }
  return static_cast<int>(exit);
}

}  // namespace mlo::cli
