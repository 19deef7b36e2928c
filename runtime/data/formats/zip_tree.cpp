#include "runtime/data/formats/zip_tree.h"

#include <zip.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace mlo::data {
namespace {

constexpr zip_uint64_t largest_entry = 64 << 20;  // a small archive can claim to hold anything

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Entry = std::unique_ptr<zip_file_t, Discard>;

Archive open(const std::filesystem::path& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (code == ZIP_ER_NOZIP) throw std::runtime_error(path.string() + " is neither a folder nor a zip archive");
  throw std::runtime_error(path.string() + " cannot be opened as a zip archive: " + reason);
}

bool in_hidden(std::string_view name) {
  while (!name.empty()) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    if (is_hidden(std::string(name.substr(0, slash)))) return true;
    name.remove_prefix(std::min(slash + 1, name.size()));
  }
  return false;
}

/// The entry's bytes. Reading to the end lets libzip compare the checksum.
std::vector<std::uint8_t> read_entry(zip_t* archive, const std::string& name) {
  zip_stat_t stat;
  if (zip_stat(archive, name.c_str(), 0, &stat) != 0) throw std::runtime_error(zip_strerror(archive));
  if ((stat.valid & ZIP_STAT_SIZE) == 0 || stat.size > largest_entry) throw std::runtime_error("larger than 64 MiB");
  const Entry entry(zip_fopen(archive, name.c_str(), 0));
  if (!entry) throw std::runtime_error(zip_strerror(archive));
  std::vector<std::uint8_t> content(stat.size + 1);
  std::size_t got = 0;
  while (true) {
    const zip_int64_t n = zip_fread(entry.get(), content.data() + got, content.size() - got);
    if (n < 0) throw std::runtime_error(zip_file_strerror(entry.get()));
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  if (got != stat.size) throw std::runtime_error("its size is not the one that the archive states");
  content.resize(got);
  return content;
}

}  // namespace

std::vector<std::string> ZipTree::list() const {
  const Archive archive = open(path_);
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr) throw std::runtime_error(path_.string() + ": " + zip_strerror(archive.get()));
    const std::string_view entry = name;
    if (!entry.ends_with('/') && !in_hidden(entry)) names.emplace_back(entry);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void ZipTree::read(const std::vector<std::string>& names, const Take& take) const {
  const Archive archive = open(path_);
  for (const std::string& name : names) {
    std::vector<std::uint8_t> content;
    try {
      content = read_entry(archive.get(), name);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(path_.string() + ": " + name + " is damaged: " + error.what());
    }
    take(name, content);
  }
}

}  // namespace mlo::data
