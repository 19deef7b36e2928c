// Which problems a problem's lines read, and where.
#pragma once

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

Reads find_reads(const sema::Program& program, ProblemId reader);

/// What `program`'s envs, validations and printed lines read of envs, transitively: those that something draws.
std::set<EnvId> envs_read_outside_problems(const sema::Program& program);

/// Envs that the block of `env` reads, directly.
std::set<EnvId> envs_read_by(const sema::Program& program, EnvId env);

/// Where `reader` reads `read` (in its loss, else its start, else its optimizer), on the user's own line.
Span place_of_read(const sema::Program& program, ProblemId reader, ProblemId read);

/// The user's own line that an expression was inlined into; `fallback` where none is known.
Span outermost(const sema::Program& program, sema::OriginId origin, Span fallback);

}  // namespace mlo::graph
