// `mlo doc`
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "compiler/source/diagnostic.h"
#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/doc_entries.h"
#include "runtime/cli/host.h"
#include "runtime/cli/places.h"
#include "runtime/engine/catalog.h"

namespace mlo::cli {
namespace {

using Entries = std::vector<DocEntry>;

struct DocOptions {
  std::vector<std::string> words;
  Color color = Color::automatic;
};

bool is_file(const std::string& word) { return word.ends_with(".mlo"); }

/// How an entry can be asked for beside its name: `std.models.Conv4`.
std::string qualified(const DocEntry& entry) { return entry.group + "." + entry.name; }

/// Up to the first full stop that a capital letter follows: `Finn et al. 2017` goes on.
std::string first_sentence(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  for (std::size_t at = 0; (at = text.find(". ", at)) != std::string::npos; ++at) {
    const auto next = static_cast<unsigned char>(text[std::min(at + 2, text.size() - 1)]);
    if (std::isupper(next) != 0 || next == '`') return text.substr(0, at + 1);
  }
  return text;
}

/// Names in a column, each with the first sentence of its documentation; one group below the other.
void print_list(const Entries& entries, bool color) {
  for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    std::size_t width = 0;
    for (; end < entries.size() && entries[end].group == entries[begin].group; ++end)
      if (entries[end].kind != "file") width = std::max(width, entries[end].name.size());
    fmt::print("{}{}\n", begin > 0 ? "\n" : "", bold(entries[begin].group, color));
    for (std::size_t i = begin; i < end; ++i) {
      const DocEntry& entry = entries[i];
      if (entry.kind != "file") fmt::print("  {:<{}}  {}\n", entry.name, width, first_sentence(entry.doc));
      if (entry.kind == "file" && !entry.doc.empty()) fmt::print("  {}\n", first_sentence(entry.doc));
    }
  }
}

void print_indented(const std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    fmt::print("{}{}\n", begin == end ? "" : "    ", text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void print_entry(const DocEntry& entry, bool color) {
  fmt::print("{}\n", entry.kind);
  fmt::print("  {}\n", bold(entry.form, color));
  print_indented(entry.doc);
  if (!entry.otherwise.empty()) print_indented("Without it: " + entry.otherwise + ".");
}

/// What stands below an entry: the lines of a block, the definitions of a file.
Entries members(const Entries& all, const DocEntry& entry) {
  Entries out;
  const std::string block = entry.name == "test" ? "validate" : entry.name;
  for (const DocEntry& other : all) {
    const bool line = entry.kind == "item" && other.block == block;
    const bool defined = entry.kind == "file" && other.group == entry.group;
    if (line || defined) out.push_back(other);
  }
  return out;
}

[[noreturn]] void fail_unknown(const Entries& all, const std::string& name, const std::string& where) {
  std::vector<std::string> names;
  for (const DocEntry& entry : all) names.insert(names.end(), {entry.name, qualified(entry)});
  const auto near = did_you_mean(name, names);
  throw UsageError("nothing is called `" + name + "`" + where,
                   near ? "did you mean `" + *near + "`?" : "`mlo doc` lists what there is");
}

void print_named(const Entries& all, const std::string& name, bool color, const std::string& where) {
  bool found = false;
  for (const DocEntry& entry : all) {
    if (entry.name != name && qualified(entry) != name) continue;
    if (found) fmt::print("\n");
    found = true;
    if (entry.kind == "file") {
      print_list(members(all, entry), color);
      continue;
    }
    print_entry(entry, color);
    const Entries below = members(all, entry);
    if (below.empty()) continue;
    fmt::print("\n");
    print_list(below, color);
  }
  if (!found) fail_unknown(all, name, where);
}

Entries docs_of_program(const std::string& name) {
  const std::filesystem::path path = find_program(name, find_places().examples);
  std::optional<std::string> text = read_file(path);
  if (!text) throw UsageError("cannot read `" + name + "`", "check that you have the right to read it");
  Sources sources;
  const FileId file = sources.add(path.string(), std::move(*text));
  return file_docs(sources, file, path.filename().string());
}

Exit doc(const DocOptions& options) {
  const bool color = wants_color(options.color, stdout);
  const std::vector<std::string>& words = options.words;
  const bool of_file = !words.empty() && is_file(words[0]);
  if (words.size() > (of_file ? 2 : 1))
    throw UsageError("`mlo doc` takes one name, or a file and a name in it",
                     "write `mlo doc NAME` or `mlo doc FILE NAME`");
  if (of_file) {
    const Entries own = docs_of_program(words[0]);
    if (words.size() == 1) print_list(own, color);
    if (words.size() == 2) print_named(own, words[1], color, " in `" + words[0] + "`");
    return Exit::fine;
  }
  Entries all = language_docs(engine::make_catalog());
  const Entries library = library_docs();
  all.insert(all.end(), library.begin(), library.end());
  if (words.empty()) print_list(all, color);
  if (words.size() == 1) print_named(all, words[0], color, "");
  return Exit::fine;
}

}  // namespace

void add_doc(CLI::App& app, Action& action) {
  Command command(app, "doc",
                  "Print what is written about a function, layer, optimizer, method, line of a block, or definition.");
  auto options = std::make_shared<DocOptions>();
  command.argument("NAME", options->words, "a name, std.models, std.models.Conv4, or a program and a name in it");
  add_color_option(command, options->color);
  command.examples(
      "  mlo doc\n"
      "  mlo doc conv2d\n"
      "  mlo doc init\n"
      "  mlo doc std.models\n"
      "  mlo doc maml.mlo ways");
  command.does(action, [options] { return doc(*options); });
}

}  // namespace mlo::cli
