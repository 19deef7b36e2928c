// Networks that Python exported.
#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/import.h>

#include <map>
#include <mutex>
#include <stdexcept>

#include "runtime/nn/entry.h"

namespace mlo::nn {
namespace {

using torch::jit::Module;

/// Read once a file, type and device, in evaluation mode, its parameters constants.
Module loaded(const std::string& path, const Tensor& like) {
  static std::mutex mutex;
  static std::map<std::string, Module> known;
  const std::string key = path + "/" + like.options().device().str() + "/" + c10::toString(like.scalar_type());
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  Module module = [&] {
    try {
      return torch::jit::load(path, like.device());
    } catch (const std::exception&) {  // LibTorch's words name its own source files, and nothing that helps
      throw std::invalid_argument("`torchscript` cannot read `" + path +
                                  "`; write it in Python with `torch.jit.script(net).save(...)`");
    }
  }();
  module.eval();
  module.to(like.scalar_type());
  for (Tensor parameter : module.parameters()) parameter.set_requires_grad(false);
  return known.emplace(key, std::move(module)).first->second;
}

Tensor run(LayerCall& c) {
  Module module = loaded(c.call.string(0), input(c));
  std::vector<c10::IValue> inputs(c.inputs.begin(), c.inputs.end());
  const c10::IValue out = module.forward(std::move(inputs));
  if (!out.isTensor()) throw std::invalid_argument("`torchscript` takes a network that gives one tensor");
  return out.toTensor();
}

constexpr int most_inputs = 8;

constexpr LayerEntry torchscript_table[] = {
    {"torchscript(file: string)",
     "A network that `torch.jit.save` wrote, as it is: in evaluation mode, with constant parameters. Gradients pass "
     "through it to what it is called on.",
     nullptr, [](const Call&, const std::vector<Shape>&) { return std::vector<Shape>(); }, nullptr, run, false, nullptr,
     nullptr, most_inputs},
};

}  // namespace

void add_torchscript(sema::Catalog& catalog) { add_entries(catalog, torchscript_table); }

}  // namespace mlo::nn
