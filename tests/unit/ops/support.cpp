#include "tests/unit/ops/support.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <stdexcept>

#include "runtime/data/examples.h"

namespace mlo::test {
namespace {

Value to_value(const sema::Argument& argument) {
  if (const auto* b = std::get_if<bool>(&argument.value)) return *b;
  if (const auto* n = std::get_if<std::int64_t>(&argument.value)) return *n;
  if (const auto* d = std::get_if<double>(&argument.value)) return *d;
  if (const auto* s = std::get_if<std::string>(&argument.value)) return *s;
  if (const sema::Arguments* list = argument.list()) {
    List out;
    for (const sema::Argument& item : *list) out.push_back(to_value(item));
    return out;
  }
  return {};
}

sema::Argument to_constant(const Value& value) {
  if (const auto* b = std::get_if<bool>(&value.data)) return {*b};
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return {*n};
  if (const auto* d = std::get_if<double>(&value.data)) return {*d};
  if (const auto* s = std::get_if<std::string>(&value.data)) return {*s};
  if (const List* list = value.list()) {
    sema::Arguments out;
    for (const Value& item : *list) out.push_back(to_constant(item));
    return {out};
  }
  return {};
}

sema::Catalog make_catalog() {
  sema::Catalog out;
  ops::add_all_functions(out);
  data::add_examples(out);
  nn::add_layers(out);
  optim::add_optimizers(out);
  optim::add_schedulers(out);
  optim::add_clips(out);
  optim::add_constraints(out);
  return out;
}

}  // namespace

const sema::Catalog& catalog() {
  static const sema::Catalog made = make_catalog();
  return made;
}

at::TensorOptions float64() { return at::TensorOptions(at::kDouble); }
at::TensorOptions float32() { return at::TensorOptions(at::kFloat); }

List with_defaults(const sema::Builtin& builtin, List given) {
  const auto& parameters = builtin.signature.parameters;
  if (given.size() > parameters.size()) throw std::logic_error("too many arguments for `" + builtin.name() + "`");
  for (std::size_t i = given.size(); i < parameters.size(); ++i) {
    if (!parameters[i].default_value)
      throw std::logic_error("`" + builtin.name() + "` needs `" + parameters[i].name + "`");
    given.push_back(to_value(*parameters[i].default_value));
  }
  return given;
}

sema::Arguments constants(const sema::Builtin& builtin, sema::Arguments given) {
  for (std::size_t i = given.size(); i < builtin.signature.parameters.size(); ++i)
    given.push_back(builtin.signature.parameters[i].default_value.value());
  return given;
}

Value call(const std::string& function, List given, at::TensorOptions options, std::uint64_t seed) {
  const auto& entry = builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, function);
  const List arguments = with_defaults(entry, std::move(given));
  at::Generator generator = at::detail::createCPUGenerator(seed);
  ops::Call made(arguments, options);
  if (entry.draws) made.set_generator(&generator);
  return entry.run(made);
}

Tensor tensor(const std::string& function, List given, at::TensorOptions options, std::uint64_t seed) {
  const Value out = call(function, std::move(given), options, seed);
  if (out.tensor() == nullptr) throw std::logic_error("`" + function + "` gave no tensor");
  return *out.tensor();
}

Tensor entries(const Value& value) {
  if (const Tensor* t = value.tensor()) return t->reshape({-1});
  if (value.list() == nullptr) throw std::logic_error("neither a tensor nor a list of them");
  Tensors out;
  for (const Value& item : *value.list()) out.push_back(entries(item));
  return at::cat(out);
}

std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

std::string message_of(const std::string& function, List given) {
  return message([&] { call(function, given); });
}

Layer::Layer(const std::string& name, List given, const std::vector<nn::Shape>& inputs, at::TensorOptions where,
             std::uint64_t seed)
    : layer(builtin<nn::LayerBuiltin>(sema::BuiltinKind::function, name)),
      options(where),
      arguments(with_defaults(layer, std::move(given))) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  ops::Call made(arguments, options);
  made.set_generator(&generator);
  shapes = layer.shapes(made, inputs);
  weights = layer.initialize(made, shapes);
  if (layer.initialize_buffers != nullptr) buffers = layer.initialize_buffers(made, shapes);
  sema::Arguments constant;
  for (const Value& value : arguments) constant.push_back(to_constant(value));
  if (layer.parameters(constant).size() != shapes.size() || layer.buffers(constant).size() != buffers.size())
    throw std::logic_error("`" + name + "` names other parameters than it has");
}

Tensor Layer::operator()(const Tensors& inputs, const Tensors& given, bool training, Tensors* moved) const {
  at::Generator generator = at::detail::createCPUGenerator(7);
  ops::Call made(arguments, options);
  made.set_generator(&generator);
  nn::LayerCall call{made, inputs, given, buffers, training, moved};
  return layer.run(call);
}

Value ints(std::vector<std::int64_t> items) {
  List out;
  for (const std::int64_t n : items) out.push_back(n);
  return out;
}
Value reals(std::vector<double> items) { return List(items.begin(), items.end()); }
Value row(List items) { return items; }
Value integer(std::int64_t number) { return number; }
Value text(const char* words) { return std::string(words); }

Tensor numbers(at::IntArrayRef shape, double low, double high, std::uint64_t seed) {
  return at::empty(shape, float64()).uniform_(low, high, at::detail::createCPUGenerator(seed));
}
Tensor vector(std::vector<double> entries) { return at::tensor(entries, at::kDouble); }
Tensor labels(std::vector<std::int64_t> entries) { return at::tensor(entries, at::kLong); }

bool close(const Tensor& a, const Tensor& b, double tolerance) {
  return a.sizes() == b.sizes() && at::allclose(a.to(at::kDouble), b.to(at::kDouble), tolerance, tolerance);
}

}  // namespace mlo::test
