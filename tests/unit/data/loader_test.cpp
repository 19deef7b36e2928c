#include "runtime/data/loader.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <atomic>
#include <thread>

#include "runtime/data/cuts.h"
#include "runtime/data/examples.h"
#include "runtime/data/sources/sources.h"
#include "tests/unit/catch.h"
#include "tests/unit/data/files.h"

using namespace mlo::data;
using Catch::Contains;
using mlo::test::error_of;

namespace {

at::Tensor epoch_of(const Loader& loader, std::int64_t epoch) {
  std::vector<at::Tensor> parts;
  for (std::int64_t i = 0; i < loader.batches_per_epoch(); ++i) {
    parts.push_back(loader.batch(epoch * loader.batches_per_epoch() + i).x);
  }
  return at::cat(parts).select(1, 0);
}

}  // namespace

TEST_CASE("loader: an epoch holds each sample once, and the next one another order") {
  const auto set = linear_labels(10, 1, 0, 0);
  const Loader loader(set, 3, true, false, 5);
  CHECK(loader.batches_per_epoch() == 4);
  CHECK(loader.batch(0).x.size(0) == 3);
  CHECK(loader.batch(3).x.size(0) == 1);
  CHECK(loader.batch(4).x.size(0) == 3);
  const auto all = std::get<0>(set->samples().x.select(1, 0).sort());
  for (std::int64_t epoch = 0; epoch < 3; ++epoch) CHECK(at::equal(std::get<0>(epoch_of(loader, epoch).sort()), all));
  CHECK_FALSE(at::equal(epoch_of(loader, 0), epoch_of(loader, 1)));
  const auto [x, y] = loader.batch(1);
  for (std::int64_t i = 0; i < 3; ++i) {
    const auto row = (set->samples().x == x[i]).nonzero()[0][0].item<std::int64_t>();
    CHECK(at::equal(set->samples().y[row], y[i]));  // x and y go together
  }
}

TEST_CASE("loader: a batch is a function of its number and the seed") {
  const auto set = glyphs(5, 4, 0, 0);
  const Loader loader(set, 4, true, false, 1), again(set, 4, true, false, 1), other(set, 4, true, false, 2);
  const auto seventh = loader.batch(7);
  loader.batch(0);
  CHECK(at::equal(loader.batch(7).x, seventh.x));
  CHECK(at::equal(again.batch(7).y, seventh.y));
  CHECK_FALSE(at::equal(other.batch(7).x, seventh.x));
}

TEST_CASE("loader: batches that are prepared ahead are those that are not") {
  const auto set = linear_labels(70, 400, 0, 0);  // a batch of 64 kB
  const Loader plain(set, 48, true, false, 3), ahead(set, 48, true, false, 3, true);
  for (const std::int64_t n : {0, 1, 2, 3, 4, 4, 5, 9, 10, 11, 2, 3, 4, 0, 1}) {
    CHECK(at::equal(ahead.batch(n).x, plain.batch(n).x));
    CHECK(at::equal(ahead.batch(n).y, plain.batch(n).y));
  }
}

