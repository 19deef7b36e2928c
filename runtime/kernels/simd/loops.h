// What the files of this folder define, for `routines` to gather.
#pragma once

#include "runtime/kernels/simd/routines.h"

namespace mlo::kernels::MLO_PROCESSOR {

/// Those of `Routines`, under the same names.
template <class T>
void depthwise(const Windows&, const Batch&, const T*, const T*, const T*, T*, T*, T*);
template <class T>
void depthwise_along_weight(const Windows&, const Batch&, const T*, const T*, T*, T*, T*, double*);
template <class T>
void pointwise(const Batch&, std::int64_t, const T*, const T*, const T*, T*);
template <class T>
void pointwise_along_weight(const Batch&, std::int64_t, const T*, const T*, double*);
template <class T>
void max_pool(const Windows&, std::int64_t, const T*, T*, Place*, T*, T*, Place*);
template <class T>
void max_pool_scatter(const Windows&, std::int64_t, const T*, const Place*, T*, T*, Place*, T*);
template <class T>
void halves(const Halves&, const T*, T*, Place*);
template <class T>
void halves_scatter(const Halves&, const T*, const Place*, T*);
template <class T>
void halves_gather(const Halves&, const T*, const Place*, T*);
template <class T>
void box(const Windows&, std::int64_t, const T*, const T*, const T*, T*, T*, T*);
template <class T>
void moments(const Batch&, const T*, const T*, const T*, const T*, double*, double*);
template <class T>
void scale(const Batch&, const T*, const T*, const T*, T*);
template <class T>
void mix(const Batch&, const T*, const T*, const T*, const T*, const T*, T*);
template <class T>
void mix3(const Batch&, const T*, const T*, const T*, const T*, const T*, const T*, const T*, T*);

/// `routines` for this kind of processor.
template <class T>
const Routines<T>& own_routines();

/// Makes a function above for both, here: other files only see its declaration.
#define MLO_FOR_FLOAT_AND_DOUBLE(name)        \
  template decltype(name<float>) name<float>; \
  template decltype(name<double>) name<double>;

}  // namespace mlo::kernels::MLO_PROCESSOR
