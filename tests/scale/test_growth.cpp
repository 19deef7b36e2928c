// The checker's time grows with a program's length, and not with its square.
#include <algorithm>
#include <chrono>

#include "compiler/graph/schedule.h"
#include "compiler/sema/analyze.h"
#include "compiler/source/draw.h"
#include "compiler/syntax/parse.h"
#include "tests/fuzz/catalog.h"
#include "tests/golden/golden.h"
#include "tests/scale/program.h"
#include "tests/unit/catch.h"

using namespace mlo;

namespace {

class LibraryHost final : public sema::Host {
 public:
  std::optional<std::string> read(const std::string& path) override {
    return golden::read_file(golden::fs::path(MLO_SOURCE_DIR) / "stdlib" / golden::fs::path(path).filename());
  }
  std::vector<std::string> library() override { return {"std.models", "std.fewshot"}; }
  sema::DataInfo describe(const sema::Program&, sema::DataRef) override { return {200, 10, 20, {1, 28, 28}, {}, 2}; }
};

/// Seconds of each stage.
struct Times {
  double parse = 0, analyze = 0, graph = 0;
  double total() const { return parse + analyze + graph; }
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Times times_of(const std::string& text) {
  static const sema::Catalog catalog =
      fuzz::read_catalog(golden::read_file(golden::fs::path(MLO_SOURCE_DIR) / "tests/fuzz/catalog.txt"));
  Sources sources;
  Diagnostics diagnostics;
  LibraryHost host;
  const FileId file = sources.add("long.mlo", text);
  Times times;
  auto begin = std::chrono::steady_clock::now();
  parse(sources, file, diagnostics);
  times.parse = seconds_since(begin);

  begin = std::chrono::steady_clock::now();
  const sema::Program program = sema::analyze(sources, file, {}, catalog, host, diagnostics);
  times.analyze = seconds_since(begin) - times.parse;  // which parses again

  begin = std::chrono::steady_clock::now();
  const graph::ProblemGraph graph = graph::build_graph(program, diagnostics);
  graph::make_schedule(program, graph, diagnostics);
  times.graph = seconds_since(begin);
  INFO(draw_all(diagnostics, sources));
  CHECK(diagnostics.error_count() == 0);
  return times;
}

/// The least of some tries: what else runs on the machine makes a try longer, never shorter.
Times least_times_of(std::size_t lines) {
  const std::string text = scale::long_program(lines);
  Times least = times_of(text);
  for (int i = 0; i < 4; ++i) {
    const Times times = times_of(text);
    if (times.total() < least.total()) least = times;
  }
  return least;
}

}  // namespace

TEST_CASE("a program four times as long takes less than six times as long to check") {
  times_of(scale::long_program(100));  // what is made once: the parser's tables, the catalog
  const Times shorter = least_times_of(2500), longer = least_times_of(10'000);
  INFO("2500 lines: " << shorter.total() << " s; 10,000 lines: " << longer.total() << " s");
  CHECK(longer.total() < 6 * shorter.total());
}

TEST_CASE("the time of each stage for 10,000 lines", "[.measure]") {
  const Times times = least_times_of(10'000);
  WARN("parse " << times.parse << " s, analyze " << times.analyze << " s, graph " << times.graph << " s");
}
