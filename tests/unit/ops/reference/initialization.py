"""PyTorch's default initialization, as the bits of float32: writes initialization.inc.

    python3 initialization.py > initialization.inc
"""
import torch

LAYERS = [
    ("linear", "{integer(2)}", [4, 3], lambda: torch.nn.Linear(3, 2)),
    ("linear", "{integer(3), false}", [5], lambda: torch.nn.Linear(5, 3, bias=False)),
    ("conv2d", "{integer(2)}", [1, 3, 5, 5], lambda: torch.nn.Conv2d(3, 2, 3)),
    ("conv2d", "{integer(4), ints({1, 2}), integer(1), integer(0), integer(1), integer(2)}", [1, 4, 5, 5],
     lambda: torch.nn.Conv2d(4, 4, (1, 2), groups=2)),
    ("conv1d", "{integer(2), integer(2)}", [1, 3, 5], lambda: torch.nn.Conv1d(3, 2, 2)),
    ("conv_transpose2d", "{integer(2), integer(2)}", [1, 3, 5, 5], lambda: torch.nn.ConvTranspose2d(3, 2, 2)),
    ("embedding", "{integer(4), integer(3)}", [2], lambda: torch.nn.Embedding(4, 3)),
    ("batch_norm", "{}", [2, 3], lambda: torch.nn.BatchNorm1d(3)),
]
SEED = 123

print("// Made by initialization.py with PyTorch", torch.__version__)
for name, arguments, shape, make in LAYERS:
    torch.manual_seed(SEED)
    tensors = [p.detach().contiguous().view(-1).view(torch.int32).tolist() for p in make().parameters()]
    rows = ", ".join("{" + ", ".join(str(v) for v in t) + "}" for t in tensors)
    print(f'{{"{name}", {arguments}, {{{", ".join(map(str, shape))}}}, {{{rows}}}}},')
