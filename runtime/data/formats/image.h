// Grey images: decoding and resizing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace mlo::data {

/// Row by row; 0 is black, 1 is white.
struct Image {
  int width = 0, height = 0;
  std::vector<float> pixels;
};

/// Width and height as a PNG's header states them, and nothing of the pixels: their vector is empty.
Image png_header(std::span<const std::uint8_t> file);

/// Any bit depth and colour type; what is transparent lies on white. Throws std::runtime_error with libpng's reason.
Image decode_png(std::span<const std::uint8_t> file);

/// Averages over areas: each new pixel is the mean of the old ones under it, those at its edge by the share that is
/// covered, so that nothing is lost at any ratio. For making images smaller; larger ones come out as blocks.
class Shrink {
 public:
  Shrink(int from, int to);
  /// `from * from` values in, `to * to` values out, each the mean of an area.
  void operator()(std::span<const float> in, std::span<float> out) const;

 private:
  struct Share {
    int to, from;
    float weight;
  };
  int from_, to_;
  std::vector<Share> shares_;
};

}  // namespace mlo::data
