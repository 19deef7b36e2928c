#include "runtime/record/options.h"

#include <nlohmann/json.hpp>

namespace mlo::record {
namespace {

using Json = nlohmann::ordered_json;
using sema::Argument;

Json to_json(const Argument& argument) {
  if (const auto* truth = std::get_if<bool>(&argument.value)) return *truth;
  if (const auto* integer = std::get_if<std::int64_t>(&argument.value)) return *integer;
  if (const auto* real = std::get_if<double>(&argument.value)) return *real;
  if (const auto* text = std::get_if<std::string>(&argument.value)) return *text;
  if (const sema::Arguments* list = argument.list()) {
    Json out = Json::array();
    for (const Argument& item : *list) out.push_back(to_json(item));
    return out;
  }
  return nullptr;
}

template <typename T>
Json given_and_used(const std::optional<T>& given, const T& used) {
  return {{"given", given ? Json(*given) : Json()}, {"used", used}};
}

Json option_json(const sema::Option& option, const std::vector<sema::Setting>& settings) {
  Json given;
  for (const sema::Setting& setting : settings) {
    if (setting.name == option.name) given = setting.text;  // the last one holds
  }
  return {{"default", to_json(option.default_value)}, {"given", given}, {"used", to_json(option.value)}};
}

}  // namespace

std::string options_json(const sema::Program& program, const Given& given, const Used& used) {
  Json options = Json::object();
  for (const sema::Option& option : program.options) options[option.name] = option_json(option, given.settings);
  const Json json = {{"program", given.program},
                     {"options", options},
                     {"updates", given_and_used(given.updates, used.updates)},
                     {"seed", given_and_used(given.seed, used.seed)},
                     {"device", given_and_used(given.device, used.device)},
                     {"tasks", given_and_used(given.tasks, program.run.tasks)},
                     {"threads", given_and_used(given.threads, used.threads)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mlo::record
