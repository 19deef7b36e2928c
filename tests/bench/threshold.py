#!/usr/bin/python3
"""From which size on tasks cost more together than each for itself: where `small` in runtime/shapes/plan_tasks.cpp lies.

Prints a line for each size: the multiply-adds of the largest operation, and the computing of an update with `--tasks
threads` over that with `--tasks batched`, both on one thread, in turn."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from follow import follow

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STEPS = 5


def computing(mlo: Path, work: Path, way: str, options: dict[str, int], updates: int) -> float:
    """Seconds of an update, the first half of a run aside."""
    given = {**options, "report": updates}
    settings = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
    words = ["--tasks", way, "--updates", str(2 * updates), "--threads", "1", "--device", "cpu"]
    where = ["--out", str(work / "runs"), "--format", "json"]
    program = HERE / "programs" / "growth.mlo"
    return follow([str(mlo), "run", str(program), *words, *where, *settings], 1, "top").computing(updates)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlo", type=Path, default=ROOT / "build" / "release" / "runtime" / "mlo")
    parser.add_argument("--widths", type=int, nargs="+", default=[16, 32, 64, 128, 256, 512])
    parser.add_argument("--shots", type=int, nargs="+", default=[5, 20, 100, 400])
    parser.add_argument("--tasks", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1, help="of computing, for each run")
    given = parser.parse_args()
    sizes = sorted((shots * width * width, width, shots) for width in given.widths for shots in given.shots)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for size, width, shots in sizes:
            options = {"width": width, "shots": shots, "tasks": given.tasks, "inner_steps": STEPS}
            first = computing(given.mlo, work, "threads", options, 1)
            updates = min(1000, max(1, round(given.seconds / 2 / first)))
            ratios = []
            for _ in range(given.rounds):
                apart, together = (computing(given.mlo, work, way, options, updates) for way in ("threads", "batched"))
                ratios.append(apart / together)
            print(f"{size:12,}  width {width:4} on {shots:3} points: {statistics.median(ratios):.2f}  "
                  f"({min(ratios):.2f} to {max(ratios):.2f})")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
