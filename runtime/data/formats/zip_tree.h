// A zip archive's files, read with libzip. Each call opens the archive anew, so that threads need not share it.
#pragma once

#include "runtime/data/formats/file_tree.h"

namespace mlo::data {

/// A file or folder that lists leave out, by its own name.
bool is_hidden(const std::string& name);

class ZipTree final : public FileTree {
 public:
  explicit ZipTree(std::filesystem::path path) : path_(std::move(path)) {}
  std::vector<std::string> list() const override;
  void read(const std::vector<std::string>& names, const Take& take) const override;

 private:
  std::filesystem::path path_;
};

}  // namespace mlo::data
