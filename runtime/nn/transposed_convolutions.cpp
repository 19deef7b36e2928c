// Transposed convolutions: `[N, C, ...]` with one or two dimensions of space, made larger.
#include <ATen/ATen.h>

#include <algorithm>
#include <stdexcept>

#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of conv_transpose1d's and conv_transpose2d's parameters.
enum : std::size_t { channels, kernel, stride, padding, output_padding, groups, bias, dilation };

template <std::size_t D>
constexpr const char* name = D == 1 ? "conv_transpose1d" : "conv_transpose2d";
template <std::size_t D>
constexpr const char* takes = D == 1 ? "sequences [N, C, L]" : "images [N, C, H, W]";

/// (n - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1 entries must remain of n.
template <std::size_t D>
void check_space(const Call& call, const Shape& x) {
  const auto k = sizes(call, kernel, D, "kernel"), s = sizes(call, stride, D, "stride"),
             p = sizes(call, padding, D, "padding"), o = sizes(call, output_padding, D, "output_padding"),
             d = sizes(call, dilation, D, "dilation");
  for (std::size_t i = 0; i < D; ++i) {
    if (o[i] >= std::max(s[i], d[i]))
      throw std::invalid_argument("output_padding must be smaller than the stride or the dilation, and is " +
                                  std::to_string(o[i]) + " for a stride of " + std::to_string(s[i]));
    if ((x[2 + i] - 1) * s[i] - 2 * p[i] + d[i] * (k[i] - 1) + o[i] < 0)
      throw std::invalid_argument("`" + std::string(name<D>) + "` with kernel " + ops::shape_text(k) + " and padding " +
                                  ops::shape_text(p) + " leaves nothing of " + ops::shape_text(x));
  }
}

template <std::size_t D>
std::vector<Shape> transposed_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() != D + 2) wrong_input(name<D>, takes<D>, x);
  const std::int64_t out = call.integer(channels), group_count = call.integer(groups);
  check_groups(name<D>, group_count, x[1], out);
  check_space<D>(call, x);
  Shape weight = {x[1], out / group_count};
  for (const std::int64_t k : sizes(call, kernel, D, "kernel")) weight.push_back(k);
  if (call.boolean(bias)) return {weight, {out}};
  return {weight};
}

template <std::size_t D>
Tensor transposed(LayerCall& c) {
  const Call& call = c.call;
  const auto s = sizes(call, stride, D, "stride"), p = sizes(call, padding, D, "padding"),
             o = sizes(call, output_padding, D, "output_padding"), d = sizes(call, dilation, D, "dilation");
  const Tensor &x = input(c), &w = c.weights[0], b = weight_or_none(c, 1);
  if constexpr (D == 1) return at::conv_transpose1d(x, w, b, s, p, o, call.integer(groups), d);
  if constexpr (D == 2) return at::conv_transpose2d(x, w, b, s, p, o, call.integer(groups), d);
}

Names names(const sema::Arguments& arguments) { return weight_and_bias(flag(arguments, bias)); }

#define ARGUMENTS                                                                                  \
  "(channels: integer in 1.., kernel: integers in 1.. = 3, stride: integers in 1.. = 1, padding: " \
  "integers in 0.. = 0, output_padding: integers in 0.. = 0, groups: integer in 1.. = 1, bias: "   \
  "boolean = true, dilation: integers in 1.. = 1)"

constexpr LayerEntry transposed_convolutions_table[] = {
    {"conv_transpose2d" ARGUMENTS,
     "The transpose of a convolution, `[N, C, H, W]` to `[N, channels, (H - 1) stride - 2 padding + dilation (kernel - "
     "1) + output_padding + 1, ...]`.",
     names, transposed_shapes<2>, kaiming_uniform, transposed<2>},
    {"conv_transpose1d" ARGUMENTS,
     "The transpose of a convolution, `[N, C, L]` to `[N, channels, (L - 1) stride - 2 padding + dilation (kernel - 1) "
     "+ output_padding + 1]`.",
     names, transposed_shapes<1>, kaiming_uniform, transposed<1>},
};

#undef ARGUMENTS

}  // namespace

void add_transposed_convolutions(sema::Catalog& catalog) { add_entries(catalog, transposed_convolutions_table); }

}  // namespace mlo::nn
