#include "runtime/data/cuts.h"

#include <ATen/ATen.h>

#include <numeric>

#include "runtime/data/sources/sources.h"
#include "tests/unit/catch.h"
#include "tests/unit/data/files.h"

using namespace mlo::data;
using Catch::Contains;
using mlo::test::error_of;

namespace {

/// One feature, the sample's own number; labels 0, 1, 2, 0, 1, 2, ... or as given.
class Numbered final : public Dataset {
 public:
  explicit Numbered(std::vector<std::int64_t> labels) : labels_(std::move(labels)) {
    info_.count = static_cast<std::int64_t>(labels_.size());
    info_.classes = 1 + *std::max_element(labels_.begin(), labels_.end());
    info_.sample_shape = {1};
  }
  const mlo::sema::DataInfo& info() const override { return info_; }
  at::Tensor targets() const override { return at::tensor(labels_, at::kLong); }

 private:
  Samples read() const override { return {at::arange(info_.count, at::kFloat).unsqueeze(1), targets()}; }
  std::vector<std::int64_t> labels_;
  mlo::sema::DataInfo info_;
};

DatasetPtr numbered(std::int64_t count, std::int64_t classes) {
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < count; ++i) labels.push_back(i % classes);
  return std::make_shared<Numbered>(labels);
}

std::vector<std::int64_t> counts(const Dataset& set) {
  std::vector<std::int64_t> out;
  for (const auto& rows : set.by_class()) out.push_back(rows.numel());
  return out;
}

at::Tensor ids(const Dataset& set) { return set.samples().x.squeeze(1).to(at::kLong); }

at::Tensor sorted_ids(const std::vector<DatasetPtr>& parts) {
  std::vector<at::Tensor> all;
  for (const auto& part : parts) all.push_back(ids(*part));
  return std::get<0>(at::cat(all).sort());
}

}  // namespace

TEST_CASE("split: disjoint parts that make the whole, sized by largest remainder") {
  const auto set = numbered(11, 3);
  const auto parts = split(set, {0.5, 0.3, 0.2}, 0, false);  // quotas 5.5, 3.3, 2.2
  CHECK(parts.at(0)->info().count == 6);
  CHECK(parts.at(1)->info().count == 3);
  CHECK(parts.at(2)->info().count == 2);
  CHECK(at::equal(sorted_ids(parts), at::arange(11)));
  for (const auto& part : parts) {
    CHECK(at::equal(part->samples().y, ids(*part).remainder(3)));  // labels stay with their samples
    CHECK(at::equal(part->targets(), part->samples().y));
    CHECK(part->info().classes == 3);
    const auto sizes = counts(*part);
    CHECK(part->info().smallest_class == *std::min_element(sizes.begin(), sizes.end()));
  }
}

TEST_CASE("split: by the seed alone") {
  const auto set = numbered(100, 2);
  const auto first = [&](std::int64_t seed) { return ids(*split(set, {0.5, 0.5}, seed, false)[0]); };
  CHECK(at::equal(first(0), first(0)));
  CHECK_FALSE(at::equal(first(0), first(1)));
}

TEST_CASE("split: shares that floating point gets nearly right") {
  const auto parts = split(numbered(100, 2), {0.29, 0.71}, 0, false);
  CHECK(parts[0]->info().count == 29);
  const auto thirds = split(numbered(9, 3), {1.0 / 3, 1.0 / 3, 1.0 / 3}, 0, false);
  for (const auto& part : thirds) CHECK(part->info().count == 3);
}

