#include "runtime/eval/read_data.h"

#include "runtime/eval/failures.h"

namespace mlo::eval {
namespace {

void collect(const sema::Arguments& arguments, std::vector<sema::DataRef>& out) {
  for (const sema::Argument& argument : arguments) {
    if (const auto* data = std::get_if<sema::DataRef>(&argument.value)) out.push_back(*data);
    if (const sema::Arguments* list = argument.list()) collect(*list, out);
  }
}

void collect(const sema::Block& block, std::vector<sema::DataRef>& out) {
  for (const sema::Loader& loader : block.loaders) out.push_back(loader.data);
  for (const sema::Node& node : block.nodes) collect(node.arguments, out);
}

/// What a dataset is made from comes first: an error stands where the file is named.
void read(const sema::Program& program, data::Datasets& datasets, sema::DataRef ref) {
  std::vector<sema::DataRef> sources;
  collect(program.data[ref.id].arguments, sources);
  for (const sema::DataRef& source : sources) read(program, datasets, source);
  try {
    datasets.get(program, ref)->samples();
  } catch (const std::exception& error) {
    Diagnostic out;
    out.code = "MLO0501";
    out.message = first_line(error);
    out.primary.span = program.origins[program.data[ref.id].origin].span;
    throw RunError(std::move(out));
  }
}

}  // namespace

void read_data(const sema::Program& program, data::Datasets& datasets) {
  std::vector<sema::DataRef> all;
  for (const sema::Problem& problem : program.problems) collect(problem.block, all);
  for (const sema::Env& env : program.envs) collect(env.block, all);
  for (const sema::Measure& measure : program.measures) collect(measure.block, all);
  for (const sema::DataRef& ref : all) read(program, datasets, ref);
}

}  // namespace mlo::eval
