// Projections of the parameters after each step.
#include <ATen/ATen.h>
#include <fmt/format.h>

#include <stdexcept>

#include "runtime/optim/optimizer.h"
#include "runtime/optim/safe_root.h"

namespace mlo::optim {
namespace {

using sema::Arguments;

Tensor box(const Arguments& a, const Tensor& p) { return at::clamp(p, a[0].number(), a[1].number()); }
Tensor box_active(const Arguments& a, const Tensor& p) {
  return at::logical_or(at::le(p, a[0].number()), at::ge(p, a[1].number()));
}

std::string box_contradiction(const Arguments& a) {
  if (a[0].number() <= a[1].number()) return "";
  return fmt::format("`box` goes from the lower bound to the upper one, and {} is above {}", describe(a[0]),
                     describe(a[1]));
}

Tensor at_least(const Arguments& a, const Tensor& p) { return at::clamp_min(p, a[0].number()); }
Tensor at_least_active(const Arguments& a, const Tensor& p) { return at::le(p, a[0].number()); }

Tensor at_most(const Arguments& a, const Tensor& p) { return at::clamp_max(p, a[0].number()); }
Tensor at_most_active(const Arguments& a, const Tensor& p) { return at::ge(p, a[0].number()); }

/// Duchi et al. 2008, Algorithm 1, for each row: with u the entries in falling order and c their cumulative sums, theta
/// is (c_r - 1) / r at the largest r with u_r > (c_r - 1) / r; the projection is max(p - theta, 0).
Tensor simplex(const Arguments&, const Tensor& p) {
  if (p.dim() == 0)
    throw std::invalid_argument("`simplex` takes parameters with at least one dimension, and got a number");
  const Tensor u = std::get<0>(at::sort(p, -1, true));
  const Tensor candidates = at::div(at::sub(at::cumsum(u, -1), 1), at::arange(1, p.size(-1) + 1, p.options()));
  const Tensor r = at::sum(at::gt(u, candidates), {-1}, true);
  const Tensor theta = at::gather(candidates, -1, at::sub(r, 1).clamp_min(0));
  return at::relu(at::sub(p, theta));
}

Tensor norm_ball(const Arguments& a, const Tensor& p) {
  const double radius = a[0].number();
  const Tensor norm = safe_root(at::sum(at::square(p)));
  const Tensor outside = at::gt(norm, radius);
  const Tensor factor = at::mul(at::reciprocal(at::where(outside, norm, at::ones_like(norm))), radius);
  return at::mul(p, at::where(outside, factor, at::ones_like(norm)));
}

struct ConstraintEntry {
  const char* signature;
  const char* doc;
  Tensor (*run)(const Arguments&, const Tensor&);
  Tensor (*active)(const Arguments&, const Tensor&);
  std::string (*contradiction)(const Arguments&) = nullptr;
};

constexpr ConstraintEntry constraint_table[] = {
    {"box(low: real, high: real)", "Each entry in low..high.", box, box_active, box_contradiction},
    {"at_least(low: real)", "Each entry at least low.", at_least, at_least_active},
    {"at_most(high: real)", "Each entry at most high.", at_most, at_most_active},
    {"simplex()",
     "Each row (along the last dimension) a point of the simplex: not negative, with sum 1 (Duchi et al. 2008).",
     simplex, nullptr},
    {"norm_ball(radius: real in 0..)", "Each parameter tensor of a Euclidean norm of at most radius.", norm_ball,
     nullptr},
};

}  // namespace

void add_constraints(sema::Catalog& catalog) {
  for (const ConstraintEntry& entry : constraint_table) {
    auto builtin = std::make_unique<ConstraintBuiltin>();
    builtin->kind = sema::BuiltinKind::constraint;
    builtin->signature = sema::parse_signature(entry.signature);
    builtin->doc = entry.doc;
    builtin->run = entry.run;
    builtin->active = entry.active;
    builtin->contradiction = entry.contradiction;
    builtin->implicit_allowed = entry.active != nullptr;
    catalog.add(std::move(builtin));
  }
}

}  // namespace mlo::optim
