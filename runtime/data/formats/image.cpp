#include "runtime/data/formats/image.h"

#include <png.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mlo::data {
namespace {

/// libpng's simplified interface: it reports through a message in the struct, and needs to be freed.
struct PngReader {
  png_image image{};

  explicit PngReader(std::span<const std::uint8_t> file) {
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0)
      throw std::runtime_error(image.message);
  }
  ~PngReader() { png_image_free(&image); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
};

}  // namespace

Image png_header(std::span<const std::uint8_t> file) {
  const PngReader reader(file);
  return {static_cast<int>(reader.image.width), static_cast<int>(reader.image.height), {}};
}

Image decode_png(std::span<const std::uint8_t> file) {
  PngReader reader(file);
  reader.image.format = PNG_FORMAT_GRAY;
  std::vector<std::uint8_t> bytes(PNG_IMAGE_SIZE(reader.image));
  const png_color white = {255, 255, 255};
  if (png_image_finish_read(&reader.image, &white, bytes.data(), 0, nullptr) == 0) {
    throw std::runtime_error(reader.image.message);
  }
  Image out{static_cast<int>(reader.image.width), static_cast<int>(reader.image.height), {}};
  out.pixels.reserve(bytes.size());
  for (const std::uint8_t byte : bytes) out.pixels.push_back(static_cast<float>(byte) / 255.0f);
  return out;
}

Shrink::Shrink(int from, int to) : from_(from), to_(to) {
  // In units of 1 / (from * to) of the side, so that the edges of both grids are whole numbers.
  for (int i = 0; i < to; ++i) {
    for (int j = i * from / to; j * to < (i + 1) * from; ++j) {
      const int overlap = std::min((i + 1) * from, (j + 1) * to) - std::max(i * from, j * to);
      shares_.push_back({i, j, static_cast<float>(overlap) / static_cast<float>(from)});
    }
  }
}

void Shrink::operator()(std::span<const float> in, std::span<float> out) const {
  const auto at = [](int row, int width, int column) { return static_cast<std::size_t>(row * width + column); };
  std::vector<float> narrow(at(from_, to_, 0), 0.0f);  // [from, to]: the columns averaged
  for (int row = 0; row < from_; ++row) {
    for (const Share& s : shares_) narrow[at(row, to_, s.to)] += s.weight * in[at(row, from_, s.from)];
  }
  std::fill(out.begin(), out.end(), 0.0f);
  for (const Share& s : shares_) {
    for (int column = 0; column < to_; ++column) {
      out[at(s.to, to_, column)] += s.weight * narrow[at(s.from, to_, column)];
    }
  }
}

}  // namespace mlo::data
