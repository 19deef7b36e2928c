// Samples of functions of matrices.
#include "tests/unit/ops/samples.h"

namespace mlo::test {
namespace {

Tensor symmetric() { return vector({4, 1, 0.5, 1, 3, 0.7, 0.5, 0.7, 2}).view({3, 3}); }

}  // namespace

void add_matrix_samples(std::vector<FunctionSample>& out) {
  out.push_back({"outer", {numbers({3}), numbers({2})}});
  for (const char* name : {"trace", "inverse", "det", "logdet", "slogdet", "svdvals"})
    out.push_back({name, {symmetric()}});
  for (const char* name : {"inverse", "det", "qr", "svd", "pinv", "matrix_exp"})
    out.push_back({name, {square_matrix()}});
  out.push_back({"solve", {square_matrix(), numbers({3})}});
  out.push_back({"solve", {square_matrix(), numbers({3, 2})}});
  out.push_back({"einsum", {text("ij,jk->ik"), row({sample_x(), numbers({3, 2})})}});
  out.push_back({"einsum", {text("ii->"), row({square_matrix()})}});
  const Tensor tall = numbers({3, 2}, -1, 1, 7), wide = numbers({2, 3}, -1, 1, 8);
  for (const Tensor& x : {tall, wide}) {
    for (const char* name : {"qr", "svd", "pinv"}) out.push_back({name, {x}});
    out.push_back({"lstsq", {x, numbers({x.size(0), 2})}});
  }
  out.push_back({"lstsq", {tall, numbers({3})}});
  out.push_back({"solve", {at::stack({square_matrix(), symmetric()}), numbers({2, 3})}});
  out.push_back({"solve_triangular", {square_matrix(), numbers({3, 2}), true}});
  out.push_back({"solve_triangular", {square_matrix(), numbers({2, 3}), false, false, true}});
  out.push_back({"bmm", {numbers({2, 2, 3}), numbers({2, 3, 1})}});
  out.push_back({"kron", {sample_x(), numbers({2})}});
  out.push_back({"cross", {sample_x(), sample_y()}});
  for (const char* ord : {"fro", "nuc"}) out.push_back({"matrix_norm", {tall, text(ord)}});
  for (const std::int64_t ord : {1, 2, -1, -2}) out.push_back({"matrix_norm", {tall, ord}});
  for (const std::int64_t n : {0, 3, -2}) out.push_back({"matrix_power", {square_matrix(), n}});
}

}  // namespace mlo::test
