#include <ATen/ATen.h>

#include <fstream>

#include "runtime/data/formats/image.h"
#include "runtime/data/sources/sources.h"
#include "tests/unit/catch.h"
#include "tests/unit/data/files.h"
#include "tests/unit/data/nearest.h"

using namespace mlo::data;
using namespace mlo::test;
using Catch::Contains;

namespace {

/// 105 x 105, white but for a black square of this side at the top left.
Bytes drawing(int side, int bits = 1) {
  return png(105, 105, bits, [side](int row, int column) { return row < side && column < side ? 0 : 255; });
}

}  // namespace

TEST_CASE("shrinking averages over areas at any ratio") {
  const std::vector<float> in = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<float> out(4);
  Shrink(3, 2)(in, out);
  // The upper left area: 1 whole, 2 and 4 by half, 5 by a quarter, of 2.25 in all.
  CHECK(out[0] == Approx((1 + 0.5 * 2 + 0.5 * 4 + 0.25 * 5) / 2.25));
  CHECK(out[3] == Approx((0.25 * 5 + 0.5 * 6 + 0.5 * 8 + 9) / 2.25));

  std::vector<float> one(1);
  Shrink(3, 1)(in, one);
  CHECK(one[0] == Approx(5));
  std::vector<float> same(9);
  Shrink(3, 3)(in, same);
  CHECK(same == in);
}

TEST_CASE("a shrunk image keeps its mean, from 105 to every size") {
  std::vector<float> in(105 * 105);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i * 7919 % 256) / 255.0f;
  const double mean = at::tensor(in).mean().item<double>();
  for (const int size : {8, 28, 32, 50, 84, 104, 105}) {
    std::vector<float> out(static_cast<std::size_t>(size * size));
    Shrink(105, size)(in, out);
    CHECK(at::tensor(out).mean().item<double>() == Approx(mean).epsilon(1e-5));
  }
}

TEST_CASE("PNG: 1 and 8 bits, transparency lies on white") {
  const Image one = decode_png(drawing(10, 1)), eight = decode_png(drawing(10, 8));
  CHECK(one.width == 105);
  CHECK(one.pixels == eight.pixels);
  CHECK(one.pixels[0] == 0);
  CHECK(one.pixels[10] == 1);
  CHECK(decode_png(transparent_png(4)).pixels == std::vector<float>(16, 1.0f));
}

TEST_CASE("omniglot: a folder and a zip of it are the same set, sorted by path") {
  const Folder folder;
  const std::vector<std::pair<std::string, Bytes>> files = {{"images/B/character02/b2.PNG", drawing(40)},
                                                            {"images/B/character02/b1.png", drawing(30, 8)},
                                                            {"images/A/character01/a1.png", drawing(15)},
                                                            {"images/A/notes.txt", {1, 2}},
                                                            {"images/A/character01/._a1.png", {1}},
                                                            {"__MACOSX/images/x.png", {1}},
                                                            {"images/.hidden/y.png", {1}}};
  for (const auto& [name, content] : files) folder.write("tree/" + name, content);
  write_zip(folder.path() / "tree.zip", files);
  const auto from_folder = omniglot_images(folder.path() / "tree", 21),
             from_zip = omniglot_images(folder.path() / "tree.zip", 21);
  for (const auto& set : {from_folder, from_zip}) {
    CHECK(set->info().count == 3);
    CHECK(set->info().classes == 2);
    CHECK(set->info().smallest_class == 1);
    CHECK(set->info().sample_shape == std::vector<std::int64_t>{1, 21, 21});
    CHECK(at::equal(set->samples().y, at::tensor({0, 1, 1}, at::kLong)));
  }
  const at::Tensor x = from_folder->samples().x;
  CHECK(at::equal(x, from_zip->samples().x));
  CHECK(x[0][0][2][2].item<float>() == Approx(1));  // the 15 black pixels become 3: ink is 1
  CHECK(x[0][0][3][3].item<float>() == Approx(0));
  CHECK(x[1].sum().item<float>() == Approx(36));  // b1 before b2: 30 black pixels become 6
}

