// Losses: entry by entry, then reduced for each task.
#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "runtime/kernels/sums.h"
#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

/// Per task: the mean or the sum of entries [T, ...].
Tensor reduced(const Tensor& entries, const std::string& reduction) {
  if (reduction == "none" || entries.dim() == 1) return entries;
  const std::int64_t each = entries.numel() / std::max<std::int64_t>(entries.size(0), 1);
  return kernels::sum_of_each(entries, reduction == "sum" ? 1.0 : 1.0 / static_cast<double>(each));
}

std::string take_reduction(const ops::FunctionBuiltin& builtin, std::vector<Value>& arguments) {
  return std::get<std::string>(std::exchange(arguments[*index_of(builtin, "reduction")], std::string("none")).data);
}

/// The weights of the labels that count.
Tensor counted(const Tensor& labels, std::int64_t ignored, const Value& weight) {
  const Tensor valid = at::ne(labels, ignored);
  if (weight.is_none()) return valid;
  const Tensor y = at::where(valid, labels, at::zeros_like(labels));
  return weight.tensor()->index_select(0, y.flatten()).view(y.sizes()) * valid;
}

}  // namespace

TaskResult loss_of_entries(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const std::int64_t rank = rank_of(call, 0);
  if (mixes_types(call)) return each(builtin, call);
  std::vector<Value> arguments = copied(call);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].tensor() == nullptr) continue;
    if (i < 2) {
      if (!call.carries[i]) arguments[i] = spread(arguments[i], call.tasks);
      continue;
    }
    if (rank_of(call, i) > rank) return each(builtin, call);  // weights broadcast to the entries, not beyond them
    if (call.carries[i]) arguments[i] = aligned(*arguments[i].tensor(), rank);
  }
  const std::string reduction = take_reduction(builtin, arguments);
  if (reduction == "batchmean" && rank == 0) return each(builtin, call);
  const Tensor entries = *run(builtin, arguments, call).tensor();
  if (reduction == "batchmean") return {reduced(entries, "sum") / entries.size(1)};
  return {reduced(entries, reduction)};
}

/// Scores [T, N, C, ...] and labels [T, N, ...] as one batch of T N; the mean of each task is over the labels that
/// count.
TaskResult loss_of_classes(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::vector<Value> arguments = all_spread(call);
  const Tensor scores = *arguments[0].tensor(), labels = *arguments[1].tensor();
  const Value& weight = arguments[2] = call.arguments[2];
  const bool classes = !labels.is_floating_point() && scores.dim() >= 3 && labels.dim() + 1 == scores.dim();
  if (!classes || call.carries[2] || scores.size(1) != labels.size(1)) return each(builtin, call);
  arguments[0] = folded(scores);
  arguments[1] = folded(labels);
  const std::string reduction = take_reduction(builtin, arguments);
  const Tensor entries = run(builtin, arguments, call).tensor()->view(labels.sizes());
  if (reduction != "mean") return {reduced(entries, reduction)};
  const std::int64_t ignored = std::get<std::int64_t>(call.arguments[3].data);
  return {at::div(reduced(entries, "sum"), reduced(counted(labels.to(at::kLong), ignored, weight), "sum"))};
}

}  // namespace mlo::tasks
