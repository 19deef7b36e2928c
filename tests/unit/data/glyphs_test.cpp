#include <ATen/ATen.h>

#include "runtime/data/random.h"
#include "runtime/data/sources/hand.h"
#include "runtime/data/sources/sources.h"
#include "tests/unit/catch.h"
#include "tests/unit/data/files.h"
#include "tests/unit/data/nearest.h"

using namespace mlo::data;
using Catch::Contains;
using mlo::test::error_of;

TEST_CASE("random numbers are the same everywhere") {
  Random random({0});
  CHECK(random.next() == 0x238275bc38fcbe91);
  CHECK(Random({1, 2}).next() != Random({2, 1}).next());
  CHECK(Random({1}).next() != Random({1, 0}).next());
}

TEST_CASE("uniform, normal and bounded draws have the distributions that they are named for") {
  Random random({3});
  constexpr int n = 100'000;
  double sum = 0, squares = 0, mean = 0;
  std::vector<int> counts(3);
  for (int i = 0; i < n; ++i) {
    const double z = random.normal();
    sum += z;
    squares += z * z;
    mean += random.uniform() / n;
    ++counts[static_cast<std::size_t>(random.below(3))];
  }
  CHECK(sum / n == Approx(0).margin(0.015));
  CHECK(squares / n == Approx(1).margin(0.02));
  CHECK(mean == Approx(0.5).margin(0.005));
  for (const int count : counts) CHECK(count / double(n) == Approx(1 / 3.0).margin(0.01));
}

TEST_CASE("a permutation holds each number once, and all orders come up alike") {
  Random random({4});
  const at::Tensor order = permutation(100, random);
  CHECK(at::equal(std::get<0>(order.sort()), at::arange(100)));
  std::map<std::int64_t, int> seen;
  for (int i = 0; i < 6000; ++i) {
    const at::Tensor p = permutation(3, random);
    ++seen[p[0].item<std::int64_t>() * 3 + p[1].item<std::int64_t>()];
  }
  CHECK(seen.size() == 6);
  for (const auto& [order_of_two, count] : seen) CHECK(count == Approx(1000).margin(150));
}

TEST_CASE("a straight stroke covers its pixels and none beside them") {
  Paper paper(8);
  const Nib stroke[] = {{{1, 4.5}, 0.5}, {{7, 4.5}, 0.5}};
  paper.draw(stroke);
  const auto at = [&](int row, int column) { return paper.ink()[static_cast<std::size_t>(row * 8 + column)]; };
  CHECK(at(4, 3) == Approx(1));
  CHECK(at(3, 3) == Approx(0));
  CHECK(at(0, 0) == 0);

  Paper between(8);  // between two rows: half of each
  const Nib low[] = {{{1, 4}, 0.5}, {{7, 4}, 0.5}};
  between.draw(low);
  CHECK(between.ink()[3 * 8 + 3] == Approx(0.5));
  CHECK(between.ink()[4 * 8 + 3] == Approx(0.5));
}

TEST_CASE("a stroke off the paper leaves it clean") {
  Paper paper(8);
  const Nib outside[] = {{{-20, -20}, 2}, {{-10, 30}, 2}};
  paper.draw(outside);
  for (const double ink : paper.ink()) CHECK(ink == 0);
}

TEST_CASE("glyphs: shapes, values and what is known before they are drawn") {
  const auto set = glyphs(7, 3, 0, 0);
  const auto& info = set->info();
  CHECK(info.count == 21);
  CHECK(info.classes == 7);
  CHECK(info.smallest_class == 3);
  CHECK(info.sample_shape == std::vector<std::int64_t>{1, 28, 28});
  CHECK(info.target_shape.empty());
  const auto& [x, y] = set->samples();
  CHECK(x.sizes() == at::IntArrayRef({21, 1, 28, 28}));
  CHECK(x.scalar_type() == at::kFloat);
  CHECK(y.scalar_type() == at::kLong);
  CHECK(x.min().item<float>() == 0);
  CHECK(x.max().item<float>() <= 1);
  CHECK(x.flatten(1).sum(1).min().item<float>() > 5);  // no empty sheet
  CHECK(at::equal(y, at::arange(21).floor_divide(3)));
  CHECK(at::equal(y, set->targets()));
  CHECK(at::equal(set->by_class()[2], at::tensor({6, 7, 8}, at::kLong)));
}

TEST_CASE("glyphs: the same arguments give the same drawings, and each argument matters") {
  const auto x = [](std::int64_t classes, std::int64_t per_class, std::int64_t seed, std::int64_t style) {
    return glyphs(classes, per_class, seed, style)->samples().x;
  };
  const at::Tensor base = x(3, 2, 0, 0);
  CHECK(at::equal(base, x(3, 2, 0, 0)));
  CHECK(at::equal(base, x(5, 2, 0, 0).narrow(0, 0, 6)));  // class c does not depend on `classes`
  CHECK(at::equal(base[0], x(3, 9, 0, 0)[0]));            // nor sample s on `per_class`
  for (std::int64_t i = 1; i < 6; ++i) CHECK_FALSE(at::equal(base[0], base[i]));
  CHECK_FALSE(at::equal(base, x(3, 2, 1, 0)));
  for (std::int64_t style = 1; style < 7; ++style) CHECK_FALSE(at::equal(base, x(3, 2, 0, style)));
  CHECK(base.sum().item<double>() == Approx(354.816).epsilon(0.001));  // drawn elsewhere, too
}

TEST_CASE("glyphs: a broad pen leaves more ink than a thin one") {
  const auto ink = [](std::int64_t style) { return glyphs(20, 5, 0, style)->samples().x.mean().item<double>(); };
  CHECK(ink(1) > 1.5 * ink(0));
  CHECK(ink(2) < ink(0));
}

TEST_CASE("characters: in their box, of 2 to 5 strokes") {
  for (std::int64_t c = 0; c < 200; ++c) {
    const Character character = make_character(0, c);
    CHECK(character.size() >= 2);
    CHECK(character.size() <= 5);
    for (const Stroke& stroke : character) {
      CHECK(stroke.size() >= 3);
      for (const Point& p : stroke) CHECK(std::max(std::abs(p.x), std::abs(p.y)) <= 0.5 + 1e-9);
    }
  }
}

TEST_CASE("glyphs are about as hard as Omniglot: nearest neighbours on pixels, 5 ways, 1 shot") {
  const double accuracy = mlo::test::nearest_neighbour_accuracy(*glyphs(256, 20, 0, 0), 500, 5);
  INFO("accuracy " << accuracy);
  CHECK(accuracy > 0.58);
  CHECK(accuracy < 0.75);
}

TEST_CASE("glyphs: arguments out of range") {
  CHECK_THAT(error_of([] { glyphs(0, 20, 0, 0); }), Contains("they are 0, 20 and 0"));
  CHECK_THAT(error_of([] { glyphs(1'000'000, 1'000'000, 0, 0); }), Contains("ask for fewer"));
}
