// `validate`, `test` and `run`.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "compiler/sema/elaborate/elaborator.h"
#include "compiler/sema/quantity.h"
#include "compiler/sema/words.h"

namespace mlo::sema {

void Elaborator::elaborate_measure(const ast::Measure& item, File& file) {
  const bool test = item.kind == ast::Measure::Kind::test;
  const std::set<std::string> misspelt =
      check_keywords(item.lines, line_names("validate"), test ? "`test`" : "`validate`");
  const auto id = static_cast<std::uint32_t>(program_.measures.size());
  program_.measures.emplace_back();
  Measure measure;
  measure.kind = test ? Measure::Kind::test : Measure::Kind::validate;
  measure.name = item.name ? item.name->text : "";
  measure.span = item.span;

  // Envs that stand in for others hide them in this block.
  auto around = new_scope(file.scope);
  for (const ast::Line& line : item.lines) {
    if (line.keyword.text != "env" || line.names.size() != 1 || !line.value) continue;
    const ast::Name& name = line.names[0];
    Binding* hidden = file.scope->find(name.text);
    const Value original = hidden ? force(*hidden, name.text, name.span) : Value{};
    const auto env = env_from_call(*line.value, name.text, file.scope);
    if (!env) {
      around->add(name.text, name.span, Value{});
      continue;
    }
    program_.envs[*env].measure = id;
    if (const auto* replaced = original.as<EnvName>()) {
      program_.envs[*env].replaces = replaced->id;
      match_outputs(program_.envs[*env], program_.envs[replaced->id], name.span);
    }
    measure.envs.push_back(*env);
    around->add(name.text, name.span, Value{EnvName{*env}});
  }

  BlockBuilder builder(measure.block);
  Context inner;
  inner.block = &builder;
  inner.mode = Mode::evaluation;
  inner.outside = true;
  With with(*this, std::move(inner));
  const ScopePtr scope = block_scope(item.lines, around, "a validation");
  for (const ast::Line& line : item.lines)
    if (line.value && !std::get_if<ast::Error>(&line.value->node)) measure_line(measure, line, scope);
  for (const ast::Line& line : item.lines) {
    if (line.keyword.text != "keep" || !line.value) continue;
    keep_line(measure, line);
    if (test)
      error("MLO0202", line.span, "`keep` in `test`: that would be choosing by the test")
          .with_help("let a `validate` keep the best; `test` measures what it kept");
  }
  note_unread(item.lines, *scope);
  check_idle_lines(item.lines, misspelt, test);
  if (measure.metrics.empty() && !misspelt.contains("metric"))
    error("MLO0208", item.span, "nothing is measured here").with_help("add a line `metric name = ...`");
  program_.measures[id] = std::move(measure);
}

/// Several without a name are told apart by number, in what is logged.
void Elaborator::number_measures() {
  for (const auto kind : {Measure::Kind::validate, Measure::Kind::test}) {
    const auto unnamed = [&](const Measure& measure) { return measure.kind == kind && measure.name.empty(); };
    if (std::count_if(program_.measures.begin(), program_.measures.end(), unnamed) < 2) continue;
    std::int64_t number = 0;
    for (Measure& measure : program_.measures)
      if (unnamed(measure)) measure.name = std::to_string(++number);
  }
}

/// Lines that do nothing without another one, or in a `test`.
void Elaborator::check_idle_lines(const std::vector<ast::Line>& lines, const std::set<std::string>& misspelt,
                                  bool test) {
  const auto has = [&](const char* word) {
    return misspelt.contains(word) ||
           std::any_of(lines.begin(), lines.end(), [&](const ast::Line& line) { return line.keyword.text == word; });
  };
  for (const ast::Line& line : lines) {
    const std::string& word = line.keyword.text;
    if (test && (word == "every" || word == "patience"))
      error("MLO0202", line.span, fmt::format("`{}` in `test`, which is measured once, after the run", word))
          .with_help("leave it out, or write it in a `validate`, which is measured during the run");
    else if (word == "patience" && !has("keep"))
      error("MLO0202", line.span, "`patience` without `keep`: nothing says which validation is a better one")
          .with_help("add the metric that counts, as in `keep = max(acc)`, or leave `patience` out");
    else if (word == "steps" && !has("solve"))
      error("MLO0202", line.span, "`steps` without `solve`: no problem is played here")
          .with_help("add the problem that takes these steps, as in `solve = adapt`, or leave `steps` out");
  }
}

void Elaborator::measure_line(Measure& measure, const ast::Line& line, const ScopePtr& scope) {
  const std::string& keyword = line.keyword.text;
  if (keyword == "metric")
    measure.metrics.push_back(metric(line, scope));
  else if (keyword == "batch" || keyword == "let")
    work_out(*scope, line.names);
  else if (keyword == "every" || keyword == "draws" || keyword == "steps" || keyword == "patience") {
    const auto number = constant_integer(line, scope, 1);
    if (!number) return;
    if (keyword == "every")
      measure.every = *number;
    else if (keyword == "draws")
      measure.draws = *number;
    else if (keyword == "steps")
      measure.steps = *number;
    else
      measure.patience = *number;
  } else if (keyword == "solve") {
    const Value value = evaluate(*line.value, scope);
    if (const auto* problem = value.as<ProblemName>())
      measure.solve = problem->id;
    else if (!value.unknown())
      error("MLO0301", line.value->span, "`solve` takes a problem").at("this is " + describe(value));
  }
}

void Elaborator::keep_line(Measure& measure, const ast::Line& line) {
  const auto* call = std::get_if<ast::Call>(&line.value->node);
  const auto* how = call ? std::get_if<ast::Ref>(&call->callee->node) : nullptr;
  const auto* what = call && call->args.size() == 1 ? std::get_if<ast::Ref>(&call->args[0].value->node) : nullptr;
  if (!how || !what || (how->name != "max" && how->name != "min")) {
    error("MLO0301", line.value->span, "`keep` is `max(metric)` or `min(metric)`")
        .with_help("for instance `keep = max(acc)`");
    return;
  }
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < measure.metrics.size(); ++i) {
    names.push_back(measure.metrics[i].name);
    if (names.back() == what->name) measure.keep = Keep{how->name == "max", i, origin(line.value->span)};
  }
  if (measure.keep) {
    for (const Measure& other : program_.measures)
      if (other.keep && other.kind == Measure::Kind::validate && measure.kind == Measure::Kind::validate)
        error("MLO0209", line.span, "a program keeps one checkpoint: `keep` stands in one `validate`")
            .label(program_.origins[other.keep->origin].span, "first here")
            .with_help("leave one of the two out");
    return;
  }
  const Span span = call->args[0].value->span;
  Diagnostic& d = error("MLO0201", span, fmt::format("there is no metric `{}` here", what->name));
  suggest(d, span, what->name, names);
  if (d.help.empty()) d.with_help(fmt::format("the metrics of this block: {}", fmt::join(names, ", ")));
}

