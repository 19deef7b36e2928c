#include "tests/unit/tasks/compare.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <functional>

namespace mlo::test {
namespace {

bool whole(const Tensor& t) { return !t.is_floating_point() || t.equal(at::round(t)); }

/// The tensor of one task: other fractions near the same point, or the same whole numbers in another order.
Tensor of_task(const Tensor& t, std::int64_t task) {
  if (task == 0 || t.numel() == 0) return t;
  if (!whole(t)) return t * (1 + 0.04 * at::cos(at::arange(t.numel(), t.options()).view(t.sizes()) * 1.7 + task));
  if (t.dim() == 0) return t;
  std::vector<std::int64_t> dims{0};
  if (task % 2 == 1)
    for (std::int64_t d = 1; d < t.dim(); ++d) dims.push_back(d);
  return at::flip(t, dims);
}

/// What the tensors of a sample are for several tasks; all that are fractions are leaves.
Tensors made(const Tensors& tensors, std::int64_t tasks, const Differs& differs) {
  Tensors out;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    Tensors parts;
    for (std::int64_t task = 0; task < tasks; ++task) parts.push_back(of_task(tensors[i], task));
    out.push_back(differs[i] ? at::stack(parts) : tensors[i].detach().clone());
    if (out.back().is_floating_point()) out.back().requires_grad_();
  }
  return out;
}

/// Fixed weights of all sizes and both signs, so that no derivative can hide in a sum.
Tensor weigh(const Tensor& t) {
  const Tensor x = t.reshape(-1).to(at::kDouble);
  return at::sum(x * at::cos(at::arange(x.numel(), x.options().requires_grad(false)) * 1.7 + 0.3));
}

Tensors gradient(const Tensor& number, const Tensors& along, bool create_graph) {
  Tensors out(along.size());
  if (number.requires_grad())
    out = torch::autograd::grad({number}, along, {}, /*retain_graph=*/true, create_graph, /*allow_unused=*/true);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!out[i].defined()) out[i] = at::zeros_like(along[i]);
  return out;
}

/// A value's tensors, then its derivatives.
struct Measured {
  Tensors values, first, second;
};

Measured measure(const Value& value, const Tensors& along, bool second) {
  Measured out;
  out.values = all_tensors(value);
  Tensor number = at::zeros({}, at::kDouble);
  for (const Tensor& t : out.values)
    if (t.is_floating_point()) number = number + weigh(t);
  out.first = gradient(number, along, second);
  if (!second) return out;
  Tensor square = at::zeros({}, at::kDouble);
  for (const Tensor& t : out.first) square = square + at::sum(at::square(t)).to(at::kDouble);
  out.second = gradient(square, along, false);
  return out;
}

std::string differ(const char* what, const Tensors& rule, const Tensors& single) {
  if (rule.size() != single.size()) return fmt::format("{}: {} tensors for {}", what, rule.size(), single.size());
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const Tensor &a = rule[i], &b = single[i];
    if (a.scalar_type() != b.scalar_type())
      return fmt::format("{} {}: type {} for {}", what, i, c10::toString(a.scalar_type()),
                         c10::toString(b.scalar_type()));
    if (a.sizes() != b.sizes())
      return fmt::format("{} {}: shape {} for {}", what, i, c10::str(a.sizes()), c10::str(b.sizes()));
    const double tolerance = a.scalar_type() == at::kFloat ? 1e-4 : 1e-9;
    if (!at::allclose(a.to(at::kDouble), b.to(at::kDouble), tolerance, tolerance, /*equal_nan=*/true))
      return fmt::format("{} {}: {} for {}", what, i, c10::str(a), c10::str(b));
  }
  return "";
}

using Run = std::function<tasks::TaskResult()>;

/// The value with the axis, or nothing where there is none (and why).
std::optional<Value> tried(const Run& run, std::int64_t tasks, std::string& error, bool& together) {
  try {
    const tasks::TaskResult result = run();
    return result.carries ? result.value : tasks::spread(result.value, tasks);
  } catch (const tasks::CannotRunTogether& thrown) {
    together = false;
    error = thrown.what();
  } catch (const std::exception& thrown) {
    error = thrown.what();
  }
  return std::nullopt;
}

Comparison compared(const Run& by_rule, const Run& single, std::int64_t tasks, const Tensors& along, bool second) {
  std::string error, why;
  bool rule_together = true, single_together = true;
  const auto b = tried(single, tasks, why, single_together), a = tried(by_rule, tasks, error, rule_together);
  if (!a && !rule_together && b) return {"the rule sees no common shape, where there is one: " + error, true};
  if (!a) return {"", true};
  if (!b) return {"the rule gives a value where each task's own call does not: " + why, false};
  if (shown(*a) != shown(*b)) return {shown(*a) + " for " + shown(*b), false};
  Measured parts;
  try {
    parts = measure(*b, along, second);
  } catch (const std::exception&) {  // LibTorch has no derivative here (say, of a mean square of two types)
    return {differ("value", all_tensors(*a), all_tensors(*b)), false};
  }
  const Measured rule = measure(*a, along, second);
  for (const std::string& text : {differ("value", rule.values, parts.values), differ("first", rule.first, parts.first),
                                  differ("second", rule.second, parts.second)})
    if (!text.empty()) return {text, false};
  return {};
}

