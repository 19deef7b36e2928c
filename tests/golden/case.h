// One golden case as a run of the program.
#pragma once

#include "tests/folder.h"
#include "tests/golden/golden.h"
#include "tests/process.h"

namespace mlo::golden {

/// The program on a case, as the case's first line says: started by the constructor. It runs in a child of the test,
/// which has loaded LibTorch already: loading it takes longer than most cases.
class Case {
 public:
  explicit Case(const fs::path& source);
  /// What it printed, with what differs from run to run and from machine to machine by name, and its exit status. Once.
  std::string outcome();

 private:
  test::Folder temporary_;
  test::Process process_;
};

}  // namespace mlo::golden