TEST_CASE("omniglot: nothing is decoded before the samples are asked for") {
  const Folder folder;
  folder.write("a/1.png", "no PNG at all");
  const auto set = omniglot_images(folder.path(), 28);
  CHECK(set->info().count == 1);
  CHECK(set->targets().numel() == 1);
  CHECK_THAT(error_of([&] { set->samples(); }), Contains("a/1.png") && Contains(folder.path().string()));
  CHECK_THAT(error_of([&] { set->samples(); }), Contains("a/1.png"));  // again, not a half-read set
}

TEST_CASE("omniglot: errors name the path and the entry") {
  const Folder folder;
  CHECK_THAT(error_of([&] { omniglot_images(folder.path() / "none", 28)->info(); }), Contains("none` does not exist"));
  const auto text = folder.write("text.zip", "plain text, and no archive");
  CHECK_THAT(error_of([&] { omniglot_images(text, 28)->info(); }), Contains("neither a folder nor a zip archive"));
  fs::create_directory(folder.path() / "empty");
  CHECK_THAT(error_of([&] { omniglot_images(folder.path() / "empty", 28)->info(); }), Contains("holds no PNG files"));
  folder.write("small/a/1.png", png(28, 20, 8, [](int, int) { return 0; }));
  CHECK_THAT(error_of([&] { omniglot_images(folder.path() / "small", 28)->samples(); }),
             Contains("a/1.png") && Contains("28 x 20") && Contains("105 x 105"));
  CHECK_THAT(error_of([&] { omniglot_images(folder.path(), 7); }), Contains("8..105") && Contains("7"));

  Bytes cut = drawing(30, 8);
  cut.resize(cut.size() / 2);
  folder.write("cut/a/1.png", cut);
  CHECK_THAT(error_of([&] { omniglot_images(folder.path() / "cut", 28)->samples(); }), Contains("a/1.png"));
}

TEST_CASE("omniglot: a damaged zip names the entry") {
  const Folder folder;
  const fs::path path = folder.path() / "set.zip";
  const Bytes content = drawing(30, 8);
  write_zip(path, {{"a/1.png", content}, {"a/2.png", content}});
  Bytes bytes(fs::file_size(path));
  std::ifstream(path, std::ios::binary)
      .read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));

  Bytes flipped = bytes;
  for (std::size_t i = 45; i < 60; ++i) flipped[i] ^= 0x5a;  // within the first entry's data
  const auto damaged = folder.write("flipped.zip", flipped);
  CHECK_THAT(error_of([&] { omniglot_images(damaged, 28)->samples(); }), Contains("a/1.png"));

  bytes.resize(bytes.size() - 30);  // no directory at the end
  const auto truncated = folder.write("truncated.zip", bytes);
  CHECK_THAT(error_of([&] { omniglot_images(truncated, 28)->info(); }), Contains("truncated.zip"));
}

TEST_CASE("omniglot: the real drawings") {
  const auto path = real_data("omniglot/images_background_small1.zip");
  if (!path) return;
  const auto set = omniglot_images(*path, 28);
  CHECK(set->info().count == 2720);
  CHECK(set->info().classes == 136);
  CHECK(set->info().smallest_class == 20);
  CHECK(set->samples().x.sizes() == at::IntArrayRef({2720, 1, 28, 28}));
  CHECK(set->samples().x.mean().item<double>() == Approx(0.0763).margin(0.001));
  const double accuracy = nearest_neighbour_accuracy(*set, 500, 5);
  INFO("accuracy " << accuracy);
  CHECK(accuracy > 0.35);  // Vinyals et al. (2016) report 0.417 on all alphabets
  CHECK(accuracy < 0.5);
}
