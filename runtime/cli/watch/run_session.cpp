#include "runtime/cli/watch/run_session.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <thread>

#include "compiler/source/draw.h"
#include "compiler/source/json.h"
#include "runtime/cli/device.h"
#include "runtime/cli/watch/interrupt.h"
#include "runtime/cli/watch/results.h"
#include "runtime/record/directory.h"
#include "runtime/record/environment.h"
#include "runtime/record/error.h"
#include "runtime/record/program_copy.h"

namespace mlo::cli {
namespace {

int all_cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

record::Used decide(const record::Given& given, const sema::Run& run) {
  if (run.updates < 1)
    throw UsageError("nothing says how many updates to run",
                     "add `run { updates = 1000 }` to the program, or give --updates N");
  return {run.updates, run.seed, given.threads.value_or(all_cores()), resolve_device(run.device, cuda_devices())};
}

std::filesystem::path make_directory(const std::string& out, const Compilation& c, std::int64_t seed) {
  try {
    const std::string program = std::filesystem::path(c.name()).stem().string();
    return record::create_directory(out, program, record::directory_name(std::time(nullptr), seed));
  } catch (const record::FileError& error) {
    throw UsageError(error.what(), "choose another folder with --out");
  }
}

Columns columns(const sema::Program& program) {
  Columns out;
  out.updates = program.run.updates;
  for (const sema::Problem& problem : program.problems) out.owner = std::max(out.owner, problem.name.size());
  for (const sema::Measure& measure : program.measures) {
    if (measure.kind == sema::Measure::Kind::test) continue;
    engine::MetricLine line;
    line.kind = engine::MetricLine::Kind::validate;
    line.name = measure.name;
    out.owner = std::max(out.owner, owner_of(line).size());
  }
  return out;
}

/// A run and what belongs to it.
class Session {
 public:
  Session(Compilation& c, const RunRequest& request)
      : c_(c),
        request_(request),
        used_(decide(request.given, c.program.run)),
        recorder_(make_directory(request.out, c, used_.seed), request.verbose),
        console_(recorder_, request.quiet, request.color),
        observer_(recorder_, console_, request.format, columns(c.program), request.quiet) {}

  Exit run();

 private:
  void record_start();
  void say_start();
  Exit play();
  void say_end(const engine::Outcome& outcome);
  void tell_failure(const std::string& message, const std::string& diagnostic = "");
  Exit fail(const Diagnostic& diagnostic);
  Exit fail(const std::string& message);

  Compilation& c_;
  const RunRequest& request_;
  record::Used used_;
  record::Recorder recorder_;
  Console console_;
  RunObserver observer_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

Exit Session::run() {
  try {
    record_start();
    say_start();
    return play();
  } catch (const eval::RunError& error) {
    return fail(error.diagnostic);
  } catch (const record::FileError& error) {
    return fail(error.what());
  } catch (const std::bad_alloc&) {
    return fail("out of memory");
  } catch (const c10::Error& error) {
    return fail(std::string("internal error, please report: ") + error.what_without_backtrace());
  } catch (const std::exception& error) {
    return fail(std::string("internal error, please report: ") + error.what());
  }
}

/// All that is known before the first update.
void Session::record_start() {
  record::copy_program(c_.sources, recorder_.directory() / "program");
  recorder_.file("options.json", options_json(c_.program, request_.given, used_));
  recorder_.file("plan.txt", graph::print_plan(c_.program, c_.graph, c_.schedule));
  recorder_.file("environment.json", record::environment_json(used_.device, used_.threads));
}

void Session::say_start() {
  if (!c_.diagnostics.empty()) recorder_.log(draw_all(c_.diagnostics, c_.sources));
  console_.say(fmt::format("mlo {}  {}", MLO_VERSION, c_.name()));
  console_.say(fmt::format("  {} update{}, seed {}, {}, {} thread{}", used_.updates, used_.updates == 1 ? "" : "s",
                           used_.seed, used_.device, used_.threads, used_.threads == 1 ? "" : "s"));
  console_.say(fmt::format("  {}", recorder_.directory().string()));
  const record::Blas blas = record::loaded_blas();
  recorder_.detail(fmt::format("LibTorch {} ({}), {}, {}", record::libtorch_version(), record::cpu_capability(),
                               blas.name, record::compiler_version()));
  if (blas.reference && used_.device == "cpu") {
    console_.warn("matrix products run on the " + blas.name +
                  ", about twenty times slower than OpenBLAS; install the package libopenblas0-pthread");
  }
}

Exit Session::play() {
  const Interruptible signals;
  const engine::RunOptions options{used_.updates, used_.seed, used_.threads, used_.device};
  const engine::Outcome outcome =
      engine::run(c_.program, c_.graph, c_.schedule, c_.shapes, c_.datasets, options, observer_);
  observer_.finish();
  say_end(outcome);
  return outcome.interrupted ? Exit::interrupted : Exit::fine;
}

void Session::say_end(const engine::Outcome& outcome) {
  Results results{outcome, {}, recorder_.images(outcome.print, outcome.updates, "print"), record::peak_memory_mb()};
  for (std::size_t i = 0; i < outcome.tests.size(); ++i) results.test_images.push_back(observer_.test_images(i));
  if (request_.format == RunFormat::json) {
    console_.json(json_results(results));
  } else {
    for (const std::string& line : human_results(results)) console_.data(line);
  }
  for (const std::string& line : outcome.health) console_.say("  " + line);
  console_.say(human_closing(results));
  console_.say("  " + recorder_.directory().string());
}

/// `diagnostic` is JSON, or empty.
void Session::tell_failure(const std::string& message, const std::string& diagnostic) {
  observer_.finish();
  if (request_.format != RunFormat::json) return;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  console_.json(json_failure(observer_.updates(), seconds, record::peak_memory_mb(), message, diagnostic));
}

Exit Session::fail(const Diagnostic& diagnostic) {
  tell_failure(diagnostic.message, diagnostic_json(diagnostic, c_.sources));
  console_.draw(mlo::draw(diagnostic, c_.sources, {wants_color(request_.color, stderr)}),
                mlo::draw(diagnostic, c_.sources));
  console_.say("  " + recorder_.directory().string());
  return Exit::failed;
}

Exit Session::fail(const std::string& message) {
  tell_failure(message);
  console_.draw(red("error:", wants_color(request_.color, stderr)) + " " + message + "\n", "error: " + message);
  return Exit::failed;
}

}  // namespace

Exit run_session(Compilation& compilation, const RunRequest& request) { return Session(compilation, request).run(); }

}  // namespace mlo::cli
