// Mutated programs through the whole compiler: `test_fuzz --inputs 100000 --seed 1`, and `--help` for the rest.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/fuzz/minimize.h"
#include "tests/fuzz/shards.h"

namespace {

using namespace mlo::fuzz;

constexpr const char* usage =
    "test_fuzz [--inputs N] [--seed N] [--first N] [--jobs N] [--show N]\n"
    "  Runs N mutated programs (2000) through the compiler. --show prints one of them and runs it alone.\n";

struct Options {
  Request request;
  bool show = false;
};

Options read_options(int count, char** words) {
  Options options;
  options.request.jobs = static_cast<int>(std::thread::hardware_concurrency());
  for (int i = 1; i < count; i += 2) {
    const std::string name = words[i];
    if (i + 1 == count) throw std::invalid_argument(name);
    const std::uint64_t value = std::stoull(words[i + 1]);
    if (name == "--inputs")
      options.request.inputs = value;
    else if (name == "--seed")
      options.request.seed = value;
    else if (name == "--first")
      options.request.first = value;
    else if (name == "--jobs")
      options.request.jobs = static_cast<int>(value);
    else if (name == "--show")
      options.show = true, options.request.first = value;
    else
      throw std::invalid_argument(name);
  }
  return options;
}

/// The head of a failure: what must stay when its input is made smaller.
std::string kind_of(const std::string& failure) { return failure.substr(0, failure.find(':')); }

/// Prints how to have the failure again, and the least text that shows it.
void report(const Pipeline& pipeline, const Input& input, const Request& request, const Failure& failure) {
  fmt::print("\nseed {}, input {}, made from {}: {}\n", request.seed, failure.number, input.path, failure.what);
  const bool endless = failure.what.starts_with("no end");
  const int seconds = endless ? 2 : 10;
  const std::string kind = kind_of(failure_of(pipeline, input, seconds));
  if (kind.empty()) {
    fmt::print("alone it does not fail: it follows from an input before it, or is a leak (see above)\n");
    return;
  }
  const auto fails = [&](const std::string& text) {
    return kind_of(failure_of(pipeline, {input.path, text, input.formatted}, seconds)) == kind;
  };
  const std::string least = minimized(input.text, fails, endless ? 100 : 2000);
  const auto path = std::filesystem::temp_directory_path() /
                    ("fuzz-" + std::to_string(request.seed) + "-" + std::to_string(failure.number) + ".mlo");
  std::ofstream(path, std::ios::binary) << least;
  fmt::print("again: test_fuzz --seed {} --show {}\nmade small, in {}:\n{}\n", request.seed, failure.number,
             path.string(), least);
}

int fuzz(Options options) {
  const Corpus corpus = read_corpus();
  const Pipeline pipeline(corpus);
  Request& request = options.request;
  if (options.show) {
    fmt::print("{}\n", make_input(corpus, request.seed, request.first).text);
    request.inputs = 1;
  }
  const Summary summary = run_inputs(corpus, pipeline, request);
  if (summary.failure)
    report(pipeline, make_input(corpus, request.seed, summary.failure->number), request, *summary.failure);
  const auto& reached = summary.reached;
  const std::uint64_t all = reached[0] + reached[1] + reached[2] + reached[3];
  fmt::print(
      "{} inputs from {} programs: {} parse, {} check, {} have a graph; {:.0f} s of processor time, at most {:.2f} s "
      "for one ({})\n",
      all, corpus.programs.size(), all - reached[0], reached[2] + reached[3], reached[3], summary.seconds,
      summary.slowest_seconds, summary.slowest);
  return summary.failure ? 1 : 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return fuzz(read_options(count, words));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n{}", error.what(), usage);
    return 2;
  }
}
