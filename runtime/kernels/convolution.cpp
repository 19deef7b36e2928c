#include "runtime/kernels/convolution.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "runtime/kernels/raw_convolution.h"

namespace mlo::kernels {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = std::vector<Tensor>;
using Sizes = std::vector<std::int64_t>;

struct Rule : torch::CustomClassHolder {
  Geometry geometry;
  Sizes x, weight;  ///< shapes
};
using RulePtr = c10::intrusive_ptr<Rule>;
using Bias = c10::optional<Tensor>;  ///< an undefined tensor cannot be an input of a Function

Bias given(const Tensor& bias) { return bias.defined() ? Bias(bias) : c10::nullopt; }

RulePtr rule_of(AutogradContext* context) {
  return c10::static_intrusive_pointer_cast<Rule>(context->saved_data["rule"].toCapsule());
}

void save(AutogradContext* context, const RulePtr& rule, Tensors tensors) {
  context->saved_data["rule"] = at::IValue::make_capsule(rule);
  context->save_for_backward(std::move(tensors));
}

/// A factor of a product is kept for the derivative along the other one, and only where that is asked for.
Tensor kept_for(const Tensor& other, const Tensor& factor) { return other.requires_grad() ? factor : Tensor(); }

ConvolutionDerivatives raw_backward(const RulePtr& rule, const Tensor& g, const Tensor& x, const Tensor& weight,
                                    std::array<bool, 3> mask) {
  return raw_convolution_backward(rule->geometry, g, x, rule->x, weight, rule->weight, mask);
}

Tensor convolve(const RulePtr& rule, const Tensor& x, const Tensor& weight, const Bias& bias);
Tensor along_x(const RulePtr& rule, const Tensor& g, const Tensor& weight);
Tensors along_weight(const RulePtr& rule, const Tensor& g, const Tensor& x);

struct Convolution : Function<Convolution> {
  static Tensor forward(AutogradContext* context, const RulePtr& rule, const Tensor& x, const Tensor& weight,
                        const Bias& bias) {
    const bool needs_bias = bias.has_value() && bias->requires_grad();
    save(context, rule, {kept_for(needs_bias ? *bias : weight, x), kept_for(x, weight)});
    context->saved_data["bias"] = bias.has_value();
    return raw_convolution(rule->geometry, x, weight, bias.value_or(Tensor()));
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    const RulePtr rule = rule_of(context);
    const Tensors saved = context->get_saved_variables();
    Tensors out(4);  // the rule, x, weight, bias
    if (!g[0].defined()) return out;
    const bool x = context->needs_input_grad(0), weight = context->needs_input_grad(1);
    const bool bias = context->saved_data["bias"].toBool() && context->needs_input_grad(2);
    if (!at::GradMode::is_enabled()) {  // all at once: oneDNN brings each tensor into its order only once
      ConvolutionDerivatives first = raw_backward(rule, g[0], saved[0], saved[1], {x, weight, bias});
      out[1] = std::move(first.x);
      out[2] = std::move(first.weight);
      out[3] = std::move(first.bias);
      return out;
    }
    if (x) out[1] = along_x(rule, g[0], saved[1]);
    if (weight || bias) {
      Tensors both = along_weight(rule, g[0], saved[0]);
      if (weight) out[2] = std::move(both[0]);
      if (bias) out[3] = std::move(both[1]);
    }
    return out;
  }
};

struct AlongX : Function<AlongX> {
  static Tensor forward(AutogradContext* context, const RulePtr& rule, const Tensor& g, const Tensor& weight) {
    save(context, rule, {kept_for(weight, g), kept_for(g, weight)});
    return raw_backward(rule, g, {}, weight, {true, false, false}).x;
  }

  static Tensors backward(AutogradContext* context, Tensors u) {
    const RulePtr rule = rule_of(context);
    const Tensors saved = context->get_saved_variables();
    Tensors out(3);
    if (!u[0].defined()) return out;
    if (context->needs_input_grad(0)) out[1] = convolve(rule, u[0], saved[1], c10::nullopt);
    if (context->needs_input_grad(1)) out[2] = along_weight(rule, saved[0], u[0])[0];
    return out;
  }
};

/// Along the weight and the bias, which is a weight whose x is 1.
struct AlongWeight : Function<AlongWeight> {
  static Tensors forward(AutogradContext* context, const RulePtr& rule, const Tensor& g, const Tensor& x) {
    save(context, rule, {kept_for(x, g), kept_for(g, x)});
    ConvolutionDerivatives out = raw_backward(rule, g, x, {}, {false, true, true});
    return {out.weight, out.bias};
  }

  static Tensors backward(AutogradContext* context, Tensors u) {
    const RulePtr rule = rule_of(context);
    const Tensors saved = context->get_saved_variables();
    Tensors out(3);
    if (!u[0].defined() && !u[1].defined()) return out;
    const Tensor weight = u[0].defined() ? u[0] : at::zeros(rule->weight, u[1].options());
    if (context->needs_input_grad(0)) out[1] = convolve(rule, saved[1], weight, given(u[1]));
    if (context->needs_input_grad(1) && u[0].defined()) out[2] = along_x(rule, saved[0], weight);
    return out;
  }
};

Tensor convolve(const RulePtr& rule, const Tensor& x, const Tensor& weight, const Bias& bias) {
  return Convolution::apply(rule, x, weight, bias);
}
Tensor along_x(const RulePtr& rule, const Tensor& g, const Tensor& weight) { return AlongX::apply(rule, g, weight); }
Tensors along_weight(const RulePtr& rule, const Tensor& g, const Tensor& x) { return AlongWeight::apply(rule, g, x); }

}  // namespace

Tensor convolution(const Tensor& x, const Tensor& weight, const Tensor& bias, const Geometry& geometry) {
  const auto rule = c10::make_intrusive<Rule>();
  rule->geometry = geometry;
  rule->x = x.sizes().vec();
  rule->weight = weight.sizes().vec();
  return convolve(rule, x, weight, given(bias));
}

}  // namespace mlo::kernels
