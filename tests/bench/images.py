"""Sets of images in MNIST's format, made here and read by both sides: ten kinds of soft strokes, shifted and noisy."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import torch

SIDE = 28
CLASSES = 10


def _kinds(random: np.random.RandomState) -> np.ndarray:
    """One picture a class: a coarse pattern of ink, blown up and smoothed."""
    coarse = (random.rand(CLASSES, 7, 7) < 0.35).astype(np.float64)
    coarse[:, (0, -1), :] = 0
    coarse[:, :, (0, -1)] = 0
    fine = coarse.repeat(4, axis=1).repeat(4, axis=2)
    for axis in (1, 2):
        fine = (np.roll(fine, 1, axis) + 2 * fine + np.roll(fine, -1, axis)) / 4
    return fine


def _write(folder: Path, images: np.ndarray, labels: np.ndarray) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    head = struct.pack(">BBBB", 0, 0, 8, 3) + struct.pack(">III", *images.shape)
    (folder / "train-images-idx3-ubyte").write_bytes(head + images.tobytes())
    (folder / "train-labels-idx1-ubyte").write_bytes(struct.pack(">BBBBI", 0, 0, 8, 1, len(labels)) + labels.tobytes())


def make(folder: Path, counts: list[int], seed: int) -> None:
    """`counts[c]` images of class c, the same for equal arguments; sets of other seeds have the same classes."""
    kinds = _kinds(np.random.RandomState(0))
    random = np.random.RandomState(seed)
    labels = random.permutation(np.repeat(np.arange(CLASSES), counts)).astype(np.uint8)
    images = np.empty((len(labels), SIDE, SIDE), np.uint8)
    for i, label in enumerate(labels):
        shifted = np.roll(kinds[label], random.randint(-3, 4, 2), (0, 1))
        noisy = shifted * (0.6 + 0.4 * random.rand()) + 0.1 * random.randn(SIDE, SIDE)
        images[i] = np.round(255 * np.clip(noisy, 0, 1))
    _write(folder, images, labels)


def make_all(folder: Path) -> dict[str, str]:
    """The sets of all comparisons; the name of each, with its folder."""
    long_tail = [max(1, int(400 * 100 ** (-c / (CLASSES - 1)))) for c in range(CLASSES)]
    sets = {"characters": [40] * CLASSES, "long_tail": long_tail, "balanced": [60] * CLASSES}
    sets.update(train=[200] * CLASSES, valid=[200] * CLASSES)
    for seed, (name, counts) in enumerate(sets.items(), start=1):
        make(folder / name, counts, seed)
    return {name: str(folder / name) for name in sets}


def read(folder: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Images `[N, 1, 28, 28]` between 0 and 1, rounded to float32 as mlo has them, and labels `[N]`."""
    pixels = np.fromfile(Path(folder) / "train-images-idx3-ubyte", np.uint8)[16:]
    labels = np.fromfile(Path(folder) / "train-labels-idx1-ubyte", np.uint8)[8:]
    x = pixels.reshape(-1, 1, SIDE, SIDE).astype(np.float32) / np.float32(255)
    return torch.from_numpy(x).to(torch.get_default_dtype()), torch.from_numpy(labels.astype(np.int64))
