// Functions of matrices where there is no answer, or several results.
#include <ATen/ATen.h>

#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

bool all_nan(const Tensor& x) { return at::isnan(x).all().item<bool>(); }
Tensor regular() { return vector({2, 1, 1, 3}).view({2, 2}); }
Tensor singular() { return vector({1, 2, 2, 4}).view({2, 2}); }

}  // namespace

TEST_CASE("what a matrix does not have is NaN, for each of a batch by itself") {
  const Tensor both = at::stack({regular(), singular()});
  const Tensor inverses = tensor("inverse", {both});
  CHECK(close(at::matmul(inverses[0], regular()), at::eye(2, float64())));
  CHECK(all_nan(inverses[1]));
  const Tensor solved = tensor("solve", {both, numbers({2, 2, 1})});
  CHECK_FALSE(all_nan(solved[0]));
  CHECK(all_nan(solved[1]));
  CHECK(all_nan(tensor("solve", {singular(), vector({1, 2})})));
  CHECK(all_nan(tensor("cholesky", {-regular()})));
  CHECK(all_nan(tensor("matrix_power", {singular(), integer(-1)})));
}

TEST_CASE("shapes can be found on zeros") {
  const Tensor zero = at::zeros({2, 2}, float64());
  for (const char* name : {"inverse", "cholesky", "pinv", "matrix_exp", "svdvals", "eigvalsh", "logdet"})
    CHECK_NOTHROW(tensor(name, {zero}));
  for (const char* name : {"qr", "svd", "eigh", "slogdet"}) CHECK_NOTHROW(call(name, {zero}));
  CHECK_NOTHROW(tensor("solve", {zero, zero}));
  CHECK_NOTHROW(tensor("lstsq", {zero, zero}));
  CHECK_NOTHROW(tensor("solve_triangular", {zero, zero, true}));
  CHECK_NOTHROW(tensor("multinomial", {zero}));
}

TEST_CASE("several results are a list, which a subscript takes apart") {
  const Tensor x = numbers({4, 3});
  const Value usv = call("svd", {x});
  const auto part = [&usv](std::int64_t i) { return tensor("index", {usv, row({i})}); };
  CHECK(part(0).sizes() == at::IntArrayRef({4, 3}));
  CHECK(close(at::matmul(at::matmul(part(0), at::diag(part(1))), part(-1)), x));
  CHECK_THAT(message_of("index", {usv, row({integer(3)})}), Contains("subscript 3 of a list of 3"));
  CHECK_THAT(message_of("index", {usv, row({Value()})}), Contains("one whole number"));
  CHECK_THAT(message_of("chunk", {numbers({5, 2}), integer(4)}), Contains("[5, 2] into 4 parts") && Contains("are 3"));
  const Value parts = call("chunk", {numbers({5, 2}), integer(2)});
  CHECK(parts.list()->size() == 2);
  CHECK(entries(parts).equal(numbers({5, 2}).flatten()));
}

TEST_CASE("lstsq finds the solution of least norm") {
  const Tensor a = vector({1, 1}).view({1, 2});
  CHECK(close(tensor("lstsq", {a, vector({2})}), vector({1, 1})));
}

TEST_CASE("functions of matrices refuse other shapes") {
  const Tensor wide = numbers({2, 3});
  for (const char* name : {"inverse", "det", "logdet", "slogdet", "cholesky", "eigh", "eigvalsh", "matrix_exp"})
    CHECK_THAT(message_of(name, {wide}), Contains(std::string(name) + " takes square matrices") && Contains("[2, 3]"));
  for (const char* name : {"qr", "svd", "svdvals", "pinv", "matrix_norm"})
    CHECK_THAT(message_of(name, {vector({1, 2})}), Contains(std::string(name) + " takes matrices") && Contains("[2]"));
  CHECK_THAT(message_of("solve", {regular(), vector({1, 2, 3})}), Contains("[2, 2] and [3]"));
  CHECK_THAT(message_of("solve_triangular", {regular(), wide, true, false}), Contains("[..., k, n]"));
  CHECK_THAT(message_of("lstsq", {wide, vector({1, 2, 3})}), Contains("[2, 3] and [3]"));
  CHECK_THAT(message_of("bmm", {wide, wide}), Contains("[N, n, k] and [N, k, m]") && Contains("[2, 3] and [2, 3]"));
  CHECK_THAT(message_of("cross", {regular(), regular()}), Contains("3 entries along dimension -1"));
  CHECK_THAT(message_of("cdist", {wide, regular()}), Contains("[..., n, d]") && Contains("[2, 3] and [2, 2]"));
  CHECK_THAT(message_of("matrix_norm", {wide, text("max")}), Contains("\"fro\""));
}

TEST_CASE("a function with several results says how many") {
  const auto results = [](const std::string& name, sema::Arguments arguments) {
    return builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, name).results(arguments);
  };
  const Tensor x = numbers({3, 3});
  for (const char* name : {"qr", "eigh", "slogdet", "svd"}) CHECK(results(name, {}) == call(name, {x}).list()->size());
  CHECK(results("chunk", {{}, {std::int64_t{3}}, {}}) == 3);
  CHECK(results("meshgrid", {{sema::Arguments{{}, {}}}, {}}) == 2);
}
