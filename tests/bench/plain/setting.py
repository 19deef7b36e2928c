"""What one run of plain PyTorch is told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from streams import Stream


@dataclass(frozen=True)
class Setting:
    module: str  # the file in plain/
    variant: str  # of several ways to write it
    options: dict[str, Any]  # those of the mlo program
    updates: int
    report: int  # updates from one printed loss to the next
    double: bool
    same_draws: bool  # draw what mlo draws, number by number; otherwise as one draws in PyTorch
    threads: int  # inside operations
    workers: int  # threads over tasks
    seed: int = 1

    @property
    def stream(self) -> Stream:
        return Stream(self.seed)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Setting:
        return Setting(**json.loads(text))
