#include "runtime/ops/checks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <stdexcept>

#include "runtime/ops/shape.h"

namespace mlo::ops {

void refuse(const std::string& function, const std::string& takes, std::initializer_list<Tensor> got) {
  std::string shapes;
  for (const Tensor& t : got) shapes += (shapes.empty() ? "" : " and ") + shape_text(t.sizes());
  throw std::invalid_argument(function + " takes " + takes + ", and got " + shapes);
}

Tensor indices(const Call& call, std::size_t i, const std::string& function) {
  const Tensor out = call.tensor(i);
  if (out.is_floating_point())
    throw std::invalid_argument(function + " takes indices that are whole numbers; `int(x)` makes some");
  return out.to(at::kLong);
}

Tensor matrices(const Call& call, std::size_t i, const std::string& function) {
  const Tensor out = call.floating(i);
  if (out.dim() < 2) refuse(function, "matrices [..., n, m]", {out});
  return out;
}

Tensor square_matrices(const Call& call, std::size_t i, const std::string& function) {
  const Tensor out = call.floating(i);
  if (out.dim() < 2 || out.size(-1) != out.size(-2)) refuse(function, "square matrices [..., n, n]", {out});
  return out;
}

Tensors factors(const Call& call, Tensors given) {
  const auto fractional = [](const Tensor& t) { return t.is_floating_point(); };
  if (std::none_of(given.begin(), given.end(), fractional)) return given;
  for (Tensor& t : given)
    if (!t.is_floating_point()) t = t.to(at::typeMetaToScalarType(call.options().dtype()));
  return given;
}

Value list_of(const Tensors& results) {
  List out;
  for (const Tensor& t : results) out.push_back(t);
  return out;
}

}  // namespace mlo::ops
