"""Three levels: gradient descent at each, and exact implicit derivatives that can be differentiated again."""

from __future__ import annotations

from typing import Any, Callable

import torch
from torch import Tensor
from torch.autograd import grad

from plain.setting import Setting


class Root(torch.autograd.Function):
    """A root of `residual(root, *outside) = 0` with its derivative along `outside`, of any order."""

    @staticmethod
    def forward(ctx: Any, residual: Callable[..., Tensor], root: Tensor, *outside: Tensor) -> Tensor:
        ctx.residual = residual
        out = root.detach().clone()
        ctx.save_for_backward(out, *outside)
        return out

    @staticmethod
    def backward(ctx: Any, v: Tensor) -> tuple[Tensor | None, ...]:
        again = torch.is_grad_enabled()
        with torch.enable_grad():
            # Cut off this node, or partial derivatives would run through it.
            root, *outside = (t.view_as(t) if again else t.detach().requires_grad_() for t in ctx.saved_tensors)
            r = ctx.residual(root, *outside)
            rows = [grad(entry, root, retain_graph=True, create_graph=again)[0] for entry in r.unbind()]
            q = torch.linalg.solve(torch.stack(rows).T, v[:, None])[:, 0]
            along = grad(r, outside, q, create_graph=again)
        return (None, None, *(-g for g in along))


def loss_x(x: Tensor, z: Tensor) -> Tensor:
    return (0.5 * (z - 1) ** 2 + 0.5 * x**2).sum()


def loss_y(y: Tensor, x: Tensor, z: Tensor) -> Tensor:
    return (0.5 * (z - 1) ** 2 + 1.5 * (y - x) ** 2).sum()


def loss_z(z: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return (0.5 * (z - x - y) ** 2).sum()


def residual_z(z: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return grad(loss_z(z, x, y), z, create_graph=True)[0]


class Lower:
    """y and z, which go on from one update to the next."""

    def __init__(self) -> None:
        self.y, self.z = torch.zeros(1), torch.zeros(1)

    def solve_z(self, x: Tensor, y: Tensor) -> None:
        for _ in range(20):
            z = self.z.requires_grad_()
            self.z = z.detach().sub(grad(loss_z(z, x, y), z)[0], alpha=0.5)

    def residual_y(self, y: Tensor, x: Tensor) -> Tensor:
        """The total gradient of y's loss, z following."""
        z = Root.apply(residual_z, self.z, x, y)
        return grad(loss_y(y, x, z), y, create_graph=True)[0]

    def solve_y(self, x: Tensor) -> None:
        for _ in range(40):
            self.solve_z(x, self.y.detach())
            y = self.y.requires_grad_()
            z = Root.apply(residual_z, self.z, x, y)
            self.y = y.detach().sub(grad(loss_y(y, x, z), y)[0], alpha=0.2)


def build(setting: Setting) -> Callable[[], Tensor]:
    x, lower = torch.ones(1, requires_grad=True), Lower()
    optimizer = torch.optim.SGD([x], lr=0.1)

    def update() -> Tensor:
        lower.solve_y(x.detach())
        lower.solve_z(x.detach(), lower.y)
        y = Root.apply(lower.residual_y, lower.y, x)
        loss = loss_x(x, Root.apply(residual_z, lower.z, x, y))
        x.grad = grad(loss, x)[0]
        optimizer.step()
        return loss.detach()

    return update
