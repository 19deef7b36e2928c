#include "runtime/ops/functions/quarter_turns.h"

#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/shape.h"

namespace mlo::ops {

Value quarter_turns(Call& call) {
  const Tensor images = call.tensor(0), turns = call.tensor(1);
  if (images.dim() < 3 || images.size(-1) != images.size(-2) || turns.dim() != 1 || turns.size(0) != images.size(0))
    throw std::invalid_argument("quarter_turns takes square images [k, ..., H, H] and turns [k], and got " +
                                shape_text(images.sizes()) + " and " + shape_text(turns.sizes()));
  if (turns.is_floating_point()) throw std::invalid_argument("quarter_turns takes turns that are whole numbers");
  if (images.is_meta()) return at::empty_like(images);  // LibTorch 1.13 selects no indices without data
  const std::int64_t side = images.size(-1), pixels = side * side;
  // sources[j, p]: which pixel stands at p after j quarter turns. One gather then turns all images.
  const Tensor grid = at::arange(pixels, at::kLong).view({side, side});
  const Tensor sources = at::stack({grid, at::rot90(grid, 1), at::rot90(grid, 2), at::rot90(grid, 3)})
                             .view({4, pixels})
                             .to(turns.device());
  const Tensor rows = images.reshape({images.size(0), -1, pixels});
  const Tensor index = sources.index_select(0, at::remainder(turns.to(at::kLong), 4)).unsqueeze(1).expand_as(rows);
  return at::gather(rows, 2, index).view(images.sizes());
}

}  // namespace mlo::ops