TEST_CASE("loader: batches that are prepared ahead can be asked for by many threads") {
  const auto set = linear_labels(70, 400, 0, 0);
  const Loader plain(set, 48, true, false, 3), ahead(set, 48, true, false, 3, true);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (std::int64_t n = 0; n < 50; ++n) wrong += !at::equal(ahead.batch(n).x, plain.batch(n).x);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("loader: the order of an epoch is the same on every machine") {
  const Loader loader(glyphs(8, 1, 0, 0), 8, true, false, 0);
  CHECK(at::equal(loader.batch(0).y, at::tensor({3, 4, 0, 1, 6, 2, 5, 7}, at::kLong)));
}

TEST_CASE("loader: drop_last leaves the short batch out") {
  const auto set = linear_labels(10, 1, 0, 0);
  const Loader loader(set, 4, true, true, 0);
  CHECK(loader.batches_per_epoch() == 2);
  CHECK(loader.batch(2).x.size(0) == 4);
  CHECK_THAT(error_of([&] { Loader(set, 11, true, true, 0); }), Contains("size = 11") && Contains("10 samples"));
  CHECK(Loader(set, 11, true, false, 0).batch(1).x.size(0) == 10);
}

TEST_CASE("loader: without shuffling nothing is copied") {
  const auto set = linear_labels(10, 2, 0, 0);
  const Loader whole(set, 0, false, false, 0), parts(set, 4, false, false, 0);
  CHECK(whole.batches_per_epoch() == 1);
  CHECK(whole.batch(3).x.data_ptr() == set->samples().x.data_ptr());
  CHECK(parts.batch(0).x.data_ptr() == set->samples().x.data_ptr());
  CHECK(at::equal(parts.batch(2).y, set->samples().y.narrow(0, 8, 2)));
  CHECK_THAT(error_of([&] { Loader(set, -1, false, false, 0); }), Contains("1 or more; it is -1"));
}

TEST_CASE("loader and samples: many threads see the same batches") {
  const auto set = take(glyphs(20, 10, 0, 0), 100, 0, false);
  const Loader loader(set, 10, true, false, 3);
  std::vector<at::Tensor> got(8);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < got.size(); ++t) {
    threads.emplace_back([&, t] {
      std::vector<at::Tensor> ys;
      for (std::int64_t n = 0; n < 50; ++n) ys.push_back(loader.batch((n * 17) % 50).x.sum());
      got[t] = at::stack(ys);
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& result : got) CHECK(at::equal(result, got[0]));
}

TEST_CASE("draw_examples: distinct samples of the classes asked for") {
  const auto set = glyphs(6, 5, 0, 0);
  auto generator = at::make_generator<at::CPUGeneratorImpl>(4);
  const auto drawn = draw_examples(*set, at::tensor({3, 0, 3}, at::kLong), 5, generator);
  CHECK(drawn.sizes() == at::IntArrayRef({3, 5, 1, 28, 28}));
  const auto of_class = [&](std::int64_t c) {
    return set->samples().x.index_select(0, set->by_class()[static_cast<std::size_t>(c)]);
  };
  const std::vector<std::int64_t> classes = {3, 0, 3};
  for (std::int64_t i = 0; i < 3; ++i) {  // all 5 of 5: the same images in another order
    const auto sums = [](const at::Tensor& x) { return std::get<0>(x.flatten(1).sum(1).sort()); };
    CHECK(at::allclose(sums(drawn[i]), sums(of_class(classes[static_cast<std::size_t>(i)]))));
  }
  auto same = at::make_generator<at::CPUGeneratorImpl>(4);
  CHECK(at::equal(draw_examples(*set, at::tensor({3, 0, 3}, at::kLong), 5, same), drawn));
  CHECK_FALSE(at::equal(draw_examples(*set, at::tensor({3, 0, 3}, at::kLong), 5, same), drawn));
}

TEST_CASE("draw_examples: errors name the class, what it has and what is wanted") {
  const auto set = glyphs(6, 5, 0, 0);
  auto generator = at::make_generator<at::CPUGeneratorImpl>(4);
  const auto error = [&](const at::Tensor& classes, std::int64_t count) {
    return error_of([&] { draw_examples(*set, classes, count, generator); });
  };
  CHECK_THAT(error(at::tensor({2}, at::kLong), 6), Contains("class 2 has 5 samples, 6 are wanted"));
  CHECK_THAT(error(at::tensor({6}, at::kLong), 1), Contains("no class 6; the dataset has 0 to 5"));
  CHECK_THAT(error(at::tensor({-1}, at::kLong), 1), Contains("no class -1"));
  CHECK_THAT(error(at::tensor({1.0f}), 1), Contains("whole numbers"));
  CHECK_THAT(error(at::tensor({1}, at::kLong), 0), Contains("count must be 1 or more"));
  const auto numbers = linear_labels(4, 2, 0, 0);
  CHECK_THAT(error_of([&] { draw_examples(*numbers, at::tensor({0}, at::kLong), 1, generator); }),
             Contains("needs classes"));
}
