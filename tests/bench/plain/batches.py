"""Batches of a set, reshuffled each epoch."""

from __future__ import annotations

import torch
from torch import Tensor

from plain.setting import Setting
from streams import permutation


class Batches:
    """Its orders are those of mlo's `loader` in the line `batch x, y` of a problem, or PyTorch's own."""

    def __init__(self, setting: Setting, problem: str, x: Tensor, y: Tensor, size: int) -> None:
        self._x, self._y, self._size = x, y, size
        self._seed = setting.stream.of(problem).of("batch x#0").state if setting.same_draws else None
        self._epoch = -1
        self._rows: list[Tensor] = []

    def next(self) -> tuple[Tensor, Tensor]:
        if not self._rows:
            self._epoch += 1
            self._rows = list(self._order().split(self._size))[::-1]
        rows = self._rows.pop()
        return self._x[rows], self._y[rows]

    def _order(self) -> Tensor:
        if self._seed is None:
            return torch.randperm(len(self._x))
        return permutation(len(self._x), self._seed, self._epoch)
