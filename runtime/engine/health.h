// What a run noticed about its own derivatives; said once at the end.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "compiler/sema/program.h"
#include "runtime/solve/linear.h"

namespace mlo::engine {

class Health {
 public:
  void add(const sema::Edge& edge, const solve::LinearReport& report);
  /// One sentence for each thing that the user should know, with what to do.
  std::vector<std::string> warnings(const sema::Program& program) const;

 private:
  struct Solves {
    std::int64_t count = 0, negative = 0, unconverged = 0;
  };
  mutable std::mutex mutex_;
  std::map<const sema::Edge*, Solves> solves_;
};

}  // namespace mlo::engine
