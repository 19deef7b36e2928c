// Functions of the order of entries.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

Value argmax(Call& call) {
  if (call.none(1)) return at::argmax(call.tensor(0));
  return at::argmax(call.tensor(0), call.integer(1), call.boolean(2));
}
Value argmin(Call& call) {
  if (call.none(1)) return at::argmin(call.tensor(0));
  return at::argmin(call.tensor(0), call.integer(1), call.boolean(2));
}

Value sort(Call& call) { return std::get<0>(at::sort(call.tensor(0), call.integer(1), call.boolean(2))); }
Value argsort(Call& call) { return std::get<1>(at::sort(call.tensor(0), call.integer(1), call.boolean(2))); }

/// Entries and where they stand.
std::tuple<Tensor, Tensor> largest(const Call& call, const std::string& function) {
  const Tensor x = call.tensor(0);
  const std::int64_t k = call.integer(1), dim = call.integer(2), count = x.dim() == 0 ? 1 : x.size(dim);
  if (k > count)
    throw std::invalid_argument(function + " takes a k of at most the " + std::to_string(count) +
                                " entries of dimension " + std::to_string(dim) + " of " + shape_text(x.sizes()) +
                                ", and got " + std::to_string(k));
  return at::topk(x, k, dim, call.boolean(3));
}
Value topk(Call& call) { return std::get<0>(largest(call, "topk")); }
Value argtopk(Call& call) { return std::get<1>(largest(call, "argtopk")); }

Value median(Call& call) {
  if (call.none(1)) return at::median(call.tensor(0));
  return std::get<0>(at::median(call.tensor(0), call.integer(1), call.boolean(2)));
}

Value quantile(Call& call) {
  const Tensor x = call.floating(0);
  const c10::optional<std::int64_t> dim = call.none(2) ? c10::nullopt : c10::make_optional(call.integer(2));
  const auto q = call.reals(1);
  if (call[1].list() == nullptr) return at::quantile(x, q[0], dim, call.boolean(3), call.string(4));
  return at::quantile(x, at::tensor(q, x.options().requires_grad(false)), dim, call.boolean(3), call.string(4));
}

Value cummax(Call& call) { return std::get<0>(at::cummax(call.tensor(0), call.integer(1))); }
Value cummin(Call& call) { return std::get<0>(at::cummin(call.tensor(0), call.integer(1))); }

Value searchsorted(Call& call) {
  const Tensor sorted = call.tensor(0), values = call.tensor(1).to(sorted.scalar_type());
  const auto rows = [](const Tensor& t) { return t.sizes().slice(0, t.dim() > 0 ? std::size_t(t.dim() - 1) : 0); };
  if (sorted.dim() == 0 || (sorted.dim() > 1 && (values.dim() == 0 || rows(sorted) != rows(values))))
    refuse("searchsorted", "a sorted list [n] and values of any shape, or lists [..., n] and values [..., k]",
           {sorted, values});
  return at::searchsorted(sorted.contiguous(), values.contiguous(), false, call.boolean(2));
}

constexpr FunctionEntry ordering_table[] = {
    {"argmax(x: tensor, dim: integer? = none, keepdim: boolean = false)", "Where the largest entry stands.", argmax},
    {"argmin(x: tensor, dim: integer? = none, keepdim: boolean = false)", "Where the smallest entry stands.", argmin},
    {"sort(x: tensor, dim: integer = -1, descending: boolean = false)", "The entries in order.", sort},
    {"argsort(x: tensor, dim: integer = -1, descending: boolean = false)", "Where the entries in order stand.",
     argsort},
    {"topk(x: tensor, k: integer in 1.., dim: integer = -1, largest: boolean = true)",
     "The k largest entries in order, or the k smallest.", topk},
    {"argtopk(x: tensor, k: integer in 1.., dim: integer = -1, largest: boolean = true)",
     "Where the entries of topk stand.", argtopk},
    {"median(x: tensor, dim: integer? = none, keepdim: boolean = false)",
     "The entry in the middle; the lower one where two are.", median},
    {"quantile(x: tensor, q: reals in 0..1, dim: integer? = none, keepdim: boolean = false, interpolation: string in "
     "[\"linear\", \"lower\", \"higher\", \"nearest\", \"midpoint\"] = \"linear\")",
     "The value that a share q of the entries lies below; of a list of shares `[k]`, with k as the first dimension.",
     quantile},
    {"cummax(x: tensor, dim: integer)", "The largest of the entries up to each.", cummax},
    {"cummin(x: tensor, dim: integer)", "The smallest of the entries up to each.", cummin},
    {"searchsorted(sorted: tensor, values: tensor, right: boolean = false)",
     "How many entries of a sorted list are below each value; with right, not above it.", searchsorted},
};

}  // namespace

void add_ordering(sema::Catalog& catalog) { add_functions(catalog, ordering_table); }

}  // namespace mlo::ops
