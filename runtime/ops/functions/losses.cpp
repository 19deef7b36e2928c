// Losses, with PyTorch's arguments; shapes that differ are errors and never broadcast.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <stdexcept>

#include "runtime/kernels/small.h"
#include "runtime/ops/builtin.h"
#include "runtime/ops/functions/cross_entropy.h"
#include "runtime/ops/functions/loss_support.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

Value mse_loss(Call& call) {
  const auto [input, target] = matched(call, "mse_loss");
  return kernels::mse_loss(input, target, reduction_of(call.string(2)));
}

Value l1_loss(Call& call) {
  const auto [input, target] = matched(call, "l1_loss");
  return at::l1_loss(input, target, reduction_of(call.string(2)));
}

Value smooth_l1_loss(Call& call) {
  const auto [input, target] = matched(call, "smooth_l1_loss");
  if (call.number(3) == 0) return at::l1_loss(input, target, reduction_of(call.string(2)));
  return at::smooth_l1_loss(input, target, reduction_of(call.string(2)), call.number(3));
}

Value huber_loss(Call& call) {
  const auto [input, target] = matched(call, "huber_loss");
  return at::huber_loss(input, target, reduction_of(call.string(2)), call.number(3));
}

// Weights multiply here, and not in LibTorch's operations, which give no derivative to them.
Tensor weighted(const Tensor& entries, const Tensor& weight, const std::string& reduction) {
  return reduced(weight.defined() ? entries * weight : entries, reduction);
}

Value binary_cross_entropy(Call& call) {
  const auto [input, target] = matched(call, "binary_cross_entropy");
  const Tensor weight = factor(call, 2, input, "binary_cross_entropy");
  if (!weight.defined()) return at::binary_cross_entropy(input, target, {}, reduction_of(call.string(3)));
  return weighted(at::binary_cross_entropy(input, target, {}, at::Reduction::None), weight, call.string(3));
}

Value binary_cross_entropy_with_logits(Call& call) {
  const std::string name = "binary_cross_entropy_with_logits";
  const auto [input, target] = matched(call, name);
  const Tensor weight = factor(call, 2, input, name), positive = factor(call, 4, input, name);
  if (!weight.defined() && !positive.defined() && !at::GradMode::is_enabled())  // two passes instead of ten
    return kernels::binary_cross_entropy(input, at::log_sigmoid(input), target, reduction_of(call.string(3)));
  if (!weight.defined() && !positive.defined())
    return at::binary_cross_entropy_with_logits(input, target, {}, {}, reduction_of(call.string(3)));
  // (1 - y) x - (1 + (p - 1) y) log sigmoid(x), with p the weight of positive labels.
  Tensor log_p = at::log_sigmoid(input);
  if (positive.defined()) log_p = log_p * ((positive - 1) * target + 1);
  return weighted((1 - target) * input - log_p, weight, call.string(3));
}

Value kl_div(Call& call) {
  const auto [input, target] = matched(call, "kl_div");
  const std::string& reduction = call.string(2);
  if (reduction != "batchmean") return at::kl_div(input, target, reduction_of(reduction), call.boolean(3));
  if (input.dim() == 0)
    throw std::invalid_argument("kl_div with \"batchmean\" takes a batch [N, ...], and got one number");
  return at::kl_div(input, target, at::Reduction::Sum, call.boolean(3)) / input.size(0);
}

Value soft_margin_loss(Call& call) {
  const auto [input, target] = matched(call, "soft_margin_loss");
  return reduced(at::softplus(-target * input), call.string(2));
}

Value hinge_loss(Call& call) {
  const auto [input, target] = matched(call, "hinge_loss");
  return reduced(at::relu(call.number(3) - target * input), call.string(2));
}

Value hinge_embedding_loss(Call& call) {
  const auto [input, target] = matched(call, "hinge_embedding_loss");
  return at::hinge_embedding_loss(input, target, call.number(3), reduction_of(call.string(2)));
}

#define REDUCTION "reduction: string in [\"mean\", \"sum\", \"none\"] = \"mean\""

// Derivatives.

/// A cotangent of reduced entries as a factor on each of them: of the mean, its share.
Tensor share_of(const BackwardCall& b, std::size_t reduction) {
  if (b.call.string(reduction) != "mean") return b.cotangent;
  return kernels::mul(b.cotangent, 1 / static_cast<double>(b.call[0].tensor()->numel()));
}

/// Input and target of what is a function of their difference.
void give_difference(const BackwardCall& b, const Tensor& slope) {
  if (b.asked(0)) b.give(0, slope);
  if (b.asked(1)) b.give(1, kernels::neg(slope));
}

void mse_loss_back(const BackwardCall& b) {
  const auto [input, target] = matched(b.call, "mse_loss");
  give_difference(b, kernels::mul(kernels::sub(input, target), kernels::mul(share_of(b, 2), 2)));
}

