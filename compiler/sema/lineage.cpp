#include "compiler/sema/lineage.h"

namespace mlo::sema {
namespace {

/// With the first of equal datasets in the place of each.
Argument renamed(Argument argument, const std::vector<DataId>& first_alike) {
  if (auto* data = std::get_if<DataRef>(&argument.value)) data->id = first_alike[data->id];
  if (auto* list = std::get_if<Arguments>(&argument.value))
    for (Argument& item : *list) item = renamed(std::move(item), first_alike);
  return argument;
}

}  // namespace

void collect(const Argument& argument, std::vector<DataRef>& out) {
  if (const auto* data = std::get_if<DataRef>(&argument.value)) out.push_back(*data);
  if (const Arguments* list = argument.list())
    for (const Argument& item : *list) collect(item, out);
}

Lineage::Lineage(const Program& program) : program_(program) {
  std::vector<Arguments> arguments;
  for (DataId id = 0; id < program.data.size(); ++id) {  // what a set is made from stands before it
    arguments.emplace_back();
    for (const Argument& argument : program.data[id].arguments)
      arguments.back().push_back(renamed(argument, first_alike_));
    DataId alike = 0;
    while (program.data[alike].builtin != program.data[id].builtin || arguments[alike] != arguments[id]) ++alike;
    first_alike_.push_back(alike);
  }
}

bool Lineage::same(DataRef a, DataRef b) const { return a.part == b.part && first_alike_[a.id] == first_alike_[b.id]; }

std::vector<DataRef> Lineage::way(DataRef data) const {
  std::vector<DataRef> out{data};
  while (true) {
    std::vector<DataRef> sources;
    for (const Argument& argument : program_.data[out.back().id].arguments) collect(argument, sources);
    if (sources.empty()) return out;
    out.push_back(sources.front());  // no function of datasets takes two
  }
}

bool Lineage::made_from(DataRef part, DataRef whole) const {
  for (const DataRef& at : way(part))
    if (same(at, whole)) return true;
  return false;
}

std::optional<Lineage::Fork> Lineage::fork(DataRef first, DataRef second) const {
  const auto a = way(first), b = way(second);
  auto i = a.rbegin(), j = b.rbegin();
  if (!same(*i, *j)) return std::nullopt;
  while (i != a.rend() && j != b.rend() && same(*i, *j)) ++i, ++j;
  if (i == a.rend() || j == b.rend() || first_alike_[i->id] == first_alike_[j->id]) return std::nullopt;
  return Fork{*std::prev(i), i->id, j->id};
}

}  // namespace mlo::sema