void Elaborator::elaborate_run(const ast::Run& item, File& file) {
  check_keywords(item.lines, line_names("run"), "`run`");
  if (run_item_ != nullptr)
    error("MLO0209", item.span, "a program has one `run`")
        .label(run_item_->span, "first here")
        .with_help("write the lines of both into one");
  run_item_ = &item;
  program_.run.span = item.span;
  BlockBuilder builder(program_.run.block);
  Context inner;
  inner.block = &builder;
  inner.mode = Mode::evaluation;
  inner.outside = true;
  With with(*this, std::move(inner));
  for (const ast::Line& line : item.lines)
    if (line.value && !std::get_if<ast::Error>(&line.value->node)) run_line(line, file.scope);
}

void Elaborator::run_line(const ast::Line& line, const ScopePtr& scope) {
  Run& run = program_.run;
  const std::string& keyword = line.keyword.text;
  const auto choice = [&](std::string& into, const std::vector<std::string>& words) {
    // A bare word of the list, or a string: `precision = float64`.
    const auto* ref = std::get_if<ast::Ref>(&line.value->node);
    const auto* string = std::get_if<ast::String>(&line.value->node);
    const std::string text = ref ? ref->name : string ? string->value : "";
    const bool cuda = keyword == "device" && text.rfind("cuda:", 0) == 0;
    if (cuda || std::find(words.begin(), words.end(), text) != words.end())
      into = text;
    else {
      Diagnostic& d =
          error("MLO0305", line.value->span, fmt::format("`{}` is one of {}", keyword, fmt::join(words, ", ")));
      if (text == "gpu")
        d.with_help("did you mean `cuda`?").with_fix(line.value->span, "cuda");
      else
        suggest(d, line.value->span, text, words);
    }
  };
  if (keyword == "device")
    choice(run.device, {"auto", "cpu", "cuda"});
  else if (keyword == "precision")
    choice(run.precision, {"float32", "float64"});
  else if (keyword == "tasks")
    choice(run.tasks, {"auto", "sequential", "batched", "threads"});
  else if (keyword == "memory")
    run_memory(line);
  else if (keyword == "updates" || keyword == "log_every") {
    if (const auto number = constant_integer(line, scope, 1))
      (keyword == "updates" ? run.updates : run.log_every) = *number;
  } else if (keyword == "seed" || keyword == "checkpoint_every") {
    const std::int64_t most = keyword == "seed" ? std::numeric_limits<std::int64_t>::max() : most_counted;
    if (const auto number = constant_integer(line, scope, 0, most))
      (keyword == "seed" ? run.seed : run.checkpoint_every) = *number;
  } else if (keyword == "print" || keyword == "save") {
    run_results(line, scope);
  }
}

