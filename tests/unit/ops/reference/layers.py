"""PyTorch's layers on fixed inputs, with the parameters that they start from: writes layers.inc.

    python3 layers.py > layers.inc

A row holds the layer, its arguments, the shapes of its inputs, and its outputs in double precision.
"""
import torch
from torch import nn

SEED = 123


def tensor(k, shape):
    """The k-th input; test_layers.cpp makes the same."""
    count = torch.Size(shape).numel()
    return torch.cos(0.7 * torch.arange(count, dtype=torch.float64) + 0.3 + k).view(shape)


def sequence(layer, *inputs):
    return layer(inputs[0], inputs[1:] if len(inputs) == 3 else inputs[1] if len(inputs) == 2 else None)


def outputs(layer, *inputs):
    return sequence(layer, *inputs)[0]


def last(layer, *inputs):
    sides = 2 if layer.bidirectional else 1
    h = sequence(layer, *inputs)[1]
    h = h[0] if isinstance(h, tuple) else h
    return torch.cat(list(h[-sides:]), 1)


def state(layer, *inputs):
    h = sequence(layer, *inputs)[1]
    return torch.stack(h) if isinstance(h, tuple) else h


def attend(layer, *inputs, **options):
    q, k, v = (inputs * 3)[:3] if len(inputs) == 1 else inputs[:3]
    mask = inputs[3] if len(inputs) > 3 else options.get("mask")
    return layer(q, k, v, attn_mask=mask)[0]


def causal(layer, x):
    return attend(layer, x, mask=torch.ones(x.size(1), x.size(1), dtype=torch.bool).triu(1))


def call(layer, *inputs):
    return layer(*inputs)


