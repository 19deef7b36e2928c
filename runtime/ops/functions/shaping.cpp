// The same entries in another shape or order.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"
#include "runtime/ops/functions/image.h"
#include "runtime/ops/functions/quarter_turns.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

Value reshape(Call& call) { return at::reshape(call.tensor(0), call.integers(1)); }
Value flatten(Call& call) { return at::flatten(call.tensor(0), call.integer(1), call.integer(2)); }
Value unflatten(Call& call) { return at::unflatten(call.tensor(0), call.integer(1), call.integers(2)); }

Value squeeze(Call& call) {
  if (call.none(1)) return at::squeeze(call.tensor(0));
  return at::squeeze(call.tensor(0), call.integer(1));
}

Value unsqueeze(Call& call) { return at::unsqueeze(call.tensor(0), call.integer(1)); }
Value transpose(Call& call) { return at::transpose(call.tensor(0), call.integer(1), call.integer(2)); }
Value permute(Call& call) { return at::permute(call.tensor(0), call.integers(1)); }
Value movedim(Call& call) { return at::movedim(call.tensor(0), call.integers(1), call.integers(2)); }
Value cat(Call& call) { return at::cat(call.tensors(0), call.integer(1)); }
Value stack(Call& call) { return at::stack(call.tensors(0), call.integer(1)); }

Value chunk(Call& call) {
  const Tensor x = call.tensor(0);
  const std::int64_t count = call.integer(1), dim = call.integer(2);
  const Tensors parts = at::chunk(x, count, dim);
  if (static_cast<std::int64_t>(parts.size()) == count) return list_of(parts);
  throw std::invalid_argument("chunk cannot cut dimension " + std::to_string(dim) + " of " + shape_text(x.sizes()) +
                              " into " + std::to_string(count) + " parts; parts of equal size but for the last are " +
                              std::to_string(parts.size()));
}
std::size_t chunks(const sema::Arguments& a) { return static_cast<std::size_t>(a.at(1).number()); }

Value meshgrid(Call& call) {
  const Tensors axes = call.tensors(0);
  for (const Tensor& axis : axes)
    if (axis.dim() > 1) refuse("meshgrid", "lists [n]", {axis});
  return list_of(at::meshgrid(axes, call.string(1)));
}
std::size_t axes(const sema::Arguments& a) { return a.at(0).list() ? a.at(0).list()->size() : 1; }

Value expand(Call& call) { return call.tensor(0).expand(call.integers(1)); }
Value repeat(Call& call) { return call.tensor(0).repeat(call.integers(1)); }
Value tile(Call& call) { return at::tile(call.tensor(0), call.integers(1)); }
Value repeat_each(Call& call) { return at::repeat_interleave(call.tensor(0), call.integer(1), call.integer(2)); }
Value flip(Call& call) { return at::flip(call.tensor(0), call.integers(1)); }

Value roll(Call& call) {
  if (call.none(2)) return at::roll(call.tensor(0), call.integers(1));
  return at::roll(call.tensor(0), call.integers(1), call.integers(2));
}

Value rot90(Call& call) { return at::rot90(call.tensor(0), call.integer(1), call.integers(2)); }
Value tril(Call& call) { return at::tril(call.tensor(0), call.integer(1)); }
Value triu(Call& call) { return at::triu(call.tensor(0), call.integer(1)); }
Value diag(Call& call) { return at::diag(call.tensor(0), call.integer(1)); }
Value diag_embed(Call& call) { return at::diag_embed(call.tensor(0), call.integer(1)); }
Value diagonal(Call& call) { return at::diagonal(call.tensor(0), call.integer(1), call.integer(2), call.integer(3)); }

void transpose_back(const BackwardCall& b) {
  b.give(0, at::transpose(b.cotangent, b.call.integer(1), b.call.integer(2)));
}

void permute_back(const BackwardCall& b) {
  const auto dims = b.call.integers(1);
  std::vector<std::int64_t> inverse(dims.size());
  for (std::size_t i = 0; i < dims.size(); ++i)
    inverse[static_cast<std::size_t>(dims[i] < 0 ? dims[i] + b.cotangent.dim() : dims[i])] =
        static_cast<std::int64_t>(i);
  b.give(0, at::permute(b.cotangent, inverse));
}

void cat_back(const BackwardCall& b) {
  const Tensors parts = b.call.tensors(0);
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool skipped = parts[i].dim() == 1 && parts[i].numel() == 0;  // as PyTorch has it, whatever the others are
    const std::int64_t length = skipped ? 0 : parts[i].size(b.call.integer(1));
    if (b.to.asked(0, i) && !skipped) b.to.give(0, i, parts[i], b.cotangent.narrow(b.call.integer(1), begin, length));
    begin += length;
  }
}

