#!/usr/bin/python3
"""How time and memory grow: with inner steps, with tasks, with threads, with problems and the paths between them.

Writes a chart for each, and a table, into growth/ beside this file."""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from chart import Panel, Series, draw
from follow import ChildFailed, Trace, follow

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NETWORK = (HERE / "programs" / "growth.mlo").read_text()
LENGTH = "option report = 1\nrun { updates = 1; log_every = report }\n"


def problem(name: str, loss: str) -> str:
    rate = 1e-6 if name == "top" else 0.1  # nothing is learned here: the numbers stay as they are
    return f"problem {name} {{\n  module    = tensor(0.02)\n  optimizer = sgd(lr = {rate})\n  loss      = {loss}\n}}\n"


NOTHING = problem("top", "self() ^ 2") + LENGTH


def fan(count: int) -> str:
    """Problems side by side under the top one: a path to each."""
    out = problem("top", " + ".join(f"(p{i}() - 1) ^ 2" for i in range(count)))
    for i in range(count):
        out += problem(f"p{i}", "0.5 * (self() - top()) ^ 2") + f"u2l top -> p{i}\nl2u p{i} -> top via exact\n"
    return out + LENGTH


def ladder(count: int) -> str:
    """Diamonds one below the other, two problems each: 2^(count / 2) paths lead down."""
    rungs = count // 2
    out = problem("top", f"0.5 * (y{rungs}() + z{rungs}() - 2) ^ 2")
    for i in range(1, rungs + 1):
        above, reads = (["top"], "top()") if i == 1 else ([f"y{i - 1}", f"z{i - 1}"], f"(y{i - 1}() + z{i - 1}())")
        out += problem(f"y{i}", f"0.5 * (self() - {reads}) ^ 2")
        out += problem(f"z{i}", f"0.5 * (self() - {reads} * y{i}()) ^ 2")
        out += "".join(f"u2l {a} -> y{i}, z{i}\n" for a in above) + f"u2l y{i} -> z{i}\n"
        out += f"l2u y{i} -> top via exact\nl2u z{i} -> top via exact\n"
    return out + LENGTH


@dataclass(frozen=True)
class Point:
    cpu: float  # milliseconds of computing for an update, on all cores
    clock: float  # milliseconds for an update
    memory: float  # MB at most, above a run of nothing


