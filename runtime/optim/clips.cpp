// Gradients held within bounds.
#include <ATen/ATen.h>

#include "runtime/optim/optimizer.h"
#include "runtime/optim/safe_root.h"

namespace mlo::optim {
namespace {

/// PyTorch's clip_grad_norm_: g * min(1, max / (norm + 1e-6)), over all gradients of a problem together. No look at the
/// values, so that it differentiates; the root keeps its derivative finite where all gradients are 0.
Tensors clip_norm(const sema::Arguments& arguments, const Tensors& gradients) {
  if (gradients.empty()) return {};
  Tensors squares;
  for (const Tensor& g : gradients) squares.push_back(at::sum(at::square(g)));
  const Tensor norm = safe_root(at::stack(squares).sum());
  const Tensor factor = at::mul(at::reciprocal(at::add(norm, 1e-6)), arguments[0].number()).clamp_max(1);
  Tensors out;
  for (const Tensor& g : gradients) out.push_back(at::mul(g, factor));
  return out;
}

Tensors clip_value(const sema::Arguments& arguments, const Tensors& gradients) {
  const double bound = arguments[0].number();
  Tensors out;
  for (const Tensor& g : gradients) out.push_back(at::clamp(g, -bound, bound));
  return out;
}

void add(sema::Catalog& catalog, const char* signature, const char* doc,
         Tensors (*run)(const sema::Arguments&, const Tensors&)) {
  auto builtin = std::make_unique<ClipBuiltin>();
  builtin->kind = sema::BuiltinKind::clip;
  builtin->signature = sema::parse_signature(signature);
  builtin->doc = doc;
  builtin->run = run;
  catalog.add(std::move(builtin));
}

}  // namespace

void add_clips(sema::Catalog& catalog) {
  add(catalog, "norm(max: real in 0..)",
      "All gradients of the problem together, scaled down to a Euclidean norm of at most max.", clip_norm);
  add(catalog, "value(max: real in 0..)", "Each entry of the gradients, held in -max..max.", clip_value);
}

}  // namespace mlo::optim
