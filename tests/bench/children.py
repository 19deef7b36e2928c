"""One run of either side as a child process: what it says, when, and how much memory it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comparisons import Comparison
from plain.setting import Setting

HERE = Path(__file__).resolve().parent


class ChildFailed(Exception):
    """A child ended with an error; its words are the message."""


@dataclass(frozen=True)
class Contender:
    """A side with its thread setting."""

    side: str  # mlo or torch
    variant: str = ""
    threads: int = 1  # mlo: workers; torch: threads inside operations
    workers: int = 1  # torch: threads over tasks

    @property
    def cores(self) -> int:
        return max(self.threads, self.workers)

    @property
    def label(self) -> str:
        how = f" {self.variant}" if self.variant else ""
        over = " over tasks" if self.workers > 1 else ""
        return f"{self.side}{how}, {self.cores} thread{'s' if self.cores > 1 else ''}{over}"


@dataclass
class Trace:
    """By update: the loss, the seconds since the process was started, and those that it computed, on all cores."""

    losses: dict[int, float] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    computed: dict[int, float] = field(default_factory=dict)
    peak_mb: float = 0.0

    @property
    def first(self) -> float:
        return self.seconds[1]

    def rate(self, start: int) -> float:
        """Updates a second, from update `start` to the last."""
        last = max(self.seconds)
        return (last - start) / (self.seconds[last] - self.seconds[start])

    def computing(self, start: int) -> float:
        """Seconds of computing for an update: what waits for other programs is not in it."""
        last = max(self.computed)
        return (self.computed[last] - self.computed[start]) / (last - start)


@dataclass(frozen=True)
class Plan:
    """How long a run is, and what for."""

    updates: int
    report: int  # updates from one logged loss to the next
    double: bool = False
    checking: bool = False  # both sides draw the same data


class Runner:
    """Starts children; `work` is a folder for programs, images and mlo's records."""

    def __init__(self, mlo: Path, work: Path, images: dict[str, str]) -> None:
        self._mlo, self._work, self._images = mlo, work, images

    def run(self, comparison: Comparison, contender: Contender, plan: Plan) -> Trace:
        options = {**comparison.options, **{name: self._images[of] for name, of in comparison.images.items()}}
        if plan.checking:
            options.update(comparison.check_options)
        if contender.side == "mlo":
            program = self._write_program(comparison, plan.double)
            return _follow(self._mlo_command(program, options, contender, plan), contender.threads, comparison.top)
        setting = Setting(
            module=comparison.program,
            variant=contender.variant,
            options=options,
            updates=plan.updates,
            report=plan.report,
            double=plan.double,
            same_draws=plan.checking,
            threads=contender.threads,
            workers=contender.workers,
        )
        return _follow([sys.executable, "-m", "plain.run", setting.to_json()], contender.threads, None)

    def _write_program(self, comparison: Comparison, double: bool) -> Path:
        text = (HERE / "programs" / f"{comparison.program}.mlo").read_text()
        edits = dict(comparison.edits)
        if double:
            edits["precision = float32"] = "precision = float64"
        for old, new in edits.items():
            if old not in text:
                raise ChildFailed(f"{comparison.program}.mlo does not hold `{old}`, which {comparison.name} replaces")
            text = text.replace(old, new)
        program = self._work / "programs" / f"{comparison.name}.mlo"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(text)
        return program

    def _mlo_command(
        self, program: Path, options: dict[str, Any], contender: Contender, plan: Plan
    ) -> list[str]:
        given = {**options, "report": plan.report}
        settings = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
        out = ["--out", str(self._work / "runs"), "--format", "json", "--device", "cpu"]
        threads = ["--updates", str(plan.updates), "--threads", str(contender.threads)]
        return [str(self._mlo), "run", str(program), *out, *threads, *settings]


def _seconds_computed(process: int) -> float:
    """User and system time of all threads, so far; a process that has just ended still has them."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(process: int) -> float:
    """So far, of a process that runs. What wait4 tells is of no use: it counts the parent's memory before the exec."""
    status = Path(f"/proc/{process}/status").read_text()
    return sum(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _follow(command: list[str], threads: int, top: str | None) -> Trace:
    """Runs to the end; `top` names the problem whose lines count."""
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    trace = Trace()
    with tempfile.TemporaryFile("w+") as errors:
        began = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        assert child.stdout is not None
        with child.stdout:
            for line in child.stdout:
                now = time.perf_counter() - began
                record = json.loads(line)
                if "update" in record and "loss" in record and record.get("problem") == top:
                    trace.losses[record["update"]] = record["loss"]
                    trace.seconds[record["update"]] = now
                    trace.computed[record["update"]] = _seconds_computed(child.pid)
                    trace.peak_mb = max(trace.peak_mb, _peak_mb(child.pid))
        if child.wait() != 0:
            errors.seek(0)
            raise ChildFailed(f"{' '.join(command)}\nended with {child.returncode}:\n{errors.read()[-2000:]}")
    return trace
