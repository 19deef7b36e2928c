#include "runtime/cli/terminal.h"

#include "tests/unit/catch.h"

using namespace mlo::cli;

TEST_CASE("color: the option, then NO_COLOR, then FORCE_COLOR, then the terminal") {
  const ColorEnvironment plain;
  CHECK(wants_color(Color::automatic, plain, true));
  CHECK_FALSE(wants_color(Color::automatic, plain, false));
  CHECK_FALSE(wants_color(Color::automatic, {.dumb = true}, true));
  CHECK_FALSE(wants_color(Color::automatic, {.no_color = true}, true));
  CHECK(wants_color(Color::automatic, {.force_color = true}, false));
  CHECK_FALSE(wants_color(Color::automatic, {.no_color = true, .force_color = true}, true));
  CHECK(wants_color(Color::always, {.no_color = true, .dumb = true}, false));
  CHECK_FALSE(wants_color(Color::never, {.force_color = true}, true));
}
