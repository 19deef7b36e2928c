"""Conjugate gradient on Hessian-vector products."""

from __future__ import annotations

from typing import Sequence

import torch
from torch import Tensor


def _join(tensors: Sequence[Tensor]) -> Tensor:
    return torch.cat([t.reshape(-1) for t in tensors])


def _split(flat: Tensor, like: Sequence[Tensor]) -> list[Tensor]:
    return [part.view_as(t) for part, t in zip(flat.split([t.numel() for t in like]), like)]


def conjugate_gradient(
    gradients: Sequence[Tensor], along: Sequence[Tensor], v: Sequence[Tensor], iterations: int, damping: float
) -> list[Tensor]:
    """q with (H + damping I) q = v, H the derivative of `gradients` (which have a graph) along `along`.

    It stops where H has negative curvature, as mlo's does: the first direction is then taken by its curvature's size.
    """

    def product(p: Tensor) -> Tensor:
        return _join(torch.autograd.grad(gradients, along, _split(p, along), retain_graph=True))

    r = _join(v)
    p, q, square = r, torch.zeros_like(r), torch.dot(r, r).item()
    for k in range(iterations):
        h = product(p)
        pp, ph = torch.dot(p, p).item(), torch.dot(p, h).item()
        if ph < 0:
            if k == 0:
                q = p * (pp / (damping * pp - ph))
            break
        step = square / (ph + damping * pp)
        q = q.add(p, alpha=step)
        r = r.sub(h.add(p, alpha=damping), alpha=step)
        after = torch.dot(r, r).item()
        p, square = r.add(p, alpha=after / square), after
    return _split(q, along)