S, I = [2, 2, 5], [1, 2, 4, 4]
ROWS = [
    ("conv1d", '{integer(3), integer(2), integer(1), text("same")}', [S], nn.Conv1d, (2, 3, 2), dict(padding="same"), call),
    ("conv1d", '{integer(3), integer(2), integer(1), integer(2), integer(1), integer(1), true, text("reflect")}', [S],
     nn.Conv1d, (2, 3, 2), dict(padding=2, padding_mode="reflect"), call),
    ("conv2d", '{integer(1), integer(3), integer(2), ints({1, 2}), integer(1), integer(1), true, text("circular")}', [I],
     nn.Conv2d, (2, 1, 3, 2, (1, 2)), dict(padding_mode="circular"), call),
    ("conv2d", '{integer(1), integer(2), integer(1), text("same"), integer(1), integer(1), true, text("replicate")}', [I],
     nn.Conv2d, (2, 1, 2), dict(padding="same", padding_mode="replicate"), call),
    ("conv_transpose1d", "{integer(2), integer(2), integer(2), integer(1)}", [S], nn.ConvTranspose1d, (2, 2, 2, 2, 1),
     {}, call),
    ("conv_transpose2d",
     "{integer(2), integer(2), integer(2), integer(1), integer(1), integer(2), true, integer(2)}", [[1, 2, 3, 3]],
     nn.ConvTranspose2d, (2, 2, 2, 2, 1, 1), dict(groups=2, dilation=2), call),
    ("max_pool1d", "{integer(2), integer(1), integer(1), integer(2)}", [S], nn.MaxPool1d, (2, 1, 1, 2), {}, call),
    ("max_pool2d", "{integer(3), integer(2), integer(1), integer(1), true}", [I], nn.MaxPool2d, (3, 2, 1),
     dict(ceil_mode=True), call),
    ("avg_pool1d", "{integer(2), integer(2), integer(1), true, false}", [S], nn.AvgPool1d, (2, 2, 1, True, False), {}, call),
    ("avg_pool2d", "{integer(2), Value(), integer(0), false, true, integer(3)}", [I], nn.AvgPool2d, (2,),
     dict(divisor_override=3), call),
    ("adaptive_avg_pool1d", "{integer(3)}", [S], nn.AdaptiveAvgPool1d, (3,), {}, call),
    ("adaptive_max_pool1d", "{integer(3)}", [S], nn.AdaptiveMaxPool1d, (3,), {}, call),
    ("adaptive_avg_pool2d", "{ints({3, 1})}", [I], nn.AdaptiveAvgPool2d, ((3, 1),), {}, call),
    ("adaptive_max_pool2d", "{ints({3, 1})}", [I], nn.AdaptiveMaxPool2d, ((3, 1),), {}, call),
    ("constant_pad1d", "{ints({1, 2}), 0.5}", [[1, 1, 3]], nn.ConstantPad1d, ((1, 2), 0.5), {}, call),
    ("constant_pad2d", "{ints({1, 0, 0, 1})}", [[1, 1, 2, 2]], nn.ConstantPad2d, ((1, 0, 0, 1), 0), {}, call),
    ("reflection_pad1d", "{ints({1, 2})}", [[1, 1, 3]], nn.ReflectionPad1d, ((1, 2),), {}, call),
    ("reflection_pad2d", "{integer(1)}", [[1, 1, 2, 2]], nn.ReflectionPad2d, (1,), {}, call),
    ("replication_pad1d", "{integer(2)}", [[1, 1, 3]], nn.ReplicationPad1d, (2,), {}, call),
    ("replication_pad2d", "{ints({1, 0, 2, 1})}", [[1, 1, 2, 2]], nn.ReplicationPad2d, ((1, 0, 2, 1),), {}, call),
    ("upsample", "{Value(), 2.0}", [[1, 1, 3]], nn.Upsample, (), dict(scale_factor=2), call),
    ("upsample", '{integer(5), Value(), text("linear"), true}', [[1, 1, 3]], nn.Upsample, (5,),
     dict(mode="linear", align_corners=True), call),
    ("upsample", '{Value(), reals({1.5, 2}), text("bilinear")}', [[1, 1, 2, 3]], nn.Upsample, (),
     dict(scale_factor=(1.5, 2.0), mode="bilinear"), call),
    ("upsample", '{ints({3, 2}), Value(), text("bicubic")}', [[1, 1, 2, 3]], nn.Upsample, ((3, 2),),
     dict(mode="bicubic"), call),
    ("upsample", '{integer(5), Value(), text("nearest-exact")}', [[1, 1, 3]], nn.Upsample, (5,),
     dict(mode="nearest-exact"), call),
    ("layer_norm", "{integer(2), 1e-3}", [[2, 2, 3]], nn.LayerNorm, ([2, 3], 1e-3), {}, call),
    ("group_norm", "{integer(2)}", [[1, 4, 2]], nn.GroupNorm, (2, 4), {}, call),
    ("instance_norm", "{0.1, 1e-3, true}", [[2, 2, 3]], nn.InstanceNorm1d, (2, 1e-3), dict(affine=True), call),
    ("prelu", "{integer(2), 0.1}", [[2, 2, 2]], nn.PReLU, (2, 0.1), {}, call),
    ("rnn", "{integer(2), integer(2)}", [[2, 3, 2]], nn.RNN, (2, 2, 2), {}, outputs),
    ("rnn", '{integer(2), integer(1), true, 0.0, false, text("sequence"), text("relu")}', [[1, 3, 2], [1, 1, 2]], nn.RNN,
     (2, 2), dict(nonlinearity="relu"), outputs),
    ("lstm", "{integer(2), integer(2), true, 0.0, true}", [[1, 3, 2]], nn.LSTM, (2, 2, 2), dict(bidirectional=True), outputs),
    ("lstm", '{integer(3), integer(2), true, 0.0, true, text("last"), integer(2)}', [[2, 3, 2]], nn.LSTM, (2, 3, 2),
     dict(bidirectional=True, proj_size=2), last),
    ("lstm", '{integer(2), integer(2), false, 0.0, false, text("state")}', [[1, 3, 2], [2, 1, 2], [2, 1, 2]], nn.LSTM,
     (2, 2, 2), dict(bias=False), state),
    ("gru", "{integer(2), integer(2), true, 0.0, true}", [[1, 3, 2]], nn.GRU, (2, 2, 2), dict(bidirectional=True), outputs),
    ("gru", '{integer(2), integer(1), true, 0.0, true, text("last")}', [[1, 3, 2], [2, 1, 2]], nn.GRU, (2, 2),
     dict(bidirectional=True), last),
    ("gru", '{integer(2), integer(2), true, 0.0, false, text("state")}', [[1, 3, 2]], nn.GRU, (2, 2, 2), {}, state),
    ("attention", "{integer(2)}", [[2, 3, 4]], nn.MultiheadAttention, (4, 2), {}, attend),
    ("attention", "{integer(2), 0.0, true, true}", [[1, 3, 4]], nn.MultiheadAttention, (4, 2), {}, causal),
    ("attention", "{integer(2), 0.0, false, false, integer(3), integer(1)}", [[1, 2, 4], [1, 3, 3], [1, 3, 1], [2, 3]],
     nn.MultiheadAttention, (4, 2), dict(bias=False, kdim=3, vdim=1), attend),
]

print("// Made by layers.py with PyTorch", torch.__version__)
for name, arguments, shapes, kind, positional, named, run in ROWS:
    if kind in (nn.RNN, nn.LSTM, nn.GRU, nn.MultiheadAttention):
        named = dict(named, batch_first=True)
    torch.manual_seed(SEED)
    layer = kind(*positional, **named).double()
    out = run(layer, *[tensor(k, shape) for k, shape in enumerate(shapes)])
    sizes = ", ".join("{" + ", ".join(map(str, shape)) + "}" for shape in shapes)
    numbers = ", ".join(repr(round(v, 14)) for v in out.detach().flatten().tolist())
    print(f'{{"{name}", {arguments}, {{{sizes}}}, {{{", ".join(map(str, out.shape))}}}, {{{numbers}}}}},')
