// Numbers with a unit.
#include "compiler/sema/quantity.h"
#include "tests/unit/catch.h"

using mlo::sema::bytes_of;
using mlo::sema::text_of_bytes;

TEST_CASE("a size is a number above 0 and a unit, of 1000 each") {
  CHECK(bytes_of("20 kB").count == 20'000);
  CHECK(bytes_of("1.5 MB").count == 1'500'000);
  CHECK(bytes_of(" 2GB ").count == 2'000'000'000);
  CHECK(bytes_of("3e-3 TB").count == 3'000'000'000);
  CHECK(bytes_of("2 GB").mistake.empty());
}

TEST_CASE("what is no size says why, and counts nothing") {
  const std::pair<const char*, const char*> cases[] = {{"", "this begins with no number"},
                                                       {"lots", "this begins with no number"},
                                                       {"nan GB", "this begins with no number"},
                                                       {"2", "this has no unit"},
                                                       {"2 GBB", "`GBB` is no unit"},
                                                       {"0x10 MB", "`x10 MB` is no unit"},
                                                       {"2 3 GB", "`3 GB` is no unit"},
                                                       {"0 GB", "this is less than one byte"},
                                                       {"-2 GB", "this is less than one byte"},
                                                       {"0.0000001 kB", "this is less than one byte"},
                                                       {"inf GB", "this is more than any machine has"},
                                                       {"1e99 GB", "this is more than any machine has"},
                                                       {"1e999 GB", "this is more than any machine has"}};
  for (const auto& [text, mistake] : cases) {
    INFO(text);
    CHECK(bytes_of(text).mistake == mistake);
    CHECK(bytes_of(text).count == 0);
  }
}

TEST_CASE("a unit that is nearly one is put right") {
  for (const char* text : {"2 GBB", "2 gb", "2 GiB", "2 G"}) CHECK(bytes_of(text).instead == "2 GB");
  CHECK(bytes_of("2 lines").instead.empty());
}

TEST_CASE("sizes are written in the largest unit that leaves 1 or more") {
  CHECK(text_of_bytes(1) == "1 byte");
  CHECK(text_of_bytes(999) == "999 bytes");
  CHECK(text_of_bytes(2'640'000) == "2.6 MB");
  CHECK(text_of_bytes(50'000'000'000) == "50 GB");
}
