"""PyTorch's optimizers on fixed gradients, one of them always 0: writes optimizers.inc.

    python3 optimizers.py > optimizers.inc
"""
import inspect
import sys

import torch

# PyTorch 1.13 takes mu_t twice in NAdam's product up to t + 1; PyTorch 2.0 mended that, and so do we.
nadam = sys.modules["torch.optim.nadam"]
exec(inspect.getsource(nadam._single_tensor_nadam).replace("* mu * mu_next", "* mu_next"), nadam.__dict__)

torch.set_default_dtype(torch.float64)  # NAdam keeps a product in it
STEPS = 8  # RAdam's adaptive rate sets in at the sixth
SETTINGS = [
    ("sgd", torch.optim.SGD, dict(lr=0.1)),
    ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.9, dampening=0.2, weight_decay=0.01)),
    ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.8, weight_decay=0.02, nesterov=True)),
    ("adam", torch.optim.Adam, dict()),
    ("adam", torch.optim.Adam, dict(lr=0.02, betas=(0.5, 0.99), eps=1e-6, weight_decay=0.1, amsgrad=True)),
    ("adamw", torch.optim.AdamW, dict()),
    ("adamw", torch.optim.AdamW, dict(lr=0.02, betas=(0.5, 0.99), eps=1e-6, weight_decay=0.1, amsgrad=True)),
    ("rmsprop", torch.optim.RMSprop, dict()),
    ("rmsprop", torch.optim.RMSprop, dict(lr=0.02, alpha=0.9, eps=1e-6, weight_decay=0.1, momentum=0.5, centered=True)),
    ("adagrad", torch.optim.Adagrad, dict()),
    ("adadelta", torch.optim.Adadelta, dict()),
    ("adadelta", torch.optim.Adadelta, dict(lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1)),
    ("adamax", torch.optim.Adamax, dict()),
    ("adamax", torch.optim.Adamax, dict(lr=0.02, betas=(0.5, 0.9), eps=1e-6, weight_decay=0.1)),
    ("nadam", torch.optim.NAdam, dict()),
    ("nadam", torch.optim.NAdam, dict(lr=0.02, betas=(0.5, 0.9), eps=1e-6, weight_decay=0.1, momentum_decay=0.1)),
    ("radam", torch.optim.RAdam, dict()),
    ("radam", torch.optim.RAdam, dict(lr=0.02, betas=(0.5, 0.9), eps=1e-6, weight_decay=0.1)),
    ("adagrad", torch.optim.Adagrad, dict(lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5, eps=1e-6)),
]
ORDER = {
    "sgd": ["lr", "momentum", "dampening", "weight_decay", "nesterov"],
    "adam": ["lr", "betas", "eps", "weight_decay", "amsgrad"],
    "adamw": ["lr", "betas", "eps", "weight_decay", "amsgrad"],
    "rmsprop": ["lr", "alpha", "eps", "weight_decay", "momentum", "centered"],
    "adadelta": ["lr", "rho", "eps", "weight_decay"],
    "adamax": ["lr", "betas", "eps", "weight_decay"],
    "nadam": ["lr", "betas", "eps", "weight_decay", "momentum_decay"],
    "radam": ["lr", "betas", "eps", "weight_decay"],
    "adagrad": ["lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"],
}


def gradient(step):
    i = torch.arange(3, dtype=torch.float64)
    return torch.cos(1.3 * step + i) * torch.tensor([1.0, 0.3, 0.0], dtype=torch.float64)


def numbers(values):
    return "{" + ", ".join(repr(float(v)) for v in values) + "}"


print("// Made by optimizers.py with PyTorch", torch.__version__)
for name, kind, settings in SETTINGS:
    parameter = torch.nn.Parameter(torch.tensor([0.5, -1.2, 2.0], dtype=torch.float64))
    optimizer = kind([parameter], **settings)
    hyper = []
    for argument in ORDER[name]:
        value = optimizer.defaults[argument]
        hyper += list(value) if isinstance(value, tuple) else [value]
    rows = []
    for step in range(1, STEPS + 1):
        parameter.grad = gradient(step)
        optimizer.step()
        rows.append(numbers(parameter.detach()))
    print(f'{{"{name}", {numbers(hyper)},\n {{{", ".join(rows)}}}}},')
