#include <fmt/format.h>

#include "compiler/graph/graph.h"
#include "compiler/graph/order.h"
#include "compiler/graph/reads.h"
#include "compiler/graph/rules/repairs.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

using Kind = sema::Edge::Kind;

/// A read without its edge.
struct Missing {
  ProblemId reader;
  ProblemId read;
  bool to_start;  ///< in `init` or an optimizer's arguments: what is read must stand above
};

bool has(const Rules& rules, Kind kind, ProblemId from, ProblemId to) {
  const bool down = kind == Kind::u2l;
  const Arc* arc = down ? find_arc(*rules.graph.arcs, from, to) : find_arc(*rules.graph.arcs, to, from);
  return arc != nullptr && (down ? arc->u2l : arc->l2u) >= 0;
}

/// The order, as far as edges say it and what `init` and optimizers read (which stands above).
std::vector<std::vector<bool>> known_order(const Rules& rules) {
  Graph graph = *rules.graph.arcs;
  for (ProblemId reader = 0; reader < rules.graph.reads.size(); ++reader) {
    for (const ProblemId read : rules.graph.reads[reader].start) add_edge(read, reader, graph);
    for (const ProblemId read : rules.graph.reads[reader].optimizer) add_edge(read, reader, graph);
  }
  return transitive_closure(graph);
}

std::vector<Missing> find_missing(const Rules& rules) {
  std::vector<Missing> missing;
  for (ProblemId reader = 0; reader < rules.graph.reads.size(); ++reader) {
    const Reads& lines = rules.graph.reads[reader];
    for (ProblemId read = 0; read < rules.graph.reads.size(); ++read) {
      if (rules.explained_reads.contains({reader, read}) || has(rules, Kind::u2l, read, reader)) continue;
      const bool to_start = lines.start.contains(read) || lines.optimizer.contains(read);
      const bool in_loss = lines.loss.contains(read) && !has(rules, Kind::l2u, read, reader);
      if (to_start || in_loss) missing.push_back({reader, read, to_start});
    }
  }
  return missing;
}

Diagnostic& report(Rules& rules, const Missing& missing) {
  const auto& program = rules.program;
  const Reads& lines = rules.graph.reads[missing.reader];
  const auto reader = quoted(program, missing.reader);
  const auto read = quoted(program, missing.read);
  const std::string what = lines.loss.contains(missing.read) ? fmt::format("the loss of {} reads {}", reader, read)
                           : lines.start.contains(missing.read)
                               ? fmt::format("{} starts from {}", reader, read)
                               : fmt::format("the optimizer of {} reads {}", reader, read);
  return rules
      .error("MLO0401", place_of_read(program, missing.reader, missing.read), what + ", and no edge says so",
             {missing.reader, missing.read})
      .at(fmt::format("{} is read here", read));
}

/// The start or the optimizer of a problem reads one below: no edge can make that right.
void report_upside_down(Rules& rules, const Missing& missing) {
  const auto& program = rules.program;
  const auto reader = quoted(program, missing.reader);
  const auto read = quoted(program, missing.read);
  const bool start = rules.graph.reads[missing.reader].start.contains(missing.read);
  const Span place =
      start ? line_of(program.problems[missing.reader], "init") : place_of_read(program, missing.reader, missing.read);
  rules
      .error("MLO0401", place,
             start ? fmt::format("{} starts from {}, which stands below it", reader, read)
                   : fmt::format("the optimizer of {} reads {}, which stands below it", reader, read),
             {missing.reader, missing.read})
      .at(fmt::format("{} is read here", read))
      .note("a start and an optimizer can depend on problems above; a solution from below is read by the loss")
      .with_help(fmt::format("read it as a constant: `detach({})`", program.problems[missing.read].name));
}

void say_line_above(Rules& rules, const Missing& missing, Diagnostic& diagnostic) {
  const auto line = u2l_line(rules.program, missing.read, missing.reader);
  diagnostic.with_help(fmt::format("add the edge `{}`", line));
  add_line(diagnostic, rules.program, missing.reader, line);
}

void say_line_below(Rules& rules, const Missing& missing, Diagnostic& diagnostic) {
  rules.missing_l2u.insert({missing.read, missing.reader});
  diagnostic.with_help(fmt::format("add the edge `{}`, or with another method",
                                   l2u_line(rules.program, missing.read, missing.reader, "unroll")));
}

void say_both(Rules& rules, const Missing& missing, Diagnostic& diagnostic) {
  const auto& program = rules.program;
  const auto reader = quoted(program, missing.reader);
  const auto read = quoted(program, missing.read);
  rules.missing_l2u.insert({missing.read, missing.reader});
  diagnostic.with_help(fmt::format("add `{}` if {} shapes {} from above,\nor `{}` if {} uses the solution of {}",
                                   u2l_line(program, missing.read, missing.reader), read, reader,
                                   l2u_line(program, missing.read, missing.reader, "unroll"), reader, read));
}

/// Two problems read each other and nothing says which stands above.
void say_mutual(Rules& rules, const Missing& missing, Diagnostic& diagnostic) {
  const auto& program = rules.program;
  diagnostic.label(place_of_read(program, missing.read, missing.reader),
                   fmt::format("{} reads {} in turn", quoted(program, missing.read), quoted(program, missing.reader)));
  diagnostic.with_help(fmt::format(
      "say which stands above: `{}` and `{}`,\nor `{}` and `{}`", u2l_line(program, missing.reader, missing.read),
      l2u_line(program, missing.read, missing.reader, "unroll"), u2l_line(program, missing.read, missing.reader),
      l2u_line(program, missing.reader, missing.read, "unroll")));
}

bool contains(const std::vector<Missing>& all, ProblemId reader, ProblemId read) {
  for (const Missing& missing : all)
    if (missing.reader == reader && missing.read == read) return true;
  return false;
}

}  // namespace

void check_reads(Rules& rules) {
  const auto above = known_order(rules);
  const auto all = find_missing(rules);
  for (const Missing& missing : all) {
    const bool read_above = above[missing.read][missing.reader];
    const bool read_below = above[missing.reader][missing.read];
    const bool unknown = read_above == read_below;
    const bool mutual = unknown && contains(all, missing.read, missing.reader);
    if (missing.to_start && rules.graph.above[missing.reader][missing.read]) {
      report_upside_down(rules, missing);
    } else if (missing.to_start || (read_above && !read_below)) {
      say_line_above(rules, missing, report(rules, missing));
    } else if (read_below && !read_above) {
      say_line_below(rules, missing, report(rules, missing));
    } else if (!mutual) {
      say_both(rules, missing, report(rules, missing));
    } else if (missing.reader < missing.read) {
      say_mutual(rules, missing, report(rules, missing));
    }
  }
}

}  // namespace mlo::graph
