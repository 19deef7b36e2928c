// What `mlo verify` prints.
#pragma once

#include <string>
#include <vector>

#include "runtime/verify/verify.h"

namespace mlo::cli {

/// Whether every edge that is judged has at least this cosine.
bool all_good(const std::vector<engine::ProblemVerdict>& verdicts, double min_cosine);

std::string verify_text(const sema::Program& program, const Sources& sources,
                        const std::vector<engine::ProblemVerdict>& verdicts, double min_cosine);
/// {"good": true, "problems": [{"problem", "numbers", "loss", "norm", "differences", "edges": [...]}]}
std::string verify_json(const sema::Program& program, const std::vector<engine::ProblemVerdict>& verdicts,
                        double min_cosine);

}  // namespace mlo::cli
