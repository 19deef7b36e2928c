// The datasets of a program.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "compiler/sema/program.h"
#include "runtime/data/dataset.h"

namespace mlo::data {

/// Made when first asked for; also answers the checker's questions (`sema::Host::describe`). Thread-safe.
class Datasets {
 public:
  /// Throws std::runtime_error with a message for the user.
  DatasetPtr get(const sema::Program& program, sema::DataRef ref);

 private:
  std::recursive_mutex mutex_;  ///< a dataset is made from others
  std::map<sema::DataId, std::vector<DatasetPtr>> made_;
};

}  // namespace mlo::data
