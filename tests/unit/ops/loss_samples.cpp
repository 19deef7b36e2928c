// Samples of losses.
#include "tests/unit/ops/samples.h"

namespace mlo::test {

void add_loss_samples(std::vector<FunctionSample>& out) {
  const Tensor classes = labels({2, 0}), binary = vector({1, 0, 0, 1, 1, 0}).view({2, 3}), signs = binary * 2 - 1;
  const Tensor weight = numbers({3}, 0.5, 1.5, 5);
  for (const char* reduction : {"mean", "sum", "none"}) {
    const Value r = text(reduction);
    out.push_back({"cross_entropy", {signed_x(), classes, Value(), integer(-100), r}});
    out.push_back({"cross_entropy", {signed_x(), classes, weight, integer(-100), r, 0.1}});
    out.push_back({"cross_entropy", {signed_x(), classes, weight, integer(0), r}});
    out.push_back({"nll_loss", {signed_x(), classes, Value(), integer(-100), r}});
    out.push_back({"nll_loss", {signed_x(), classes, weight, integer(-100), r}});
    for (const char* name : {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"})
      out.push_back({name, {signed_x(), sample_y(), r}});
    out.push_back({"smooth_l1_loss", {signed_x(), sample_y(), r, 0.5}});
    out.push_back({"binary_cross_entropy", {sample_x(), sample_y(), Value(), r}});
    out.push_back({"binary_cross_entropy", {sample_x(), binary, weight, r}});
    out.push_back({"binary_cross_entropy_with_logits", {signed_x(), sample_y(), Value(), r}});
    out.push_back({"binary_cross_entropy_with_logits", {signed_x(), sample_y(), weight, r, weight * 2}});
    for (const char* name : {"soft_margin_loss", "hinge_loss", "hinge_embedding_loss"})
      out.push_back({name, {signed_x(), signs, r}});
  }
  out.push_back({"cross_entropy", {signed_x(), at::softmax(sample_y(), 1), Value(), integer(-100), text("mean"), 0.1}});
  out.push_back({"cross_entropy", {signed_x(), at::softmax(sample_y(), 1), weight}});
  for (const char* reduction : {"mean", "batchmean", "sum", "none"}) {
    out.push_back({"kl_div", {signed_x(), sample_y(), text(reduction)}});
    out.push_back({"kl_div", {signed_x(), signed_x() * 0.5, text(reduction), true}});
  }
}

}  // namespace mlo::test
