"""The mixed operations and the cell of DARTS (Liu et al. 2019); module names are those of std.nas."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def _norm(channels: int) -> nn.Module:
    return nn.BatchNorm2d(channels, affine=False, track_running_stats=False)


class Separable(nn.Module):
    def __init__(self, channels: int, size: int, dilation: int = 1) -> None:
        super().__init__()
        padding = dilation * (size // 2)
        self.depth = nn.Conv2d(
            channels, channels, size, padding=padding, dilation=dilation, groups=channels, bias=False
        )
        self.point = nn.Sequential(nn.Conv2d(channels, channels, 1, bias=False), _norm(channels))

    def forward(self, x: Tensor) -> Tensor:
        return self.point(self.depth(x))


class Zero(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.mul(0.0)


class MixedOp(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.ops = nn.ModuleList([Zero(), nn.Identity()])
        self.ops.append(nn.Sequential(nn.AvgPool2d(3, 1, 1, count_include_pad=False), _norm(channels)))
        self.ops.append(nn.Sequential(nn.MaxPool2d(3, 1, 1), _norm(channels)))
        for size in (3, 5):
            halves = [nn.ReLU(), Separable(channels, size), nn.ReLU(), Separable(channels, size)]
            self.ops.append(nn.Sequential(*halves))
        for size in (3, 5):
            self.ops.append(nn.Sequential(nn.ReLU(), Separable(channels, size, dilation=2)))

    def forward(self, x: Tensor, weights: Tensor) -> Tensor:
        return sum(w * op(x) for w, op in zip(weights, self.ops))


class Cell(nn.Module):
    def __init__(self, nodes: int, channels: int) -> None:
        super().__init__()
        self._nodes = nodes
        self.edges = nn.ModuleList(MixedOp(channels) for _ in range(nodes * (nodes + 1) // 2))

    def forward(self, x: Tensor, weights: Tensor) -> Tensor:
        states, edges = [x], iter(zip(self.edges, weights))
        for _ in range(self._nodes):
            states.append(sum(edge(state, w) for state, (edge, w) in zip(states, edges)))
        return torch.cat(states[1:], 1)


class Network(nn.Module):
    def __init__(self, nodes: int, channels: int, classes: int = 10) -> None:
        super().__init__()
        stem_norm = nn.BatchNorm2d(channels, track_running_stats=False)
        self.stem = nn.Sequential(nn.Conv2d(1, channels, 3, padding=1), stem_norm)
        self.cell = Cell(nodes, channels)
        self.head = nn.Sequential(GlobalAverage(), nn.Linear(nodes * channels, classes))

    def forward(self, x: Tensor, weights: Tensor) -> Tensor:
        return self.head(self.cell(self.stem(x), weights))


class GlobalAverage(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.mean((2, 3))
