// Something like Omniglot that needs no download.
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

#include <cmath>
#include <stdexcept>

#include "runtime/data/sources/hand.h"
#include "runtime/data/sources/sources.h"

namespace mlo::data {
namespace {

constexpr std::int64_t side = 28;
constexpr std::int64_t most_samples = 4'000'000;  // 12.5 GB

class Glyphs final : public Dataset {
 public:
  Glyphs(std::int64_t classes, std::int64_t per_class, std::int64_t seed, std::int64_t style)
      : per_class_(per_class), seed_(seed), style_(style) {
    info_.count = classes * per_class;
    info_.classes = classes;
    info_.smallest_class = per_class;
    info_.sample_shape = {1, side, side};
  }

  const sema::DataInfo& info() const override { return info_; }

  Tensor targets() const override { return at::arange(info_.classes, at::kLong).repeat_interleave(per_class_); }

 private:
  Samples read() const override {
    Tensor x = at::empty({info_.count, 1, side, side}, at::kFloat);
    auto* out = x.data_ptr<float>();
    const Style style = style_of(style_);
    for (std::int64_t c = 0; c < info_.classes; ++c) {
      const Character character = make_character(seed_, c);
      for (std::int64_t sample = 0; sample < per_class_; ++sample) {
        Random random({seed_, style_, c, sample});
        const Paper paper = write(character, style, random);
        // In steps of 1/255, as an image file has them: what a machine rounds otherwise does not show.
        for (const double ink : paper.ink()) *out++ = static_cast<float>(std::round(ink * 255.0) / 255.0);
      }
    }
    return {x, targets()};
  }

  std::int64_t per_class_, seed_, style_;
  sema::DataInfo info_;
};

}  // namespace

DatasetPtr glyphs(std::int64_t classes, std::int64_t per_class, std::int64_t seed, std::int64_t style) {
  if (classes < 1 || per_class < 1 || style < 0) {
    throw std::runtime_error("glyphs: classes and per_class must be 1 or more, and style 0 or more; they are " +
                             std::to_string(classes) + ", " + std::to_string(per_class) + " and " +
                             std::to_string(style));
  }
  if (per_class > most_samples / classes) {
    throw std::runtime_error("glyphs: " + std::to_string(classes) + " classes of " + std::to_string(per_class) +
                             " are more than " + std::to_string(most_samples) + " drawings: ask for fewer");
  }
  return std::make_shared<Glyphs>(classes, per_class, seed, style);
}

}  // namespace mlo::data
