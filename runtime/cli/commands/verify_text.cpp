#include "runtime/cli/commands/verify_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mlo::cli {
namespace {

using engine::Comparison;
using engine::Cost;
using engine::EdgeVerdict;
using engine::ProblemVerdict;
using nlohmann::json;

bool is_good(const EdgeVerdict& edge, double min_cosine) {
  return edge.approximate || edge.comparisons.empty() || edge.comparisons[0].cosine >= min_cosine;
}

/// As it stands in the program.
std::string edge_text(const sema::Program& program, const Sources& sources, const sema::Edge& edge) {
  const std::string_view text = sources.text(edge.via_span);
  return fmt::format("l2u {} -> {} via {}", program.problems[edge.from].name, program.problems[edge.to].name, text);
}

std::string text(const Comparison& c) {
  return fmt::format("cosine {:.6f}, relative error {:.2g}, norm {:.4g} against {:.4g}", c.cosine, c.relative_error,
                     c.norm, c.reference_norm);
}

std::string text(const Cost& cost) {
  return fmt::format("{:.1f} ms, {:.1f} MB, {} Hessian-vector product{}", cost.milliseconds, cost.megabytes,
                     cost.products, cost.products == 1 ? "" : "s");
}

void alternatives(const EdgeVerdict& edge, std::string& out) {
  if (edge.alternatives.empty()) return;
  out +=
      fmt::format("    {:<16}{:>10}{:>10}{:>11}{:>9}{:>10}\n", "what else", "cosine", "error", "ms", "MB", "products");
  for (const engine::Alternative& row : edge.alternatives) {
    const std::string name = row.method + (row.approximate ? " ~" : "");
    if (!row.failure.empty())
      out += fmt::format("    {:<16}  {}\n", name, row.failure);
    else
      out += fmt::format("    {:<16}{:>10.6f}{:>10.2g}{:>11.1f}{:>9.1f}{:>10}\n", name, row.comparison.cosine,
                         row.comparison.relative_error, row.cost.milliseconds, row.cost.megabytes, row.cost.products);
  }
  out += "    ~ approximates by nature\n";
}

json to_json(const Comparison& c) {
  return {{"reference", c.reference},
          {"cosine", c.cosine},
          {"relative_error", c.relative_error},
          {"norm", c.norm},
          {"reference_norm", c.reference_norm}};
}

json to_json(const Cost& cost) {
  return {{"milliseconds", cost.milliseconds}, {"megabytes", cost.megabytes}, {"products", cost.products}};
}

json to_json(const sema::Program& program, const EdgeVerdict& verdict, double min_cosine) {
  const sema::Edge& edge = program.edges[verdict.edge];
  json out = {{"from", program.problems[edge.from].name},
              {"to", program.problems[edge.to].name},
              {"method", edge.method->name()},
              {"approximate", verdict.approximate},
              {"good", is_good(verdict, min_cosine)},
              {"lower_gradient", verdict.lower_gradient},
              {"comparisons", json::array()},
              {"cost", to_json(verdict.cost)}};
  for (const Comparison& c : verdict.comparisons) out["comparisons"].push_back(to_json(c));
  for (const engine::Alternative& row : verdict.alternatives) {
    json one = {{"method", row.method}, {"approximate", row.approximate}};
    if (row.failure.empty())
      one.update({{"comparison", to_json(row.comparison)}, {"cost", to_json(row.cost)}});
    else
      one["failure"] = row.failure;
    out["alternatives"].push_back(std::move(one));
  }
  return out;
}

}  // namespace

bool all_good(const std::vector<ProblemVerdict>& verdicts, double min_cosine) {
  return std::all_of(verdicts.begin(), verdicts.end(), [&](const ProblemVerdict& problem) {
    return std::all_of(problem.edges.begin(), problem.edges.end(),
                       [&](const EdgeVerdict& edge) { return is_good(edge, min_cosine); });
  });
}

std::string verify_text(const sema::Program& program, const Sources& sources,
                        const std::vector<ProblemVerdict>& verdicts, double min_cosine) {
  if (verdicts.empty()) return "no problem has another one below it: there is no hypergradient to verify\n";
  std::string out;
  for (const ProblemVerdict& problem : verdicts) {
    out += fmt::format("{}: loss {:.6g}, |gradient| {:.6g} over {} number{}\n", program.problems[problem.problem].name,
                       problem.loss, problem.norm, problem.numbers, problem.numbers == 1 ? "" : "s");
    if (problem.differences)
      out += fmt::format("  against {}: {}\n", problem.differences->reference, text(*problem.differences));
    for (const EdgeVerdict& verdict : problem.edges) {
      const sema::Edge& edge = program.edges[verdict.edge];
      out += fmt::format("  {}{}\n", edge_text(program, sources, edge),
                         !is_good(verdict, min_cosine) ? fmt::format("   BELOW {}", min_cosine)
                         : verdict.approximate         ? "   approximates by nature"
                                                       : "");
      out += fmt::format("    |gradient| of `{}` at its solution: {:.3g}\n", program.problems[edge.from].name,
                         verdict.lower_gradient);
      for (const Comparison& c : verdict.comparisons)
        if (!problem.differences || c.reference != problem.differences->reference)
          out += fmt::format("    against {}: {}\n", c.reference, text(c));
      out += fmt::format("    {}\n", text(verdict.cost));
      alternatives(verdict, out);
    }
  }
  return out;
}

std::string verify_json(const sema::Program& program, const std::vector<ProblemVerdict>& verdicts, double min_cosine) {
  json out = {{"good", all_good(verdicts, min_cosine)}, {"min_cosine", min_cosine}, {"problems", json::array()}};
  for (const ProblemVerdict& problem : verdicts) {
    json one = {{"problem", program.problems[problem.problem].name},
                {"numbers", problem.numbers},
                {"loss", problem.loss},
                {"norm", problem.norm},
                {"differences", nullptr},
                {"edges", json::array()}};
    if (problem.differences) one["differences"] = to_json(*problem.differences);
    for (const EdgeVerdict& edge : problem.edges) one["edges"].push_back(to_json(program, edge, min_cosine));
    out["problems"].push_back(std::move(one));
  }
  return out.dump(2) + "\n";
}

}  // namespace mlo::cli
