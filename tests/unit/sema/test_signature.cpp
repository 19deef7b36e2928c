#include "compiler/sema/catalog.h"
#include "tests/unit/catch.h"

using namespace mlo::sema;

TEST_CASE("a signature: names, types, ranges, choices, defaults") {
  const Signature s = parse_signature(
      "f(x: tensor, k: integers in 1.. = 3, p: real in 0..1 = 0.5, pad: integer? = none, "
      "how: string in [\"mean\", \"sum\"] = \"mean\", *more: tensor)");
  CHECK(s.name == "f");
  REQUIRE(s.parameters.size() == 6);
  CHECK(s.parameters[0].type == Type::tensor);
  CHECK_FALSE(s.parameters[0].default_value);
  CHECK(s.parameters[1].low == 1);
  CHECK(s.parameters[1].high == std::numeric_limits<double>::infinity());
  CHECK(describe(*s.parameters[1].default_value) == "3");
  CHECK(s.parameters[2].high == 1);
  CHECK(s.parameters[3].none_allowed);
  CHECK(s.parameters[3].default_value->is_none());
  CHECK(s.parameters[4].choices == std::vector<std::string>{"mean", "sum"});
  CHECK(s.parameters[5].variadic);
}

TEST_CASE("a range may lack an end, and numbers may be negative or have an exponent") {
  const Signature s = parse_signature("f(a: real in ..0 = -1e-3, b: reals in -1..1 = [0.9, 0.999])");
  CHECK(s.parameters[0].low == -std::numeric_limits<double>::infinity());
  CHECK(s.parameters[0].high == 0);
  CHECK(s.parameters[0].default_value->number() == -1e-3);
  CHECK(s.parameters[1].low == -1);
  CHECK(describe(*s.parameters[1].default_value) == "[0.9, 0.999]");
}

TEST_CASE("an end with `<` is left out, and infinity is in a range that names it") {
  const Signature s = parse_signature("f(a: pair in 0..<1, b: real in 0<.., c: real in 0..inf = inf)");
  CHECK(s.parameters[0].type == Type::pair);
  CHECK((s.parameters[0].below_high && !s.parameters[0].above_low && s.parameters[0].high == 1));
  CHECK((s.parameters[1].above_low && !s.parameters[1].infinite));
  CHECK((s.parameters[2].infinite && !s.parameters[2].above_low));
}

TEST_CASE("no arguments, with brackets and without") {
  CHECK(parse_signature("detach()").parameters.empty());
  CHECK(parse_signature("relu").parameters.empty());
}

TEST_CASE("a signature that is none is an exception: a bug in the catalog") {
  for (const char* text : {"", "f(", "f(x: tensr)", "f(x tensor)", "f(x: real = )", "f(x: string = \"open)", "f() g"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_signature(text), std::invalid_argument);
  }
}

TEST_CASE("functions, layers and datasets share one name space, other kinds have their own") {
  const auto builtin = [](BuiltinKind kind, const char* signature) {
    auto made = std::make_unique<Builtin>();
    made->kind = kind;
    made->signature = parse_signature(signature);
    return made;
  };
  Catalog catalog;
  catalog.add(builtin(BuiltinKind::function, "norm(x: tensor)"));
  catalog.add(builtin(BuiltinKind::clip, "norm(max: real)"));
  CHECK(catalog.find("norm")->kind == BuiltinKind::function);
  CHECK(catalog.find(BuiltinKind::clip, "norm")->kind == BuiltinKind::clip);
  CHECK(catalog.find(BuiltinKind::method, "norm") == nullptr);
  CHECK_THROWS_AS(catalog.add(builtin(BuiltinKind::layer, "norm()")), std::invalid_argument);
}
