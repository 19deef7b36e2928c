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
    builtin->run = entry.run;
    catalog.add(std::move(builtin));
  }
}

Names weight_and_bias(bool bias) { return bias ? Names{"weight", "bias"} : Names{"weight"}; }

bool flag(const sema::Arguments& arguments, std::size_t i) {
  const bool* b = std::get_if<bool>(&arguments.at(i).value);
  return b != nullptr && *b;
}

Tensor weight_or_none(const LayerCall& call, std::size_t slot) {
  return slot < call.weights.size() ? call.weights[slot] : Tensor();
}

void wrong_input(const char* layer, const char* takes, const Shape& got) {
  throw std::invalid_argument("`" + std::string(layer) + "` takes " + takes + ", and got " + ops::shape_text(got));
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
  add_pooling(catalog);
  add_normalization(catalog);
  add_dropout(catalog);
}

}  // namespace mlo::nn
