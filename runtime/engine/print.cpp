#include "runtime/engine/print.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "runtime/engine/measure.h"

namespace mlo::engine {
namespace {

std::string text_of(const ops::Value& value) {
  if (value.is_none()) return "none";
  if (const auto* b = std::get_if<bool>(&value.data)) return *b ? "true" : "false";
  if (const auto* i = std::get_if<std::int64_t>(&value.data)) return fmt::format("{}", *i);
  if (const auto* d = std::get_if<double>(&value.data)) return fmt::format("{}", *d);
  if (const auto* s = std::get_if<std::string>(&value.data)) return *s;
  if (const Tensor* tensor = value.tensor()) return c10::str(tensor->sizes());
  std::string out = "[";
  if (const ops::List* list = value.list())
    for (const ops::Value& item : *list) out += (out.size() > 1 ? ", " : "") + text_of(item);
  return out + "]";
}

}  // namespace

void print_values(const Player& player, const World& world, Outcome& outcome) {
  const sema::Run& run = player.program().run;
  if (run.print.empty()) return;
  sema::Arguments wanted;
  for (const sema::Named& named : run.print) wanted.push_back(named.value);
  const View view = player.view(world);
  std::vector<Tensors> buffers;
  for (const ProblemState& state : world.problems) buffers.push_back(state.buffers);
  std::vector<std::shared_ptr<const Tensors>> envs(world.envs.size());
  eval::Inputs inputs;
  inputs.parameters = &view;
  inputs.buffers = &buffers;
  inputs.envs = &envs;
  inputs.stream = player.seed().of("print");
  at::NoGradGuard no_grad;
  const std::vector<ops::Value> values = player.compile(run.block, wanted)->run(inputs);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string& name = run.print[i].name;
    if (const Tensor* tensor = values[i].tensor())
      outcome.print.push_back(measured(name, *tensor));
    else
      outcome.printed.emplace_back(name, text_of(values[i]));
  }
}

}  // namespace mlo::engine
