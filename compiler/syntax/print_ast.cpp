#include <fmt/format.h>

#include "compiler/syntax/print.h"

namespace mlo {

namespace {

using namespace ast;

std::string joined(const std::vector<Name>& names) {
  std::string result;
  for (const Name& name : names) result += (result.empty() ? "" : ", ") + name.text;
  return result;
}

std::string value(const ExprPtr& expression) { return expression ? print_expression(*expression) : "<missing>"; }

std::string print_type(const Type& type) {
  if (!type.word.empty()) return type.word;
  std::string extents;
  for (const auto& extent : type.shape) {
    if (!extents.empty()) extents += ", ";
    const auto* name = std::get_if<Name>(&extent);
    extents += name != nullptr ? name->text : fmt::format("{}", std::get<std::int64_t>(extent));
  }
  return fmt::format("[{}]", extents);
}

std::string print_params(const std::vector<Param>& params) {
  std::string result;
  for (const Param& param : params) {
    if (!result.empty()) result += ", ";
    result += param.name.text;
    if (param.type) result += ": " + print_type(*param.type);
    if (param.default_value) result += " = " + value(param.default_value);
  }
  return fmt::format("({})", result);
}

/// One overload for each kind of item.
class Listing {
 public:
  std::string str() && { return std::move(out_); }

  void file(const File& file) {
    doc(0, file.doc);
    for (const Item& item : file.items) std::visit(*this, item);
  }

  void operator()(const Use& use) {
    const char* quote = use.is_file ? "\"" : "";
    std::string text = fmt::format("use {0}{1}{0}", quote, use.path);
    if (use.names) {
      std::string names;
      for (const UseName& name : *use.names) {
        names +=
            (names.empty() ? "" : ", ") + name.name.text + (name.alias ? fmt::format(" as {}", name.alias->text) : "");
      }
      text += " { " + names + " }";
    }
    if (use.alias) text += " as " + use.alias->text;
    put(0, text);
  }

  void operator()(const Option& option) {
    doc(0, option.doc);
    const std::string range = option.range ? fmt::format(" in {}", value(option.range)) : "";
    put(0, fmt::format("option {} = {}{}", option.name.text, value(option.default_value), range));
  }

  void operator()(const Constant& constant) {
    doc(0, constant.doc);
    put(0, fmt::format("let {} = {}", joined(constant.names), value(constant.value)));
  }

  void operator()(const Data& data) {
    doc(0, data.doc);
    put(0, fmt::format("data {} = {}", joined(data.names), value(data.value)));
  }

  void operator()(const Function& function) { print_function(0, "fn ", function); }

  void operator()(const Module& module) {
    doc(0, module.doc);
    put(0, fmt::format("module {}{}", module.name.text, print_params(module.params)));
    if (module.composition) put(1, fmt::format("= {}", value(module.composition)));
    lines(module.lines);
    for (const Function& function : module.functions) print_function(1, "", function);
  }

  void operator()(const Env& env) {
    doc(0, env.doc);
    put(0, fmt::format("env {}{}", env.name.text, env.params.empty() ? "" : print_params(env.params)));
    if (env.value) put(1, fmt::format("= {}", value(env.value)));
    lines(env.lines);
  }

  void operator()(const Problem& problem) {
    doc(0, problem.doc);
    put(0, "problem " + problem.name.text);
    lines(problem.lines);
  }

  void operator()(const Edge& edge) {
    doc(0, edge.doc);
    const char* kind = edge.kind == Edge::Kind::u2l ? "u2l" : "l2u";
    const std::string via = edge.via ? fmt::format(" via {}", value(edge.via)) : "";
    put(0, fmt::format("{} {} -> {}{}", kind, edge.from.text, joined(edge.to), via));
  }

  void operator()(const Measure& measure) {
    doc(0, measure.doc);
    const char* kind = measure.kind == Measure::Kind::validate ? "validate" : "test";
    put(0, measure.name ? fmt::format("{} {}", kind, measure.name->text) : kind);
    lines(measure.lines);
  }

  void operator()(const Run& run) {
    put(0, "run");
    lines(run.lines);
  }

 private:
  void put(std::size_t depth, const std::string& text) { out_ += std::string(2 * depth, ' ') + text + "\n"; }

  void doc(std::size_t depth, const std::string& text) {
    for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      put(depth, fmt::format("## {}", text.substr(begin, end - begin)));
      begin = end + 1;
    }
  }

  void lines(const std::vector<Line>& lines) {
    for (const Line& line : lines) {
      doc(1, line.doc);
      const std::string names = line.names.empty() ? "" : fmt::format(" {}", joined(line.names));
      put(1, fmt::format("{}{} = {}", line.keyword.text, names, value(line.value)));
    }
  }

  void print_function(std::size_t depth, const std::string& keyword, const Function& function) {
    doc(depth, function.doc);
    const std::string type = function.result_type ? fmt::format(" -> {}", print_type(*function.result_type)) : "";
    put(depth, keyword + function.name.text + print_params(function.params) + type);
    for (const Let& let : function.body.lets) {
      put(depth + 1, fmt::format("let {} = {}", joined(let.names), value(let.value)));
    }
    put(depth + 1, fmt::format("= {}", value(function.body.result)));
  }

  std::string out_;
};

}  // namespace

std::string print_ast(const File& file) {
  Listing listing;
  listing.file(file);
  return std::move(listing).str();
}

}  // namespace mlo
