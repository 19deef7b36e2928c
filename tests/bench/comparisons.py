"""What is compared: each mlo program, its options, and the same computation in plain/."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Comparison:
    name: str
    title: str
    program: str  # in programs/
    top: str  # the problem whose losses are compared
    updates: int  # of a timed run: some seconds
    variants: tuple[str, ...] = ("",)  # ways to write it in plain PyTorch
    options: dict[str, Any] = field(default_factory=dict)  # of the program, and of the plain side
    check_options: dict[str, Any] = field(default_factory=dict)  # others in a check, so that it is short
    float32_options: dict[str, Any] = field(default_factory=dict)  # and in a check in float32
    images: dict[str, str] = field(default_factory=dict)  # options that are folders: the set of images.py
    edits: dict[str, str] = field(default_factory=dict)  # in the program's text
    over_tasks: bool = False  # the plain side too can give its tasks to several threads
    float32: float = 1e-5  # largest relative difference of losses in a check
    float64: float = 1e-11


def _sine(steps: int, updates: int) -> Comparison:
    return Comparison(
        name=f"maml_sine_{steps}",
        title=f"MAML, sine waves, {steps} inner step{'s' if steps > 1 else ''}, 25 tasks",
        program="maml_sine",
        top="meta",
        updates=updates,
        variants=("loop", "batched", "vmap"),
        options={"inner_steps": steps, "meta_batch": 25},
    )


def _maml(name: str, method: str, via: str, title: str) -> Comparison:
    return Comparison(
        name=name,
        title=f"{title}, Conv4-64, 5-way 1-shot, 5 inner steps, 16 tasks",
        program="maml",
        top="meta",
        updates=8,
        variants=(method,),
        options={"ways": 5, "shots": 1, "inner_steps": 5, "meta_batch": 16, "hidden": 64, "reg": 0.5, "pool": "max"},
        check_options={"meta_batch": 2, "hidden": 16},
        float32_options={"pool": "mean"},  # by the largest, rounding now and then moves a derivative by a leap
        images={"images": "characters"},
        edits={"via unroll": f"via {via}"},
        over_tasks=True,
        float32=1e-4,
    )


COMPARISONS = [
    _sine(1, 400),
    _sine(5, 120),
    _maml("maml_unroll", "unroll", "unroll", "MAML"),
    _maml("maml_cg", "cg", "cg(iterations = 3, damping = 5.0)", "Implicit MAML (cg)"),
    _maml("maml_darts", "darts", "darts", "MAML by central differences (darts)"),
    Comparison(
        name="reweight",
        title="Meta-Weight-Net, MLP, batches of 100",
        program="reweight",
        top="reweight",
        updates=400,
        options={"batch_size": 100},
        images={"train_images": "long_tail", "meta_images": "balanced"},
    ),
    Comparison(
        name="logistic_hpo",
        title="Weight decay of a logistic regression, 100 inner steps, cg",
        program="logistic_hpo",
        top="decay",
        updates=120,
        options={"features": 20, "samples": 1000, "inner_steps": 100},
    ),
    Comparison(
        name="darts",
        title="DARTS, one cell of 4 nodes, 16 channels, batches of 32",
        program="darts",
        top="arch",
        updates=8,
        options={"nodes": 4, "channels": 16, "batch_size": 32},
        check_options={"nodes": 2, "channels": 8, "batch_size": 16},
        images={"train_images": "train", "valid_images": "valid"},
    ),
    Comparison(
        name="trilevel",
        title="Three levels of one number each, exact",
        program="trilevel",
        top="x",
        updates=40,
    ),
]
