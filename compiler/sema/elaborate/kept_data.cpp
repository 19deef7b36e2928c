// What is kept for testing is read nowhere else.
#include <fmt/format.h>

#include <set>

#include "compiler/sema/elaborate/elaborator.h"
#include "compiler/sema/lineage.h"

namespace mlo::sema {
namespace {

using Readings = std::vector<DataReading>;

void readings(const Block& block, Readings& out) {
  for (const Loader& loader : block.loaders) out.push_back({loader.data, loader.origin});
  for (const Node& node : block.nodes) {
    std::vector<DataRef> found;
    for (const Argument& argument : node.arguments) collect(argument, found);
    for (const DataRef& data : found) out.push_back({data, node.origin});
  }
}

void mark_envs(const Block& block, std::set<EnvId>& envs) {
  for (const Node& node : block.nodes)
    if (node.kind == Node::Kind::env) envs.insert(node.owner);
}

/// As the program names it; "a dataset" where it has no name.
std::string name_of(const Program& program, DataRef data) {
  const auto& names = program.data[data.id].names;
  const bool named = data.part < names.size() && !names[data.part].empty();
  return named ? "`" + names[data.part] + "`" : "a dataset";
}

}  // namespace

void Elaborator::check_test_data() {
  Readings kept, others;
  for (const Measure& measure : program_.measures) {
    auto& into = measure.kind == Measure::Kind::test ? kept : others;
    readings(measure.block, into);
    std::set<EnvId> envs(measure.envs.begin(), measure.envs.end());
    for (EnvId env : envs) readings(program_.envs[env].block, into);
  }
  std::set<EnvId> trained;
  for (const Problem& problem : program_.problems) {
    readings(problem.block, others);
    mark_envs(problem.block, trained);
  }
  for (EnvId env : trained) readings(program_.envs[env].block, others);
  const Lineage lineage(program_);
  for (const DataReading& other : others)
    for (const DataReading& test : kept)
      if (report_shared(lineage, other, test)) break;
}

/// False where the two have no samples in common.
bool Elaborator::report_shared(const Lineage& lineage, const DataReading& other, const DataReading& test) {
  const std::string read = name_of(program_, other.data), kept = name_of(program_, test.data);
  const auto fork = lineage.fork(other.data, test.data);
  std::string how;
  if (other.data == test.data)
    how = "is";
  else if (lineage.same(other.data, test.data))
    how = fmt::format("is the same set as {}, which is", kept);
  else if (lineage.made_from(other.data, test.data))
    how = fmt::format("is made from {}, which is", kept);
  else if (lineage.made_from(test.data, other.data))
    how = fmt::format("holds {}, which is", kept);
  else if (fork)
    how = fmt::format("shares samples with {}, which is", kept);
  else
    return false;
  Diagnostic& d =
      diagnostics_.error("MLO0502", outermost(other.origin), fmt::format("{} {} kept for testing", read, how));
  d.at("and it is read here").label(outermost(test.origin), fmt::format("`test` reads {}", kept));
  d.with_help("read another part: `split` and `split_classes` cut a set into parts that share nothing");
  if (!fork) return true;
  const std::string source = name_of(program_, fork->source);
  d.label(outermost(program_.data[fork->second].origin), fmt::format("{} comes from {} by this call", kept, source));
  d.label(outermost(program_.data[fork->first].origin), fmt::format("and {} by this one", read));
  d.with_help("read another part of the same cut: parts of one cut share nothing, those of two may");
  return true;
}

}  // namespace mlo::sema
