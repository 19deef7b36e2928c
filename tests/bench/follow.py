"""Follows a child process that tells of its updates: what it says, when, how long it computed, and its peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


class ChildFailed(Exception):
    """A child ended with an error; its words are the message."""


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


def _seconds_computed(process: int) -> float:
    """User and system time of all threads, so far; a process that has just ended still has them."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(process: int) -> float:
    """So far, of a process that runs. What wait4 tells is of no use: it counts the parent's memory before the exec."""
    status = Path(f"/proc/{process}/status").read_text()
    return sum(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def follow(command: list[str], threads: int, top: str | None) -> Trace:
    """Runs to the end, with so many threads in libraries; `top` names the problem whose lines count."""
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
