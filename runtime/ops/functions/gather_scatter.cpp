// Entries picked and put by index.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"

namespace mlo::ops {
namespace {

Value gather(Call& call) { return at::gather(call.tensor(0), call.integer(1), indices(call, 2, "gather")); }

Value index_select(Call& call) {
  return at::index_select(call.tensor(0), call.integer(1), indices(call, 2, "index_select"));
}

Value take_along(Call& call) {
  const Tensor index = indices(call, 1, "take_along");
  if (call.none(2)) return at::take_along_dim(call.tensor(0), index);
  return at::take_along_dim(call.tensor(0), index, call.integer(2));
}

/// What is put, in the type of what it is put into.
Tensor source(const Call& call, std::size_t i, const Tensor& into) { return call.tensor(i).to(into.scalar_type()); }

Value scatter(Call& call) {
  const Tensor x = call.tensor(0), index = indices(call, 2, "scatter");
  if (call.is_number(3)) return at::scatter(x, call.integer(1), index, call.scalar(3));
  return at::scatter(x, call.integer(1), index, source(call, 3, x));
}

Value scatter_add(Call& call) {
  const Tensor x = call.tensor(0);
  return at::scatter_add(x, call.integer(1), indices(call, 2, "scatter_add"), source(call, 3, x));
}

Value index_add(Call& call) {
  const Tensor x = call.tensor(0);
  return at::index_add(x, call.integer(1), indices(call, 2, "index_add"), source(call, 3, x));
}

Value masked_fill(Call& call) {
  const Tensor x = call.tensor(0), mask = call.tensor(1) != 0;
  if (call.is_number(2)) return at::masked_fill(x, mask, call.scalar(2));
  return at::where(mask, source(call, 2, x), x);
}

/// Compared with 0..classes-1, and not scattered, so that it needs no look at the entries on a device without any.
Value one_hot(Call& call) {
  const Tensor labels = call.tensor(0);
  const std::int64_t classes = call.integer(1);
  if (labels.is_floating_point()) throw std::invalid_argument("one_hot takes whole numbers; `int(x)` makes some");
  if (!labels.is_meta() && labels.numel() > 0) {
    const auto low = labels.min().item<std::int64_t>(), high = labels.max().item<std::int64_t>();
    if (low < 0 || high >= classes)
      throw std::invalid_argument("one_hot of " + std::to_string(classes) + " classes takes labels 0.." +
                                  std::to_string(classes - 1) + ", and got " + std::to_string(low < 0 ? low : high));
  }
  const Tensor all = at::arange(classes, labels.options().dtype(at::kLong));
  return at::eq(labels.unsqueeze(-1), all).to(at::typeMetaToScalarType(call.options().dtype()));
}

constexpr FunctionEntry gather_scatter_table[] = {
    {"gather(x: tensor, dim: integer, index: tensor)",
     "`out[i, j] = x[index[i, j], j]` for dim = 0, `x[i, index[i, j]]` for dim = 1, and so on.", gather},
    {"index_select(x: tensor, dim: integer, index: tensor)",
     "The slices of one dimension that a list of indices names.", index_select},
    {"take_along(x: tensor, index: tensor, dim: integer? = none)",
     "`gather`, with shapes that broadcast; without dim, of all entries in a row.", take_along},
    {"scatter(x: tensor, dim: integer, index: tensor, src: number)",
     "x with `src[i, j]` put at `[index[i, j], j]` for dim = 0, at `[i, index[i, j]]` for dim = 1, and so on.\n"
     "Where several are put in one place, any of them may stay.",
     scatter},
    {"scatter_add(x: tensor, dim: integer, index: tensor, src: tensor)", "`scatter` that adds to what is there.",
     scatter_add},
    {"index_add(x: tensor, dim: integer, index: tensor, src: tensor)",
     "x with the slices of src added to those slices of a dimension that index names.", index_add},
    {"masked_fill(x: tensor, mask: tensor, value: number)", "value where the mask holds, else x.", masked_fill},
    {"one_hot(labels: tensor, classes: integer in 1..)",
     "1 at the label, else 0: `[...]` becomes `[..., classes]`, of the run's precision.", one_hot},
};

}  // namespace

void add_gather_scatter(sema::Catalog& catalog) { add_functions(catalog, gather_scatter_table); }

}  // namespace mlo::ops
