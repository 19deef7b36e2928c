#include <stdexcept>

#include "runtime/nn/entry.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

Names no_names(const sema::Arguments&) { return {}; }
Tensors no_tensors(const Call&, const std::vector<Shape>&) { return {}; }

}  // namespace

void add_entries(sema::Catalog& catalog, std::span<const LayerEntry> entries) {
  for (const LayerEntry& entry : entries) {
    auto builtin = std::make_unique<LayerBuiltin>();
    builtin->kind = sema::BuiltinKind::layer;
    builtin->signature = sema::parse_signature(entry.signature);
    builtin->doc = entry.doc;
    builtin->by_mode = entry.by_mode;
    builtin->parameters = entry.parameters != nullptr ? entry.parameters : no_names;
    builtin->buffers = entry.buffers != nullptr ? entry.buffers : no_names;
    builtin->shapes = entry.shapes;
    builtin->initialize = entry.initialize != nullptr ? entry.initialize : no_tensors;
    builtin->initialize_buffers = entry.initialize_buffers;
    builtin->run = entry.implementation.run;
    builtin->backward = entry.implementation.backward;
    builtin->max_inputs = entry.max_inputs;
    catalog.add(std::move(builtin));
  }
}

Names weight_and_bias(bool bias) { return bias ? Names{"weight", "bias"} : Names{"weight"}; }

Names affine_names(bool wanted) { return wanted ? weight_and_bias(true) : Names(); }

std::vector<Shape> scale_and_shift(bool wanted, const Shape& shape) {
  return wanted ? std::vector<Shape>{shape, shape} : std::vector<Shape>();
}

bool flag(const sema::Arguments& arguments, std::size_t i) {
  const bool* b = std::get_if<bool>(&arguments.at(i).value);
  return b != nullptr && *b;
}

Tensor weight_or_none(const LayerCall& call, std::size_t slot) {
  return slot < call.weights.size() ? call.weights[slot] : Tensor();
}

const Tensor& input(const LayerCall& call, std::size_t i) {
  const Tensor& x = call.inputs.at(i);
  if (!x.is_floating_point())
    throw std::invalid_argument(
        "the input must hold fractions, and holds whole numbers or truth values; `float(x)` "
        "makes fractions of them");
  return x;
}

void wrong_input(const std::string& layer, const std::string& takes, const Shape& got) {
  throw std::invalid_argument("`" + layer + "` takes " + takes + ", and got " + ops::shape_text(got));
}

void check_groups(const std::string& layer, std::int64_t groups, std::int64_t in, std::int64_t out) {
  if (in % groups == 0 && out % groups == 0) return;
  throw std::invalid_argument("`" + layer + "` with " + std::to_string(groups) +
                              " groups takes numbers of channels that these divide, and got " + std::to_string(in) +
                              " in and " + std::to_string(out) + " out");
}

std::vector<std::int64_t> sizes(const Call& call, std::size_t i, std::size_t count, const char* what) {
  auto out = call.integers(i, count);
  if (out.size() == count) return out;
  throw std::invalid_argument(std::string(what) + " must be one whole number or a list of " + std::to_string(count) +
                              ", and is a list of " + std::to_string(out.size()));
}

void add_layers(sema::Catalog& catalog) {
  add_linear(catalog);
  add_convolutions(catalog);
  add_transposed_convolutions(catalog);
  add_pooling(catalog);
  add_adaptive_pooling(catalog);
  add_padding(catalog);
  add_upsampling(catalog);
  add_normalization(catalog);
  add_sample_normalization(catalog);
  add_dropout(catalog);
  add_recurrent(catalog);
  add_attention(catalog);
  add_torchscript(catalog);
}

}  // namespace mlo::nn
