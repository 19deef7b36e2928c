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
    ("conv_transpose1d", "{integer(2), integer(2)}", [1, 3, 5], lambda: torch.nn.ConvTranspose1d(3, 2, 2)),
    ("embedding", "{integer(4), integer(3)}", [2], lambda: torch.nn.Embedding(4, 3)),
    ("embedding", "{integer(4), integer(2), integer(-2)}", [2], lambda: torch.nn.Embedding(4, 2, padding_idx=-2)),
    ("prelu", "{integer(3)}", [2, 3], lambda: torch.nn.PReLU(3)),
    ("batch_norm", "{}", [2, 3], lambda: torch.nn.BatchNorm1d(3)),
    ("instance_norm", "{0.1, 1e-5, true}", [1, 2, 3], lambda: torch.nn.InstanceNorm1d(2, affine=True)),
    ("rnn", "{integer(2)}", [1, 1, 3], lambda: torch.nn.RNN(3, 2)),
    ("lstm", "{integer(2), integer(2), true, 0.0, true}", [1, 1, 1],
     lambda: torch.nn.LSTM(1, 2, num_layers=2, bidirectional=True)),
    ("lstm", '{integer(2), integer(1), true, 0.0, false, text("sequence"), integer(1)}', [1, 1, 1],
     lambda: torch.nn.LSTM(1, 2, proj_size=1)),
    ("gru", "{integer(2), integer(1), false}", [1, 1, 2], lambda: torch.nn.GRU(2, 2, bias=False)),
    ("attention", "{integer(2)}", [1, 1, 2], lambda: torch.nn.MultiheadAttention(2, 2)),
    ("attention", "{integer(1), 0.0, false}", [1, 1, 2], lambda: torch.nn.MultiheadAttention(2, 1, bias=False)),
]
SEED = 123

print("// Made by initialization.py with PyTorch", torch.__version__)
for name, arguments, shape, make in LAYERS:
    torch.manual_seed(SEED)
    tensors = [p.detach().contiguous().view(-1).view(torch.int32).tolist() for p in make().parameters()]
    rows = ", ".join("{" + ", ".join(str(v) for v in t) + "}" for t in tensors)
    print(f'{{"{name}", {arguments}, {{{", ".join(map(str, shape))}}}, {{{rows}}}}},')
