// MNIST (LeCun, Bottou, Bengio, Haffner 1998) and the sets in its format (Fashion-MNIST, KMNIST).
#include <ATen/ops/empty.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "runtime/data/formats/idx.h"
#include "runtime/data/lazy.h"
#include "runtime/data/require.h"
#include "runtime/data/sources/sources.h"
#include "runtime/data/tensors.h"

namespace mlo::data {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t digit_side = 28, classes = 10;

struct Pair {
  fs::path images, labels;
};

/// The names that mirrors and libraries give the same file: `train-images-idx3-ubyte`, `train-images.idx3-ubyte`,
/// `.gz`.
std::optional<fs::path> find(const fs::path& folder, const std::string& stem, const std::string& kind) {
  for (const char* dash : {"-", "."}) {
    for (const char* end : {"", ".gz"}) {
      fs::path path = folder / (stem + dash + kind + end);
      std::error_code none;
      if (fs::is_regular_file(path, none)) return path;
    }
  }
  return std::nullopt;
}

std::vector<Pair> find_pairs(const fs::path& folder) {
  std::error_code none;
  if (!fs::exists(folder, none)) throw std::runtime_error(does_not_exist(folder));
  if (!fs::is_directory(folder, none)) {
    throw std::runtime_error("`" + folder.string() +
                             "` is not a folder: mnist_images takes the folder that MNIST's idx files stand in");
  }
  std::vector<Pair> pairs;
  for (const std::string part : {"train", "t10k"}) {
    const auto images = find(folder, part + "-images", "idx3-ubyte"),
               labels = find(folder, part + "-labels", "idx1-ubyte");
    if (images && labels) pairs.push_back({*images, *labels});
    if (images && !labels)
      throw std::runtime_error(images->string() + " has no " + part + "-labels-idx1-ubyte[.gz] beside it");
    if (labels && !images)
      throw std::runtime_error(labels->string() + " has no " + part + "-images-idx3-ubyte[.gz] beside it");
  }
  if (pairs.empty()) {
    throw std::runtime_error(folder.string() +
                             " holds neither train-images-idx3-ubyte[.gz] nor t10k-images-idx3-ubyte[.gz]");
  }
  return pairs;
}

/// The labels of one file, after a look at the header of its images.
std::vector<std::uint8_t> read_labels(const Pair& pair) {
  const auto sizes = idx_sizes(pair.images, 3);
  if (sizes[1] != digit_side || sizes[2] != digit_side) {
    throw std::runtime_error(pair.images.string() + ": images are " + std::to_string(sizes[1]) + " x " +
                             std::to_string(sizes[2]) + "; they must be 28 x 28");
  }
  std::vector<std::uint8_t> labels = read_idx(pair.labels, 1);
  if (static_cast<std::int64_t>(labels.size()) != sizes[0]) {
    throw std::runtime_error(pair.labels.string() + " holds " + std::to_string(labels.size()) + " labels, " +
                             pair.images.filename().string() + " " + std::to_string(sizes[0]) + " images");
  }
  const auto wrong = std::find_if(labels.begin(), labels.end(), [](std::uint8_t label) { return label >= classes; });
  if (wrong != labels.end()) {
    throw std::runtime_error(pair.labels.string() + ": label " + std::to_string(wrong - labels.begin()) + " is " +
                             std::to_string(*wrong) + "; labels are 0 to 9");
  }
  return labels;
}

class Mnist final : public Dataset {
 public:
  explicit Mnist(fs::path folder) : folder_(std::move(folder)) {}

  const sema::DataInfo& info() const override { return contents().info; }
  Tensor targets() const override { return contents().labels; }

 private:
  struct Contents {
    std::vector<Pair> pairs;
    Tensor labels;
    sema::DataInfo info;
  };

  /// Labels are few bytes, so that they are read at once: they say how large the classes are.
  const Contents& contents() const {
    return contents_.get([this] {
      Contents out{find_pairs(folder_), {}, {}};
      Rows labels;
      for (const Pair& pair : out.pairs) {
        const auto bytes = read_labels(pair);
        labels.insert(labels.end(), bytes.begin(), bytes.end());
      }
      out.labels = to_tensor(labels);
      out.info = class_info(out.labels, classes, {1, digit_side, digit_side});
      return out;
    });
  }

  Samples read() const override {
    Tensor x = at::empty({info().count, 1, digit_side, digit_side}, at::kFloat);
    auto* out = x.data_ptr<float>();
    for (const Pair& pair : contents().pairs) {
      const auto bytes = read_idx(pair.images, 3);
      out = std::transform(bytes.begin(), bytes.end(), out,
                           [](std::uint8_t b) { return static_cast<float>(b) / 255.0f; });
    }
    return {x, contents().labels};
  }

  fs::path folder_;
  Lazy<Contents> contents_;
};

}  // namespace

DatasetPtr mnist_images(const fs::path& folder) { return std::make_shared<Mnist>(folder); }

}  // namespace mlo::data
