#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/text/describe.h"
#include "compiler/graph/text/plan.h"

namespace mlo::graph {
namespace {

/// Rounds as an indented listing: what stands under a line is what that line is made of.
class RoundPrinter {
 public:
  RoundPrinter(const sema::Program& program, const ProblemGraph& graph, const Schedule& schedule)
      : program_(program), graph_(graph), schedule_(schedule) {}

  std::string print() {
    for (const UnitId top : schedule_.tops) {
      line(1, fmt::format("update: one round of {}", names(top)));
      body(top, 2);
    }
    for (std::size_t i = 0; i < program_.measures.size(); ++i)
      if (!schedule_.draws[i].why.empty())
        line(1, fmt::format("{} draws of {}{}", program_.measures[i].draws, name_of(program_.measures[i]),
                            how(schedule_.draws[i])));
    if (!has_tasks()) say_idle();
    return "rounds\n" + text_;
  }

 private:
  const Unit& unit(UnitId id) const { return schedule_.units[id]; }
  std::string names(UnitId id) const { return names_of(program_, unit(id).members); }
  void line(int depth, const std::string& text) {
    text_ += std::string(static_cast<std::size_t>(2 * depth), ' ') + text + "\n";
  }

  static std::string name_of(const sema::Measure& measure) {
    const bool test = measure.kind == sema::Measure::Kind::test;
    return !measure.name.empty() ? "`" + measure.name + "`" : test ? "the test" : "the validation";
  }

  bool has_tasks() const {
    for (const Unit& one : schedule_.units)
      if (one.accumulate > 1 && one.independent_passes) return true;
    return std::any_of(program_.measures.begin(), program_.measures.end(),
                       [](const sema::Measure& measure) { return measure.draws > 1; });
  }

  /// Lines of `run` about tasks, in a program without any.
  void say_idle() {
    constexpr const char* why = "changes nothing: no passes or draws are independent of each other";
    if (program_.run.tasks != "auto") line(1, fmt::format("`tasks = {}` {}", program_.run.tasks, why));
    if (program_.run.memory > 0) line(1, fmt::format("`memory` {}", why));
  }

  static std::string how(const TaskPlan& tasks) {
    if (tasks.why.empty()) return "";
    constexpr const char* words[] = {"played one after another", "played on threads", "played together"};
    return fmt::format(", {} ({})", words[static_cast<int>(tasks.way)], tasks.why);
  }

  std::string starts(UnitId id) const {
    std::vector<std::string> all;
    for (const ProblemId member : unit(id).members) all.push_back(start_text(program_, graph_, member));
    for (const auto& text : all)
      if (text != all.front()) return join(all, " and ");
    return all.front();
  }

  /// A round of a unit that plays before a pass of another.
  void round(UnitId id, int depth) {
    const Unit& played = unit(id);
    const std::string head = fmt::format("round of {}: {}, {}", names(id), starts(id), counted(played.steps, "step"));
    const bool plain = played.below.empty() && played.envs.empty() && played.accumulate == 1;
    if (!printed_.insert(id).second) return line(depth, head + "; played again only if what it reads has moved");
    line(depth, plain ? head : head + (played.steps > 1 ? ", each:" : ":"));
    if (!plain) step(id, depth + 1);
  }

  void body(UnitId id, int depth) {
    printed_.insert(id);
    if (unit(id).steps > 1) line(depth++, counted(unit(id).steps, "step") + ", each:");
    step(id, depth);
  }

  void step(UnitId id, int depth) {
    const Unit& played = unit(id);
    if (played.accumulate > 1) {
      line(depth, fmt::format("{}, {}:", counted(played.accumulate, "pass"),
                              played.independent_passes ? "independent of each other" + how(played.tasks)
                                                        : "one after another (" + played.why_dependent + ")"));
      pass(id, depth + 1);
      line(depth, fmt::format("step of {}, by the mean of {}", names(id), counted(played.accumulate, "gradient")));
    } else {
      pass(id, depth);
      line(depth, "step of " + names(id));
    }
    for (const UnitId below : played.below)
      for (const ProblemId member : unit(below).members)
        if (program_.problems[member].rollback)
          line(depth,
               fmt::format("the round of {} again, from the same state (rollback)", program_.problems[member].name));
  }

  void pass(UnitId id, int depth) {
    for (const EnvId env : unit(id).envs) {
      const auto& definition = program_.envs[env];
      line(depth, "draw " + definition.name +
                      (definition.hold > 1 ? fmt::format(", kept for {} passes", definition.hold) : ""));
    }
    for (const UnitId below : unit(id).below) round(below, depth);
    line(depth, "gradient of " + names(id));
  }

  const sema::Program& program_;
  const ProblemGraph& graph_;
  const Schedule& schedule_;
  std::set<UnitId> printed_;
  std::string text_;
};

}  // namespace

std::string plan_rounds(const sema::Program& program, const ProblemGraph& graph, const Schedule& schedule) {
  return RoundPrinter(program, graph, schedule).print();
}

}  // namespace mlo::graph
