// The same entries in another shape or order.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/image.h"
#include "runtime/ops/quarter_turns.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

Value reshape(Call& call) { return at::reshape(call.tensor(0), call.integers(1)); }
Value flatten(Call& call) { return at::flatten(call.tensor(0), call.integer(1), call.integer(2)); }

Value squeeze(Call& call) {
  if (call.none(1)) return at::squeeze(call.tensor(0));
  return at::squeeze(call.tensor(0), call.integer(1));
}

Value unsqueeze(Call& call) { return at::unsqueeze(call.tensor(0), call.integer(1)); }
Value transpose(Call& call) { return at::transpose(call.tensor(0), call.integer(1), call.integer(2)); }
Value permute(Call& call) { return at::permute(call.tensor(0), call.integers(1)); }
Value cat(Call& call) { return at::cat(call.tensors(0), call.integer(1)); }
Value stack(Call& call) { return at::stack(call.tensors(0), call.integer(1)); }
Value expand(Call& call) { return call.tensor(0).expand(call.integers(1)); }
Value repeat(Call& call) { return call.tensor(0).repeat(call.integers(1)); }
Value repeat_each(Call& call) { return at::repeat_interleave(call.tensor(0), call.integer(1), call.integer(2)); }
Value gather(Call& call) { return at::gather(call.tensor(0), call.integer(1), call.tensor(2)); }
Value index_select(Call& call) { return at::index_select(call.tensor(0), call.integer(1), call.tensor(2)); }

Value take_along(Call& call) {
  if (call.none(2)) return at::take_along_dim(call.tensor(0), call.tensor(1));
  return at::take_along_dim(call.tensor(0), call.tensor(1), call.integer(2));
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

Value flip(Call& call) { return at::flip(call.tensor(0), call.integers(1)); }

Value roll(Call& call) {
  if (call.none(2)) return at::roll(call.tensor(0), call.integers(1));
  return at::roll(call.tensor(0), call.integers(1), call.integers(2));
}

Value tril(Call& call) { return at::tril(call.tensor(0), call.integer(1)); }
Value triu(Call& call) { return at::triu(call.tensor(0), call.integer(1)); }

Value pad(Call& call) {
  const std::string& mode = call.string(2);
  if (mode == "constant") return at::pad(call.tensor(0), call.integers(1), mode, call.number(3));
  return at::pad(call.tensor(0), call.integers(1), mode);
}

constexpr FunctionEntry table[] = {
    {"reshape(x: tensor, shape: integers)", "The entries in another shape; -1 stands for what remains.", reshape},
    {"flatten(x: tensor, start_dim: integer = 1, end_dim: integer = -1)",
     "The dimensions start_dim to end_dim as one: `[N, C, H, W]` becomes `[N, C H W]`.", flatten},
    {"squeeze(x: tensor, dim: integer? = none)", "Without dimensions of size 1, or without the one named.", squeeze},
    {"unsqueeze(x: tensor, dim: integer)", "With a new dimension of size 1.", unsqueeze},
    {"transpose(x: tensor, dim0: integer, dim1: integer)", "Two dimensions exchanged.", transpose},
    {"permute(x: tensor, dims: integers)", "The dimensions in another order.", permute},
    {"cat(tensors: tensors, dim: integer = 0)", "Joined along a dimension that they have.", cat},
    {"stack(tensors: tensors, dim: integer = 0)", "Joined along a new dimension.", stack},
    {"expand(x: tensor, shape: integers)", "Dimensions of size 1 made as large as asked; -1 leaves one as it is.",
     expand},
    {"repeat(x: tensor, repeats: integers)", "Copies side by side, so many along each dimension.", repeat},
    {"repeat_each(x: tensor, count: integer in 0.., dim: integer = 0)",
     "Each entry count times in a row: `repeat_each(arange(2), 3)` is 0 0 0 1 1 1.", repeat_each},
    {"gather(x: tensor, dim: integer, index: tensor)",
     "`out[i, j] = x[index[i, j], j]` for dim = 0, `x[i, index[i, j]]` for dim = 1, and so on.", gather},
    {"index_select(x: tensor, dim: integer, index: tensor)",
     "The slices of one dimension that a list of indices names.", index_select},
    {"take_along(x: tensor, index: tensor, dim: integer? = none)",
     "`gather`, with shapes that broadcast; without dim, of all entries in a row.", take_along},
    {"one_hot(labels: tensor, classes: integer in 1..)",
     "1 at the label, else 0: `[...]` becomes `[..., classes]`, of the run's precision.", one_hot},
    {"flip(x: tensor, dims: integers)", "Dimensions turned around.", flip},
    {"roll(x: tensor, shifts: integers, dims: integers? = none)",
     "Moved along dimensions, what falls out coming in again.", roll},
    {"tril(x: tensor, diagonal: integer = 0)", "The lower triangle of matrices, else 0.", tril},
    {"triu(x: tensor, diagonal: integer = 0)", "The upper triangle of matrices, else 0.", triu},
    {"quarter_turns(images: tensor, turns: tensor)",
     "Images `[k, ..., H, W]` (H = W), item i turned counterclockwise by `turns[i]` times 90 degrees.", quarter_turns},
    {"image(x: tensor)",
     "For metrics: `[H, W]`, `[C, H, W]` or a batch `[N, C, H, W]`, laid out as a grid, as one picture `[C, h, w]`; "
     "values in "
     "0..1.",
     image},
    {"pad(x: tensor, pad: integers, mode: string in [\"constant\", \"reflect\", \"replicate\", \"circular\"] = "
     "\"constant\", "
     "value: real = 0)",
     "Wider at the borders: pad is [left, right] of the last dimension, then of the one before, and so on.", pad},
};

}  // namespace

void add_shaping(sema::Catalog& catalog) { add_functions(catalog, table); }

}  // namespace mlo::ops
