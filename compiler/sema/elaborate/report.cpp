// How the checker says things.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"
#include "compiler/source/habits.h"

namespace mlo::sema {

bool Value::module_like() const {
  if (const ListValue* items = list()) {
    for (const Value& item : items->items)
      if (!item.recipe()) return false;
    return !items->items.empty();
  }
  return recipe() != nullptr;
}

namespace {

/// Recognizably a real number: `4.0`, not `4`.
std::string real_text(double value) {
  std::string text = fmt::format("{}", value);
  return text.find_first_of(".ein") == std::string::npos ? text + ".0" : text;
}

/// Whether `ours` can be put in the place of `name`: not where it is only akin to what others call so.
bool stands_for(const std::string& ours, const std::string& name) {
  const std::vector<Habit> habits = habits_of(name);
  return std::none_of(habits.begin(), habits.end(), [&](const Habit& h) { return h.ours == ours && !h.same; });
}

}  // namespace

std::string describe(const Value& value) {
  struct Describe {
    std::string operator()(Unknown) const { return "nothing"; }
    std::string operator()(std::monostate) const { return "`none`"; }
    std::string operator()(bool b) const { return b ? "`true`" : "`false`"; }
    std::string operator()(std::int64_t i) const { return fmt::format("the number {}", i); }
    std::string operator()(double d) const { return "the number " + real_text(d); }
    std::string operator()(const std::string& s) const { return fmt::format("the string \"{}\"", s); }
    std::string operator()(NodeRef) const { return "a tensor"; }
    std::string operator()(DataRef) const { return "a dataset"; }
    std::string operator()(const std::shared_ptr<const ListValue>& l) const { return l->tuple ? "a tuple" : "a list"; }
    std::string operator()(const std::shared_ptr<const RecordValue>&) const { return "a record"; }
    std::string operator()(RangeValue) const { return "a range"; }
    std::string operator()(const std::shared_ptr<const Closure>& c) const {
      return c->name.empty() ? "a lambda" : "the function `" + c->name + "`";
    }
    std::string operator()(const std::shared_ptr<const Recipe>&) const { return "a module expression"; }
    std::string operator()(const Instance&) const { return "a module"; }
    std::string operator()(ProblemName) const { return "a problem"; }
    std::string operator()(EnvName) const { return "an env"; }
    std::string operator()(const ModuleName& m) const { return "the module `" + m.module->name.text + "`"; }
    std::string operator()(const EnvTemplate& e) const { return "the env `" + e.env->name.text + "`"; }
    std::string operator()(FileName) const { return "an imported file"; }
    std::string operator()(const IntrinsicName& i) const { return "the function `" + i.name + "`"; }
    std::string operator()(const Builtin* b) const { return "the function `" + b->name() + "`"; }
  };
  return std::visit(Describe{}, value.data);
}

Diagnostic& Elaborator::error(const char* code, Span span, std::string message) {
  const bool lacks_line = std::string_view(code) == "MLO0208";
  if (broken_lines_.hold(sources_, span) || (lacks_line && broken_lines_.stand_in_block(sources_, span)))
    return limits_.unsaid = {};
  if (++limits_.errors > Limits::most_errors) return limits_.unsaid = {};
  Diagnostic& diagnostic = diagnostics_.error(code, span, std::move(message));
  if (limits_.errors == Limits::most_errors) diagnostic.note("there are more mistakes in this program");
  // Through library modules: the chain of calls, up to the user's own line.
  std::vector<Span> calls;
  for (OriginId at = context_.caller; at != nothing; at = program_.origins[at].caller)
    if (std::find(calls.begin(), calls.end(), program_.origins[at].span) == calls.end())
      calls.push_back(program_.origins[at].span);
  constexpr std::size_t first = 4, last = 2;  // of a long chain, those that are shown
  for (std::size_t i = 0; i < calls.size(); ++i)
    if (calls.size() <= first + last || i < first || i + last >= calls.size())
      diagnostic.label(calls[i], "called here");
  if (calls.size() > first + last)
    diagnostic.note(fmt::format("{} calls between these are not shown", calls.size() - first - last));
  return diagnostic;
}

void Elaborator::suggest(Diagnostic& diagnostic, Span span, const std::string& name,
                         const std::vector<std::string>& candidates) {
  if (&diagnostic == &limits_.unsaid) return;
  if (const auto guess = did_you_mean(name, candidates)) {
    diagnostic.with_help("did you mean `" + *guess + "`?");
    if (stands_for(*guess, name)) diagnostic.with_fix(span, *guess);
  }
}

OriginId Elaborator::origin(Span span) {
  program_.origins.push_back({span, context_.caller});
  return static_cast<OriginId>(program_.origins.size() - 1);
}

std::string Elaborator::source_text(Span span) const { return std::string(sources_.text(span)); }

std::set<std::string> Elaborator::check_keywords(const std::vector<ast::Line>& lines,
                                                 const std::vector<std::string>& known, const char* block) {
  std::map<std::string, Span> seen;
  std::set<std::string> meant;
  for (const ast::Line& line : lines) {
    const std::string& word = line.keyword.text;
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      Diagnostic& diagnostic = error("MLO0202", line.keyword.span, fmt::format("{} has no line `{}`", block, word));
      suggest(diagnostic, line.keyword.span, word, known);
      if (diagnostic.help.empty()) diagnostic.with_help(fmt::format("its lines are: {}", fmt::join(known, ", ")));
      if (const auto guess = did_you_mean(word, known)) meant.insert(*guess);
      continue;
    }
    const bool many = word == "let" || word == "batch" || word == "metric" || word == "param" || word == "env" ||
                      (word == "optimizer" && !line.names.empty());
    if (many) continue;
    if (const auto [it, added] = seen.emplace(word, line.keyword.span); !added)
      error("MLO0209", line.keyword.span, fmt::format("`{}` stands twice in {}", word, block))
          .label(it->second, "first here")
          .with_help("keep one of the two lines");
  }
  return meant;
}

bool Elaborator::can_read_tensors(Span span, const char* what) {
  if (context_.block != nullptr) return true;
  error("MLO0308", span, fmt::format("{}, and only a constant can stand here", what))
      .with_help(
          "options, datasets and what envs and modules are given are settled before the run; numbers, and what is "
          "computed\nfrom numbers alone, can stand there");
  return false;
}

std::string Elaborator::names_here(const ScopePtr& scope) const {
  constexpr std::size_t most = 12;
  std::vector<std::string> names;
  scope->collect(names, builtin_scope_.get());
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + std::min(most, names.size()), ", "));
  return names.size() > most ? text + ", ..." : text;
}

Span Elaborator::outermost(OriginId at) const {
  while (program_.origins[at].caller != nothing) at = program_.origins[at].caller;
  return program_.origins[at].span;
}

}  // namespace mlo::sema
