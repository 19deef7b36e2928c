// Inputs: programs with mistakes in them.
#pragma once

#include <cstdint>
#include <string>

#include "tests/fuzz/corpus.h"

namespace mlo::fuzz {

struct Input {
  std::string path;  ///< of the program that it was made from: imports are looked for beside it
  std::string text;
  bool formatted = true;  ///< the formatter takes it, too: each fourth, for it parses four times
};

/// Input `number` of a seed: the same on any machine, and for any way of sharing the numbers out.
Input make_input(const Corpus& corpus, std::uint64_t seed, std::uint64_t number);

}  // namespace mlo::fuzz
