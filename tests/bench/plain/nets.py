"""Networks as functions of their parameters."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from plain.start import Tensors


def mlp(parameters: Tensors, x: Tensor) -> Tensor:
    x = F.linear(x, parameters[0], parameters[1])
    for i in range(2, len(parameters), 2):
        x = F.linear(F.relu(x), parameters[i], parameters[i + 1])
    return x


def conv4(parameters: Tensors, x: Tensor, pool: str) -> Tensor:
    halve = F.max_pool2d if pool == "max" else F.avg_pool2d
    for i in range(0, 16, 4):
        weight, bias, scale, shift = parameters[i : i + 4]
        x = F.conv2d(x, weight, bias, padding=1)
        x = F.batch_norm(x, None, None, scale, shift, training=True)
        x = halve(F.relu(x), 2)
    return F.linear(x.flatten(1), parameters[16], parameters[17])
