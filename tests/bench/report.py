"""Results as text for people, as a Markdown table, and as JSON."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import torch

from check import Agreement
from comparisons import Comparison
from measure import Duel, Timing, duels


@dataclass
class Result:
    comparison: Comparison
    agreements: list[Agreement] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)


def agreement_line(a: Agreement) -> str:
    variant = f" {a.variant}" if a.variant else ""
    verdict = "agree" if a.holds else "DIFFER"
    return (
        f"{a.comparison}{variant}, {a.precision}: the losses of {len(a.losses)} updates {verdict}, "
        f"largest relative difference {a.difference:.1e} (allowed {a.allowed:.0e})"
    )


def timing_lines(timings: list[Timing]) -> list[str]:
    width = max(len(t.contender.label) for t in timings)
    return [
        f"  {t.contender.label:<{width}}  {number(t.rate):>7} updates/s ({number(min(t.rates))} to "
        f"{number(max(t.rates))})  {number(1e3 * t.computing)} ms of computing each  "
        f"first update {t.first:.2f} s  {t.peak_mb:.0f} MB"
        for t in timings
    ]


def duel_line(duel: Duel) -> str:
    cores = f"{duel.cores} core{'s' if duel.cores > 1 else ''}"
    return f"  {cores}: mlo is {spread(duel.ratios)} times as fast as {duel.torch.contender.label}"


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def spread(ratios: list[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def machine() -> dict[str, Any]:
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    load = os.getloadavg()[0]
    return {"cpu": model, "cores": os.cpu_count(), "load_at_end": round(load, 2), "torch": torch.__version__}


def markdown(results: list[Result]) -> str:
    about = machine()
    lines = [
        f"Updates per second on {about['cpu']}, {about['cores']} cores, PyTorch {about['torch']}; each side at its "
        "better setting, median of the rounds, in parentheses the spread of the ratio:",
        "",
        "| | cores | mlo | PyTorch | mlo / PyTorch | first update, s | peak MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for result in results:
        for duel in duels(result.timings):
            a, b = duel.mlo, duel.torch
            way = f" ({b.contender.variant})" if len(result.comparison.variants) > 1 else ""
            lines.append(
                f"| {result.comparison.title} | {duel.cores} | {number(a.rate)} | {number(b.rate)}{way} | "
                f"{spread(duel.ratios)} | {a.first:.2f} / {b.first:.2f} | {a.peak_mb:.0f} / {b.peak_mb:.0f} |"
            )
    return "\n".join(lines) + "\n"


def to_json(results: list[Result]) -> dict[str, Any]:
    return {
        "machine": machine(),
        "results": [
            {
                "name": r.comparison.name,
                "title": r.comparison.title,
                "agreements": [asdict(a) for a in r.agreements],
                "timings": [{**asdict(t), "label": t.contender.label, "rate": t.rate} for t in r.timings],
                "ratios": {str(d.cores): d.ratios for d in duels(r.timings)},
            }
            for r in results
        ],
    }
