#!/usr/bin/python3
"""Compares mlo with the same computations in plain PyTorch: first that they agree, then how fast they are."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import images
from check import check
from children import Runner
from comparisons import COMPARISONS, Comparison
from follow import ChildFailed
from measure import duels, measure
from report import Result, agreement_line, duel_line, markdown, timing_lines, to_json

ROOT = Path(__file__).resolve().parents[2]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    known = ", ".join(c.name for c in COMPARISONS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"comparisons, or what they begin with: {known}")
    parser.add_argument("--check", action="store_true", help="only see whether both sides agree")
    parser.add_argument("--no-check", action="store_true", help="only take times")
    parser.add_argument("--updates", type=int, default=5, help="updates whose losses are compared (5)")
    parser.add_argument("--rounds", type=int, default=5, help="timed runs of each setting (5)")
    parser.add_argument("--scale", type=float, default=1.0, help="length of the timed runs, in proportion (1)")
    parser.add_argument("--cores", type=int, action="append", help="a number of cores to try; may come again (1 and 2)")
    parser.add_argument("--mlo", type=Path, default=ROOT / "build/release/runtime/mlo", help="the program")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench", help="folder for what is written")
    return parser.parse_args()


def chosen(names: list[str]) -> list[Comparison]:
    for name in names:
        if not any(c.name.startswith(name) for c in COMPARISONS):
            known = ", ".join(c.name for c in COMPARISONS)
            raise SystemExit(f"bench: there is no comparison `{name}`; there are {known}")
    return [c for c in COMPARISONS if not names or any(c.name.startswith(name) for name in names)]


def tell(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def say(*lines: str) -> None:
    tell("")
    print(*lines, sep="\n", flush=True)


def compare(runner: Runner, comparison: Comparison, arguments: argparse.Namespace) -> Result:
    result = Result(comparison)
    if not arguments.no_check:
        tell(f"{comparison.name}: checking")
        result.agreements = check(runner, comparison, arguments.updates)
        say(*map(agreement_line, result.agreements))
    if not arguments.check:
        cores = arguments.cores or [1, 2]
        result.timings = measure(runner, comparison, cores, arguments.rounds, arguments.scale, tell)
        say(comparison.title, *timing_lines(result.timings), *map(duel_line, duels(result.timings)))
    return result


def main() -> int:
    arguments = parse()
    if not arguments.mlo.exists():
        raise SystemExit(f"bench: there is no {arguments.mlo}; build it, or name it with --mlo")
    work: Path = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    runner = Runner(arguments.mlo.resolve(), work, images.make_all(work / "images"))
    results, failed = [], False
    for comparison in chosen(arguments.names):
        try:
            results.append(compare(runner, comparison, arguments))
        except ChildFailed as error:
            failed = True
            say(f"{comparison.name} failed: {error}")
    (work / "results.json").write_text(json.dumps(to_json(results), indent=1) + "\n")
    if not arguments.check:
        (work / "table.md").write_text(markdown(results))
        say("", markdown(results))
    say(f"written: {work / 'results.json'}")
    return 1 if failed or not all(a.holds for r in results for a in r.agreements) else 0


if __name__ == "__main__":
    sys.exit(main())
