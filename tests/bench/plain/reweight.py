"""Meta-Weight-Net: a small network weights the samples of a long-tailed set; the mixed product by autograd.

The weights read the losses under `detach`: differences of dL/du as in DARTS would see these constants move.
"""

from __future__ import annotations

from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

import images
from plain import nets, start
from plain.batches import Batches
from plain.setting import Setting
from plain.start import Tensors


def build(setting: Setting) -> Callable[[], Tensor]:
    options = setting.options
    size = options["batch_size"]
    train = Batches(setting, "classifier", *flat_images(options["train_images"]), size)
    balanced = Batches(setting, "reweight", *flat_images(options["meta_images"]), size)
    reweight = start.mlp(start.of_problem(setting.stream, "reweight"), "0.", [1, 100, 1])
    classifier = start.mlp(start.of_problem(setting.stream, "classifier"), "1.", [784, 200, 10])
    upper = torch.optim.Adam(reweight, lr=1e-3)
    lower = torch.optim.SGD(classifier, lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(lower, [1500, 2500], 0.1)

    def weighted(each: Tensor) -> Tensor:
        return torch.sigmoid(nets.mlp(reweight, each.detach()[:, None]))[:, 0]

    def step_classifier(x: Tensor, y: Tensor) -> None:
        each = F.cross_entropy(nets.mlp(classifier, x), y, reduction="none")
        with torch.no_grad():
            weights = weighted(each)
        set_gradients(classifier, torch.autograd.grad((weights * each).mean(), classifier))
        lower.step()
        scheduler.step()

    def along_reweight(x: Tensor, y: Tensor, v: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        each = F.cross_entropy(nets.mlp(classifier, x), y, reduction="none")
        gradients = torch.autograd.grad((weighted(each) * each).mean(), classifier, create_graph=True)
        return torch.autograd.grad(gradients, reweight, v)

    def update() -> Tensor:
        x, y = train.next()
        step_classifier(x, y)
        x_meta, y_meta = balanced.next()
        loss = F.cross_entropy(nets.mlp(classifier, x_meta), y_meta)
        v = torch.autograd.grad(loss, classifier)
        set_gradients(reweight, [-g for g in along_reweight(x, y, v)])
        upper.step()
        return loss.detach()

    return update


def flat_images(folder: str) -> tuple[Tensor, Tensor]:
    x, y = images.read(folder)
    return x.flatten(1), y


def set_gradients(parameters: Tensors, gradients: tuple[Tensor, ...] | Tensors) -> None:
    for p, g in zip(parameters, gradients):
        p.grad = g
