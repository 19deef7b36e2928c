#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>

#include "runtime/data/cuts.h"
#include "runtime/data/random.h"
#include "runtime/data/require.h"
#include "runtime/data/tensors.h"
#include "runtime/data/view.h"

namespace mlo::data {
namespace {

/// Deals the things in this order to the parts, so many to each.
void deal(std::span<const std::int64_t> things, const std::vector<std::int64_t>& sizes, std::vector<Rows>& parts) {
  std::size_t next = 0;
  for (std::size_t part = 0; part < sizes.size(); ++part) {
    const auto dealt = things.subspan(next, static_cast<std::size_t>(sizes[part]));
    parts[part].insert(parts[part].end(), dealt.begin(), dealt.end());
    next += dealt.size();
  }
}

Rows shuffled(const Rows& rows, Random& random) {
  const Tensor order = permutation(static_cast<std::int64_t>(rows.size()), random);
  Rows out;
  for (const std::int64_t i : values_of(order)) out.push_back(rows[static_cast<std::size_t>(i)]);
  return out;
}

void require_no_empty_part(const char* what, const std::vector<Rows>& parts, const std::vector<double>& shares,
                           std::int64_t count, const char* things) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].empty()) continue;
    throw std::runtime_error(std::string(what) + ": part " + std::to_string(i + 1) + " would be empty, a share of " +
                             text(shares[i]) + " of " + std::to_string(count) + " " + things);
  }
}

void require_shares(const std::vector<double>& shares) {
  if (shares.empty()) throw std::runtime_error("shares must name one part at least");
  for (const double share : shares) {
    if (!(share > 0)) throw std::runtime_error("shares must be positive; one is " + text(share));
  }
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (!(std::abs(sum - 1) <= 1e-9)) throw std::runtime_error("shares must sum to 1; they sum to " + text(sum));
}

/// How many of `count` things each share gets, by largest remainder; of equal ones the earlier share comes first. What
/// a part got too little stays in `debts` for the next call, so that the sum over many small classes is right too.
std::vector<std::int64_t> apportion(std::int64_t count, const std::vector<double>& shares, std::vector<double>& debts) {
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double quota = shares[i] * static_cast<double>(count);
    sizes.push_back(static_cast<std::int64_t>(std::floor(quota + 1e-9)));  // 0.29 * 100 is 28.999...
    debts[i] += quota - static_cast<double>(sizes.back());
  }
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return debts[a] > debts[b] + 1e-9; });
  const std::int64_t left = count - std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  for (const std::size_t i : std::span(order).first(static_cast<std::size_t>(left))) {
    ++sizes[i];
    debts[i] -= 1;
  }
  return sizes;
}

}  // namespace

std::vector<DatasetPtr> split(const DatasetPtr& data, const std::vector<double>& shares, std::int64_t seed,
                              bool stratify) {
  require_shares(shares);
  Random random({seed});
  const std::int64_t count = data->info().count;
  std::vector<double> debts(shares.size());
  std::vector<Rows> parts(shares.size());
  if (stratify) {
    require_classes(*data, "split(stratify = true)");
    for (const Tensor& rows : data->by_class()) {
      const auto of_class = values_of(rows);
      deal(shuffled({of_class.begin(), of_class.end()}, random), apportion(rows.numel(), shares, debts), parts);
    }
    for (Rows& part : parts) part = shuffled(part, random);
  } else {
    const Tensor order = permutation(count, random);
    deal(values_of(order), apportion(count, shares, debts), parts);
  }
  require_no_empty_part("split", parts, shares, count, "samples");
  std::vector<DatasetPtr> out;
  for (const Rows& part : parts) out.push_back(view(data, to_tensor(part)));
  return out;
}

std::vector<DatasetPtr> split_classes(const DatasetPtr& data, const std::vector<double>& shares, std::int64_t seed) {
  require_classes(*data, "split_classes");
  require_shares(shares);
  Random random({seed});
  const std::int64_t classes = data->info().classes;
  std::vector<double> debts(shares.size());
  const Tensor order = permutation(classes, random);
  std::vector<Rows> parts(shares.size());
  deal(values_of(order), apportion(classes, shares, debts), parts);
  require_no_empty_part("split_classes", parts, shares, classes, "classes");

  std::vector<DatasetPtr> out;
  for (Rows& part : parts) {
    std::sort(part.begin(), part.end());
    Rows rows, labels;
    for (std::size_t label = 0; label < part.size(); ++label) {
      const auto of_class = values_of(data->by_class()[static_cast<std::size_t>(part[label])]);
      rows.insert(rows.end(), of_class.begin(), of_class.end());
      labels.insert(labels.end(), of_class.size(), static_cast<std::int64_t>(label));
    }
    out.push_back(relabelled(data, to_tensor(rows), to_tensor(labels), static_cast<std::int64_t>(part.size())));
  }
  return out;
}

}  // namespace mlo::data
