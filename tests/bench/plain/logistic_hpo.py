"""A weight decay for each feature of a logistic regression, by the implicit function theorem."""

from __future__ import annotations

from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from plain.conjugate_gradient import conjugate_gradient
from plain.setting import Setting
from streams import Random, permutation

INNER_RATE = 0.1


def build(setting: Setting) -> Callable[[], Tensor]:
    count, features = setting.options["samples"], setting.options["features"]
    x, y = same_samples(count, features) if setting.same_draws else own_samples(count, features)
    x_train, x_valid = x.tensor_split(2)
    y_train, y_valid = y.tensor_split(2)
    decay = torch.ones(features, requires_grad=True)
    optimizer = torch.optim.SGD([decay], lr=1.0, momentum=0.9)

    def inner_loss(w: Tensor) -> Tensor:
        fit = F.binary_cross_entropy_with_logits(F.linear(x_train, w), y_train)
        return fit + 0.5 * (decay * w.square()).sum()

    def update() -> Tensor:
        w = torch.zeros(1, features, requires_grad=True)
        for _ in range(setting.options["inner_steps"]):
            (g,) = torch.autograd.grad(inner_loss(w), w)
            w = w.detach().sub(g, alpha=INNER_RATE).requires_grad_()
        loss = F.binary_cross_entropy_with_logits(F.linear(x_valid, w), y_valid)
        v = torch.autograd.grad(loss, w)
        gradients = torch.autograd.grad(inner_loss(w), w, create_graph=True)
        q = conjugate_gradient(gradients, [w], v, iterations=3, damping=0.0)
        decay.grad = -torch.autograd.grad(gradients, decay, q)[0]
        optimizer.step()
        with torch.no_grad():
            decay.clamp_(min=1e-8)
        return loss.detach()

    return update


def own_samples(count: int, features: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(count, features)
    flipped = torch.rand(count) < 0.1
    return x, ((x @ torch.randn(features) > 0) ^ flipped).to(x.dtype)[:, None]


def same_samples(count: int, features: int) -> tuple[Tensor, Tensor]:
    """mlo's `linear_labels` of seed 0, in the order of its `split`: float32 inputs whatever the run's precision."""
    hidden = torch.tensor(Random(0, 0).normal(features), dtype=torch.float64)
    inputs = torch.tensor(Random(0, 1).normal(count * features), dtype=torch.float32).view(count, features)
    flipped = torch.tensor([u < 0.1 for u in Random(0, 2).uniform(count)])
    y = ((inputs.double() @ hidden) > 0) ^ flipped
    order = permutation(count, 0)
    default = torch.get_default_dtype()
    return inputs[order].to(default), y[order].to(default)[:, None]
