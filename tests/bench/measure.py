"""Timed runs, one side after the other in turn, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Callable

from children import Contender, Plan, Runner
from comparisons import Comparison
from follow import Trace


@dataclass
class Timing:
    contender: Contender
    rates: list[float]  # updates a second, round by round
    computing: float  # seconds of computing for an update, on all cores, median
    first: float  # seconds from the start of the process to the first update's loss, median
    peak_mb: float  # median

    @property
    def rate(self) -> float:
        return median(self.rates)


@dataclass
class Duel:
    """The better setting of each side on so many cores."""

    cores: int
    mlo: Timing
    torch: Timing

    @property
    def ratios(self) -> list[float]:
        """mlo's speed over PyTorch's, round by round."""
        return [a / b for a, b in zip(self.mlo.rates, self.torch.rates)]


def contenders(comparison: Comparison, cores: list[int]) -> list[Contender]:
    out = []
    for n in cores:
        out.append(Contender("mlo", threads=n))
        out += [Contender("torch", variant, threads=n) for variant in comparison.variants]
        if n > 1 and comparison.over_tasks:
            out += [Contender("torch", variant, workers=n) for variant in comparison.variants]
    return out


def measure(
    runner: Runner, comparison: Comparison, cores: list[int], rounds: int, scale: float, tell: Callable[[str], None]
) -> list[Timing]:
    """The first quarter of each run is warm-up; each side draws its data in its own way."""
    quarter = max(1, round(comparison.updates * scale / 4))
    traces: dict[Contender, list[Trace]] = {c: [] for c in contenders(comparison, cores)}
    for number in range(rounds):
        for contender, known in traces.items():
            tell(f"{comparison.name}: round {number + 1} of {rounds}, {contender.label}")
            known.append(runner.run(comparison, contender, Plan(4 * quarter, quarter)))
    return [
        Timing(
            contender=contender,
            rates=[t.rate(quarter) for t in known],
            computing=median(t.computing(quarter) for t in known),
            first=median(t.first for t in known),
            peak_mb=median(t.peak_mb for t in known),
        )
        for contender, known in traces.items()
    ]


def duels(timings: list[Timing]) -> list[Duel]:
    """On n cores a side may leave some idle."""
    out = []
    for n in sorted({t.contender.cores for t in timings}):

        def best(side: str) -> Timing:
            able = [t for t in timings if t.contender.side == side and t.contender.cores <= n]
            return max(able, key=lambda t: t.rate)

        out.append(Duel(n, best("mlo"), best("torch")))
    return out