TEST_CASE("split: stratified keeps each class's share, and the sum") {
  const auto parts = split(numbered(60, 3), {0.7, 0.1, 0.2}, 0, true);
  CHECK(counts(*parts[0]) == std::vector<std::int64_t>{14, 14, 14});
  CHECK(counts(*parts[1]) == std::vector<std::int64_t>{2, 2, 2});
  CHECK(counts(*parts[2]) == std::vector<std::int64_t>{4, 4, 4});
  CHECK(at::equal(sorted_ids(parts), at::arange(60)));
  // Classes of one sample each: no part may get all the remainders.
  const auto halves = split(numbered(10, 10), {0.5, 0.5}, 0, true);
  CHECK(halves[0]->info().count == 5);
  const auto y = parts[0]->samples().y;
  CHECK_FALSE(at::equal(y, std::get<0>(y.sort())));  // in random order, not class by class
}

TEST_CASE("split: shares that are none") {
  const auto set = numbered(10, 2);
  const auto error = [&](std::vector<double> shares) { return error_of([&] { split(set, shares, 0, false); }); };
  CHECK_THAT(error({0.5, 0.4}), Contains("must sum to 1; they sum to 0.9"));
  CHECK_THAT(error({1.5, -0.5}), Contains("must be positive; one is -0.5"));
  CHECK_THAT(error({1, 0}), Contains("must be positive; one is 0"));
  CHECK_THAT(error({}), Contains("one part at least"));
  CHECK_THAT(error({0.99, 0.01}), Contains("part 2 would be empty, a share of 0.01 of 10 samples"));
  CHECK_THAT(error({std::nan(""), 0.5}), Contains("positive"));
  CHECK(error({0.1, 0.2, 0.7}).empty());  // they sum to 0.9999999999999999
  const auto numbers = linear_labels(10, 2, 0, 0);
  CHECK(split(numbers, {0.5, 0.5}, 0, false)[0]->samples().y.sizes() == at::IntArrayRef({5, 1}));
  CHECK_THAT(error_of([&] { split(numbers, {0.5, 0.5}, 0, true); }), Contains("needs classes"));
}

TEST_CASE("split_classes: classes are disjoint and numbered anew") {
  const auto set = numbered(40, 10);
  const auto parts = split_classes(set, {0.7, 0.2, 0.1}, 7);
  std::vector<std::int64_t> classes;
  for (const auto& part : parts) {
    CHECK(part->info().smallest_class == 4);
    const auto old = ids(*part).remainder(10);
    for (std::int64_t c = 0; c < part->info().classes; ++c) {
      const auto of_class = old.masked_select(part->samples().y == c);
      CHECK(of_class.numel() == 4);
      CHECK(of_class.min().item<std::int64_t>() == of_class.max().item<std::int64_t>());
      classes.push_back(of_class[0].item<std::int64_t>());
    }
  }
  CHECK(parts[0]->info().classes == 7);
  CHECK(parts[2]->info().classes == 1);
  std::sort(classes.begin(), classes.end());
  std::vector<std::int64_t> all(10);
  std::iota(all.begin(), all.end(), 0);
  CHECK(classes == all);
}

TEST_CASE("split_classes: an empty part, and targets that are no classes") {
  CHECK_THAT(error_of([] {
               split_classes(numbered(9, 3), {0.98, 0.02}, 0);
             }),
             Contains("part 2 would be empty, a share of 0.02 of 3 classes"));
  CHECK_THAT(error_of([] {
               split_classes(linear_labels(9, 2, 0, 0), {0.5, 0.5}, 0);
             }),
             Contains("split_classes needs classes"));
}

