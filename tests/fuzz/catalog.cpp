#include "tests/fuzz/catalog.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace mlo::fuzz {
namespace {

using sema::Builtin;
using sema::BuiltinKind;
using Words = std::vector<std::string>;

const Words kinds = {"function", "layer", "data", "optimizer", "scheduler", "clip", "constraint", "method"};
const Words families = {"unrolled", "implicit", "detached", "other"};

std::string comma_list(const Words& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "" : ",") + word;
  return result;
}

Words split(const std::string& text, char separator) {
  Words result;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, separator);) result.push_back(word);
  return result;
}

/// The default, or some value that the parameter takes.
sema::Argument sample(const sema::Parameter& parameter) {
  if (parameter.default_value) return *parameter.default_value;
  if (!parameter.choices.empty()) return {parameter.choices.front()};
  const double number = std::clamp(3.0, parameter.low, parameter.high);
  switch (parameter.type) {
    case sema::Type::boolean: return {false};
    case sema::Type::string: return {std::string("a")};
    case sema::Type::integer:
    case sema::Type::integers: return {static_cast<std::int64_t>(number)};
    default: return {number};
  }
}

sema::Arguments samples(const Builtin& builtin) {
  sema::Arguments result;
  for (const sema::Parameter& parameter : builtin.signature.parameters) result.push_back(sample(parameter));
  return result;
}

std::string write(const Builtin& builtin) {
  const sema::Arguments arguments = samples(builtin);
  std::string line = kinds.at(static_cast<std::size_t>(builtin.kind));
  const auto flag = [&](bool set, const char* name) { line += set ? std::string(" ") + name : ""; };
  const auto list = [&](const Words& words, const char* name) {
    flag(!words.empty(), (name + comma_list(words)).c_str());
  };
  flag(builtin.draws, "draws");
  flag(builtin.by_mode, "by_mode");
  if (builtin.kind == BuiltinKind::layer)
    line += " inputs=" + std::to_string(builtin.min_inputs) + "," + std::to_string(builtin.max_inputs);
  if (builtin.parameters) list(builtin.parameters(arguments), "parameters=");
  if (builtin.buffers) list(builtin.buffers(arguments), "buffers=");
  if (builtin.results) line += " results=" + std::to_string(builtin.results(arguments));
  if (builtin.kind == BuiltinKind::method) {
    line += " family=" + families.at(static_cast<std::size_t>(builtin.method.family));
    flag(builtin.method.sees_start, "sees_start");
    flag(builtin.method.sees_loss, "sees_loss");
    flag(builtin.method.differentiable, "differentiable");
  }
  flag(builtin.decoupled_decay, "decoupled_decay");
  flag(!builtin.implicit_allowed, "no_implicit");
  return line + " :: " + builtin.signature.text + "\n";
}

template <class Enum>
Enum find(const Words& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw std::invalid_argument("catalog.txt: `" + name + "`");
  return static_cast<Enum>(found - names.begin());
}

void read_word(const std::string& word, Builtin& builtin) {
  const auto at = word.find('=');
  const std::string name = word.substr(0, at);
  const Words values = at == std::string::npos ? Words{} : split(word.substr(at + 1), ',');
  const auto always = [values](const sema::Arguments&) { return values; };
  if (name == "draws") builtin.draws = true;
  if (name == "by_mode") builtin.by_mode = true;
  if (name == "inputs") builtin.min_inputs = std::stoi(values.at(0)), builtin.max_inputs = std::stoi(values.at(1));
  if (name == "parameters") builtin.parameters = always;
  if (name == "buffers") builtin.buffers = always;
  if (name == "results") builtin.results = [count = std::stoul(values.at(0))](const sema::Arguments&) { return count; };
  if (name == "family") builtin.method.family = find<sema::MethodTraits::Family>(families, values.at(0));
  if (name == "sees_start") builtin.method.sees_start = true;
  if (name == "sees_loss") builtin.method.sees_loss = true;
  if (name == "differentiable") builtin.method.differentiable = true;
  if (name == "decoupled_decay") builtin.decoupled_decay = true;
  if (name == "no_implicit") builtin.implicit_allowed = false;
}

}  // namespace

std::string write_catalog(const sema::Catalog& catalog) {
  std::string result;
  for (const auto& builtin : catalog.all()) result += write(*builtin);
  return result;
}

sema::Catalog read_catalog(const std::string& text) {
  const std::string separator = " :: ";
  sema::Catalog catalog;
  for (const std::string& line : split(text, '\n')) {
    const auto at = line.find(separator);
    auto builtin = std::make_unique<Builtin>();
    const Words words = split(line.substr(0, at), ' ');
    builtin->kind = find<BuiltinKind>(kinds, words.at(0));
    for (const std::string& word : words) read_word(word, *builtin);
    builtin->signature = sema::parse_signature(line.substr(at + separator.size()));
    catalog.add(std::move(builtin));
  }
  return catalog;
}

}  // namespace mlo::fuzz
