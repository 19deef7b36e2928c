"""DARTS: a step of the weights, then one of the architecture with the second-order term by central differences.

As in the authors' code: modules, optimizers that work in place, parameters moved and moved back.
"""

from __future__ import annotations

from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import images
from plain import start
from plain.batches import Batches
from plain.cell import Network
from plain.setting import Setting
from streams import Stream


def build(setting: Setting) -> Callable[[], Tensor]:
    options = setting.options
    nodes, size = options["nodes"], options["batch_size"]
    train = Batches(setting, "weights", *images.read(options["train_images"]), size)
    valid = Batches(setting, "arch", *images.read(options["valid_images"]), size)
    network = Network(nodes, options["channels"])
    initialize(network, start.of_problem(setting.stream, "weights"))
    generator = start.of_problem(setting.stream, "arch").of("alpha#0").generator()
    alpha = 1e-3 * torch.empty(nodes * (nodes + 1) // 2, 8).normal_(generator=generator)
    alpha.requires_grad_()
    parameters = list(network.parameters())
    upper = torch.optim.Adam([alpha], lr=3e-4, betas=(0.5, 0.999), weight_decay=1e-3)
    lower = torch.optim.SGD(parameters, lr=0.025, momentum=0.9, weight_decay=3e-4)

    def loss_at(x: Tensor, y: Tensor, of: Tensor) -> Tensor:
        return F.cross_entropy(network(x, F.softmax(of, -1)), y)

    def step_weights(x: Tensor, y: Tensor) -> None:
        lower.zero_grad(set_to_none=True)
        loss_at(x, y, alpha.detach()).backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        lower.step()

    def second_order(x: Tensor, y: Tensor, v: tuple[Tensor, ...]) -> Tensor:
        e = 0.01 / torch.sqrt(sum(t.square().sum() for t in v)).item()
        sides = []
        for p in parameters:
            p.requires_grad_(False)
        for shift in (e, -2 * e):
            torch._foreach_add_(parameters, v, alpha=shift)
            sides.append(torch.autograd.grad(loss_at(x, y, alpha), alpha)[0])
        torch._foreach_add_(parameters, v, alpha=e)
        for p in parameters:
            p.requires_grad_()
        return (sides[1] - sides[0]) / (2 * e)

    def update() -> Tensor:
        x, y = train.next()
        step_weights(x, y)
        loss = loss_at(*valid.next(), alpha)
        direct, *v = torch.autograd.grad(loss, [alpha, *parameters])
        alpha.grad = direct + second_order(x, y, tuple(v))
        upper.step()
        return loss.detach()

    return update


def initialize(network: nn.Module, stream: Stream) -> None:
    for path, layer in network.named_modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            values = start.kaiming(stream, path, tuple(layer.weight.shape), layer.bias is not None)
            with torch.no_grad():
                for p, value in zip((layer.weight, layer.bias), values):
                    p.copy_(value)
