// Facts about problems as words, shared by the plan and the drawings.
#pragma once

#include <string>

#include "compiler/graph/schedule.h"

namespace mlo::graph {

/// `continues`, `starts fresh`, `starts at zero`, `starts from meta`.
std::string start_text(const sema::Program& program, const ProblemGraph& graph, ProblemId problem);
/// `adamw`, `sgd, head: sgd`.
std::string optimizer_text(const sema::Problem& problem);
/// `5 steps`, `1 step`.
std::string counted(std::int64_t count, const std::string& noun);
/// `meta`, `meta and rates`.
std::string names_of(const sema::Program& program, const std::vector<ProblemId>& problems);
/// Names in order, between `separator`s.
std::string join(const std::vector<std::string>& parts, const std::string& separator);
/// As `join`, in lines of at most 100 columns; further ones are indented. The first begins two columns in.
std::string wrapped(const std::vector<std::string>& parts, const std::string& separator, std::size_t indent);
/// Spaces behind, up to a width.
std::string padded(const std::string& text, std::size_t width);

}  // namespace mlo::graph