TEST_CASE("cutting reads no samples") {
  const mlo::test::Folder folder;
  for (const char* name : {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) folder.write(name, "damaged");
  const auto set = omniglot_images(folder.path(), 28);
  CHECK(split(set, {0.5, 0.5}, 0, true)[0]->info().smallest_class == 1);
  const auto part = split_classes(set, {0.5, 0.5}, 0)[1];
  CHECK(part->info().count == 2);
  CHECK_THAT(error_of([&] { part->samples(); }), Contains("a/1.png"));
}

TEST_CASE("long_tail: the exponential profile") {
  const auto tail = long_tail(numbered(5000, 10), 100, 0);
  const auto sizes = counts(*tail);
  for (std::size_t c = 0; c < 10; ++c) CHECK(sizes[c] == Approx(500 * std::pow(100, -double(c) / 9)).margin(1));
  CHECK(sizes.front() == 500);
  CHECK(sizes.back() == 5);
  CHECK(tail->info().smallest_class == 5);
  CHECK(counts(*long_tail(numbered(30, 3), 1, 0)) == std::vector<std::int64_t>{10, 10, 10});
  CHECK(counts(*long_tail(numbered(30, 3), 1e6, 0)) == std::vector<std::int64_t>{10, 1, 1});
  CHECK(counts(*long_tail(numbered(5, 1), 10, 0)) == std::vector<std::int64_t>{5});
  CHECK_THAT(error_of([] { long_tail(numbered(4, 2), 0.5, 0); }), Contains("1 or more; it is 0.5"));
}

TEST_CASE("corrupt_labels: exactly that share, each to another class, x untouched and shared") {
  const auto set = numbered(3000, 3);
  const auto noisy = corrupt_labels(set, 0.4, 1);
  const auto before = set->samples().y, after = noisy->samples().y;
  CHECK((before != after).sum().item<std::int64_t>() == 1200);
  CHECK(noisy->samples().x.data_ptr() == set->samples().x.data_ptr());
  const auto to_next = (after == (before + 1).remainder(3)).sum().item<std::int64_t>();
  CHECK(to_next == Approx(600).margin(80));
  CHECK(at::equal(corrupt_labels(set, 0, 1)->samples().y, before));
  CHECK_FALSE((corrupt_labels(set, 1, 1)->samples().y == before).any().item<bool>());
  CHECK_THAT(error_of([&] { corrupt_labels(set, 1.5, 0); }), Contains("0..1; it is 1.5"));
  CHECK_THAT(error_of([] { corrupt_labels(numbered(3, 1), 0.5, 0); }), Contains("one class only"));
  CHECK(noisy->info().classes == 3);
}

TEST_CASE("take: so many, without replacement") {
  const auto set = numbered(60, 10);
  const auto some = take(set, 15, 0, true);
  CHECK(some->info().count == 15);
  CHECK(some->info().smallest_class == 1);
  CHECK(std::get<0>(at::_unique(ids(*some))).numel() == 15);
  CHECK(take(set, 60, 0, false) == set);
  for (std::int64_t n = 1; n < 60; ++n) CHECK(take(set, n, 0, n % 2 == 0)->info().count == n);
  CHECK_THAT(error_of([&] { take(set, 61, 0, false); }), Contains("1..60") && Contains("61"));
}

TEST_CASE("linear_labels: a hidden rule, and flips") {
  const auto clean = linear_labels(2000, 5, 0, 3), noisy = linear_labels(2000, 5, 0.25, 3);
  CHECK(clean->info().classes == 0);
  CHECK(clean->info().target_shape == std::vector<std::int64_t>{1});
  const auto& [x, y] = clean->samples();
  CHECK(x.sizes() == at::IntArrayRef({2000, 5}));
  CHECK(y.sizes() == at::IntArrayRef({2000, 1}));
  CHECK(y.scalar_type() == at::kFloat);
  CHECK(x.std().item<double>() == Approx(1).margin(0.03));
  CHECK(at::equal(x, noisy->samples().x));
  CHECK((y - noisy->samples().y).abs().mean().item<double>() == Approx(0.25).margin(0.03));
  // Linearly separable: the mean of the signed inputs points along w.
  const auto direction = (x * (2 * y - 1)).mean(0);
  CHECK(((x.matmul(direction) > 0) == (y.squeeze(1) > 0)).to(at::kFloat).mean().item<double>() > 0.95);
  CHECK_THAT(error_of([] { linear_labels(0, 5, 0, 0); }), Contains("1 or more"));
  CHECK_THAT(error_of([] { linear_labels(5, 5, 2, 0); }), Contains("it is 2"));
}
