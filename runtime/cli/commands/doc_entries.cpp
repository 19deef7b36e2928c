#include "runtime/cli/commands/doc_entries.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "compiler/sema/words.h"
#include "compiler/syntax/parse.h"
#include "runtime/cli/host.h"
#include "runtime/cli/places.h"

namespace mlo::cli {
namespace {

struct Group {
  const char* kind;
  const char* plural;
};

Group group_of(sema::BuiltinKind kind) {
  switch (kind) {
    case sema::BuiltinKind::function: return {"function", "functions"};
    case sema::BuiltinKind::layer: return {"layer", "layers"};
    case sema::BuiltinKind::data: return {"source of data", "sources of data"};
    case sema::BuiltinKind::optimizer: return {"optimizer", "optimizers"};
    case sema::BuiltinKind::scheduler: return {"scheduler", "schedulers"};
    case sema::BuiltinKind::clip: return {"clip", "clips"};
    case sema::BuiltinKind::constraint: return {"constraint", "constraints"};
    case sema::BuiltinKind::method: return {"method of an edge", "methods of edges"};
  }
  return {"", ""};
}

/// "a problem", "`validate` and `test`"
std::string owner_of(std::string_view block) {
  if (block == "validate") return "`validate` and `test`";
  if (block == "run") return "`run`";
  return (block == "env" ? "an " : "a ") + std::string(block);
}

DocEntry word_entry(const sema::Word& word) {
  DocEntry out;
  switch (word.kind) {
    case sema::WordKind::item: out.group = "items", out.kind = "item"; break;
    case sema::WordKind::function: out.group = "functions", out.kind = "function"; break;
    case sema::WordKind::value: out.group = "names", out.kind = "name"; break;
    case sema::WordKind::line:
      out.group = "lines of " + owner_of(word.block);
      out.kind = "line of " + owner_of(word.block);
      break;
  }
  out.name = word.name;
  out.form = word.form;
  out.doc = word.doc;
  out.otherwise = word.otherwise;
  out.block = word.block;
  return out;
}

/// The checker's own functions hide those of the catalog.
bool is_hidden(const sema::Builtin& builtin) {
  const auto words = sema::all_words();
  return builtin.kind == sema::BuiltinKind::function &&
         std::any_of(words.begin(), words.end(), [&](const sema::Word& word) {
           return word.kind == sema::WordKind::function && word.name == builtin.name();
         });
}

/// What is documented of an item; nothing of those that have no name.
class Documented {
 public:
  Documented(const Sources& sources, std::string file) : sources_(sources), file_(std::move(file)) {}

  std::optional<DocEntry> operator()(const ast::Use&) const { return std::nullopt; }
  std::optional<DocEntry> operator()(const ast::Edge&) const { return std::nullopt; }
  std::optional<DocEntry> operator()(const ast::Run&) const { return std::nullopt; }
  std::optional<DocEntry> operator()(const ast::Option& item) const { return entry("option", item.name, item); }
  std::optional<DocEntry> operator()(const ast::Constant& item) const { return entry("constant", item.names[0], item); }
  std::optional<DocEntry> operator()(const ast::Data& item) const { return entry("dataset", item.names[0], item); }
  std::optional<DocEntry> operator()(const ast::Function& item) const { return entry("function", item.name, item); }
  std::optional<DocEntry> operator()(const ast::Module& item) const { return entry("module", item.name, item); }
  std::optional<DocEntry> operator()(const ast::Env& item) const { return entry("env", item.name, item); }
  std::optional<DocEntry> operator()(const ast::Problem& item) const { return entry("problem", item.name, item); }
  std::optional<DocEntry> operator()(const ast::Measure& item) const {
    return item.name ? entry("validation", *item.name, item) : std::optional<DocEntry>();
  }

 private:
  template <typename Item>
  DocEntry entry(const char* kind, const ast::Name& name, const Item& item) const {
    return {file_, kind + (" of " + file_), name.text, first_line(sources_.text(item.span)), item.doc, "", ""};
  }

  /// Without the space that stands there for the sake of columns.
  static std::string first_line(std::string_view text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string out;
    for (const char c : text.substr(0, end))
      if (c != ' ' || !out.ends_with(' ')) out += c;
    return end == text.size() ? out : out + " ...";
  }

  const Sources& sources_;
  std::string file_;
};

}  // namespace

std::vector<DocEntry> language_docs(const sema::Catalog& catalog) {
  std::vector<DocEntry> out;
  const auto words = [&](sema::WordKind kind) {
    for (const sema::Word& word : sema::all_words())
      if (word.kind == kind) out.push_back(word_entry(word));
  };
  const auto builtins = [&](sema::BuiltinKind kind) {
    const auto [name, group] = group_of(kind);
    for (const auto& builtin : catalog.all())
      if (builtin->kind == kind && !is_hidden(*builtin))
        out.push_back({group, name, builtin->name(), builtin->signature.text, builtin->doc, "", ""});
  };
  using Kind = sema::BuiltinKind;
  words(sema::WordKind::item);
  words(sema::WordKind::line);
  words(sema::WordKind::value);
  words(sema::WordKind::function);
  for (const Kind kind : {Kind::function, Kind::layer, Kind::data, Kind::optimizer, Kind::scheduler, Kind::clip,
                          Kind::constraint, Kind::method})
    builtins(kind);
  return out;
}

std::vector<DocEntry> file_docs(const Sources& sources, FileId file, const std::string& name) {
  Diagnostics unsaid;  // `mlo check` is there for them
  const ast::File tree = parse(sources, file, unsaid);
  std::vector<DocEntry> out = {{name, "file", name, "", tree.doc, "", ""}};
  const Documented documented(sources, name);
  for (const ast::Item& item : tree.items)
    if (auto entry = std::visit(documented, item)) out.push_back(std::move(*entry));
  return out;
}

std::vector<DocEntry> library_docs() {
  const std::filesystem::path folder = find_places().stdlib;
  std::vector<DocEntry> out;
  Sources sources;
  for (const std::string& program : programs_in(folder)) {
    const std::string name = "std." + std::filesystem::path(program).stem().string();
    const FileId file = sources.add(name, read_file(folder / program).value_or(""));
    for (DocEntry& entry : file_docs(sources, file, name)) out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace mlo::cli
