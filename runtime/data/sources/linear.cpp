// A task for logistic regression with a known answer.
#include <ATen/ops/empty.h>

#include <stdexcept>
#include <vector>

#include "runtime/data/random.h"
#include "runtime/data/sources/sources.h"

namespace mlo::data {
namespace {

class LinearLabels final : public Dataset {
 public:
  LinearLabels(std::int64_t count, std::int64_t features, double noise, std::int64_t seed)
      : noise_(noise), seed_(seed) {
    info_.count = count;
    info_.sample_shape = {features};
    info_.target_shape = {1};
  }

  const sema::DataInfo& info() const override { return info_; }

 private:
  Samples read() const override {
    const std::int64_t count = info_.count, features = info_.sample_shape[0];
    Random hidden({seed_, 0}), inputs({seed_, 1}), flips({seed_, 2});  // apart: the noise changes no input
    std::vector<double> w(static_cast<std::size_t>(features));
    for (double& value : w) value = hidden.normal();
    Tensor x = at::empty({count, features}, at::kFloat), y = at::empty({count, 1}, at::kFloat);
    auto *to_x = x.data_ptr<float>(), *to_y = y.data_ptr<float>();
    for (std::int64_t n = 0; n < count; ++n) {
      double score = 0;
      for (const double weight : w) {
        *to_x = static_cast<float>(inputs.normal());
        score += weight * static_cast<double>(*to_x++);
      }
      *to_y++ = (score > 0) != flips.chance(noise_) ? 1.0f : 0.0f;
    }
    return {x, y};
  }

  double noise_;
  std::int64_t seed_;
  sema::DataInfo info_;
};

}  // namespace

DatasetPtr linear_labels(std::int64_t count, std::int64_t features, double noise, std::int64_t seed) {
  if (count < 1 || features < 1) {
    throw std::runtime_error("linear_labels: count and features must be 1 or more; they are " + std::to_string(count) +
                             " and " + std::to_string(features));
  }
  if (!(noise >= 0 && noise <= 1)) {
    throw std::runtime_error("linear_labels: noise is a probability, in 0..1; it is " + std::to_string(noise));
  }
  return std::make_shared<LinearLabels>(count, features, noise, seed);
}

}  // namespace mlo::data