@dataclass(frozen=True)
class Curve:
    name: str
    points: dict[int, Point]  # by what grows

    def series(self, what: str, name: str = "") -> Series:
        return Series(name or self.name, [(x, getattr(point, what)) for x, point in self.points.items()])

    def power(self, what: str) -> float:
        """The p of x^p, from the middle of the curve to its end."""
        xs = list(self.points)
        (a, b), (c, d) = ((x, getattr(self.points[x], what)) for x in (xs[len(xs) // 2 - 1], xs[-1]))
        return math.log(d / b) / math.log(c / a)


class Meter:
    """Runs programs for about so many seconds each."""

    def __init__(self, mlo: Path, seconds: float, work: Path) -> None:
        self._mlo, self._seconds, self._work = mlo, seconds, work
        self._base = self._run(NOTHING, {}, 1, 2, 1).peak_mb

    def curve(self, name: str, xs: list[int], run: Callable[[int], tuple[str, dict[str, int], int]]) -> Curve:
        """`run`: the program, its options and how many threads."""
        points = {}
        for x in xs:
            print(f"{name}: {x}", file=sys.stderr)
            points[x] = self._point(*run(x))
        return Curve(name, points)

    def _point(self, program: str, options: dict[str, int], threads: int) -> Point:
        """A quarter of a run is warm-up; what is logged costs more, and is seldom."""
        short = self._run(program, options, threads, 2, 1)
        part = min(2000, max(2, round(self._seconds / 4 / max(short.seconds[2] - short.seconds[1], 1e-4))))
        long = self._run(program, options, threads, 4 * part, part)
        return Point(1e3 * long.computing(part), 1e3 / long.rate(part), max(0.5, long.peak_mb - self._base))

    def _run(self, program: str, options: dict[str, int], threads: int, updates: int, report: int) -> Trace:
        file = self._work / "growth.mlo"
        file.write_text(program)
        given = {**options, "report": report}
        settings = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
        length = ["--updates", str(updates), "--threads", str(threads)]
        where = ["--out", str(self._work / "runs"), "--format", "json", "--device", "cpu"]
        return follow([str(self._mlo), "run", str(file), *length, *where, *settings], 1, "top")


TIME, MEMORY = "CPU ms for an update", "MB above a run of nothing"


def both(curves: list[Curve], label: str, reference: Series | None = None) -> list[Panel]:
    more = [reference] if reference else []
    return [
        Panel(TIME, label, [c.series("cpu") for c in curves] + more),
        Panel(MEMORY, label, [c.series("memory") for c in curves]),
    ]


def steps(meter: Meter, most: int) -> tuple[list[Curve], list[Panel]]:
    def method(via: Callable[[int], str]) -> Callable[[int], tuple[str, dict[str, int], int]]:
        return lambda n: (NETWORK.replace("via unroll", f"via {via(n)}"), {"inner_steps": n}, 1)

    xs = [2**i for i in range(9) if 2**i <= most]
    curves = [
        meter.curve("unroll", xs, method(lambda n: "unroll")),
        meter.curve("unroll, checkpoint = √steps", xs, method(lambda n: f"unroll(checkpoint = {math.isqrt(n)})")),
        meter.curve("cg, 5 products", xs, method(lambda n: "cg(iterations = 5, damping = 5.0)")),
    ]
    return curves, both(curves, "inner steps")


def tasks(meter: Meter, most: int) -> tuple[list[Curve], list[Panel]]:
    xs = [2**i for i in range(7) if 2**i <= most]
    curves = [meter.curve("unroll, 8 steps", xs, lambda n: (NETWORK, {"tasks": n}, 1))]
    return curves, both(curves, "tasks of an update")


def threads(meter: Meter, most: int) -> tuple[list[Curve], list[Panel]]:
    cores = os.cpu_count() or 1
    xs = [n for n in range(1, max(4, cores) + 1) if n <= 4 or n % 2 == 0]
    curve = meter.curve("unroll, 16 tasks", xs, lambda n: (NETWORK, {"tasks": min(16, most)}, n))
    ideal = Series(f"shared by {cores} cores", [(n, curve.points[1].clock / min(n, cores)) for n in xs], dashed=True)
    clock, cpu = curve.series("clock", "by the clock"), curve.series("cpu", "of computing, on all cores")
    return [curve], [
        Panel("ms for an update", "threads", [clock, cpu, ideal], log=False),
        Panel(MEMORY, "threads", [curve.series("memory")], log=False),
    ]


def problems(meter: Meter, most: int) -> tuple[list[Curve], list[Panel]]:
    xs = [2**i for i in range(1, 7) if 2**i <= most]
    curves = [
        meter.curve("n problems, n paths", xs, lambda n: (fan(n), {}, 1)),
        meter.curve("n problems, 2^(n/2) paths", xs, lambda n: (ladder(n), {}, 1)),
    ]
    least = curves[1].points[xs[0]].cpu
    paths = [(n, least * 2 ** (n / 2 - 1)) for n in range(xs[0], xs[-1])]
    reference = Series("in proportion to these paths", paths, dashed=True)
    return curves, both(curves, "lower problems, of one number each", reference)


CHARTS = {"steps": steps, "tasks": tasks, "threads": threads, "problems": problems}


def table(results: dict[str, list[Curve]]) -> str:
    out = ["| against | | from, to | CPU ms | grows as | MB | grows as |", "|" + " --- |" * 7]
    for chart, curves in results.items():
        for curve in curves:
            xs = list(curve.points)
            a, b = curve.points[xs[0]], curve.points[xs[-1]]
            out.append(
                f"| {chart} | {curve.name} | {xs[0]}, {xs[-1]} | {a.cpu:.3g}, {b.cpu:.3g} | n^{curve.power('cpu'):.2f} "
                f"| {a.memory:.3g}, {b.memory:.3g} | n^{curve.power('memory'):.2f} |"
            )
    return "\n".join(out) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"charts: {', '.join(CHARTS)}")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a run, about (2)")
    parser.add_argument("--most", type=int, default=256, help="most of what grows (256)")
    parser.add_argument("--mlo", type=Path, default=ROOT / "build/release/runtime/mlo", help="the program")
    parser.add_argument("--out", type=Path, default=HERE / "growth", help="folder for charts and table")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in CHARTS:
            parser.error(f"there is no chart `{name}`; there are {', '.join(CHARTS)}")
    if arguments.most < 4:
        parser.error("--most: a curve needs two points, so at least 4")
    if not arguments.mlo.exists():
        raise SystemExit(f"growth: there is no {arguments.mlo}; build it, or name it with --mlo")
    arguments.out.mkdir(parents=True, exist_ok=True)
    results = {}
    with tempfile.TemporaryDirectory() as work:
        meter = Meter(arguments.mlo.resolve(), arguments.seconds, Path(work))
        for name in arguments.names or CHARTS:
            try:
                results[name], panels = CHARTS[name](meter, arguments.most)
            except ChildFailed as error:
                raise SystemExit(f"growth: {name} failed: {error}") from error
            (arguments.out / f"{name}.svg").write_text(draw(panels))
    if not arguments.names:
        (arguments.out / "table.md").write_text(table(results))
    print(table(results), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
