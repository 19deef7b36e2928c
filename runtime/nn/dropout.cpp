// Dropout (Srivastava et al. 2014).
#include <ATen/ATen.h>

#include "runtime/nn/entry.h"

namespace mlo::nn {
namespace {

std::vector<Shape> any_input(const Call&, const std::vector<Shape>&) { return {}; }

std::vector<Shape> check_channels(const Call&, const std::vector<Shape>& inputs) {
  if (inputs.at(0).size() < 2) wrong_input("dropout2d", "[N, C, ...]", inputs[0]);
  return {};
}

Tensor dropout(LayerCall& c) { return drop(c, input(c), c.call.number(0), input(c).sizes()); }

Tensor dropout2d(LayerCall& c) {
  Shape shape(static_cast<std::size_t>(input(c).dim()), 1);
  shape[0] = input(c).size(0);
  shape[1] = input(c).size(1);
  return drop(c, input(c), c.call.number(0), shape);
}

constexpr LayerEntry dropout_table[] = {
    {"dropout(p: real in 0..1 = 0.5)",
     "In training, each entry is 0 with probability p and the others are multiplied by `1 / (1 - p)`; else x.", nullptr,
     any_input, nullptr, dropout, true},
    {"dropout2d(p: real in 0..1 = 0.5)", "dropout of whole channels: `[N, C, ...]`.", nullptr, check_channels, nullptr,
     dropout2d, true},
};

}  // namespace

/// The mask is drawn on the CPU, as all draws are.
Tensor drop(LayerCall& c, const Tensor& x, double p, at::IntArrayRef shape) {
  if (!c.training || p == 0) return x;
  if (p == 1) return at::mul(x, 0);
  const Tensor mask = at::empty(shape, x.options().device(at::kCPU)).bernoulli_(1 - p, c.call.generator()).div_(1 - p);
  return at::mul(x, mask.to(x.device()));
}

void add_dropout(sema::Catalog& catalog) { add_entries(catalog, dropout_table); }

}  // namespace mlo::nn
