#include "runtime/data/formats/idx.h"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mlo::data {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_bytes = std::int64_t{1} << 32;

struct Close {
  void operator()(gzFile file) const { gzclose(file); }
};

/// A reader of plain and gzipped files alike: zlib passes through what is not compressed.
class ByteReader {
 public:
  explicit ByteReader(const fs::path& path) : path_(path), file_(gzopen(path.c_str(), "rb")) {
    if (!file_) fail("cannot be opened");
  }

  /// The next bytes, fewer at the end of the file.
  std::size_t read(std::uint8_t* out, std::size_t count) {
    const int got = gzread(file_.get(), out, static_cast<unsigned>(count));
    int code = Z_OK;
    const char* reason = gzerror(file_.get(), &code);
    // Z_BUF_ERROR: the compressed stream ends too early.
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) fail(std::string("is damaged: ") + reason);
    return static_cast<std::size_t>(got);
  }

  std::vector<std::int64_t> sizes(int dimensions) {
    std::vector<std::uint8_t> head(static_cast<std::size_t>(4 + 4 * dimensions));
    if (read(head.data(), head.size()) != head.size()) fail("is too short to be an idx file");
    // 0 0, the type (8: unsigned byte), the number of dimensions, then one size each.
    if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] != dimensions) {
      fail("is not an idx file of " + std::string(dimensions == 1 ? "labels" : "images") +
           ": its first four bytes are " + std::to_string(head[0]) + " " + std::to_string(head[1]) + " " +
           std::to_string(head[2]) + " " + std::to_string(head[3]) + " instead of 0 0 8 " + std::to_string(dimensions));
    }
    std::vector<std::int64_t> out;
    std::int64_t total = 1;
    for (std::size_t i = 4; i < head.size(); i += 4) {
      std::int64_t size = 0;
      for (std::size_t k = i; k < i + 4; ++k) size = size << 8 | head[k];
      if (size == 0 || size > most_bytes / total) fail("states an impossible size: " + std::to_string(size));
      total *= size;
      out.push_back(size);
    }
    return out;
  }

  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(path_.string() + " " + what); }

 private:
  fs::path path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

}  // namespace

std::vector<std::int64_t> idx_sizes(const fs::path& path, int dimensions) { return ByteReader(path).sizes(dimensions); }

std::vector<std::uint8_t> read_idx(const fs::path& path, int dimensions) {
  ByteReader reader(path);
  std::size_t wanted = 1;
  for (const std::int64_t size : reader.sizes(dimensions)) wanted *= static_cast<std::size_t>(size);

  // In portions: a damaged header can ask for more memory than there is, its file ends long before.
  constexpr std::size_t portion = 1 << 20;
  std::vector<std::uint8_t> bytes;
  while (bytes.size() < wanted) {
    const std::size_t have = bytes.size(), ask = std::min(portion, wanted - have);
    bytes.resize(have + ask);
    const std::size_t got = reader.read(bytes.data() + have, ask);
    if (got < ask) {
      reader.fail("is truncated: its header says " + std::to_string(wanted) + " bytes of data, it holds " +
                  std::to_string(have + got));
    }
  }
  std::uint8_t more = 0;
  if (reader.read(&more, 1) != 0)
    reader.fail("holds more than the " + std::to_string(wanted) + " bytes that its header says");
  return bytes;
}

}  // namespace mlo::data
