// A program text, run the whole way, and what came out of it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/sema/analyze.h"
#include "compiler/source/source.h"
#include "runtime/engine/session.h"
#include "runtime/verify/verify.h"

namespace mlo::numerics {

struct Result {
  engine::Outcome outcome;
  std::vector<engine::MetricLine> lines;
  std::vector<std::string> warnings;
  engine::Checkpoint last;                                         ///< the state after the last update
  std::map<std::string, std::map<std::string, at::Tensor>> saved;  ///< what `save` asked for

  /// A problem's tensor that stands as its module, entry by entry.
  std::vector<double> values(const std::string& problem) const;
  /// The only entry of it.
  double value(const std::string& problem) const;
  /// The loss that `problem` logged last.
  double loss(const std::string& problem) const;
};

/// How often the tops step, and on how many workers.
struct Updates {
  std::int64_t count = 1;
  int threads = 1;
  std::int64_t draws = 0;  ///< of each validation and test; 0: the program's own
  bool one_piece = false;  ///< tasks that are played together are one operation, however large
};

/// Parses, checks, plans and runs `program`; nothing is written. A program with
/// diagnostics fails the test and shows them; an `eval::RunError` goes through.
Result run(const std::string& program, Updates updates = {}, const std::vector<sema::Setting>& settings = {});

/// What the plan takes a pass of the first problem for, by which `memory` bounds how many are played at a time.
double estimated_bytes(const std::string& program);

/// What `mlo verify` says of a program without diagnostics.
std::vector<engine::ProblemVerdict> verify(const std::string& program, bool all = false);

/// Fails the test unless the checker refuses `program` with an error of `code`.
void expect_error(const std::string& program, const std::string& code);

/// A failure of the run, and the text of the program that it points at.
struct Failure {
  std::string code;
  std::string message;
  std::string place;
};
/// Fails the test unless the program passes the checker and its run fails.
Failure expect_failure(const std::string& program, Updates updates = {});

/// `text` with every `<NAME>` replaced by what `blanks` has for NAME.
std::string fill(std::string text, const std::map<std::string, std::string>& blanks);

/// The gradient by which one step of `sgd(lr = 1.0)` moved `problem` away from `start`.
std::vector<double> gradient(const Result& result, const std::string& problem, const std::vector<double>& start);

/// Each entry within `tolerance`, absolutely.
void check_close(const std::vector<double>& actual, const std::vector<double>& expected, double tolerance);

}  // namespace mlo::numerics
