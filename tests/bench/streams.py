"""mlo's random numbers in Python: the same names and numbers give the same draws, bit for bit.

`Stream` is runtime/eval/stream.h, `permutation` and `LinearLabels`' numbers are runtime/data/random.h.
"""

from __future__ import annotations

import math

import numpy as np
import torch

_WORD = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def _finalize(z: int) -> int:
    """The finalizer of splitmix64 (Steele, Lea, Flood 2014)."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return z ^ (z >> 31)


def _mix(z: int) -> int:
    return _finalize((z + _GOLDEN) & _WORD)


class Stream:
    """A stream of random numbers; `of` gives the stream of a part: a problem, a line, a pass."""

    def __init__(self, state: int) -> None:
        self.state = state & _WORD

    def of(self, part: str | int) -> Stream:
        if isinstance(part, int):
            return Stream(_mix((self.state + _mix(part & _WORD)) & _WORD))
        hashed = 0xCBF29CE484222325
        for byte in part.encode():  # FNV-1a
            hashed = ((hashed ^ byte) * 0x100000001B3) & _WORD
        return Stream(_mix(self.state ^ _mix(hashed)))

    def generator(self) -> torch.Generator:
        return torch.Generator().manual_seed(self.state)


class Random:
    """SplitMix64 from a key of whole numbers."""

    def __init__(self, *key: int) -> None:
        self._state = 0
        for part in key:
            self._state = _finalize((self._state + _GOLDEN + _finalize((part + _GOLDEN) & _WORD)) & _WORD)

    def words(self, count: int) -> np.ndarray:
        """The next `count` words, uint64."""
        steps = np.arange(1, count + 1, dtype=np.uint64)
        z = np.uint64(self._state) + steps * np.uint64(_GOLDEN)
        self._state = (self._state + count * _GOLDEN) & _WORD
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    def uniform(self, count: int) -> list[float]:
        """Multiples of 2^-53 in [0, 1)."""
        return [word * 2.0**-53 for word in (self.words(count) >> np.uint64(11)).tolist()]

    def normal(self, count: int) -> list[float]:
        """N(0, 1), by Box and Muller."""
        u = self.uniform(2 * count)
        pairs = zip(u[0::2], u[1::2])
        return [math.sqrt(-2.0 * math.log(1.0 - a)) * math.cos(2.0 * math.pi * b) for a, b in pairs]


def permutation(count: int, *key: int) -> torch.Tensor:
    """A uniformly drawn order of 0..count (Fisher and Yates).

    mlo draws again where a remainder would be biased, once in about 10^16 draws; that is not looked for here.
    """
    order = list(range(count))
    ranges = np.arange(count, 1, -1, dtype=np.uint64)
    picks = (Random(*key).words(max(0, count - 1)) % ranges).tolist()
    for i, pick in zip(range(count - 1, 0, -1), picks):
        order[i], order[pick] = order[pick], order[i]
    return torch.tensor(order)
