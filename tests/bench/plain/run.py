"""Runs one computation in plain PyTorch and prints losses as mlo does: `python3 -m plain.run SETTING` (JSON)."""

from __future__ import annotations

import importlib
import json
import sys

import torch

from plain.setting import Setting


def main() -> None:
    setting = Setting.from_json(sys.argv[1])
    torch.set_num_threads(setting.threads)
    torch.set_flush_denormal(True)  # as mlo does
    torch.set_default_dtype(torch.float64 if setting.double else torch.float32)
    torch.manual_seed(setting.seed)
    update = importlib.import_module(f"plain.{setting.module}").build(setting)
    for number in range(1, setting.updates + 1):
        loss = update()
        if number == 1 or number % setting.report == 0 or number == setting.updates:
            print(json.dumps({"update": number, "loss": float(loss)}), flush=True)


if __name__ == "__main__":
    main()
