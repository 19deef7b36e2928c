#include "runtime/ops/functions/cross_entropy.h"

#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/functions/loss_support.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

/// The dimension of the classes: `[C]` or `[N, C, ...]`.
std::int64_t class_dim(const Tensor& scores) { return scores.dim() == 1 ? 0 : 1; }

void check_classes(const Tensor& scores, const Tensor& labels, const Tensor& weight, const std::string& name) {
  if (scores.dim() == 0) throw std::invalid_argument(name + " takes scores [N, C, ...], and got one number");
  auto expected = scores.sizes().vec();
  const std::int64_t classes = scores.size(class_dim(scores));
  expected.erase(expected.begin() + class_dim(scores));
  if (labels.sizes() != at::IntArrayRef(expected))
    throw std::invalid_argument(name + " takes scores [N, C, ...] and labels [N, ...]: scores of shape " +
                                shape_text(scores.sizes()) + " need labels of shape " + shape_text(expected) +
                                ", and got " + shape_text(labels.sizes()));
  if (classes == 1)
    throw std::invalid_argument(name +
                                " of one class is 0 whatever its score: for a score against its opposite write "
                                "`binary_cross_entropy_with_logits`");
  if (weight.defined() && (weight.dim() != 1 || weight.size(0) != classes))
    throw std::invalid_argument(name + " takes one weight for each of " + std::to_string(classes) +
                                " classes, and got shape " + shape_text(weight.sizes()));
}

struct Classes {
  Tensor log_p;
  Tensor labels;
  Tensor weight;
  std::int64_t ignore;
  std::string reduction;
  double smoothing = 0;
};

/// LibTorch's own losses give no derivative to the weights of classes. Entry by entry, with y the label and w_y = 0
/// where it is ignored: (1 - s) * -w_y log p_y + s / C * sum_c -w_c log p_c; the mean divides by the sum of w_y.
Tensor with_learned_weights(const Classes& c) {
  const std::int64_t dim = class_dim(c.log_p);
  const Tensor valid = at::ne(c.labels, c.ignore);
  const Tensor y = at::where(valid, c.labels, at::zeros_like(c.labels));
  const Tensor w_y = c.weight.index_select(0, y.flatten()).view(y.sizes()) * valid;
  Tensor loss = -at::gather(c.log_p, dim, y.unsqueeze(dim)).squeeze(dim) * w_y;
  if (c.smoothing > 0) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(c.log_p.dim()), 1);
    shape[static_cast<std::size_t>(dim)] = -1;
    const Tensor all = -at::sum(c.log_p * c.weight.view(shape), dim) * valid;
    loss = loss * (1 - c.smoothing) + all * (c.smoothing / static_cast<double>(c.log_p.size(dim)));
  }
  return c.reduction == "mean" ? at::sum(loss) / at::sum(w_y) : reduced(loss, c.reduction);
}

Tensor weight_at(const Call& call, std::size_t i) { return call.none(i) ? Tensor() : call.floating(i); }

Value of_probabilities(const Call& call, const Tensor& logits, const Tensor& labels, const Tensor& weight) {
  if (logits.sizes() != labels.sizes())
    throw std::invalid_argument(
        "cross_entropy takes labels that are whole numbers [N, ...], or probabilities of the logits' shape " +
        shape_text(logits.sizes()) + ", and got fractions of shape " + shape_text(labels.sizes()));
  return at::cross_entropy_loss(logits, labels, weight, reduction_of(call.string(4)), -100, call.number(5));
}

}  // namespace

Value cross_entropy(Call& call) {
  const Tensor logits = call.floating(0), labels = call.tensor(1), weight = weight_at(call, 2);
  if (labels.is_floating_point()) return of_probabilities(call, logits, labels, weight);
  check_classes(logits, labels, weight, "cross_entropy");
  const Tensor classes = labels.to(at::kLong);
  if (weight.defined() && weight.requires_grad())
    return with_learned_weights(
        {at::log_softmax(logits, class_dim(logits)), classes, weight, call.integer(3), call.string(4), call.number(5)});
  return at::cross_entropy_loss(logits, classes, weight, reduction_of(call.string(4)), call.integer(3), call.number(5));
}

namespace {

/// The loss of an entry is -sum_c q_c log p_c: the weights of the classes times its smoothed label.
Tensor targets_of(const Tensor& logits, const Tensor& labels, const Tensor& weight, const Call& call) {
  const std::int64_t dim = class_dim(logits);
  const double smoothing = call.number(5);
  std::vector<std::int64_t> along(static_cast<std::size_t>(logits.dim()), 1);
  along[static_cast<std::size_t>(dim)] = -1;
  Tensor q = labels, valid;
  if (!labels.is_floating_point()) {
    valid = at::ne(labels, call.integer(3)).unsqueeze(dim);
    const Tensor y = at::where(valid, labels.to(at::kLong).unsqueeze(dim), 0);
    q = at::zeros_like(logits).scatter(dim, y, 1.0);
  }
  if (smoothing > 0) q = q * (1 - smoothing) + smoothing / static_cast<double>(logits.size(dim));
  if (weight.defined()) q = q * weight.view(along);
  return valid.defined() ? q * valid : q;
}

/// What the mean divides by: how many entries there are, or their labels' weights.
Tensor divisor(const Tensor& logits, const Tensor& labels, const Tensor& weight, const Call& call) {
  const std::int64_t entries = logits.numel() / logits.size(class_dim(logits));
  if (labels.is_floating_point()) return at::scalar_tensor(static_cast<double>(entries), logits.options());
  const Tensor valid = at::ne(labels, call.integer(3));
  if (!weight.defined()) return at::sum(valid).to(logits.scalar_type());
  const Tensor y = at::where(valid, labels.to(at::kLong), 0);
  return at::sum(weight.index_select(0, y.flatten()).view(y.sizes()) * valid);
}

}  // namespace

/// (sum_c q_c) p - q, times the cotangent of each entry.
void cross_entropy_back(const BackwardCall& b) {
  const Tensor logits = b.call.floating(0), labels = b.call.tensor(1), weight = weight_at(b.call, 2);
  const std::int64_t dim = class_dim(logits);
  const Tensor q = targets_of(logits, labels, weight, b.call);
  const std::string& reduction = b.call.string(4);
  Tensor g = reduction == "none" ? b.cotangent.unsqueeze(dim) : b.cotangent;
  if (reduction == "mean") g = g / divisor(logits, labels, weight, b.call);
  b.give(0, (at::softmax(logits, dim) * at::sum(q, dim, true) - q) * g);
}

Value nll_loss(Call& call) {
  const Tensor log_p = call.floating(0), labels = call.tensor(1), weight = weight_at(call, 2);
  if (labels.is_floating_point()) throw std::invalid_argument("nll_loss takes labels that are whole numbers");
  check_classes(log_p, labels, weight, "nll_loss");
  const Tensor classes = labels.to(at::kLong);
  if (weight.defined() && weight.requires_grad())
    return with_learned_weights({log_p, classes, weight, call.integer(3), call.string(4)});
  return at::nll_loss_nd(log_p, classes, weight, reduction_of(call.string(4)), call.integer(3));
}

}  // namespace mlo::ops
