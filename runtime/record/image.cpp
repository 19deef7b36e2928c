#include "runtime/record/image.h"

#include <ATen/ATen.h>
#include <png.h>

#include <cerrno>
#include <sstream>

#include "runtime/record/error.h"

namespace mlo::record {
namespace {

png_uint_32 png_format(const std::filesystem::path& path, const at::Tensor& image) {
  const std::int64_t channels = image.dim() == 3 ? image.size(0) : 0;
  if (image.numel() > 0) {
    if (channels == 1) return PNG_FORMAT_GRAY;
    if (channels == 3) return PNG_FORMAT_RGB;
    if (channels == 4) return PNG_FORMAT_RGBA;
  }
  std::ostringstream shape;
  shape << image.sizes();
  throw FileError("cannot write `" + path.string() + "`: an image is [C, H, W] with C = 1, 3 or 4, not " + shape.str());
}

}  // namespace

void write_png(const std::filesystem::path& path, const at::Tensor& image) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.format = png_format(path, image);
  header.height = static_cast<png_uint_32>(image.size(1));
  header.width = static_cast<png_uint_32>(image.size(2));
  const at::Tensor bytes = image.detach()
                               .to(at::kCPU, at::kFloat)
                               .clamp(0, 1)
                               .mul(255)
                               .round()
                               .to(at::kByte)
                               .permute({1, 2, 0})
                               .contiguous();
  errno = 0;
  if (png_image_write_to_file(&header, path.c_str(), 0, bytes.data_ptr(), 0, nullptr) == 0) {
    fail_with_errno("write", path);
  }
}

}  // namespace mlo::record
