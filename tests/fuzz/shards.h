// Inputs run in children of this process, so that whatever one of them does is seen.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "tests/fuzz/pipeline.h"

namespace mlo::fuzz {

struct Request {
  std::uint64_t seed = 1;
  std::uint64_t first = 0;  ///< number of the first input
  std::uint64_t inputs = 2000;
  int jobs = 1;
};

struct Failure {
  std::uint64_t number = 0;
  std::string what;  ///< "killed by signal 11", "no end after 10 s", or the rule that was broken
};

struct Summary {
  std::array<std::uint64_t, 4> reached{};  ///< how many inputs went how far, by stage
  double seconds = 0;                      ///< of processor time, of all children
  std::uint64_t slowest = 0;               ///< the input that took longest,
  double slowest_seconds = 0;              ///< and how long
  std::optional<Failure> failure;          ///< of the lowest number that was met
};

/// Ends at the first failure.
Summary run_inputs(const Corpus& corpus, const Pipeline& pipeline, const Request& request);

/// How one input fails, in a child that says nothing; empty where it does not. It has that long, of processor time.
std::string failure_of(const Pipeline& pipeline, const Input& input, int seconds);

}  // namespace mlo::fuzz
