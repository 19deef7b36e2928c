#include "runtime/engine/print.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "runtime/engine/measure.h"
#include "runtime/shapes/check_values.h"

namespace mlo::engine {
namespace {

/// Nested lists; of a large tensor its shape.
std::string text_of(const Tensor& tensor) {
  if (tensor.numel() > longest_vector) return "of shape " + c10::str(tensor.sizes());
  if (tensor.dim() == 0 && tensor.scalar_type() == at::kFloat) return fmt::format("{}", tensor.item<float>());
  if (tensor.dim() == 0) return fmt::format("{}", tensor.item<double>());
  std::string out = "[";
  for (const Tensor& row : tensor.unbind(0)) out += (out.size() > 1 ? ", " : "") + text_of(row);
  return out + "]";
}

std::string text_of(const ops::Value& value) {
  if (value.is_none()) return "none";
  if (const auto* b = std::get_if<bool>(&value.data)) return *b ? "true" : "false";
  if (const auto* i = std::get_if<std::int64_t>(&value.data)) return fmt::format("{}", *i);
  if (const auto* d = std::get_if<double>(&value.data)) return fmt::format("{}", *d);
  if (const auto* s = std::get_if<std::string>(&value.data)) return *s;
  if (const Tensor* tensor = value.tensor()) return text_of(*tensor);
  std::string out = "[";
  if (const ops::List* list = value.list())
    for (const ops::Value& item : *list) out += (out.size() > 1 ? ", " : "") + text_of(item);
  return out + "]";
}

/// Values of the block of `run`.
std::vector<ops::Value> values_of(const Player& player, const World& world, const std::vector<sema::Named>& asked) {
  sema::Arguments wanted;
  for (const sema::Named& named : asked) wanted.push_back(named.value);
  const auto block = player.compile(player.program().run.block, wanted);
  return player.evaluate(*block, world, player.view(world), {{}, player.seed().of("print"), 0, nullptr});
}

}  // namespace

void print_values(const Player& player, const World& world, Outcome& outcome) {
  const sema::Run& run = player.program().run;
  if (run.print.empty()) return;
  const std::vector<ops::Value> values = values_of(player, world, run.print);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string& name = run.print[i].name;
    const Tensor* tensor = values[i].tensor();
    if (tensor && (is_image(*tensor) || (tensor->dim() < 2 && tensor->numel() <= longest_vector)))
      outcome.print.push_back(measured(name, *tensor));
    else
      outcome.print.push_back({name, text_of(values[i]), {}});
  }
}

void save_values(const Player& player, const World& world, Observer& observer) {
  for (const sema::Saved& saved : player.program().run.save) {
    const std::vector<ops::Value> values = values_of(player, world, saved.tensors);
    std::map<std::string, Tensor> out;
    for (std::size_t i = 0; i < values.size(); ++i) out[saved.tensors[i].name] = *values[i].tensor();
    for (const sema::Saved::Buffer& buffer : saved.buffers) {
      const bool problem = player.program().is_problem(buffer.owner);
      const Tensors& all =
          problem ? world.problems[buffer.owner].buffers : world.frozen[buffer.owner - world.problems.size()].buffers;
      out[buffer.path] = all[buffer.index];
    }
    observer.saved(saved.name, out);
  }
}

}  // namespace mlo::engine
