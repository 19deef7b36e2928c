"""MAML and implicit MAML on a network of four convolutions, task by task, with threads over tasks where asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from plain import nets, start
from plain.conjugate_gradient import conjugate_gradient
from plain.episodes import Episodes, Task
from plain.setting import Setting
from plain.start import Tensors

INNER_RATE = 0.1
Gradient = tuple[Tensor, tuple[Tensor, ...]]  # of the meta parameters, with the loss


def build(setting: Setting) -> Callable[[], Tensor]:
    options = setting.options
    episodes = Episodes(setting, options["images"], options["ways"], options["shots"])
    meta = start.conv4(start.of_problem(setting.stream, "meta"), options["hidden"], options["ways"])
    optimizer = torch.optim.AdamW(meta, lr=5e-4, weight_decay=1e-4)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, setting.updates)
    problem = Adaptation(meta, options["inner_steps"], options["reg"], options["pool"])
    of_task = {"unroll": problem.unroll, "cg": problem.implicit, "darts": problem.central}[setting.variant]
    pool = ThreadPoolExecutor(setting.workers, initializer=lambda: torch.set_num_threads(1))
    over_tasks = pool.map if setting.workers > 1 else map

    def update() -> Tensor:
        tasks = [episodes.next() for _ in range(options["meta_batch"])]
        total = torch.zeros(())
        optimizer.zero_grad(set_to_none=True)
        for loss, gradients in over_tasks(of_task, tasks):
            total += loss
            for p, g in zip(meta, gradients):
                p.grad = g if p.grad is None else p.grad.add_(g)
        torch._foreach_div_([p.grad for p in meta], len(tasks))
        optimizer.step()
        scheduler.step()
        return total / len(tasks)

    return update


class Adaptation:
    """The inner problem, and its solution differentiated in three ways."""

    def __init__(self, meta: Tensors, steps: int, reg: float, pool: str) -> None:
        self._meta, self._steps, self._reg, self._pool = meta, steps, reg, pool

    def _entropy(self, own: Tensors, x: Tensor, y: Tensor) -> Tensor:
        return F.cross_entropy(nets.conv4(own, x, self._pool), y)

    def _loss(self, own: Tensors, x: Tensor, y: Tensor) -> Tensor:
        distance = sum((p - q).square().sum() for p, q in zip(own, self._meta))
        return self._entropy(own, x, y) + self._reg / 2 * distance

    def _solve(self, task: Task) -> Tensors:
        """The adapted parameters as leaves."""
        own = [p.detach().requires_grad_() for p in self._meta]
        for _ in range(self._steps):
            gradients = torch.autograd.grad(self._loss(own, task[0], task[1]), own)
            own = [p.detach().sub(g, alpha=INNER_RATE).requires_grad_() for p, g in zip(own, gradients)]
        return own

    def unroll(self, task: Task) -> Gradient:
        own = [p.clone() for p in self._meta]
        for _ in range(self._steps):
            gradients = torch.autograd.grad(self._loss(own, task[0], task[1]), own, create_graph=True)
            own = [p.sub(g, alpha=INNER_RATE) for p, g in zip(own, gradients)]
        loss = self._entropy(own, task[2], task[3])
        return loss.detach(), torch.autograd.grad(loss, self._meta)

    def implicit(self, task: Task) -> Gradient:
        """(H + damping I) q = v; the mixed product of `reg / 2 |own - meta|^2` is known: -reg q, and enters with -1."""
        own = self._solve(task)
        loss = self._entropy(own, task[2], task[3])
        v = torch.autograd.grad(loss, own)
        gradients = torch.autograd.grad(self._loss(own, task[0], task[1]), own, create_graph=True)
        q = conjugate_gradient(gradients, own, v, iterations=3, damping=5.0)
        return loss.detach(), tuple(self._reg * t for t in q)

    def central(self, task: Task) -> Gradient:
        """-(d loss(own + e v) - d loss(own - e v)) / 2e along meta, e = 0.01 / |v|; by autograd, as DARTS is used."""
        own = self._solve(task)
        loss = self._entropy(own, task[2], task[3])
        v = torch.autograd.grad(loss, own)
        e = 0.01 / torch.sqrt(sum(t.square().sum() for t in v)).item()

        def at(shift: float) -> tuple[Tensor, ...]:
            shifted = [p.detach().add(t, alpha=shift) for p, t in zip(own, v)]
            return torch.autograd.grad(self._loss(shifted, task[0], task[1]), self._meta)

        return loss.detach(), tuple((low - high) / (2 * e) for low, high in zip(at(-e), at(e)))
