#include "runtime/eval/gradient.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <stdexcept>

namespace mlo::eval {

Value gradient(const Value& f, const Value& at) {
  const at::Tensor* number = f.tensor();
  if (number == nullptr || number->numel() != 1)
    throw std::invalid_argument("`grad` is the derivative of a number, and got " +
                                (number ? "a tensor of shape " + c10::str(number->sizes()) : std::string("no tensor")) +
                                "; reduce it: `sum(...)` or `mean(...)`");
  std::vector<at::Tensor> along;
  if (const at::Tensor* tensor = at.tensor()) along = {*tensor};
  if (const ops::List* list = at.list())
    for (const Value& item : *list) along.push_back(*item.tensor());
  std::vector<at::Tensor> out(along.size());
  if (number->requires_grad())
    out = torch::autograd::grad({*number}, along, {}, /*retain_graph=*/true, /*create_graph=*/true,
                                /*allow_unused=*/true);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!out[i].defined()) out[i] = at::zeros_like(along[i]);
  if (at.tensor()) return out[0];
  return ops::List(out.begin(), out.end());
}

Value with_gradient(Value value) {
  const at::Tensor* tensor = value.tensor();
  if (tensor == nullptr || !tensor->defined() || tensor->requires_grad()) return value;
  return tensor->detach().requires_grad_();
}

}  // namespace mlo::eval
