"""One run of either side as a child process."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comparisons import Comparison
from follow import ChildFailed, Trace, follow
from plain.setting import Setting

HERE = Path(__file__).resolve().parent


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
            if not plan.double:
                options.update(comparison.float32_options)
        if contender.side == "mlo":
            program = self._write_program(comparison, plan.double)
            return follow(self._mlo_command(program, options, contender, plan), contender.threads, comparison.top)
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
        return follow([sys.executable, "-m", "plain.run", setting.to_json()], contender.threads, None)

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
