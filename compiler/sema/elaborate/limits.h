// How large a program may become while it is worked out. Functions are inlined and modules laid out, so that a few
// lines can stand for more than any machine holds.
#pragma once

#include <cstddef>

#include "compiler/source/diagnostic.h"

namespace mlo::sema {

struct Limits {
  static constexpr std::size_t most_steps =
      1'000'000;                                 ///< expressions, items of lists, layers; 10,000 lines take some 60,000
  static constexpr std::size_t deepest = 2'500;  ///< of expressions, through names and calls: a thread's stack
  static constexpr std::size_t deepest_value = 100;  ///< of lists in lists, of functions that hold functions
  static constexpr int deepest_import = 50;
  static constexpr std::size_t most_errors = 100;  ///< beyond that, nobody reads them

  std::size_t steps = 0;
  std::size_t depth = 0;
  std::size_t errors = 0;
  bool exceeded = false;  ///< and that was said
  Span place;             ///< what is being worked out
  Diagnostic unsaid;      ///< takes what is said of the errors that are not kept

  /// Whether what follows would only be thrown away.
  bool stopped() const { return exceeded || errors >= most_errors; }
};

/// While an expression, or a module, is worked out.
class Nested {
 public:
  Nested(Limits& limits, Span place) : limits_(limits), around_(limits.place) {
    ++limits.depth;
    limits.place = place;
  }
  ~Nested() {
    --limits_.depth;
    limits_.place = around_;
  }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  Limits& limits_;
  Span around_;
};

}  // namespace mlo::sema
