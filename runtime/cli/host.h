// The checker's view of the file system and of datasets.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "compiler/sema/analyze.h"
#include "runtime/data/datasets.h"

namespace mlo::cli {

class FileHost : public sema::Host {
 public:
  /// `texts` stand in for those of files, by path.
  FileHost(std::filesystem::path stdlib, data::Datasets& datasets, const std::map<std::string, std::string>& texts)
      : stdlib_(std::move(stdlib)), datasets_(datasets), texts_(texts) {}

  /// `std/NAME` is a file of the standard library, anything else a path.
  std::optional<std::string> read(const std::string& path) override;
  std::vector<std::string> library() override;
  sema::DataInfo describe(const sema::Program& program, sema::DataRef data) override;

 private:
  std::filesystem::path stdlib_;
  data::Datasets& datasets_;
  const std::map<std::string, std::string>& texts_;
};

/// The content of a file; nothing where it cannot be read, or is longer than any program (16 MB).
std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace mlo::cli
