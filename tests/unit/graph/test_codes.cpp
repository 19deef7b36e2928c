#include <algorithm>

#include "compiler/source/codes.h"
#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph::test;

namespace {

/// For each code of the graph, a program that has this mistake and no other.
const std::map<std::string, std::string>& bad_programs() {
  static const std::map<std::string, std::string> all{
      {"MLO0401", "problem a { loss = self + b }\nproblem b { loss = self }\n"},
      {"MLO0402", "problem a { loss = self }\nproblem b { loss = self }\nu2l a -> b\n"},
      {"MLO0403", "problem a { loss = b }\nproblem b { loss = self + a }\nu2l a -> b\nu2l a -> b\nl2u b -> a via cg\n"},
      {"MLO0404", "problem a { loss = self + b }\nproblem b { loss = self + a }\nu2l a -> b\nu2l b -> a\n"},
      {"MLO0405", "problem a { loss = self }\nproblem b { loss = self + a }\nu2l a -> b\n"},
      {"MLO0406", "problem a { loss = self }\nu2l a -> a\n"},
      {"MLO0407",
       "problem x { loss = z }\nproblem y { loss = self + x + z }\nproblem z { loss = self + y }\n"
       "u2l x -> y\nu2l y -> z\nl2u z -> x, y via cg\n"},
      {"MLO0408", "problem a { loss = detach(self) }\n"},
      {"MLO0409", "problem a { loss = b }\nproblem b { init = a; loss = self }\nu2l a -> b\nl2u b -> a via cg\n"},
      {"MLO0410",
       "problem a { loss = b }\nproblem b { optimizer = sgd(a); loss = self }\nu2l a -> b\nl2u b -> a via cg\n"},
      {"MLO0411", "problem a { loss = b }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via first_order\n"},
      {"MLO0412", "env e { }\nproblem a { loss = self + e }\nproblem b { steps = 2; loss = self + e }\n"},
      {"MLO0413", "problem a { loss = self }\nproblem b { loss = self }\n"},
      {"MLO0414", ""},
      {"MLO0415", "problem a { warmup = 10; loss = self }\n"},
      {"MLO0416", "problem a { init = zeros; loss = self }\nvalidate { reads = a; metric acc }\n"},
      {"MLO0417",
       "problem a { loss = b }\nproblem b { constraint = simplex; loss = self + a }\nu2l a -> b\nl2u b -> a via cg\n"},
      {"MLO0418",
       "problem a { loss = b }\nproblem b { optimizer = adamw; loss = self + a }\nu2l a -> b\nl2u b -> a via cg\n"},
      {"MLO0419", "env e { }\nproblem a { loss = self }\n"},
      {"MLO0420",
       "problem x { loss = y }\nproblem y { loss = self + x + z }\nproblem z { loss = self + y }\n"
       "u2l x -> y\nu2l y -> z\nl2u z -> y via darts\nl2u y -> x via cg\n"},
      {"MLO0421",
       "env e { }\nproblem x { loss = y }\nproblem y { loss = self + x + e }\nproblem t { loss = self + e }\n"
       "u2l x -> y\nl2u y -> x via cg\n"},
      {"MLO0422", "problem a { init = zeros; buffers = 1; loss = self }\n"},
      {"MLO0423",
       "problem a { loss = b + c }\nproblem b { loss = self + a }\nproblem c { loss = self + a }\n"
       "u2l a -> b, c\nl2u b -> a via evolution\nl2u c -> a via cg\n"},
      {"MLO0424",
       "env e { }\nproblem a { loss = b }\nproblem b { init = a; steps = 2; loss = self + e }\n"
       "u2l a -> b\nl2u b -> a via unroll\nvalidate { solve = b; reads = e; metric acc }\n"},
  };
  return all;
}

}  // namespace

TEST_CASE("every code of the graph has a program that gets it, and it alone") {
  for (const auto& code : mlo::all_codes()) {
    if (!code.number.starts_with("MLO04")) continue;
    const auto program = bad_programs().find(std::string(code.number));
    INFO(code.number);
    REQUIRE(program != bad_programs().end());
    const Sketch sketch(program->second);
    INFO(sketch.drawn());
    CHECK(sketch.codes() == std::vector<std::string>{std::string(code.number)});
  }
}

TEST_CASE("every program stands for a code, and every diagnostic says what to do") {
  for (const auto& [code, text] : bad_programs()) {
    INFO(code);
    const auto codes = mlo::all_codes();
    CHECK(std::any_of(codes.begin(), codes.end(), [&](const auto& known) { return known.number == code; }));
    CHECK_FALSE(Sketch(text).diagnostic(code).help.empty());
  }
}
