#include "tests/numerics/harness.h"

#include <ATen/ATen.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "compiler/graph/problem_graph.h"
#include "compiler/graph/schedule.h"
#include "compiler/source/draw.h"
#include "runtime/engine/catalog.h"
#include "runtime/shapes/choose.h"
#include "runtime/shapes/plan_tasks.h"
#include "runtime/shapes/task_memory.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

class LibraryHost : public sema::Host {
 public:
  explicit LibraryHost(data::Datasets& datasets) : datasets_(datasets) {}

  std::optional<std::string> read(const std::string& path) override {
    if (!path.starts_with("std/")) return std::nullopt;
    std::ifstream file(std::string(MLO_SOURCE_DIR "/stdlib/") + path.substr(4), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  std::vector<std::string> library() override { return {"std.models", "std.fewshot"}; }
  sema::DataInfo describe(const sema::Program& program, sema::DataRef data) override {
    return datasets_.get(program, data)->info();
  }

 private:
  data::Datasets& datasets_;
};

/// A program after every stage that had no errors before it. Not to be moved: programs point into the catalog.
struct Compiled {
  Compiled(const std::string& text, const std::vector<sema::Setting>& settings);
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  Sources sources;
  Diagnostics diagnostics;
  sema::Catalog catalog = engine::make_catalog();
  data::Datasets datasets;
  sema::Program program;
  graph::ProblemGraph graph;
  graph::Schedule schedule;
  engine::Shapes shapes;
};

Compiled::Compiled(const std::string& text, const std::vector<sema::Setting>& settings) {
  LibraryHost host(datasets);
  const FileId main = sources.add("test.mlo", text);
  program = sema::analyze(sources, main, settings, catalog, host, diagnostics);
  if (!diagnostics.has_errors()) engine::choose_methods(program, catalog, datasets, diagnostics);
  if (!diagnostics.has_errors()) graph = graph::build_graph(program, diagnostics);
  if (!diagnostics.has_errors()) schedule = graph::make_schedule(program, graph, diagnostics);
  if (!diagnostics.has_errors()) shapes = engine::check_shapes(program, graph, datasets, diagnostics);
  if (!diagnostics.has_errors()) engine::plan_tasks(program, graph, shapes, datasets, schedule, diagnostics);
}

class Keeper : public engine::Observer {
 public:
  explicit Keeper(Result& result) : result_(result) {}

  void line(const engine::MetricLine& line) override { result_.lines.push_back(line); }
  void progress(const engine::Progress&) override {}
  /// The tensors of a checkpoint are those that the run goes on changing, hence the copies.
  void checkpoint(bool best, const engine::Checkpoint& checkpoint) override {
    if (best) return;
    result_.last = checkpoint;
    for (auto& [name, tensor] : result_.last.tensors) tensor = tensor.detach().clone();
  }
  void saved(const std::string& name, const std::map<std::string, at::Tensor>& tensors) override {
    result_.saved[name] = tensors;
  }
  void warning(const std::string& message) override { result_.warnings.push_back(message); }
  bool interrupted() override { return false; }

 private:
  Result& result_;
};

void require_clean(const Compiled& compiled) {
  if (!compiled.diagnostics.has_errors()) return;
  FAIL(draw_all(compiled.diagnostics, compiled.sources));
}

Result play(Compiled& c, Updates updates) {
  Result result;
  Keeper keeper(result);
  const engine::RunOptions options{updates.count, c.program.run.seed, updates.threads, "cpu"};
  result.outcome = engine::run(c.program, c.graph, c.schedule, c.shapes, c.datasets, options, keeper);
  return result;
}

}  // namespace

std::vector<double> Result::values(const std::string& problem) const {
  const auto found = last.tensors.find(problem + "/value");
  if (found == last.tensors.end()) FAIL("the checkpoint holds no tensor `" + problem + "/value`");
  REQUIRE(found->second.scalar_type() == at::kDouble);
  const at::Tensor flat = found->second.contiguous().view({-1});
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

double Result::value(const std::string& problem) const {
  const std::vector<double> all = values(problem);
  REQUIRE(all.size() == 1);
  return all.front();
}

double Result::loss(const std::string& problem) const {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (line->kind == engine::MetricLine::Kind::problem && line->name == problem && line->loss) return *line->loss;
  FAIL("`" + problem + "` logged no loss");
  return std::nan("");
}

Result run(const std::string& program, Updates updates, const std::vector<sema::Setting>& settings) {
  Compiled compiled(program, settings);
  compiled.program.run.updates = updates.count;
  if (updates.draws > 0)
    for (sema::Measure& measure : compiled.program.measures) measure.draws = updates.draws;
  require_clean(compiled);
  if (updates.one_piece) {
    for (graph::Unit& unit : compiled.schedule.units) unit.tasks.most = unit.accumulate;
    for (std::size_t i = 0; i < compiled.schedule.draws.size(); ++i)
      compiled.schedule.draws[i].most = compiled.program.measures[i].draws;
  }
  return play(compiled, updates);
}

double estimated_bytes(const std::string& program) {
  const Compiled c(program, {});
  require_clean(c);
  return engine::TaskMemory(c.program, c.graph, c.shapes, c.schedule).of_pass(c.schedule.unit_of[0]);
}

std::vector<engine::ProblemVerdict> verify(const std::string& text, bool all) {
  Compiled compiled(text, {});
  require_clean(compiled);
  engine::VerifyOptions options;
  options.all = all;
  return engine::verify(compiled.program, compiled.catalog, compiled.shapes, compiled.datasets, options);
}

void expect_error(const std::string& program, const std::string& code) {
  const Compiled compiled(program, {});
  INFO(draw_all(compiled.diagnostics, compiled.sources));
  bool found = false;
  for (const Diagnostic& d : compiled.diagnostics.sorted())
    found = found || (d.severity == Severity::error && d.code == code);
  CHECK(found);
}

Failure expect_failure(const std::string& program, Updates updates) {
  Compiled compiled(program, {});
  require_clean(compiled);
  try {
    play(compiled, updates);
  } catch (const eval::RunError& error) {
    const Diagnostic& d = error.diagnostic;
    return {d.code, d.message, std::string(compiled.sources.text(d.primary.span))};
  }
  FAIL("the run did not fail");
  return {};
}

std::string fill(std::string text, const std::map<std::string, std::string>& blanks) {
  for (const auto& [name, value] : blanks) {
    const std::string blank = "<" + name + ">";
    REQUIRE(text.find(blank) != std::string::npos);
    for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at + value.size()))
      text.replace(at, blank.size(), value);
  }
  return text;
}

std::vector<double> gradient(const Result& result, const std::string& problem, const std::vector<double>& start) {
  std::vector<double> out = result.values(problem);
  REQUIRE(out.size() == start.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = start[i] - out[i];
  return out;
}

void check_close(const std::vector<double>& actual, const std::vector<double>& expected, double tolerance) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    CAPTURE(i, actual[i], expected[i]);
    CHECK(std::abs(actual[i] - expected[i]) <= tolerance);
  }
}

}  // namespace mlo::numerics
