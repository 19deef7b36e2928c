#include "runtime/solve/method.h"

namespace mlo::solve {
namespace {

using sema::Arguments;
using Family = sema::MethodTraits::Family;
using Way = MethodBuiltin::Way;

std::int64_t integer(const Arguments& arguments, std::size_t i) { return std::get<std::int64_t>(arguments[i].value); }

OnIndefinite indefinite(const Arguments& arguments, std::size_t i) {
  const auto& word = std::get<std::string>(arguments[i].value);
  return word == "error" ? OnIndefinite::error : word == "damp" ? OnIndefinite::damp : OnIndefinite::warn;
}

struct Entry {
  const char* signature;
  const char* doc;
  Way way;
  sema::MethodTraits traits;
  LinearSolver (*solver)(const Arguments&);
};

const Entry entries[] = {
    {"unroll(truncate: integer? in 1.. = none, checkpoint: integer? in 1.. = none)",
     "Through the lower problem's steps (iterative differentiation; Maclaurin et al. 2015, Finn et al. 2017).\n"
     "`truncate = k` keeps the last k steps (Shaban et al. 2019); the start is a constant then. `checkpoint = n` keeps "
     "n "
     "states instead of every step's graph, and runs the steps between them again.",
     Way::unrolled,
     {Family::unrolled, true, true, true},
     nullptr},
    {"forward()",
     "Through the lower problem's steps in forward mode: a tangent of the state for each number above, and no step's "
     "graph "
     "kept\n(Franceschi et al. 2017). For problems above with few parameters.",
     Way::forward,
     {Family::unrolled, true, true, true},
     nullptr},
    {"first_order()",
     "Through the lower problem's steps with the gradients in them taken as constants (FOMAML; Finn et al. 2017).",
     Way::first_order,
     {Family::unrolled, true, false, true},
     nullptr},
    {"cg(iterations: integer in 1.. = 5, damping: real in 0.. = 0.0, on_indefinite: string in [\"error\", \"warn\", "
     "\"damp\"] = \"warn\", batches: integer in 1.. = 1)",
     "Implicit: (H + damping I) q = v by conjugate gradient on Hessian-vector products (Rajeswaran et al. 2019).\n"
     "`on_indefinite` says what to do where the curvature is negative; `batches = n` averages over n fresh batches of "
     "the lower problem instead of its last one.",
     Way::implicit,
     {Family::implicit, false, true, true},
     [](const Arguments& a) { return conjugate_gradient(integer(a, 0), a[1].number(), indefinite(a, 2)); }},
    {"neumann(terms: integer in 1.. = 5, alpha: real in 0<.. = 0.1, batches: integer in 1.. = 1)",
     "Implicit: q = alpha * sum over `terms` of (I - alpha H)^k v (Lorraine et al. 2020).",
     Way::implicit,
     {Family::implicit, false, true, true},
     [](const Arguments& a) { return neumann_series(integer(a, 0), a[1].number()); }},
    {"nystrom(rank: integer in 1.. = 10, damping: real in 0<.. = 0.01, on_indefinite: string in [\"error\", "
     "\"warn\", "
     "\"damp\"] = \"warn\", batches: integer in 1.. = 1)",
     "Implicit: (H + damping I) q = v with H of low rank, from `rank` Hessian-vector products (Hataya, Yamada 2023).",
     Way::implicit,
     {Family::implicit, false, true, true},
     [](const Arguments& a) { return nystrom(integer(a, 0), a[1].number(), indefinite(a, 2)); }},
    {"gmres(iterations: integer in 1.. = 10, damping: real in 0.. = 0.0, batches: integer in 1.. = 1)",
     "Implicit: (H + damping I) q = v by GMRES, where H is not positive definite (Saad, Schultz 1986).",
     Way::implicit,
     {Family::implicit, false, true, true},
     [](const Arguments& a) { return gmres(integer(a, 0), a[1].number()); }},
    {"exact(damping: real in 0.. = 0.0, on_indefinite: string in [\"error\", \"warn\", \"damp\"] = \"warn\", batches: "
     "integer in 1.. = 1)",
     "Implicit: (H + damping I) q = v with the dense Hessian. For small problems, and to verify others.",
     Way::implicit,
     {Family::implicit, false, true, true},
     [](const Arguments& a) { return dense(a[0].number(), indefinite(a, 1)); }},
    {"darts(epsilon: real in 0<.. = 0.01)",
     "Implicit with the inverse Hessian taken as identity, the mixed product by central differences of step epsilon / "
     "|v|\n"
     "(Liu et al. 2019). Problems further above take what it gives as a constant.",
     Way::central,
     {Family::implicit, false, true, false},
     nullptr},
    {"sama(alpha: real in 0<.. = 0.01)",
     "`darts` with the derivative of the optimizer's own step along the gradient in the place of the inverse Hessian, "
     "and "
     "differences of step alpha / |D v|\n(SAMA; Choe et al. 2023).",
     Way::preconditioned,
     {Family::implicit, false, true, false},
     nullptr},
    {"penalty(lambda: real in 0<.. = 100.0, steps: integer in 1.. = 10, lr: real in 0<.. = 0.1)",
     "First-order (F2SA; Kwon et al. 2023): a copy y of the solution b descends <v, y> / lambda + loss(y) for `steps` "
     "steps "
     "of gradient descent,\nand lambda (d loss(y) - d loss(b)) along what is above is the hypergradient.",
     Way::penalty,
     {Family::implicit, false, true, false},
     nullptr},
    {"value_function(steps: integer in 1.. = 10, lr: real in 0<.. = 0.1, eta: real in 0<.. = 0.1)",
     "First-order (BOME; Liu et al. 2022): a copy y of the solution b descends <v, y> + s loss(y) for `steps` steps, "
     "with "
     "the barrier's\nmultiplier s = max(eta - <v, g> / |g|^2, 0), g = d loss(y) / dy, and s (d loss(y) - d loss(b)) "
     "along "
     "what is above is the hypergradient.",
     Way::value_function,
     {Family::implicit, false, true, false},
     nullptr},
    {"auto()",
     "Chosen from how the lower problem starts, its steps, its size and its optimizer; `mlo plan` says what and why.",
     Way::automatic,
     {Family::other, true, true, true},
     nullptr},
    {"evolution(samples: integer in 1.. = 16, sigma: real in 0<.. = 0.1)",
     "The upper problem's whole gradient from `samples` antithetic pairs of perturbed parameters, each with rounds of "
     "its "
     "own below:\nfor losses without a derivative (Salimans et al. 2017).",
     Way::evolution,
     {Family::other, true, true, false},
     nullptr},
    {"detach()",
     "Not at all: the lower problem is played first and is a constant to the upper loss (alternating descent).",
     Way::detached,
     {Family::detached, false, false, false},
     nullptr},
};

}  // namespace

void add_methods(sema::Catalog& catalog) {
  for (const Entry& entry : entries) {
    auto method = std::make_unique<MethodBuiltin>();
    method->kind = sema::BuiltinKind::method;
    method->signature = sema::parse_signature(entry.signature);
    method->doc = entry.doc;
    method->method = entry.traits;
    method->way = entry.way;
    method->solver = entry.solver;
    catalog.add(std::move(method));
  }
}

}  // namespace mlo::solve
