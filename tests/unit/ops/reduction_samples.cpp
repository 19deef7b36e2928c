// Samples of reductions and of functions of the order of entries.
#include "tests/unit/ops/samples.h"

namespace mlo::test {

void add_reduction_samples(std::vector<FunctionSample>& out) {
  for (const char* name : {"sum", "mean", "prod", "max", "min", "logsumexp"}) {
    out.push_back({name, {sample_x()}});
    out.push_back({name, {sample_x(), integer(1)}});
    out.push_back({name, {sample_x(), integer(0), true}});
  }
  for (const char* name : {"var", "std"}) {
    out.push_back({name, {sample_x()}});
    out.push_back({name, {sample_x(), integer(1), false}});
  }
  out.push_back({"norm", {sample_x()}});
  out.push_back({"norm", {sample_x(), 3.0, integer(1)}});
  out.push_back({"norm", {signed_x(), integer(1)}});
  for (const char* name : {"cumsum", "cumprod", "logcumsumexp", "cummax", "cummin", "sort", "median"})
    out.push_back({name, {sample_x(), integer(0)}});
  out.push_back({"sort", {sample_x(), integer(1), true}});
  const Value several = row({sample_x(), numbers({4})}), others = row({sample_y(), numbers({4}, 0.2, 0.9, 3)});
  for (const char* name : {"sqdist", "dot"}) {
    out.push_back({name, {sample_x(), sample_y()}});
    out.push_back({name, {several, others}});
  }
  out.push_back({"sqnorm", {several}});
  out.push_back({"cosine_similarity", {sample_x(), sample_y()}});
  out.push_back({"normalize", {signed_x()}});
  out.push_back({"normalize", {signed_x(), 3.0, integer(0)}});
  out.push_back({"cdist", {sample_x(), numbers({4, 3}, 0.2, 0.9, 3)}});
  out.push_back({"cdist", {sample_x(), numbers({4, 3}, 0.2, 0.9, 3), 3.0}});
  out.push_back({"topk", {sample_x(), integer(2)}});
  out.push_back({"topk", {sample_x(), integer(1), integer(0), false}});
  out.push_back({"median", {sample_x()}});
  out.push_back({"quantile", {sample_x(), 0.3}});
  out.push_back({"quantile", {sample_x(), reals({0.25, 0.6}), integer(1), true}});
}

}  // namespace mlo::test
