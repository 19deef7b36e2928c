// Larger sequences and images; `interpolate` is the function.
#include "runtime/nn/entry.h"
#include "runtime/ops/functions/interpolate.h"

namespace mlo::nn {
namespace {

std::vector<Shape> upsample_shapes(const Call& call, const std::vector<Shape>& inputs) {
  ops::check_resampling(ops::resampling_at(call, 0), inputs.at(0), "`upsample`");
  return {};
}

Tensor upsample(LayerCall& c) { return ops::resample(input(c), ops::resampling_at(c.call, 0)); }

constexpr LayerEntry upsampling_table[] = {
    {"upsample(" MLO_RESAMPLING ")",
     "Sequences `[N, C, L]` or images `[N, C, H, W]` of another size, or larger by a factor: `upsample(scale_factor = "
     "2, mode = \"bilinear\")`.",
     nullptr, upsample_shapes, nullptr, upsample},
};

}  // namespace

void add_upsampling(sema::Catalog& catalog) { add_entries(catalog, upsampling_table); }

}  // namespace mlo::nn
