"""Few-shot tasks: some classes of a set, turned by quarter turns, some images of each for support and for query."""

from __future__ import annotations

from typing import Callable

import torch
from torch import Tensor

import images
from plain.setting import Setting

Task = tuple[Tensor, Tensor, Tensor, Tensor]  # images and labels of the support, and of the query


class Episodes:
    def __init__(self, setting: Setting, folder: str, ways: int, shots: int) -> None:
        x, y = images.read(folder)
        self._by_class = [x[y == c] for c in range(int(y.max()) + 1)]
        self._ways, self._shots = ways, shots
        self._labels = torch.arange(ways).repeat_interleave(shots)
        self._env = setting.stream.of("env").of("task") if setting.same_draws else None
        self._drawn = 0

    def next(self) -> Task:
        """Those of mlo's env `task`, pass by pass, or drawn by PyTorch's own generator."""
        generator: Callable[[str], torch.Generator] = lambda name: torch.default_generator
        if self._env is not None:
            stream = self._env.of(self._drawn)
            known = {name: stream.of(f"let {name}#0").generator() for name in ("picked", "drawn")}
            generator = known.__getitem__
        self._drawn += 1
        picked = torch.randperm(4 * len(self._by_class), generator=generator("picked"))[: self._ways].tolist()
        drawn = torch.stack([self._samples(kind, generator("drawn")) for kind in picked])
        support, query = drawn[:, : self._shots].flatten(0, 1), drawn[:, self._shots :].flatten(0, 1)
        return support, self._labels, query, self._labels

    def _samples(self, kind: int, generator: torch.Generator) -> Tensor:
        of_class = self._by_class[kind // 4]
        rows = torch.randperm(len(of_class), generator=generator)[: 2 * self._shots]
        return torch.rot90(of_class[rows], kind % 4, (-2, -1))
