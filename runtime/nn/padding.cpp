// Wider borders, as layers; `pad` is the function.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/nn/entry.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

enum class Mode { constant, reflect, replicate };

template <Mode mode>
constexpr const char* mode_name = mode == Mode::reflect     ? "reflect"
                                  : mode == Mode::replicate ? "replicate"
                                                            : "constant";

template <Mode mode, std::size_t D>
std::string layer_name() {
  const std::string kind = mode == Mode::reflect ? "reflection" : mode == Mode::replicate ? "replication" : "constant";
  return kind + "_pad" + std::to_string(D) + "d";
}

/// [left, right] or [left, right, top, bottom]; from one number for all.
template <std::size_t D>
Shape borders(const Call& call) {
  return sizes(call, 0, 2 * D, "padding");
}

template <Mode mode, std::size_t D>
std::vector<Shape> padded_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape &x = inputs.at(0), pad = borders<D>(call);
  const std::string layer = layer_name<mode, D>();
  if (x.size() != D + 2) wrong_input(layer, D == 1 ? "sequences [N, C, L]" : "images [N, C, H, W]", x);
  for (std::size_t i = 0; i < 2 * D; ++i) {
    const std::int64_t size = x[x.size() - 1 - i / 2];
    if (mode == Mode::reflect && pad[i] >= size)
      throw std::invalid_argument("`" + layer + "` takes borders that are smaller than the input, and got " +
                                  ops::shape_text(pad) + " for " + ops::shape_text(x));
  }
  return {};
}

template <Mode mode, std::size_t D>
Tensor padded(LayerCall& c) {
  if constexpr (mode == Mode::constant) return at::pad(input(c), borders<D>(c.call), "constant", c.call.number(1));
  if constexpr (mode != Mode::constant) return at::pad(input(c), borders<D>(c.call), mode_name<mode>);
}

#define LINES "`[N, C, L]`, wider by padding, one number or [left, right]: "
#define IMAGES "`[N, C, H, W]`, wider by padding, one number or [left, right, top, bottom]: "

constexpr LayerEntry padding_table[] = {
    {"constant_pad1d(padding: integers in 0.., value: real = 0)", LINES "filled with a value.", nullptr,
     padded_shapes<Mode::constant, 1>, nullptr, padded<Mode::constant, 1>},
    {"constant_pad2d(padding: integers in 0.., value: real = 0)", IMAGES "filled with a value.", nullptr,
     padded_shapes<Mode::constant, 2>, nullptr, padded<Mode::constant, 2>},
    {"reflection_pad1d(padding: integers in 0..)", LINES "mirrored at the ends.", nullptr,
     padded_shapes<Mode::reflect, 1>, nullptr, padded<Mode::reflect, 1>},
    {"reflection_pad2d(padding: integers in 0..)", IMAGES "mirrored at the edges.", nullptr,
     padded_shapes<Mode::reflect, 2>, nullptr, padded<Mode::reflect, 2>},
    {"replication_pad1d(padding: integers in 0..)", LINES "repeating the ends.", nullptr,
     padded_shapes<Mode::replicate, 1>, nullptr, padded<Mode::replicate, 1>},
    {"replication_pad2d(padding: integers in 0..)", IMAGES "repeating the edges.", nullptr,
     padded_shapes<Mode::replicate, 2>, nullptr, padded<Mode::replicate, 2>},
};

#undef LINES
#undef IMAGES

}  // namespace

void add_padding(sema::Catalog& catalog) { add_entries(catalog, padding_table); }

}  // namespace mlo::nn
