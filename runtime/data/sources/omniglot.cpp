// Omniglot (Lake, Salakhutdinov, Tenenbaum, Science 2015), as github.com/brendenlake/omniglot ships it.
#include <ATen/ops/empty.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "runtime/data/formats/file_tree.h"
#include "runtime/data/formats/image.h"
#include "runtime/data/lazy.h"
#include "runtime/data/sources/sources.h"
#include "runtime/data/tensors.h"

namespace mlo::data {
namespace {

namespace fs = std::filesystem;

constexpr int original = 105;

bool is_png(const std::string& name) {
  std::string end = name.size() < 4 ? "" : name.substr(name.size() - 4);
  for (char& c : end) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return end == ".png";
}

/// The files class by class, and the class of each.
struct Listing {
  std::vector<std::string> files;
  Tensor labels;
  sema::DataInfo info;
};

Listing make_listing(const fs::path& path, int size) {
  std::map<std::string, std::vector<std::string>> folders;  // sorted by path
  for (std::string& name : open_file_tree(path)->list()) {
    if (is_png(name)) folders[fs::path(name).parent_path().generic_string()].push_back(std::move(name));
  }
  if (folders.empty()) throw std::runtime_error(path.string() + " holds no PNG files, in no folder below it either");
  Listing listing;
  Rows labels;
  std::int64_t label = 0;
  for (auto& [folder, files] : folders) {
    labels.insert(labels.end(), files.size(), label++);
    listing.files.insert(listing.files.end(), files.begin(), files.end());
  }
  listing.labels = to_tensor(labels);
  listing.info = class_info(listing.labels, label, {1, size, size});
  return listing;
}

/// 105 x 105 values of ink: black is 1.
std::vector<float> read_ink(std::span<const std::uint8_t> content) {
  const Image header = png_header(content);  // a file can claim any size: nothing is decoded before it is right
  if (header.width != original || header.height != original) {
    throw std::runtime_error("is " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                             " pixels; Omniglot's drawings are 105 x 105");
  }
  std::vector<float> ink = decode_png(content).pixels;
  for (float& pixel : ink) pixel = 1.0f - pixel;
  return ink;
}

class Omniglot final : public Dataset {
 public:
  Omniglot(fs::path path, int size) : path_(std::move(path)), size_(size) {}

  const sema::DataInfo& info() const override { return listing().info; }
  Tensor targets() const override { return listing().labels; }

 private:
  const Listing& listing() const {
    return listing_.get([this] { return make_listing(path_, size_); });
  }

  Samples read() const override {
    const Shrink shrink(original, size_);
    Tensor x = at::empty({info().count, 1, size_, size_}, at::kFloat);
    const auto pixels = static_cast<std::size_t>(size_ * size_);
    auto* out = x.data_ptr<float>();
    open_file_tree(path_)->read(listing().files,
                                [&](const std::string& name, const std::vector<std::uint8_t>& content) {
                                  try {
                                    shrink(read_ink(content), {out, pixels});
                                  } catch (const std::runtime_error& error) {
                                    throw std::runtime_error(path_.string() + ": " + name + ": " + error.what());
                                  }
                                  out += pixels;
                                });
    return {x.clamp_max(1), listing().labels};  // means of numbers up to 1 are that up to rounding
  }

  fs::path path_;
  int size_;
  Lazy<Listing> listing_;
};

}  // namespace

DatasetPtr omniglot_images(const fs::path& path, std::int64_t size) {
  if (size < 8 || size > original) {
    throw std::runtime_error("omniglot_images: size must be in 8..105; it is " + std::to_string(size));
  }
  return std::make_shared<Omniglot>(path, static_cast<int>(size));
}

}  // namespace mlo::data