void stack_back(const BackwardCall& b) {
  const Tensors parts = b.call.tensors(0);
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (b.to.asked(0, i))
      b.to.give(0, i, parts[i], b.cotangent.select(b.call.integer(1), static_cast<std::int64_t>(i)));
}

void expand_back(const BackwardCall& b) { b.give(0, b.cotangent); }

constexpr FunctionEntry shaping_table[] = {
    {"reshape(x: tensor, shape: integers)",
     "The entries in another shape; -1 stands for what remains.",
     {reshape, reshaped}},
    {"flatten(x: tensor, start_dim: integer = 1, end_dim: integer = -1)",
     "The dimensions start_dim to end_dim as one: `[N, C, H, W]` becomes `[N, C H W]`.",
     {flatten, reshaped}},
    {"unflatten(x: tensor, dim: integer, sizes: integers)",
     "One dimension as several; -1 stands for what remains.",
     {unflatten, reshaped}},
    {"squeeze(x: tensor, dim: integer? = none)",
     "Without dimensions of size 1, or without the one named.",
     {squeeze, reshaped}},
    {"unsqueeze(x: tensor, dim: integer)", "With a new dimension of size 1.", {unsqueeze, reshaped}},
    {"transpose(x: tensor, dim0: integer = -2, dim1: integer = -1)",
     "Two dimensions exchanged; by default, matrices transposed.",
     {transpose, transpose_back}},
    {"permute(x: tensor, dims: integers)", "The dimensions in another order.", {permute, permute_back}},
    {"movedim(x: tensor, source: integers, destination: integers)", "Dimensions moved to other places.", movedim},
    {"cat(tensors: tensors, dim: integer = 0)", "Joined along a dimension that they have.", {cat, cat_back}},
    {"stack(tensors: tensors, dim: integer = 0)", "Joined along a new dimension.", {stack, stack_back}},
    {"chunk(x: tensor, chunks: integer in 1.., dim: integer = 0)",
     "That many parts of a dimension, equally long but for the last: `let a, b = chunk(x, 2)`.", chunk, Draws::nothing,
     chunks},
    {"meshgrid(*tensors: tensor, indexing: string in [\"ij\", \"xy\"] = \"ij\")",
     "Of lists `[n]`, `[m]`, ...: as many grids `[n, m, ...]`, the i-th of which varies along dimension i.", meshgrid,
     Draws::nothing, axes},
    {"expand(x: tensor, shape: integers)",
     "Dimensions of size 1 made as large as asked; -1 leaves one as it is.",
     {expand, expand_back}},
    {"repeat(x: tensor, repeats: integers)",
     "Copies side by side, so many along each dimension; further ones are put before x's.", repeat},
    {"tile(x: tensor, repeats: integers)", "repeat, where the dimensions before those named are left as they are.",
     tile},
    {"repeat_each(x: tensor, count: integer in 0.., dim: integer = 0)",
     "Each entry count times in a row: `repeat_each(arange(2), 3)` is 0 0 0 1 1 1.", repeat_each},
    {"flip(x: tensor, dims: integers)", "Dimensions turned around.", flip},
    {"roll(x: tensor, shifts: integers, dims: integers? = none)",
     "Moved along dimensions, what falls out coming in again.", roll},
    {"rot90(x: tensor, k: integer = 1, dims: integers = [0, 1])",
     "Turned k times by 90 degrees in the plane of two dimensions, from the first towards the second.", rot90},
    {"tril(x: tensor, diagonal: integer = 0)", "The lower triangle of matrices, else 0.", tril},
    {"triu(x: tensor, diagonal: integer = 0)", "The upper triangle of matrices, else 0.", triu},
    {"diag(x: tensor, diagonal: integer = 0)", "A vector as the diagonal of a matrix, or a matrix's diagonal.", diag},
    {"diag_embed(x: tensor, offset: integer = 0)", "Vectors `[..., n]` as diagonals of matrices `[..., n, n]`.",
     diag_embed},
    {"diagonal(x: tensor, offset: integer = 0, dim1: integer = -2, dim2: integer = -1)",
     "The diagonal of two dimensions, as the last one: of matrices `[..., n, n]`, `[..., n]`.", diagonal},
    {"quarter_turns(images: tensor, turns: tensor)",
     "Images `[k, ..., H, W]` (H = W), item i turned counterclockwise by `turns[i]` times 90 degrees.", quarter_turns},
    {"image(x: tensor)",
     "For metrics: `[H, W]`, `[C, H, W]` or a batch `[N, C, H, W]`, laid out as a grid, as one picture `[C, h, w]`; "
     "values in 0..1.",
     image},
};

}  // namespace

void add_shaping(sema::Catalog& catalog) { add_functions(catalog, shaping_table); }

}  // namespace mlo::ops