void l1_loss_back(const BackwardCall& b) {
  const auto [input, target] = matched(b.call, "l1_loss");
  give_difference(b, at::sgn(input - target) * share_of(b, 2));
}

/// With s = sigmoid(x): dx = w ((1 - y) - (1 + (p - 1) y) (1 - s)), which is s - y without weights;
/// dy = -w (x + (p - 1) log s); dw = the entry without it; dp = -w y log s.
void binary_cross_entropy_with_logits_back(const BackwardCall& b) {
  const std::string name = "binary_cross_entropy_with_logits";
  const auto [x, y] = matched(b.call, name);
  const Tensor weight = factor(b.call, 2, x, name), positive = factor(b.call, 4, x, name), share = share_of(b, 3);
  const Tensor g = weight.defined() ? share * weight : share;
  if (!positive.defined() && b.asked(0)) b.give(0, kernels::mul(kernels::sub(at::sigmoid(x), y), g));
  if (!positive.defined() && b.asked(1)) b.give(1, kernels::neg(kernels::mul(x, g)));
  if (!positive.defined() && !b.asked(2)) return;
  const Tensor log_p = at::log_sigmoid(x), scale = positive.defined() ? (positive - 1) * y + 1 : at::ones_like(y);
  if (positive.defined() && b.asked(0)) b.give(0, (1 - y - scale * at::sigmoid(-x)) * g);
  if (positive.defined() && b.asked(1)) b.give(1, -(x + (positive - 1) * log_p) * g);
  if (b.asked(2)) b.give(2, ((1 - y) * x - scale * log_p) * share);
  if (b.asked(4)) b.give(4, -y * log_p * g);
}

constexpr FunctionEntry losses_table[] = {
    {"cross_entropy(logits: tensor, labels: tensor, weight: tensor? = none, ignore_index: integer = -100, " REDUCTION
     ", label_smoothing: real in 0..1 = 0)",
     "`-log softmax(logits)[label]`, for logits `[N, C, ...]` and labels `[N, ...]` (whole numbers), or labels `[N, C, "
     "...]` "
     "that are probabilities. weight `[C]` weighs the classes; the mean is then weighted.",
     {cross_entropy, cross_entropy_back, 1}},
    {"nll_loss(log_probabilities: tensor, labels: tensor, weight: tensor? = none, ignore_index: integer = "
     "-100, " REDUCTION ")",
     "`-log_probabilities[label]`: cross_entropy after log_softmax.", nll_loss},
    {"mse_loss(input: tensor, target: tensor, " REDUCTION ")",
     "`(input - target)^2`, of equal shapes.",
     {mse_loss, mse_loss_back}},
    {"l1_loss(input: tensor, target: tensor, " REDUCTION ")",
     "`|input - target|`, of equal shapes.",
     {l1_loss, l1_loss_back}},
    {"smooth_l1_loss(input: tensor, target: tensor, " REDUCTION ", beta: real in 0.. = 1)",
     "`d^2 / (2 beta)` where `d = |input - target|` is below beta, else `d - beta / 2`.", smooth_l1_loss},
    {"huber_loss(input: tensor, target: tensor, " REDUCTION ", delta: real in 0.. = 1)",
     "`d^2 / 2` where `d = |input - target|` is at most delta, else `delta (d - delta / 2)`.", huber_loss},
    {"binary_cross_entropy(input: tensor, target: tensor, weight: tensor? = none, " REDUCTION ")",
     "`-y log p - (1 - y) log(1 - p)`, for probabilities p and labels y in 0..1 of equal shapes.",
     binary_cross_entropy},
    {"binary_cross_entropy_with_logits(input: tensor, target: tensor, weight: tensor? = none, " REDUCTION
     ", pos_weight: tensor? = none)",
     "binary_cross_entropy of `sigmoid(input)`, without overflow; pos_weight multiplies the term of positive labels.",
     {binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_back}},
    {"kl_div(input: tensor, target: tensor, reduction: string in [\"mean\", \"batchmean\", \"sum\", \"none\"] = "
     "\"mean\", "
     "log_target: boolean = false)",
     "`target (log target - input)`: input holds log-probabilities, target probabilities (or their logarithms). "
     "\"batchmean\", the sum over the batch's size, is the divergence proper.",
     kl_div},
    {"soft_margin_loss(input: tensor, target: tensor, " REDUCTION ")", "`log(1 + e^(-y x))`, for labels y of -1 and 1.",
     soft_margin_loss},
    {"hinge_loss(input: tensor, target: tensor, " REDUCTION ", margin: real = 1)",
     "`max(0, margin - y x)`, for labels y of -1 and 1.", hinge_loss},
    {"hinge_embedding_loss(input: tensor, target: tensor, " REDUCTION ", margin: real = 1)",
     "x where the label is 1, `max(0, margin - x)` where it is -1.", hinge_embedding_loss},
};

#undef REDUCTION

}  // namespace

void add_losses(sema::Catalog& catalog) { add_functions(catalog, losses_table); }

}  // namespace mlo::ops
