// Convolutions: `[N, C, ...]` with one or two dimensions of space.
#include <ATen/ATen.h>

#include <optional>
#include <stdexcept>

#include "runtime/kernels/convolution.h"
#include "runtime/kernels/plain.h"
#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of conv1d's and conv2d's parameters.
enum : std::size_t { channels, kernel, stride, padding, dilation, groups, bias };

template <std::size_t D>
constexpr const char* name = D == 1 ? "conv1d" : "conv2d";
template <std::size_t D>
constexpr const char* takes = D == 1 ? "sequences [N, C, L]" : "images [N, C, H, W]";

bool named_padding(const Call& call) { return std::holds_alternative<std::string>(call[padding].data); }

void check_groups(const char* layer, std::int64_t group_count, std::int64_t in, std::int64_t out) {
  if (in % group_count == 0 && out % group_count == 0) return;
  throw std::invalid_argument("`" + std::string(layer) + "` with " + std::to_string(group_count) +
                              " groups takes numbers of channels that these divide, and got " + std::to_string(in) +
                              " in and " + std::to_string(out) + " out");
}

template <std::size_t D>
void check_padding(const Call& call) {
  if (!named_padding(call)) return;
  const std::string& mode = call.string(padding);
  if (mode != "same" && mode != "valid")
    throw std::invalid_argument("padding must be a whole number, a list of them, \"same\" or \"valid\", and is \"" +
                                mode + '"');
  if (mode == "valid") return;
  for (const std::int64_t s : sizes(call, stride, D, "stride"))
    if (s != 1) throw std::invalid_argument("padding \"same\" needs stride 1, and the stride is " + std::to_string(s));
}

/// The kernel must fit in the padded input.
template <std::size_t D>
void check_space(const Call& call, const Shape& x) {
  if (named_padding(call) && call.string(padding) == "same") return;
  const auto k = sizes(call, kernel, D, "kernel"), d = sizes(call, dilation, D, "dilation");
  const auto p = named_padding(call) ? std::vector<std::int64_t>(D, 0) : sizes(call, padding, D, "padding");
  for (std::size_t i = 0; i < D; ++i)
    if (x[2 + i] + 2 * p[i] < d[i] * (k[i] - 1) + 1)
      throw std::invalid_argument("`" + std::string(name<D>) + "` with kernel " + ops::shape_text(k) + " and padding " +
                                  ops::shape_text(p) + " takes a larger input, and got " + ops::shape_text(x));
}

template <std::size_t D>
std::vector<Shape> conv_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() != D + 2) wrong_input(name<D>, takes<D>, x);
  const std::int64_t out = call.integer(channels), in = x[1], group_count = call.integer(groups);
  check_groups(name<D>, group_count, in, out);
  check_padding<D>(call);
  check_space<D>(call, x);
  Shape weight = {out, in / group_count};
  for (const std::int64_t k : sizes(call, kernel, D, "kernel")) weight.push_back(k);
  if (call.boolean(bias)) return {weight, {out}};
  return {weight};
}

/// Padding on each side, where it is the same on both; `"same"` with an even kernel has no such.
template <std::size_t D>
std::optional<std::vector<std::int64_t>> even_padding(const Call& call) {
  if (!named_padding(call)) return sizes(call, padding, D, "padding");
  std::vector<std::int64_t> out(D, 0);
  if (call.string(padding) == "valid") return out;
  const auto k = sizes(call, kernel, D, "kernel"), d = sizes(call, dilation, D, "dilation");
  for (std::size_t i = 0; i < D; ++i) {
    if (d[i] * (k[i] - 1) % 2 != 0) return std::nullopt;
    out[i] = d[i] * (k[i] - 1) / 2;
  }
  return out;
}

template <std::size_t D>
Tensor conv(LayerCall& c) {
  const Call& call = c.call;
  const auto s = sizes(call, stride, D, "stride"), d = sizes(call, dilation, D, "dilation");
  const Tensor &x = c.inputs[0], &w = c.weights[0], b = weight_or_none(c, 1);
  const auto pad = even_padding<D>(call);
  if (pad && kernels::is_plain(x) && kernels::is_plain(w))
    return kernels::convolution(x, w, b, {s, *pad, d, call.integer(groups)});
  const auto convolve = [&](const auto& padded) {
    if constexpr (D == 1) return at::conv1d(x, w, b, s, padded, d, call.integer(groups));
    if constexpr (D == 2) return at::conv2d(x, w, b, s, padded, d, call.integer(groups));
  };
  return pad ? convolve(*pad) : convolve(call.string(padding));
}

std::vector<Shape> transposed_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() != 4) wrong_input("conv_transpose2d", "images [N, C, H, W]", x);
  const std::int64_t out = call.integer(0), group_count = call.integer(5);
  check_groups("conv_transpose2d", group_count, x[1], out);
  const auto k = sizes(call, 1, 2, "kernel");
  const Shape weight = {x[1], out / group_count, k[0], k[1]};
  if (call.boolean(6)) return {weight, {out}};
  return {weight};
}

Tensor conv_transpose2d(LayerCall& c) {
  const Call& call = c.call;
  return at::conv_transpose2d(c.inputs[0], c.weights[0], weight_or_none(c, 1), sizes(call, 2, 2, "stride"),
                              sizes(call, 3, 2, "padding"), sizes(call, 4, 2, "output_padding"), call.integer(5),
                              sizes(call, 7, 2, "dilation"));
}

Names names(const sema::Arguments& arguments) { return weight_and_bias(flag(arguments, bias)); }

#define CONV_ARGUMENTS                                                                                      \
  "(channels: integer in 1.., kernel: integers in 1.. = 3, stride: integers in 1.. = 1, padding: any = 0, " \
  "dilation: integers in 1.. = 1, groups: integer in 1.. = 1, bias: boolean = true)"

constexpr LayerEntry table[] = {
    {"conv2d" CONV_ARGUMENTS,
     "A convolution of images, from `[N, C, H, W]` to `[N, channels, H', W']`. padding may be \"same\" or \"valid\".",
     names, conv_shapes<2>, kaiming_uniform, conv<2>},
    {"conv1d" CONV_ARGUMENTS,
     "A convolution of sequences, from `[N, C, L]` to `[N, channels, L']`. padding may be \"same\" or \"valid\".",
     names, conv_shapes<1>, kaiming_uniform, conv<1>},
    {"conv_transpose2d(channels: integer in 1.., kernel: integers in 1.. = 3, stride: integers in 1.. = 1, padding: "
     "integers in 0.. = 0, output_padding: integers in 0.. = 0, groups: integer in 1.. = 1, bias: boolean = true, "
     "dilation: "
     "integers in 1.. = 1)",
     "The transpose of a convolution, `[N, C, H, W]` to `[N, channels, (H - 1) stride - 2 padding + dilation (kernel - "
     "1) + "
     "output_padding + 1, ...]`.",
     names, transposed_shapes, kaiming_uniform, conv_transpose2d},
};

#undef CONV_ARGUMENTS

}  // namespace

void add_convolutions(sema::Catalog& catalog) { add_entries(catalog, table); }

}  // namespace mlo::nn
