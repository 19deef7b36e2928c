#include "tests/unit/tasks/variants.h"

#include "tests/unit/tasks/compare.h"

namespace mlo::test {
namespace {

using Change = Tensor (*)(const Tensor&);

constexpr Change shapes[] = {
    [](const Tensor& t) { return t.dim() > 0 ? t.select(0, 0) : t; },
    [](const Tensor& t) { return t.numel() > 0 ? t.flatten().select(0, 0) : t; },
    [](const Tensor& t) { return t.unsqueeze(0); },
    [](const Tensor& t) { return t.dim() > 0 ? t.narrow(-1, 0, 1) : t; },
};
constexpr Change types[] = {
    [](const Tensor& t) { return t.to(at::kFloat); },
    [](const Tensor& t) { return (t * 3).to(at::kLong); },
    [](const Tensor& t) { return t > 0.5; },
};

/// One tensor changed, or all of them.
void change(const FunctionSample& sample, Change how, std::vector<FunctionSample>& out, bool all_alone = true) {
  const Tensors tensors = all_tensors(sample.arguments);
  const auto add = [&](const Tensors& by) {
    std::size_t next = 0;
    out.push_back({sample.name, *with_tensors(sample.arguments, by, next).list()});
  };
  Tensors all;
  for (const Tensor& t : tensors) all.push_back(how(t));
  if (!tensors.empty()) add(all);
  if (tensors.size() < 2 || !all_alone) return;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    Tensors one = tensors;
    one[i] = how(one[i]);
    add(one);
  }
}

std::vector<Value> others(const sema::Parameter& parameter, const Value& value) {
  std::vector<Value> out;
  if (const auto* b = std::get_if<bool>(&value.data)) return {!*b};
  for (const std::string& choice : parameter.choices) out.emplace_back(choice);
  const bool several = parameter.type == sema::Type::integers;
  if (parameter.type != sema::Type::integer && !several) return out;
  for (const std::int64_t n : {-4, -2, -1, 0, 1, 3})
    if (double(n) >= parameter.low && double(n) <= parameter.high) out.push_back(integer(n));
  if (several) {
    for (const Value& list : {ints({}), ints({0}), ints({1, 0}), ints({0, 1, 2})}) out.push_back(list);
    if (parameter.low < 0) out.push_back(ints({-1, -2}));
  }
  if (parameter.none_allowed) out.emplace_back();
  return out;
}

/// Every constant argument in turn.
void change_constants(const FunctionSample& sample, std::vector<FunctionSample>& out) {
  const auto& function = builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, sample.name);
  const List plain = with_defaults(function, sample.arguments);
  for (std::size_t i = 0; i < plain.size(); ++i)
    for (const Value& other : others(function.signature.parameters[i], plain[i])) {
      out.push_back({sample.name, plain});
      out.back().arguments[i] = other;
    }
}

}  // namespace

std::vector<FunctionSample> variants(const FunctionSample& sample) {
  std::vector<FunctionSample> out, shaped{sample};
  for (const Change how : shapes) change(sample, how, out);
  for (const Change how : {shapes[0], shapes[1]}) change(sample, how, shaped, /*all_alone=*/false);
  for (const FunctionSample& one : shaped) change_constants(one, out);
  for (const Change how : types) change(sample, how, out);
  return out;
}

}  // namespace mlo::test
