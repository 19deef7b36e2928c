#include "compiler/source/edit.h"
#include "tests/unit/catch.h"

using namespace mlo;

namespace {

/// A text with edits: each is a range of bytes and what stands there afterwards.
std::string edited(const std::string& text, std::vector<std::tuple<std::uint32_t, std::uint32_t, std::string>> edits) {
  Sources sources;
  const FileId file = sources.add("f.mlo", text);
  Fix fix;
  for (const auto& [begin, end, replacement] : edits) fix.edits.push_back({{file, begin, end}, replacement});
  return apply(fix, file, sources);
}

}  // namespace

TEST_CASE("edits are applied by place, and one that overlaps another is left out") {
  CHECK(edited("abc", {{1, 2, "XY"}}) == "aXYc");
  CHECK(edited("abc", {{2, 3, "Z"}, {0, 1, "A"}}) == "AbZ");
  CHECK(edited("abc", {{0, 2, "A"}, {1, 3, "B"}}) == "Ac");
  CHECK(edited("abc", {{3, 3, "d"}}) == "abcd");
  CHECK(edited("abc", {{2, 1, "never"}}) == "abc");
}

TEST_CASE("a line that is inserted goes behind the comment at its place") {
  CHECK(edited("u2l a -> b   # why\nrun {}\n", {{10, 10, "\nu2l b -> c"}}) ==
        "u2l a -> b   # why\nu2l b -> c\nrun {}\n");
  CHECK(edited("u2l a -> b; run {}", {{10, 10, "\nu2l b -> c"}}) == "u2l a -> b\nu2l b -> c; run {}");
  CHECK(edited("u2l a -> b # why", {{10, 10, " via cg"}}) == "u2l a -> b via cg # why");
}

TEST_CASE("a line of which nothing is left goes away, its comment stays") {
  CHECK(edited("one\n  two\nthree\n", {{6, 9, ""}}) == "one\nthree\n");
  CHECK(edited("one\ntwo", {{4, 7, ""}}) == "one\n");
  CHECK(edited("one\ntwo # why\n", {{4, 7, ""}}) == "one\n # why\n");
  CHECK(edited("one two\n", {{3, 7, ""}}) == "one\n");
  CHECK(edited("one\n\nthree\n", {{4, 4, ""}}) == "one\n\nthree\n");
}

TEST_CASE("new lines end as those of the file do") {
  CHECK(edited("a\r\nb\r\n", {{1, 1, "\nx"}}) == "a\r\nx\r\nb\r\n");
  CHECK(edited("a\nb\r\n", {{1, 1, "\nx"}}) == "a\nx\nb\r\n");
}

TEST_CASE("what two texts differ in is one stretch of lines") {
  const LineChange change = changed_lines("a\nb\nc\nd\n", "a\nX\nY\nd\n");
  CHECK(change.first == 2);
  CHECK(change.before == std::vector<std::string>{"b", "c"});
  CHECK(change.after == std::vector<std::string>{"X", "Y"});
  const LineChange added = changed_lines("a\nb\n", "a\nx\nb\n");
  CHECK(added.first == 2);
  CHECK(added.before.empty());
  CHECK(added.after == std::vector<std::string>{"x"});
  const LineChange doubled = changed_lines("a\na\n", "a\n");
  CHECK(doubled.before == std::vector<std::string>{"a"});
  CHECK(doubled.after.empty());
  CHECK(changed_lines("", "").before.empty());
}