/// `print = { name = value }`, or one value without a name; `save` likewise.
void Elaborator::run_results(const ast::Line& line, const ScopePtr& scope) {
  const bool print = line.keyword.text == "print";
  const Value value = evaluate(*line.value, scope);
  if (value.unknown()) return;
  const auto* written = std::get_if<ast::Record>(&line.value->node);
  const RecordValue* record = value.record();
  const auto fields =
      record ? record->fields : std::vector<std::pair<std::string, Value>>{{print ? "result" : "module", value}};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Span span = written ? written->fields[i].value->span : line.value->span;
    if (print)
      print_field(fields[i].first, fields[i].second, span);
    else
      save_field(fields[i].first, fields[i].second, span);
  }
}

/// `memory = "2 GB"`
void Elaborator::run_memory(const ast::Line& line) {
  const auto* text = std::get_if<ast::String>(&line.value->node);
  const Bytes bytes = text ? bytes_of(text->value) : Bytes{0, "this is no string", ""};
  program_.run.memory = bytes.count;
  if (bytes.mistake.empty()) return;
  const Span span = line.value->span;
  Diagnostic& d = error("MLO0305", span, "`memory` is a number with a unit: \"500 MB\", \"2 GB\"").at(bytes.mistake);
  if (bytes.instead.empty())
    d.with_help("write a number above 0 and one of kB, MB, GB and TB, in quotes");
  else
    d.with_help(fmt::format("did you mean `\"{}\"`?", bytes.instead)).with_fix(span, '"' + bytes.instead + '"');
}

void Elaborator::print_field(const std::string& name, const Value& value, Span span) {
  if (auto argument = to_argument(value))
    program_.run.print.push_back({name, std::move(*argument)});
  else if (!value.unknown())
    error("MLO0301", span, "`print` takes numbers, tensors, strings and lists of them")
        .at("this is " + describe(value));
}

/// A module's parameters and buffers, under their paths in it; a tensor under the name `value`; of a list the items by
/// number.
void Elaborator::save_field(const std::string& name, const Value& value, Span span) {
  if (value.unknown()) return;
  Saved saved;
  saved.name = name;
  if (const auto instance = as_instance(value, span)) {
    if (!instance->part) return;
    saved = saved_module(*instance, span);
    saved.name = name;
  } else if (value.is_tensor()) {
    saved.tensors.push_back({"value", *to_argument(value)});
  } else if (const ListValue* list = value.list(); list && std::all_of(list->items.begin(), list->items.end(),
                                                                       [](const Value& v) { return v.is_tensor(); })) {
    for (std::size_t i = 0; i < list->items.size(); ++i)
      saved.tensors.push_back({std::to_string(i), *to_argument(list->items[i])});
  } else {
    error("MLO0301", span, "`save` takes problems, modules, tensors and lists of tensors")
        .at("this is " + describe(value));
    return;
  }
  program_.run.save.push_back(std::move(saved));
}

Saved Elaborator::saved_module(const Instance& instance, Span span) {
  Saved out;
  const Structure& structure = program_.structures[program_.structure_of(instance.owner)];
  const std::string& root = instance.part->path;
  const auto within = [&](const std::string& path) { return root.empty() || path.starts_with(root + "."); };
  const auto relative = [&](const std::string& path) {
    return root.empty() || !within(path) ? path : path.substr(root.size() + 1);
  };
  for (std::uint32_t i = instance.part->first_parameter; i < instance.part->end_parameter; ++i)
    out.tensors.push_back({relative(structure.parameters[i].path),
                           Argument{context_.block->parameter(instance.owner, i, instance.detached, origin(span))}});
  for (std::uint32_t i = 0; i < structure.buffers.size(); ++i)
    if (within(structure.buffers[i])) out.buffers.push_back({relative(structure.buffers[i]), instance.owner, i});
  return out;
}

}  // namespace mlo::sema
