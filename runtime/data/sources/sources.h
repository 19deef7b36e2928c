// What makes datasets: drawn, read from files, or from a formula. Each checks what it is given; files are read on use.
#pragma once

#include <filesystem>

#include "runtime/data/dataset.h"

namespace mlo::data {

/// Characters of random strokes, `[classes * per_class, 1, 28, 28]`, sorted by class. The characters depend on `seed`,
/// the look of their strokes on `style` (see hand.h), the writers' hands on both.
DatasetPtr glyphs(std::int64_t classes, std::int64_t per_class, std::int64_t seed, std::int64_t style);

/// Omniglot's drawings in a folder or zip, as `[N, 1, size, size]`; a class is a folder that PNG files stand in.
DatasetPtr omniglot_images(const std::filesystem::path& path, std::int64_t size);

/// The image and label files of MNIST's format in a folder, as `[N, 1, 28, 28]`.
DatasetPtr mnist_images(const std::filesystem::path& folder);

/// A table of numbers, x `[N, columns - 1]`. The target column (negative: from the right) holds numbers, y `[N, 1]`, or
/// words, which are classes in sorted order.
DatasetPtr csv(const std::filesystem::path& path, std::int64_t target, bool header);

/// x ~ N(0, 1), y = [x . w > 0] for a hidden w ~ N(0, 1), as float32 `[count, 1]`, each flipped with probability
/// `noise`.
DatasetPtr linear_labels(std::int64_t count, std::int64_t features, double noise, std::int64_t seed);

}  // namespace mlo::data
