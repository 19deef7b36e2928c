#include "tests/golden/golden.h"
#include "tests/unit/catch.h"
#include "tests/unit/format/mangle.h"
#include "tests/unit/format/support.h"

using namespace mlo::test;

TEST_CASE("the programs that come with the language are laid out as they should be") {
  for (const Program& program : canonical_programs()) {
    INFO(program.name);
    CHECK(formatted(program.text) == program.text);
  }
  CHECK(canonical_programs().size() > 20);
}

TEST_CASE("the cases come out as expected") {
  const auto folder = std::filesystem::path(MLO_SOURCE_DIR) / "tests/unit/format/cases";
  for (const auto& source : mlo::golden::files(folder, ".mlo")) {
    INFO(source.string());
    const std::string actual = formatted(mlo::golden::read_file(source));
    CHECK(actual == mlo::golden::expected(source, actual));
  }
  CHECK(mlo::golden::orphans(folder).empty());
}

TEST_CASE("the canonical layout is its own and keeps the comments") {
  for (const Program& program : programs()) {
    INFO(program.name);
    const std::string once = formatted(program.text);
    CHECK(formatted(once) == once);
    CHECK(comments_of(once) == comments_of(program.text));
  }
}

TEST_CASE("space says nothing: programs that differ in it have one layout") {
  std::size_t tried = 0;
  for (const Program& program : programs()) {
    Random random(1);
    const std::string plain = without_comments(program.text), expected = formatted(plain);
    for (int i = 0; i < 10; ++i) {
      const std::string other = with_other_space(plain, random);
      INFO(program.name << "\n" << other);
      CHECK(formatted(other) == expected);
      ++tried;
    }
  }
  CHECK(tried > 200);
}

TEST_CASE("whatever stands between the words, nothing is lost and the result is canonical") {
  std::size_t valid = 0;
  for (const Program& program : programs()) {
    Random random(2);
    for (int i = 0; i < 60; ++i) {
      const std::string other = mangled(program.text, random);
      if (!is_valid(other)) continue;
      ++valid;
      INFO(program.name << "\n" << other);
      const std::string once = formatted(other);
      CHECK(formatted(once) == once);
      CHECK(comments_of(once) == comments_of(other));
    }
  }
  CHECK(valid > 500);
}
