#include "tests/unit/graph/program_builder.h"

namespace mlo::graph::test {
namespace {

using sema::BuiltinKind;
using sema::MethodTraits;
using Family = MethodTraits::Family;

std::unique_ptr<sema::Builtin> builtin(BuiltinKind kind, const std::string& name) {
  auto made = std::make_unique<sema::Builtin>();
  made->kind = kind;
  made->signature.name = name;
  return made;
}

sema::Parameter parameter(const std::string& name, sema::Argument default_value) {
  sema::Parameter made;
  made.name = name;
  made.default_value = std::move(default_value);
  return made;
}

void add_method(sema::Catalog& catalog, const std::string& name, MethodTraits traits,
                std::vector<sema::Parameter> parameters = {}) {
  auto method = builtin(BuiltinKind::method, name);
  method->method = traits;
  method->signature.parameters = std::move(parameters);
  catalog.add(std::move(method));
}

void add_methods(sema::Catalog& catalog) {
  const sema::Argument five{std::int64_t{5}};
  const sema::Argument none{};
  const MethodTraits steps{Family::unrolled, true, true, true};
  const MethodTraits implicit{Family::implicit, false, true, true};
  const MethodTraits differences{Family::implicit, false, true, false};
  const MethodTraits other{Family::other, true, true, false};
  add_method(catalog, "unroll", steps, {parameter("truncate", none), parameter("checkpoint", none)});
  add_method(catalog, "forward", steps);
  add_method(catalog, "first_order", {Family::unrolled, true, false, true});
  add_method(catalog, "cg", implicit, {parameter("iterations", five), parameter("damping", {0.0})});
  add_method(catalog, "neumann", implicit, {parameter("terms", five), parameter("alpha", {1.0})});
  add_method(catalog, "exact", implicit, {parameter("damping", {0.0})});
  add_method(catalog, "darts", differences, {parameter("epsilon", {0.01})});
  add_method(catalog, "detach", {Family::detached, false, false, false});
  add_method(catalog, "evolution", other, {parameter("samples", five), parameter("sigma", {0.1})});
}

sema::Catalog make_catalog() {
  sema::Catalog catalog;
  catalog.add(builtin(BuiltinKind::function, "detach"));
  catalog.add(builtin(BuiltinKind::function, "sum"));
  catalog.add(builtin(BuiltinKind::layer, "linear"));
  for (const char* name : {"sgd", "adam"}) {
    auto optimizer = builtin(BuiltinKind::optimizer, name);
    optimizer->signature.parameters = {parameter("lr", {0.1}), parameter("weight_decay", {0.0})};
    catalog.add(std::move(optimizer));
  }
  auto adamw = builtin(BuiltinKind::optimizer, "adamw");
  adamw->signature.parameters = {parameter("lr", {0.001}), parameter("weight_decay", {0.01})};
  adamw->decoupled_decay = true;
  catalog.add(std::move(adamw));
  catalog.add(builtin(BuiltinKind::constraint, "at_least"));
  auto simplex = builtin(BuiltinKind::constraint, "simplex");
  simplex->implicit_allowed = false;
  catalog.add(std::move(simplex));
  add_methods(catalog);
  return catalog;
}

}  // namespace

const sema::Catalog& catalog() {
  static const sema::Catalog catalog = make_catalog();
  return catalog;
}

}  // namespace mlo::graph::test
