// Convolutions: `[N, C, ...]` with one or two dimensions of space.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/kernels/convolution.h"
#include "runtime/kernels/plain.h"
#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of conv1d's and conv2d's parameters.
enum : std::size_t { channels, kernel, stride, padding, dilation, groups, bias, padding_mode };

template <std::size_t D>
constexpr const char* name = D == 1 ? "conv1d" : "conv2d";
template <std::size_t D>
constexpr const char* takes = D == 1 ? "sequences [N, C, L]" : "images [N, C, H, W]";

bool named_padding(const Call& call) { return std::holds_alternative<std::string>(call[padding].data); }

template <std::size_t D>
void check_padding(const Call& call) {
  if (!named_padding(call)) {
    for (const std::int64_t p : sizes(call, padding, D, "padding"))
      if (p < 0) throw std::invalid_argument("padding must not be negative, and is " + std::to_string(p));
    return;
  }
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

/// What is added before and behind each dimension of space.
struct Borders {
  std::vector<std::int64_t> before, behind;
};

/// "same" puts the odd entry behind, as PyTorch does.
template <std::size_t D>
Borders borders_of(const Call& call) {
  if (!named_padding(call)) return {sizes(call, padding, D, "padding"), sizes(call, padding, D, "padding")};
  Borders out{std::vector<std::int64_t>(D, 0), std::vector<std::int64_t>(D, 0)};
  if (call.string(padding) == "valid") return out;
  const auto k = sizes(call, kernel, D, "kernel"), d = sizes(call, dilation, D, "dilation");
  for (std::size_t i = 0; i < D; ++i) {
    out.before[i] = d[i] * (k[i] - 1) / 2;
    out.behind[i] = d[i] * (k[i] - 1) - out.before[i];
  }
  return out;
}

/// x with its borders, which at::pad takes from the last dimension on.
Tensor padded(const Tensor& x, const Borders& borders, const std::string& mode) {
  std::vector<std::int64_t> pad;
  for (std::size_t i = borders.before.size(); i-- > 0;) {
    pad.push_back(borders.before[i]);
    pad.push_back(borders.behind[i]);
  }
  return at::pad(x, pad, mode == "zeros" ? "constant" : mode);
}

template <std::size_t D>
Tensor conv(LayerCall& c) {
  const Call& call = c.call;
  const auto s = sizes(call, stride, D, "stride"), d = sizes(call, dilation, D, "dilation");
  Tensor x = input(c);
  const Tensor &w = c.weights[0], b = weight_or_none(c, 1);
  Borders borders = borders_of<D>(call);
  if (call.string(padding_mode) != "zeros" || borders.before != borders.behind) {
    x = padded(x, borders, call.string(padding_mode));
    borders.before.assign(D, 0);
  }
  if (kernels::can_be_plain(x) && kernels::is_plain(w))
    return kernels::convolution(x.contiguous(), w, b, {s, borders.before, d, call.integer(groups)});
  if constexpr (D == 1) return at::conv1d(x, w, b, s, borders.before, d, call.integer(groups));
  if constexpr (D == 2) return at::conv2d(x, w, b, s, borders.before, d, call.integer(groups));
}

Names names(const sema::Arguments& arguments) { return weight_and_bias(flag(arguments, bias)); }

#define CONV_ARGUMENTS                                                                                        \
  "(channels: integer in 1.., kernel: integers in 1.. = 3, stride: integers in 1.. = 1, padding: any = 0, "   \
  "dilation: integers in 1.. = 1, groups: integer in 1.. = 1, bias: boolean = true, padding_mode: string in " \
  "[\"zeros\", \"reflect\", \"replicate\", \"circular\"] = \"zeros\")"

constexpr LayerEntry convolutions_table[] = {
    {"conv2d" CONV_ARGUMENTS,
     "A convolution of images, from `[N, C, H, W]` to `[N, channels, H', W']`. padding may be \"same\" or \"valid\", "
     "padding_mode says what stands there.",
     names, conv_shapes<2>, kaiming_uniform, conv<2>},
    {"conv1d" CONV_ARGUMENTS,
     "A convolution of sequences, from `[N, C, L]` to `[N, channels, L']`. padding may be \"same\" or \"valid\", "
     "padding_mode says what stands there.",
     names, conv_shapes<1>, kaiming_uniform, conv<1>},
};

#undef CONV_ARGUMENTS

}  // namespace

void add_convolutions(sema::Catalog& catalog) { add_entries(catalog, convolutions_table); }

}  // namespace mlo::nn
