"""MAML on sine waves: task by task; all tasks at once by hand; all tasks at once by functorch's vmap."""

from __future__ import annotations

import math
from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from plain import nets, start
from plain.setting import Setting
from plain.start import Tensors

INNER_RATE = 0.01
Tasks = tuple[Tensor, Tensor, Tensor, Tensor]  # x, y of the support and of the query, each [tasks, shots, 1]


def build(setting: Setting) -> Callable[[], Tensor]:
    steps, count = setting.options["inner_steps"], setting.options["meta_batch"]
    parameters = start.mlp(start.of_problem(setting.stream, "meta"), "", [1, 40, 40, 1])
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    draw = same_tasks(setting, count) if setting.same_draws else lambda: own_tasks(count)
    backward = {"loop": loop, "batched": batched, "vmap": vmapped}[setting.variant](parameters, steps)

    def update() -> Tensor:
        optimizer.zero_grad(set_to_none=True)
        loss = backward(draw())
        optimizer.step()
        return loss

    return update


def own_tasks(count: int, shots: int = 10) -> Tasks:
    amplitude = torch.empty(count, 1, 1).uniform_(0.1, 5.0)
    phase = torch.empty(count, 1, 1).uniform_(0.0, math.pi)
    x, x_new = torch.empty(2, count, shots, 1).uniform_(-5.0, 5.0)
    return x, amplitude * torch.sin(x - phase), x_new, amplitude * torch.sin(x_new - phase)


def same_tasks(setting: Setting, count: int, shots: int = 10) -> Callable[[], Tasks]:
    """Those of mlo's env `wave`, pass by pass."""
    env, done = setting.stream.of("env").of("wave"), 0

    def one(number: int) -> Tasks:
        def uniform(name: str, low: float, high: float, *shape: int) -> Tensor:
            generator = env.of(number).of(f"let {name}#0").generator()
            return torch.empty(shape).uniform_(low, high, generator=generator)

        amplitude, phase = uniform("amplitude", 0.1, 5.0), uniform("phase", 0.0, math.pi)
        x, x_new = uniform("x", -5.0, 5.0, shots, 1), uniform("x_new", -5.0, 5.0, shots, 1)
        return x, amplitude * torch.sin(x - phase), x_new, amplitude * torch.sin(x_new - phase)

    def draw() -> Tasks:
        nonlocal done
        done += count
        return tuple(map(torch.stack, zip(*[one(k) for k in range(done - count, done)])))

    return draw


def loop(parameters: Tensors, steps: int) -> Callable[[Tasks], Tensor]:
    def backward(tasks: Tasks) -> Tensor:
        count, total = len(tasks[0]), torch.zeros(())
        for x, y, x_new, y_new in zip(*(part.unbind() for part in tasks)):
            own = parameters
            for _ in range(steps):
                gradients = torch.autograd.grad(F.mse_loss(nets.mlp(own, x), y), own, create_graph=True)
                own = [p.sub(g, alpha=INNER_RATE) for p, g in zip(own, gradients)]
            loss = F.mse_loss(nets.mlp(own, x_new), y_new) / count
            loss.backward()
            total += loss.detach()
        return total

    return backward


def batched(parameters: Tensors, steps: int) -> Callable[[Tasks], Tensor]:
    """Each task has a copy of the parameters in one tensor, and matrix products come in batches."""

    def net(own: Tensors, x: Tensor) -> Tensor:
        for i in range(0, len(own), 2):
            x = torch.baddbmm(own[i + 1].unsqueeze(1), F.relu(x) if i else x, own[i].transpose(1, 2))
        return x

    def backward(tasks: Tasks) -> Tensor:
        x, y, x_new, y_new = tasks
        own = [p.expand(len(x), *p.shape) for p in parameters]
        for _ in range(steps):
            loss = F.mse_loss(net(own, x), y, reduction="sum") / x.shape[1]  # each task's mean, summed
            gradients = torch.autograd.grad(loss, own, create_graph=True)
            own = [p.sub(g, alpha=INNER_RATE) for p, g in zip(own, gradients)]
        loss = F.mse_loss(net(own, x_new), y_new)
        loss.backward()
        return loss.detach()

    return backward


def vmapped(parameters: Tensors, steps: int) -> Callable[[Tasks], Tensor]:
    from functorch import grad, vmap  # here, for importing it takes its time

    def inner_loss(own: Tensors, x: Tensor, y: Tensor) -> Tensor:
        return F.mse_loss(nets.mlp(own, x), y)

    def query_loss(own: Tensors, x: Tensor, y: Tensor, x_new: Tensor, y_new: Tensor) -> Tensor:
        for _ in range(steps):
            gradients = grad(inner_loss)(own, x, y)
            own = [p.sub(g, alpha=INNER_RATE) for p, g in zip(own, gradients)]
        return inner_loss(own, x_new, y_new)

    of_tasks = vmap(query_loss, in_dims=(None, 0, 0, 0, 0))

    def backward(tasks: Tasks) -> Tensor:
        loss = of_tasks(parameters, *tasks).mean()
        loss.backward()
        return loss.detach()

    return backward