Tensors fractions(const Tensors& tensors) {
  Tensors out;
  std::copy_if(tensors.begin(), tensors.end(), std::back_inserter(out),
               [](const Tensor& t) { return t.is_floating_point(); });
  return out;
}

}  // namespace

std::string shown(const Differs& differs) {
  std::string out;
  for (const char flag : differs) out += flag != 0 ? '1' : '0';
  return out;
}

std::string shown(const Value& value) {
  if (const auto* b = std::get_if<bool>(&value.data)) return *b ? "true" : "false";
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return fmt::format("{}", *n);
  if (const auto* d = std::get_if<double>(&value.data)) return fmt::format("{}", *d);
  if (const auto* s = std::get_if<std::string>(&value.data)) return *s;
  if (const Tensor* t = value.tensor()) return c10::toString(t->scalar_type()) + c10::str(t->sizes());
  const List* list = value.list();
  if (list == nullptr) return "none";
  std::string out = "(";
  for (const Value& item : *list) out += (out.size() > 1 ? ", " : "") + shown(item);
  return out + ")";
}

Tensors all_tensors(const Value& value) {
  if (const Tensor* t = value.tensor()) return {*t};
  Tensors out;
  if (const List* list = value.list())
    for (const Value& item : *list)
      for (const Tensor& t : all_tensors(item)) out.push_back(t);
  return out;
}

Value with_tensors(const Value& value, const Tensors& by, std::size_t& next) {
  if (value.tensor() != nullptr) return by.at(next++);
  const List* list = value.list();
  if (list == nullptr) return value;
  List out;
  for (const Value& item : *list) out.push_back(with_tensors(item, by, next));
  return out;
}

std::vector<Differs> differing(std::size_t tensors, std::size_t few) {
  std::vector<Differs> out;
  if (tensors <= few) {
    for (unsigned bits = 1; bits < 1u << tensors; ++bits) {
      Differs one(tensors);
      for (std::size_t i = 0; i < tensors; ++i) one[i] = (bits >> i & 1u) != 0;
      out.push_back(one);
    }
    return out;
  }
  out.emplace_back(tensors, true);
  for (std::size_t i = 0; i < tensors; ++i)
    for (const bool alone : {true, false}) {
      out.emplace_back(tensors, !alone);
      out.back()[i] = alone;
    }
  return out;
}

Comparison compare(const FunctionSample& sample, std::int64_t tasks, const Differs& differs, bool second) {
  const auto& function = builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, sample.name);
  const List plain = with_defaults(function, sample.arguments);
  const Tensors leaves = made(all_tensors(plain), tasks, differs);
  List arguments;
  std::vector<char> carries;
  std::size_t next = 0;
  for (const Value& argument : plain) {
    const std::size_t begin = next, end = begin + all_tensors(argument).size();
    carries.push_back(std::any_of(differs.begin() + std::ptrdiff_t(begin), differs.begin() + std::ptrdiff_t(end),
                                  [](char flag) { return flag != 0; }));
    Tensors own = leaves;
    if (carries.back())
      for (std::size_t i = begin; i < end; ++i)
        if (!differs[i]) own[i] = tasks::spread(own[i], tasks);
    arguments.push_back(with_tensors(argument, own, next));
  }
  const tasks::TaskCall call{tasks, arguments, carries, float64()};
  return compared([&] { return tasks::rule_of(function)(function, call); },
                  [&] { return tasks::one_by_one(function, call, {}); }, tasks, fractions(leaves), second);
}

Comparison compare(const LayerSample& sample, std::int64_t tasks, const Differs& differs, tasks::LayerRule rule) {
  std::vector<nn::Shape> shapes;
  for (const Tensor& input : sample.inputs) shapes.push_back(input.sizes().vec());
  const Layer layer(sample.name, sample.arguments, shapes);
  Tensors tensors = sample.inputs;
  // PyTorch starts norms at ones and zeros, which all tasks would have in common.
  for (std::size_t i = 0; i < layer.weights.size(); ++i)
    tensors.push_back(layer.weights[i] + numbers(layer.weights[i].sizes(), 0.05, 0.15, 20 + i));
  const Tensors leaves = made(tensors, tasks, differs);
  const auto split = std::ptrdiff_t(sample.inputs.size());
  const Tensors inputs(leaves.begin(), leaves.begin() + split), weights(leaves.begin() + split, leaves.end());
  const Differs of_inputs(differs.begin(), differs.begin() + split), of_weights(differs.begin() + split, differs.end());
  const auto generators = [tasks] {
    std::vector<at::Generator> out;
    for (std::int64_t task = 0; task < tasks; ++task)
      out.push_back(at::detail::createCPUGenerator(static_cast<std::uint64_t>(task)));
    return out;
  };
  ops::Call call(layer.arguments, float64());
  const nn::LayerCall own{call, inputs, weights, layer.buffers, sample.training, nullptr};
  const tasks::TaskLayerCall together{tasks, own, of_inputs, of_weights, generators};
  const tasks::LayerRule used = rule ? rule : tasks::rule_of(layer.layer);
  return compared([&] { return tasks::TaskResult{used(layer.layer, together)}; },
                  [&] { return tasks::TaskResult{tasks::one_by_one(layer.layer, together)}; }, tasks, fractions(leaves),
                  true);
}

}  // namespace mlo::test
