#include "runtime/data/formats/file_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "runtime/data/formats/zip_tree.h"
#include "runtime/data/require.h"

namespace mlo::data {
namespace {

namespace fs = std::filesystem;

class FolderTree final : public FileTree {
 public:
  explicit FolderTree(fs::path root) : root_(std::move(root)) {}

  std::vector<std::string> list() const override {
    std::vector<std::string> names;
    try {
      for (auto it = fs::recursive_directory_iterator(root_); it != fs::recursive_directory_iterator(); ++it) {
        if (is_hidden(it->path().filename().string())) {
          it.disable_recursion_pending();
        } else if (it->is_regular_file()) {
          names.push_back(it->path().lexically_relative(root_).generic_string());
        }
      }
    } catch (const fs::filesystem_error& error) {
      throw std::runtime_error(root_.string() + ": cannot list " + error.path1().string() + ": " +
                               error.code().message());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void read(const std::vector<std::string>& names, const Take& take) const override {
    for (const std::string& name : names) {
      std::ifstream file(root_ / name, std::ios::binary);
      const std::vector<std::uint8_t> content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      if (!file) throw std::runtime_error((root_ / name).string() + " cannot be read");
      take(name, content);
    }
  }

 private:
  fs::path root_;
};

}  // namespace

bool is_hidden(const std::string& name) { return name.starts_with('.') || name == "__MACOSX"; }

std::unique_ptr<FileTree> open_file_tree(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) throw std::runtime_error(does_not_exist(path));
  if (error) throw std::runtime_error(path.string() + " cannot be opened: " + error.message());
  if (fs::is_directory(status)) return std::make_unique<FolderTree>(path);
  return std::make_unique<ZipTree>(path);
}

}  // namespace mlo::data
