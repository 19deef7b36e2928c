// What keeps the checker from working without end: counts, and how deep things nest.
#include "compiler/sema/elaborate/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {

Value list_value(Values items, bool tuple) {
  std::size_t depth = 0;
  for (const Value& item : items) depth = std::max(depth, item.depth());
  return {std::make_shared<const ListValue>(ListValue{std::move(items), tuple, depth + 1})};
}

std::int64_t RangeValue::size() const {
  if (end <= begin) return 0;
  std::int64_t out = 0;
  return __builtin_sub_overflow(end, begin, &out) ? std::numeric_limits<std::int64_t>::max() : out;
}

std::size_t Value::depth() const {
  const auto of = [](const ScopePtr& scope) { return scope ? scope->depth() + 1 : 0; };
  if (const ListValue* value = list()) return value->depth;
  if (const RecordValue* value = record()) return value->depth;
  if (const Closure* value = closure()) return of(value->scope);
  const Recipe* value = recipe();
  if (value == nullptr) return 0;
  if (const auto* block = std::get_if<BlockRecipe>(&value->kind)) return of(block->scope);
  if (const auto* chain = std::get_if<CompositionRecipe>(&value->kind)) return chain->depth;
  const auto* load = std::get_if<LoadRecipe>(&value->kind);
  return load == nullptr ? 0 : load->module->depth() + 1;
}

bool Elaborator::spend(std::size_t steps) {
  limits_.steps += steps;
  if (limits_.stopped()) return false;
  if (limits_.steps <= Limits::most_steps) return true;
  limits_.exceeded = true;
  error("MLO0212", limits_.place, "the program becomes too large here")
      .note(fmt::format("more than {} expressions, items of lists and layers, once functions are inlined and modules "
                        "laid out",
                        Limits::most_steps))
      .with_help("a function that calls another one twice doubles it: give a value that is needed twice a name, `let`");
  return false;
}

bool Elaborator::may_go_deeper() {
  if (limits_.stopped()) return false;
  if (limits_.depth <= Limits::deepest) return true;
  limits_.exceeded = true;
  error("MLO0212", limits_.place, fmt::format("expressions nest more than {} deep here", Limits::deepest))
      .note("through the names that they read and the functions that they call")
      .with_help("let names read names that are defined above them, and use lists and `fold` for long chains");
  return false;
}

Value Elaborator::no_deeper(Value value) {
  if (value.depth() <= Limits::deepest_value) return value;
  if (limits_.stopped()) return {};
  limits_.exceeded = true;
  error("MLO0212", limits_.place, fmt::format("a value nests more than {} deep", Limits::deepest_value))
      .note("lists in lists, functions that hold functions, modules that are given modules")
      .with_help("let `fold` carry a number, a tensor or a flat list");
  return {};
}

}  // namespace mlo::sema
