#include "runtime/solve/solution.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace mlo::solve {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;

struct Rule : torch::CustomClassHolder {
  Residual residual;
  Solver solve;
  Tensors root;
};

/// H(b, u) q - v as a residual of its own, in q; outside: v, b, u.
Residual adjoint_residual(const c10::intrusive_ptr<Rule>& rule) {
  const std::size_t n = rule->root.size();
  return [rule, n](const Tensors& q, const Tensors& outside) {
    const auto at = [&](std::size_t i) { return outside.begin() + static_cast<std::ptrdiff_t>(i); };
    Tensors b(at(n), at(2 * n)), u(at(2 * n), outside.end());
    for (Tensor& t : b)
      if (!t.requires_grad()) t = t.detach().requires_grad_();
    Tensors h = vector_jacobian(rule->residual(b, u), b, q, true, true);
    for (std::size_t i = 0; i < n; ++i) h[i] = h[i] - outside[i];
    return h;
  };
}

struct Solution : Function<Solution> {
  static Tensors forward(AutogradContext* context, const c10::intrusive_ptr<Rule>& rule, at::TensorList outside) {
    // The outputs themselves are saved, so that on unpacking they carry this node: the Hessian's dependence on b.
    Tensors b;
    for (const Tensor& t : rule->root) b.push_back(t.detach());
    Tensors saved = b;
    saved.insert(saved.end(), outside.begin(), outside.end());
    context->saved_data["rule"] = at::IValue::make_capsule(rule);
    context->save_for_backward(std::move(saved));
    return b;
  }

  static Tensors backward(AutogradContext* context, Tensors v) {
    const bool again = at::GradMode::is_enabled();  // the result will be differentiated once more
    const auto rule = c10::static_intrusive_pointer_cast<Rule>(context->saved_data["rule"].toCapsule());
    const Tensors saved = context->get_saved_variables();
    const std::size_t n = rule->root.size();
    at::AutoGradMode grad_on(true);
    for (std::size_t i = 0; i < n; ++i)
      if (!v[i].defined()) v[i] = at::zeros_like(rule->root[i]);
    // Partial derivatives are taken at copies that are cut off this node (otherwise it would enter itself, and hang):
    // an alias of the saved tensor when the result is differentiated again, a leaf otherwise.
    Tensors b, u, asked;
    std::vector<std::size_t> asked_at;
    for (std::size_t i = 0; i < saved.size(); ++i) {
      const Tensor& s = saved[i];
      Tensor cut = again && s.requires_grad() ? s.view_as(s) : s.detach().requires_grad_(i < n || s.requires_grad());
      (i < n ? b : u).push_back(cut);
      if (i < n || !context->needs_input_grad(i - n)) continue;
      asked.push_back(cut);
      asked_at.push_back(i - n);
    }
    const Tensors r = rule->residual(b, u);
    Tensors q;
    {
      at::NoGradGuard no_grad;
      Tensors constant;
      for (const Tensor& t : v) constant.push_back(t.detach());
      q = rule->solve([&](const Tensors& w) { return vector_jacobian(r, b, w, false, true); }, constant);
    }
    if (again) {
      Tensors outside = v;
      outside.insert(outside.end(), saved.begin(), saved.end());
      q = implicit(adjoint_residual(rule), rule->solve, q, outside);
    }
    Tensors g = vector_jacobian(r, asked, q, again, false);
    Tensors result(1 + u.size());  // the rule takes no gradient; what is not read stays undefined
    for (std::size_t i = 0; i < g.size(); ++i)
      if (g[i].defined()) result[1 + asked_at[i]] = g[i].neg();
    return result;
  }
};

struct AttachRule : torch::CustomClassHolder {
  PullBack pull_back;
  Tensors root;
};

struct Attached : Function<Attached> {
  static Tensors forward(AutogradContext* context, const c10::intrusive_ptr<AttachRule>& rule, at::TensorList outside) {
    context->saved_data["rule"] = at::IValue::make_capsule(rule);
    context->save_for_backward(outside.vec());
    Tensors b;
    for (const Tensor& t : rule->root) b.push_back(t.detach());
    return b;
  }

  static Tensors backward(AutogradContext* context, Tensors v) {
    const bool again = at::GradMode::is_enabled();
    const auto rule = c10::static_intrusive_pointer_cast<AttachRule>(context->saved_data["rule"].toCapsule());
    Tensors u = context->get_saved_variables();
    if (!again)
      for (Tensor& t : u) t = t.detach().requires_grad_(t.requires_grad());
    bool any = false;
    for (std::size_t i = 0; i < v.size(); ++i) {
      any = any || v[i].defined();
      if (!v[i].defined()) v[i] = at::zeros_like(rule->root[i]);
    }
    Tensors result(1 + u.size());  // the rule takes no gradient
    if (!any) return result;
    at::AutoGradMode grad_on(true);
    Tensors g = rule->pull_back(v, u, again);
    std::move(g.begin(), g.end(), result.begin() + 1);
    return result;
  }
};

template <class Rule>
c10::intrusive_ptr<Rule> make_rule(const Tensors& root) {
  auto rule = c10::make_intrusive<Rule>();
  for (const Tensor& t : root) rule->root.push_back(t.detach());
  return rule;
}

}  // namespace

Tensors implicit(Residual residual, Solver solve, const Tensors& root, const Tensors& outside) {
  auto rule = make_rule<Rule>(root);
  rule->residual = std::move(residual);
  rule->solve = std::move(solve);
  return Solution::apply(rule, at::TensorList(outside));
}

Tensors attach(PullBack pull_back, const Tensors& root, const Tensors& outside) {
  auto rule = make_rule<AttachRule>(root);
  rule->pull_back = std::move(pull_back);
  return Attached::apply(rule, at::TensorList(outside));
}

Tensors vector_jacobian(const Tensors& r, const Tensors& in, const Tensors& w, bool create_graph, bool fill) {
  Tensors outputs, cotangents, g;
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (!r[i].requires_grad()) continue;
    outputs.push_back(r[i]);
    cotangents.push_back(w[i]);
  }
  if (!outputs.empty() && !in.empty())
    g = torch::autograd::grad(outputs, in, cotangents, /*retain_graph=*/true, create_graph, /*allow_unused=*/true);
  g.resize(in.size());
  for (std::size_t i = 0; i < in.size(); ++i)
    if (fill && !g[i].defined()) g[i] = at::zeros_like(in[i]);
  return g;
}

}  // namespace mlo::solve
