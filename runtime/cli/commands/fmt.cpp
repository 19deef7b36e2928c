// `mlo fmt`
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>

#include "compiler/format/diff.h"
#include "compiler/format/format.h"
#include "compiler/source/draw.h"
#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/rewrite.h"
#include "runtime/cli/host.h"
#include "runtime/record/error.h"

namespace mlo::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* standard_input = "-";

struct FmtOptions {
  std::vector<std::string> files;
  bool check = false;
  bool diff = false;
  Color color = Color::automatic;
};

/// Folders of a tree that are not the user's sources: hidden ones, and records of runs, which are never written again.
bool is_left_out(const fs::path& folder) {
  std::error_code ignored;
  return folder.filename().string().starts_with('.') || fs::exists(folder / "metrics.jsonl", ignored);
}

/// The programs in a folder and the folders in it, sorted.
std::vector<std::string> programs_below(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code code;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, code);
  for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
    std::error_code ignored;
    if (it->is_directory(ignored)) {
      if (is_left_out(it->path())) it.disable_recursion_pending();
    } else if (it->path().extension() == ".mlo") {
      out.push_back(it->path().string());
    }
  }
  if (code) throw record::FileError("cannot read the folder `" + folder.string() + "`: " + code.message());
  if (out.empty()) throw UsageError("there is no .mlo file in `" + folder.string() + "`");
  std::sort(out.begin(), out.end());
  return out;
}

/// The files that are named, and those in the folders that are named.
std::vector<std::string> all_files(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const std::string& name : names) {
    std::error_code ignored;
    if (fs::is_directory(name, ignored)) {
      const std::vector<std::string> below = programs_below(name);
      out.insert(out.end(), below.begin(), below.end());
    } else if (name == standard_input || fs::exists(name, ignored)) {
      out.push_back(name);
    } else {
      throw UsageError("there is no file `" + name + "`", "name .mlo files, folders, or `-` for the standard input");
    }
  }
  return out;
}

std::string read(const std::string& name) {
  if (name == standard_input) return {std::istreambuf_iterator<char>(std::cin), {}};
  std::optional<std::string> text = read_file(name);
  if (!text) throw UsageError("cannot read `" + name + "`", "check that you have the right to read it");
  return std::move(*text);
}

Exit fmt_file(const std::string& name, const FmtOptions& options) {
  const std::string text = read(name);
  const std::string shown = name == standard_input ? "<standard input>" : name;
  Sources sources;
  Diagnostics diagnostics;
  const std::optional<std::string> formatted = format_file(sources, sources.add(shown, text), diagnostics);
  if (!formatted) {
    fmt::print(stderr, "{}", draw_all(diagnostics, sources, {wants_color(options.color, stderr)}));
    return Exit::mistakes;
  }
  const bool changes = *formatted != text;
  if (options.diff) fmt::print("{}", unified_diff(text, *formatted, shown));
  if (options.check) {
    if (changes) fmt::print(stderr, "{} would change\n", shown);
    return changes ? Exit::mistakes : Exit::fine;
  }
  if (options.diff) return Exit::fine;
  if (name == standard_input) {
    fmt::print("{}", *formatted);
  } else if (changes) {
    rewrite(name, *formatted);
    fmt::print(stderr, "{} changed\n", shown);
  }
  return Exit::fine;
}

Exit fmt_command(const FmtOptions& options) {
  Exit result = Exit::fine;
  for (const std::string& name : all_files(options.files)) {
    if (fmt_file(name, options) != Exit::fine) result = Exit::mistakes;
  }
  return result;
}

}  // namespace

void add_fmt(CLI::App& app, Action& action) {
  Command command(app, "fmt", "Lay programs out in the one canonical way.");
  auto options = std::make_shared<FmtOptions>();
  command.argument("FILE", options->files, "files, folders with them, or `-`: standard input to standard output");
  command.require("FILE");
  command.flag("--check", options->check, "write nothing; exit code 1 where a file would change");
  command.flag("--diff", options->diff, "write nothing; print what would change");
  add_color_option(command, options->color);
  command.examples(
      "  mlo fmt my_program.mlo\n"
      "  mlo fmt --check .\n"
      "  mlo fmt --diff my_program.mlo\n"
      "  mlo fmt - < my_program.mlo");
  command.does(action, [options] { return fmt_command(*options); });
}

}  // namespace mlo::cli
