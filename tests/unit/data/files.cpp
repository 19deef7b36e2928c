#include "tests/unit/data/files.h"

#include <png.h>
#include <zip.h>
#include <zlib.h>

#include <stdexcept>

#include "tests/unit/catch.h"

namespace mlo::test {
namespace {

void append(png_structp png, png_bytep data, png_size_t size) {
  auto* out = static_cast<Bytes*>(png_get_io_ptr(png));
  out->insert(out->end(), data, data + size);
}

Bytes write_png(int width, int height, int bits, int color, const std::vector<Bytes>& rows) {
  Bytes out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &out, append, [](png_structp) {});
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), bits, color,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (const Bytes& row : rows) png_write_row(png, row.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

}  // namespace

Bytes png(int width, int height, int bits, const std::function<int(int, int)>& pixel) {
  std::vector<Bytes> rows;
  for (int r = 0; r < height; ++r) {
    Bytes row(static_cast<std::size_t>((width * bits + 7) / 8));
    for (int c = 0; c < width; ++c) {
      const int value = pixel(r, c) >> (8 - bits);
      row[static_cast<std::size_t>(c * bits / 8)] |= static_cast<std::uint8_t>(value << (8 - bits - c * bits % 8));
    }
    rows.push_back(row);
  }
  return write_png(width, height, bits, PNG_COLOR_TYPE_GRAY, rows);
}

Bytes transparent_png(int side) {
  const std::vector<Bytes> rows(static_cast<std::size_t>(side), Bytes(static_cast<std::size_t>(4 * side), 0));
  return write_png(side, side, 8, PNG_COLOR_TYPE_RGBA, rows);
}

void write_zip(const fs::path& path, const std::vector<std::pair<std::string, Bytes>>& entries) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  if (archive == nullptr) throw std::logic_error("no zip could be made at " + path.string());
  for (const auto& [name, content] : entries) {
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0),
                 ZIP_FL_ENC_UTF_8);
  }
  zip_close(archive);
}

Bytes gzip(const Bytes& content) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes in = content, out(deflateBound(&stream, content.size()));
  stream.next_in = in.data();
  stream.avail_in = static_cast<unsigned>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<unsigned>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Bytes idx(const std::vector<std::uint32_t>& sizes, const Bytes& content) {
  Bytes out = {0, 0, 8, static_cast<std::uint8_t>(sizes.size())};
  for (const std::uint32_t size : sizes) {
    for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(size >> shift));
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

std::optional<fs::path> real_data(const std::string& name) {
  const fs::path path = fs::path(MLO_SOURCE_DIR) / ".." / "shared" / "data" / name;
  if (fs::exists(path)) return path;
  WARN("not tested on real data: " << path << " is not there");
  return std::nullopt;
}

std::string error_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace mlo::test
