// Functions that take dimensions by number: the same dimensions, one further back.
#include <ATen/ATen.h>

#include <set>

#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

/// What `none` in the place of dimensions means.
enum class None { all, flat, not_here };

bool names_dimensions(const std::string& parameter) {
  static const std::set<std::string> names = {"dim",       "dims",    "dim0",   "dim1",       "dim2",
                                              "start_dim", "end_dim", "source", "destination"};
  return names.count(parameter) != 0;
}

/// Nothing where one of them is not there, or none are named (which LibTorch takes for all).
std::optional<Value> moved(const Value& dims, std::int64_t extent) {
  if (const auto* one = std::get_if<std::int64_t>(&dims.data)) {
    const auto out = one_further(*one, extent);
    return out ? std::optional<Value>(*out) : std::nullopt;
  }
  const ops::List* list = dims.list();
  if (list == nullptr || list->empty()) return std::nullopt;
  ops::List out;
  for (const Value& item : *list) {
    const auto one = one_further(std::get<std::int64_t>(item.data), extent);
    if (!one) return std::nullopt;
    out.emplace_back(*one);
  }
  return out;
}

Value all_dimensions(std::int64_t rank) {
  ops::List out;
  for (std::int64_t d = 1; d <= rank; ++d) out.emplace_back(d);
  return out;
}

/// `none`: of all entries in a row; `keepdim` does not hold then.
TaskResult flat(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::vector<Value> arguments) {
  arguments[0] = arguments[0].tensor()->flatten(1);
  arguments[*index_of(builtin, "dim")] = std::int64_t{1};
  arguments[*index_of(builtin, "keepdim")] = false;
  return {run(builtin, arguments, call)};
}

/// `new_dimensions`: how many the function adds, which may be named too.
TaskResult along(const ops::FunctionBuiltin& builtin, const TaskCall& call, None none, std::int64_t new_dimensions) {
  const Ranks ranks = ranks_of(call);
  if (ranks.least != ranks.most || ranks.most + new_dimensions < 1) return each(builtin, call);
  std::vector<Value> arguments = all_spread(call);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!names_dimensions(builtin.signature.parameters[i].name)) continue;
    std::optional<Value> dims;
    if (!arguments[i].is_none())
      dims = moved(arguments[i], ranks.most + new_dimensions);
    else if (none == None::flat)
      return flat(builtin, call, std::move(arguments));
    else if (none == None::all)
      dims = all_dimensions(ranks.most);
    if (!dims) return each(builtin, call);
    arguments[i] = *dims;
  }
  return {run(builtin, arguments, call)};
}

}  // namespace

TaskResult along_dimensions(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  return along(builtin, call, None::all, 0);
}

TaskResult along_dimensions_or_flat(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  return along(builtin, call, None::flat, 0);
}

TaskResult along_named_dimensions(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  return along(builtin, call, None::not_here, 0);
}

TaskResult at_new_dimension(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  return along(builtin, call, None::not_here, 1);
}

/// Names every dimension; the axis stays in front.
TaskResult permute(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const auto dims = moved(call.arguments[1], rank_of(call, 0));
  if (!dims) return each(builtin, call);
  ops::List all{std::int64_t{0}};
  if (const ops::List* list = dims->list())
    all.insert(all.end(), list->begin(), list->end());
  else
    all.push_back(*dims);
  std::vector<Value> arguments = all_spread(call);
  arguments[1] = std::move(all);
  return {run(builtin, arguments, call)};
}

/// index_select, index_add: a list of places that all tasks share stays as it is.
TaskResult at_shared_places(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const std::size_t places = *index_of(builtin, "index");
  const std::int64_t rank = rank_of(call, 0);
  const auto dim = one_further(std::get<std::int64_t>(call.arguments[1].data), rank);
  if (call.carries[places] || rank_of(call, places) > 1 || !dim) return each(builtin, call);
  std::vector<Value> arguments = all_spread(call);
  for (std::size_t i = 2; i < arguments.size(); ++i)
    if (i != places && rank_of(call, i) != rank) return each(builtin, call);
  arguments[1] = *dim;
  arguments[places] = call.arguments[places];
  return {run(builtin, arguments, call)};
}

}  // namespace mlo::tasks
