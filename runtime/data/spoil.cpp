// Sets made harder: long tails, wrong labels, few samples.
#include <ATen/ops/arange.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "runtime/data/cuts.h"
#include "runtime/data/random.h"
#include "runtime/data/require.h"
#include "runtime/data/tensors.h"
#include "runtime/data/view.h"

namespace mlo::data {
namespace {

/// n * factor^(-c / (C - 1)), rounded down as in the authors' code; 1e-9 is for powers that come out below a whole
/// number.
std::int64_t kept(std::int64_t largest, double factor, std::int64_t c, std::int64_t classes) {
  const double exponent = classes == 1 ? 0.0 : static_cast<double>(c) / static_cast<double>(classes - 1);
  const double size = static_cast<double>(largest) * std::pow(factor, -exponent);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(size + 1e-9)));
}

}  // namespace

DatasetPtr long_tail(const DatasetPtr& data, double factor, std::int64_t seed) {
  require_classes(*data, "long_tail");
  if (!(factor >= 1) || !std::isfinite(factor))
    throw std::runtime_error("long_tail: factor must be 1 or more; it is " + text(factor));
  const auto& by_class = data->by_class();
  std::int64_t largest = 0;
  for (const Tensor& rows : by_class) largest = std::max(largest, rows.numel());
  Rows keep;
  for (std::size_t c = 0; c < by_class.size(); ++c) {
    const auto rows = values_of(by_class[c]);
    const auto size = static_cast<std::int64_t>(rows.size());
    const auto wanted = kept(largest, factor, static_cast<std::int64_t>(c), static_cast<std::int64_t>(by_class.size()));
    Random random({seed, static_cast<std::int64_t>(c)});
    const Tensor order = permutation(size, random);
    for (const std::int64_t i : values_of(order).first(static_cast<std::size_t>(std::min(size, wanted)))) {
      keep.push_back(rows[static_cast<std::size_t>(i)]);
    }
  }
  std::sort(keep.begin(), keep.end());
  return view(data, to_tensor(keep));
}

DatasetPtr corrupt_labels(const DatasetPtr& data, double rate, std::int64_t seed) {
  require_classes(*data, "corrupt_labels");
  if (!(rate >= 0 && rate <= 1)) throw std::runtime_error("corrupt_labels: rate must be in 0..1; it is " + text(rate));
  const sema::DataInfo& info = data->info();
  if (info.classes == 1 && rate > 0)
    throw std::runtime_error("corrupt_labels: there is one class only, and no other to name");
  Random random({seed});
  const auto wrong = static_cast<std::size_t>(std::llround(rate * static_cast<double>(info.count)));
  const Tensor order = permutation(info.count, random);
  Tensor labels = data->targets().clone();
  auto* label = labels.data_ptr<std::int64_t>();
  for (const std::int64_t row : values_of(order).first(wrong)) {
    label[row] = (label[row] + 1 + random.below(info.classes - 1)) % info.classes;
  }
  return relabelled(data, labels);
}

DatasetPtr take(const DatasetPtr& data, std::int64_t count, std::int64_t seed, bool stratify) {
  const std::int64_t all = data->info().count;
  if (count < 1 || count > all) {
    throw std::runtime_error("take: count must be in 1.." + std::to_string(all) + ", the size of the set; it is " +
                             std::to_string(count));
  }
  if (count == all) return data;
  const double share = static_cast<double>(count) / static_cast<double>(all);
  return split(data, {share, 1 - share}, seed, stratify).front();
}

}  // namespace mlo::data
