#include "runtime/kernels/simd/loops.h"

namespace mlo::kernels::MLO_PROCESSOR {

template <class T>
const Routines<T>& own_routines() {
  static constexpr Routines<T> table = {
      .depthwise = depthwise<T>,
      .depthwise_along_weight = depthwise_along_weight<T>,
      .pointwise = pointwise<T>,
      .pointwise_along_weight = pointwise_along_weight<T>,
      .max_pool = max_pool<T>,
      .max_pool_scatter = max_pool_scatter<T>,
      .halves = halves<T>,
      .halves_scatter = halves_scatter<T>,
      .halves_gather = halves_gather<T>,
      .box = box<T>,
      .moments = moments<T>,
      .scale = scale<T>,
      .mix = mix<T>,
      .mix3 = mix3<T>,
  };
  return table;
}

MLO_FOR_FLOAT_AND_DOUBLE(own_routines)

}  // namespace mlo::kernels::MLO_PROCESSOR
