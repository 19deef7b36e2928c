#include "runtime/kernels/simd/loops.h"
#include "runtime/kernels/simd/pack.h"

namespace mlo::kernels::MLO_PROCESSOR {
namespace {

/// `count` windows side by side, whose entries lie in two rows of twice as many. Without branches: which entry is the
/// largest is noise that a processor cannot predict.
template <class T, int count>
struct Group {
  typedef T Values __attribute__((vector_size(count * sizeof(T))));
  typedef decltype(Values{} > Values{}) Choice;  ///< integers as large as T
  typedef Place Places __attribute__((vector_size(count * sizeof(Place))));

  template <class V>
  static V load(const auto* from) {
    V out;
    __builtin_memcpy(&out, from, sizeof(V));
    return out;
  }
  static void store(const auto& lanes, auto* to) { __builtin_memcpy(to, &lanes, sizeof(lanes)); }

  /// Of the two halves of a row, every second entry from the first on.
  static Values every_second(const T* row, int first) {
    Choice lanes;
    for (int i = 0; i < count; ++i) lanes[i] = 2 * i + first;
    return __builtin_shuffle(load<Values>(row), load<Values>(row + count), lanes);
  }
  /// a0 b0 a1 b1 ...
  static void store_in_turn(const Values& a, const Values& b, T* row) {
    Choice lanes;
    for (int i = 0; i < count; ++i) lanes[i] = i % 2 * count + i / 2;
    store(__builtin_shuffle(a, b, lanes), row);
    store(__builtin_shuffle(a, b, lanes + count / 2), row + count);
  }

  static void largest(const T* above, const T* below, T* out, Place* place) {
    Values best = every_second(above, 0);
    Choice which{};
    const auto compare = [&](const Values& value, int k) {
      const Choice takes = (value > best) | (value != value);
      best = takes ? value : best;
      which = takes ? Choice{} + k : which;
    };
    compare(every_second(above, 1), 1);
    compare(every_second(below, 0), 2);
    compare(every_second(below, 1), 3);
    store(best, out);
    store(__builtin_convertvector(which, Places), place);
  }

  static void scatter(const T* g, const Place* place, T* above, T* below) {
    const Values value = load<Values>(g), zero{};
    const Choice which = __builtin_convertvector(load<Places>(place), Choice);
    store_in_turn(which == 0 ? value : zero, which == 1 ? value : zero, above);
    store_in_turn(which == 2 ? value : zero, which == 3 ? value : zero, below);
  }
};

template <class T>
struct Group<T, 1> {
  static void largest(const T* above, const T* below, T* out, Place* place) {
    *out = above[0];
    *place = 0;
    const auto compare = [=](T value, Place k) {
      const bool takes = (value > *out) | (value != value);
      *out = takes ? value : *out;
      *place = takes ? k : *place;
    };
    compare(above[1], 1);
    compare(below[0], 2);
    compare(below[1], 3);
  }

  static void scatter(const T* g, const Place* place, T* above, T* below) {
    above[0] = *place == 0 ? *g : T(0);
    above[1] = *place == 1 ? *g : T(0);
    below[0] = *place == 2 ? *g : T(0);
    below[1] = *place == 3 ? *g : T(0);
  }
};

/// `of(group, first)` for a row's windows, in groups as large as fit into a register and the row; the last one overlaps
/// the one before, which does no harm.
template <class T, int count = register_bytes / sizeof(T), class Function>
void groups(std::int64_t columns, Function of) {
  constexpr bool smallest = count * sizeof(T) <= 16;
  if (columns >= count)
    for (std::int64_t i = 0; i < columns; i += count) of(Group<T, count>{}, i + count <= columns ? i : columns - count);
  else if constexpr (smallest)
    for (std::int64_t i = 0; i < columns; ++i) of(Group<T, 1>{}, i);
  else
    groups<T, count / 2>(columns, of);
}

/// `of(above, at)` for each row of windows: where its upper row begins in the image, and it in the result.
template <class Function>
void each_row(const Halves& s, Function of) {
  for (std::int64_t plane = 0; plane < s.count; ++plane)
    for (std::int64_t row = 0; row < s.rows; ++row)
      of((plane * s.height + 2 * row) * s.width, (plane * s.rows + row) * s.columns);
}

}  // namespace

template <class T>
void halves(const Halves& s, const T* x, T* out, Place* place) {
  each_row(s, [=](std::int64_t above, std::int64_t at) {
    groups<T>(s.columns, [=](auto group, std::int64_t i) {
      group.largest(x + above + 2 * i, x + above + s.width + 2 * i, out + at + i, place + at + i);
    });
  });
}

/// The transpose of `gather`: each value to its place in the window, zero elsewhere.
template <class T>
void halves_scatter(const Halves& s, const T* g, const Place* place, T* out) {
  each_row(s, [=](std::int64_t above, std::int64_t at) {
    groups<T>(s.columns, [=](auto group, std::int64_t i) {
      group.scatter(g + at + i, place + at + i, out + above + 2 * i, out + above + s.width + 2 * i);
    });
  });
}

template <class T>
void halves_gather(const Halves& s, const T* u, const Place* place, T* out) {
  each_row(s, [=](std::int64_t above, std::int64_t at) {
    for (std::int64_t i = 0; i < s.columns; ++i) {
      const Place which = place[at + i];
      out[at + i] = u[above + (which >> 1) * s.width + 2 * i + (which & 1)];
    }
  });
}

MLO_FOR_FLOAT_AND_DOUBLE(halves)
MLO_FOR_FLOAT_AND_DOUBLE(halves_scatter)
MLO_FOR_FLOAT_AND_DOUBLE(halves_gather)

}  // namespace mlo::kernels::MLO_PROCESSOR
