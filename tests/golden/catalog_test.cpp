// What the fuzzer, which does without the runtime, takes for the runtime's builtins.
#include "runtime/engine/catalog.h"

#include "compiler/sema/words.h"
#include "compiler/source/habits.h"
#include "tests/fuzz/catalog.h"
#include "tests/golden/golden.h"
#include "tests/unit/catch.h"

using namespace mlo;

TEST_CASE("what other libraries call our names are names of ours, and no other word is one already") {
  std::set<std::string> ours;
  const sema::Catalog catalog = engine::make_catalog();
  for (const auto& builtin : catalog.all()) {
    ours.insert(builtin->name());
    for (const sema::Parameter& parameter : builtin->signature.parameters) ours.insert(parameter.name);
  }
  for (const sema::Word& word : sema::all_words()) ours.emplace(word.name);
  ours.insert("size");  // of `loader`, whose signature is the checker's own
  for (const Habit& habit : all_habits()) {
    CAPTURE(habit.other, habit.ours);
    CHECK(ours.contains(std::string(habit.ours)));
    CHECK(habit.other != habit.ours);
  }
}

TEST_CASE("tests/fuzz/catalog.txt has the runtime's builtins, and they read back") {
  const golden::fs::path path = golden::fs::path(MLO_SOURCE_DIR) / "tests/fuzz/catalog.txt";
  const std::string actual = fuzz::write_catalog(engine::make_catalog());
  if (golden::updating()) std::ofstream(path, std::ios::binary) << actual;
  const bool as_expected = golden::read_file(path) == actual;  // MLO_UPDATE_GOLDEN=1 test_golden writes it
  CHECK(as_expected);
  CHECK(fuzz::read_catalog(actual).all().size() == engine::make_catalog().all().size());
}
