"""Whether both sides compute the same: the losses of the first updates, from the same weights and draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

from children import Contender, Plan, Runner
from comparisons import Comparison


@dataclass(frozen=True)
class Agreement:
    comparison: str
    variant: str
    precision: str
    difference: float  # the largest relative one
    allowed: float
    losses: list[tuple[float, float]]  # mlo's and PyTorch's, update by update

    @property
    def holds(self) -> bool:
        return self.difference <= self.allowed


def relative_difference(a: float, b: float) -> float:
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.inf
    return abs(a - b) / max(abs(a), abs(b), 1e-12)


def check(runner: Runner, comparison: Comparison, updates: int) -> list[Agreement]:
    out = []
    for precision, allowed in (("float32", comparison.float32), ("float64", comparison.float64)):
        plan = Plan(updates, report=1, double=precision == "float64", checking=True)
        mlo = runner.run(comparison, Contender("mlo"), plan)
        for variant in comparison.variants:
            plain = runner.run(comparison, Contender("torch", variant), plan)
            pairs = [(mlo.losses[k], plain.losses[k]) for k in range(1, updates + 1)]
            worst = max(relative_difference(a, b) for a, b in pairs)
            out.append(Agreement(comparison.name, variant, precision, worst, allowed, pairs))
    return out
