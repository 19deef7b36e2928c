#include <ATen/ATen.h>

#include "runtime/data/sources/sources.h"
#include "tests/unit/catch.h"
#include "tests/unit/data/files.h"

using namespace mlo::data;
using namespace mlo::test;
using Catch::Contains;

namespace {

/// `count` images, each of one grey.
Bytes images(std::uint32_t count, std::uint8_t grey) { return idx({count, 28, 28}, Bytes(count * 784, grey)); }

std::string error_in(const Folder& folder) {
  return error_of([&] { mnist_images(folder.path())->samples(); });
}

}  // namespace

TEST_CASE("mnist: plain and gzipped pairs under either name, train first") {
  const Folder folder;
  folder.write("t10k-images-idx3-ubyte.gz", gzip(images(2, 255)));
  folder.write("t10k-labels-idx1-ubyte.gz", gzip(idx({2}, {7, 8})));
  folder.write("train-images.idx3-ubyte", images(3, 51));
  folder.write("train-labels-idx1-ubyte", idx({3}, {1, 0, 1}));
  const auto set = mnist_images(folder.path());
  CHECK(set->info().count == 5);
  CHECK(set->info().classes == 10);
  CHECK(set->info().smallest_class == 0);
  CHECK(at::equal(set->samples().y, at::tensor({1, 0, 1, 7, 8}, at::kLong)));
  const at::Tensor x = set->samples().x;
  CHECK(x.sizes() == at::IntArrayRef({5, 1, 28, 28}));
  CHECK(x[2].min().item<float>() == Approx(0.2));
  CHECK(x[3].min().item<float>() == 1);
}

TEST_CASE("mnist: a missing folder, no files, half a pair") {
  const Folder folder;
  CHECK_THAT(error_of([&] { mnist_images(folder.path() / "none")->info(); }), Contains("none` does not exist"));
  CHECK_THAT(error_in(folder), Contains("holds neither train-images-idx3-ubyte"));
  const auto file = folder.write("train-images-idx3-ubyte", images(1, 0));
  CHECK_THAT(error_in(folder), Contains("has no train-labels-idx1-ubyte[.gz] beside it"));
  CHECK_THAT(error_of([&] { mnist_images(file)->info(); }), Contains("is not a folder"));
}

TEST_CASE("mnist: damaged files") {
  const Folder folder;
  folder.write("train-labels-idx1-ubyte", idx({2}, {1, 2}));
  const auto with_images = [&](const Bytes& content) {
    folder.write("train-images-idx3-ubyte", content);
    return error_in(folder);
  };
  const Bytes whole = images(2, 9);
  CHECK(with_images(whole).empty());
  CHECK_THAT(with_images({0, 0, 8}), Contains("too short to be an idx file"));
  CHECK_THAT(with_images(idx({2}, {1, 2})), Contains("too short"));
  CHECK_THAT(with_images(Bytes(20, 'x')), Contains("its first four bytes are 120 120 120 120 instead of 0 0 8 3"));
  CHECK_THAT(with_images({whole.begin(), whole.end() - 1}),
             Contains("truncated") && Contains("1568") && Contains("1567"));
  CHECK_THAT(with_images(idx({2, 28, 28}, Bytes(1569))), Contains("more than the 1568 bytes"));
  CHECK_THAT(with_images(images(3, 0)), Contains("2 labels") && Contains("3 images"));
  CHECK_THAT(with_images(idx({2, 32, 32}, {})), Contains("32 x 32") && Contains("28 x 28"));
  CHECK_THAT(with_images(idx({4'000'000'000, 28, 28}, {})), Contains("impossible size"));
  CHECK_THAT(with_images(idx({0, 28, 28}, {})), Contains("impossible size: 0"));
  Bytes packed = gzip(idx({2, 28, 28}, Bytes(1568)));
  packed.resize(packed.size() - 12);
  CHECK_THAT(with_images(packed), Contains("train-images-idx3-ubyte is damaged"));
}

TEST_CASE("mnist: a label above 9 is named with its place") {
  const Folder folder;
  folder.write("t10k-images-idx3-ubyte", images(2, 0));
  folder.write("t10k-labels-idx1-ubyte", idx({2}, {9, 10}));
  CHECK_THAT(error_in(folder), Contains("label 1 is 10; labels are 0 to 9"));
}

TEST_CASE("mnist: headers are enough for what is known beforehand") {
  const Folder folder;
  folder.write("train-images-idx3-ubyte", idx({2, 28, 28}, {}));  // the header alone
  folder.write("train-labels-idx1-ubyte", idx({2}, {0, 1}));
  const auto set = mnist_images(folder.path());
  CHECK(set->info().count == 2);
  CHECK_THAT(error_of([&] { set->samples(); }), Contains("truncated"));
}

TEST_CASE("mnist: the real digits") {
  const auto path = real_data("mnist");
  if (!path) return;
  const auto set = mnist_images(*path);
  CHECK(set->info().count == 10'000);
  CHECK(set->info().smallest_class == 892);  // the fives
  const auto& [x, y] = set->samples();
  CHECK(y[0].item<std::int64_t>() == 7);
  CHECK(x.mean().item<double>() == Approx(0.1325).margin(0.0005));
}
