"""Initial weights: PyTorch's own initialization, each layer from the generator that mlo gives it."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from streams import Stream

Tensors = list[Tensor]


def of_problem(stream: Stream, problem: str) -> Stream:
    return stream.of(problem).of("init")


def kaiming(stream: Stream, path: str, weight: tuple[int, ...], bias: bool = True) -> Tensors:
    """torch.nn.Linear's and torch.nn.Conv2d's start, for the layer at `path`."""
    generator = stream.of(path).generator()
    fan_in = math.prod(weight[1:])
    bound = math.sqrt(3.0) * (math.sqrt(2.0 / (1 + math.sqrt(5.0) ** 2)) / math.sqrt(fan_in))
    out = [torch.empty(weight).uniform_(-bound, bound, generator=generator)]
    if bias:
        bound = 1 / math.sqrt(fan_in)
        out.append(torch.empty(weight[0]).uniform_(-bound, bound, generator=generator))
    return out


def mlp(stream: Stream, path: str, sizes: list[int]) -> Tensors:
    """Weights and biases of linear layers with an activation between them."""
    out: Tensors = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        out += kaiming(stream, f"{path}{2 * i}", (outputs, inputs))
    return trained(out)


def conv4(stream: Stream, hidden: int, classes: int) -> Tensors:
    """Four blocks of convolution and batch norm, for 28 x 28 images of one channel, and a linear layer."""
    out: Tensors = []
    for block, inputs in enumerate([1, hidden, hidden, hidden]):
        out += kaiming(stream, f"{block}.0", (hidden, inputs, 3, 3))
        out += [torch.ones(hidden), torch.zeros(hidden)]
    return trained(out + kaiming(stream, "5", (classes, hidden)))


def trained(parameters: Tensors) -> Tensors:
    return [p.requires_grad_() for p in parameters]
