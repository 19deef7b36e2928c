#include "compiler/format/diff.h"
#include "tests/unit/catch.h"

using mlo::unified_diff;

TEST_CASE("equal texts have no difference") {
  CHECK(unified_diff("", "", "a") == "");
  CHECK(unified_diff("x\n", "x\n", "a") == "");
}

TEST_CASE("a difference is what diff -u writes") {
  CHECK(unified_diff("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nfour\n5\n6\n7\n", "a.mlo") ==
        "--- a.mlo\n+++ a.mlo\n@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n");
  CHECK(unified_diff("", "1\n", "a") == "--- a\n+++ a\n@@ -0,0 +1 @@\n+1\n");
  CHECK(unified_diff("1\n", "", "a") == "--- a\n+++ a\n@@ -1 +0,0 @@\n-1\n");
  CHECK(unified_diff("1", "1\n", "a") == "--- a\n+++ a\n@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+1\n");
}

TEST_CASE("changes that are far apart stand in hunks of their own") {
  std::string before, after;
  for (int i = 0; i < 30; ++i) {
    before += std::to_string(i) + "\n";
    if (i != 5) after += std::to_string(i) + "\n";
    if (i == 20) after += "new\n";
  }
  CHECK(unified_diff(before, after, "a") ==
        "--- a\n+++ a\n@@ -3,7 +3,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n@@ -19,6 +18,7 @@\n 18\n 19\n 20\n+new\n 21\n 22\n "
        "23\n");
}

TEST_CASE("texts with more changes than are searched for are replaced as a whole") {
  std::string before, after;
  for (int i = 0; i < 1500; ++i) {
    before += std::to_string(i) + "\r\n";
    after += std::to_string(i) + "\n";
  }
  CHECK_THAT(unified_diff(before, after, "a"), Catch::StartsWith("--- a\n+++ a\n@@ -1,1500 +1,1500 @@\n-0\r\n-1\r\n"));
}
