// The files of a folder or of a zip archive, by one interface.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mlo::data {

/// Errors are std::runtime_error and name the path, and the entry where there is one.
class FileTree {
 public:
  virtual ~FileTree() = default;
  /// Regular files at any depth, relative to the root, with `/`, sorted. Without hidden files and folders and
  /// `__MACOSX`.
  virtual std::vector<std::string> list() const = 0;
  /// Calls `take` with the content of each of these files, in their order.
  using Take = std::function<void(const std::string& name, const std::vector<std::uint8_t>& content)>;
  virtual void read(const std::vector<std::string>& names, const Take& take) const = 0;
};

/// Throws where there is nothing at `path`.
std::unique_ptr<FileTree> open_file_tree(const std::filesystem::path& path);

}  // namespace mlo::data
