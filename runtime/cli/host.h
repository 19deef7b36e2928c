// The checker's view of the file system and of datasets.
#pragma once

#include <filesystem>

#include "compiler/sema/analyze.h"
#include "runtime/engine/session.h"

namespace mlo::cli {

class FileHost : public sema::Host {
 public:
  FileHost(std::filesystem::path stdlib, engine::Datasets& datasets)
      : stdlib_(std::move(stdlib)), datasets_(datasets) {}

  /// `std/NAME` is a file of the standard library, anything else a path.
  std::optional<std::string> read(const std::string& path) override;
  std::vector<std::string> library() override;
  sema::DataInfo describe(const sema::Program& program, sema::DataRef data) override;

 private:
  std::filesystem::path stdlib_;
  engine::Datasets& datasets_;
};

/// The content of a file; nothing where it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace mlo::cli
