"""PyTorch's functions on fixed inputs: writes functions.inc.

    python3 functions.py > functions.inc

Several results of one function are joined.
"""
import torch
import torch.nn.functional as F

x = torch.tensor([[-1.3, -0.4, 0.3], [0.8, 1.7, -2.2]], dtype=torch.float64)
p = torch.tensor([[0.2, 0.5, 0.9], [0.7, 0.1, 0.4]], dtype=torch.float64)
m = torch.tensor([[4.0, 1.0, 0.5], [1.0, 3.0, 0.7], [0.5, 0.7, 2.0]], dtype=torch.float64)
u = torch.tensor([[2.0, 0.3, -1.0], [0.0, 1.5, 0.4], [0.0, 0.0, 3.0]], dtype=torch.float64)
images = torch.cos(0.7 * torch.arange(32, dtype=torch.float64)).view(1, 2, 4, 4)
sequences = images.view(2, 2, 8)[:, :, :4]
index = torch.tensor([[2, 0], [1, 1]])
lin = torch.linalg

ROWS = [(name, "{x}", getattr(torch, name)(x)) for name in
        ("exp2", "reciprocal", "trunc", "frac", "sinh", "cosh", "asinh", "erfc", "lgamma", "digamma", "sinc")]
ROWS += [(name, "{p}", getattr(torch, name)(p)) for name in ("atanh", "erfinv", "logit")]
ROWS += [(name, "{x}", getattr(torch.special, name)(x)) for name in ("ndtr", "log_ndtr")]
ROWS += [(name, "{x}", getattr(F, name)(x)) for name in
         ("hardsigmoid", "softsign", "hardtanh", "tanhshrink", "softshrink", "hardshrink", "relu6", "celu", "hardswish", "mish")]
ROWS += [(name, "{x, p}", getattr(torch, name)(x, p)) for name in ("atan2", "hypot", "logaddexp", "xlogy")]
ROWS += [
    ("acosh", "{m + 1}", torch.acosh(m + 1)),
    ("ndtri", "{p}", torch.special.ndtri(p)),
    ("polygamma", "{integer(1), p}", torch.polygamma(1, p)),
    ("logit", "{p, 0.3}", torch.logit(p, 0.3)),
    ("lerp", "{x, p, 0.3}", torch.lerp(x, p, 0.3)),
    ("hardtanh", "{x, -0.5, 1.0}", F.hardtanh(x, -0.5, 1.0)),
    ("softshrink", "{x, 0.6}", F.softshrink(x, 0.6)),
    ("hardshrink", "{x, 0.9}", F.hardshrink(x, 0.9)),
    ("threshold", "{x, 0.1, 0.7}", F.threshold(x, 0.1, 0.7)),
    ("celu", "{x, 0.5}", F.celu(x, 0.5)),
    ("glu", "{x, integer(0)}", F.glu(x, 0)),
    ("softmin", "{x, integer(0)}", F.softmin(x, 0)),
    ("norm", "{x, 2.0, integer(1)}", lin.vector_norm(x, dim=1)),
    ("normalize", "{x}", F.normalize(x)),
    ("normalize", "{x, 1.0, integer(0)}", F.normalize(x, 1.0, 0)),
    ("cdist", "{x, m}", torch.cdist(x, m)),
    ("cdist", "{x, m, 1.0}", torch.cdist(x, m, 1.0)),
    ("cumprod", "{x, integer(1)}", torch.cumprod(x, 1)),
    ("logcumsumexp", "{x, integer(1)}", torch.logcumsumexp(x, 1)),
    ("topk", "{x, integer(2)}", torch.topk(x, 2)[0]),
    ("argtopk", "{x, integer(1), integer(0), false}", torch.topk(x, 1, 0, False)[1]),
    ("median", "{x}", torch.median(x)),
    ("median", "{x, integer(0), true}", torch.median(x, 0, True)[0]),
    ("quantile", "{x, 0.3}", torch.quantile(x, 0.3)),
    ("quantile", "{x, reals({0.25, 0.5}), integer(1)}", torch.quantile(x, torch.tensor([0.25, 0.5]).double(), 1)),
    ("quantile", '{x, 0.3, integer(1), false, text("lower")}', torch.quantile(x, 0.3, 1, False, interpolation="lower")),
    ("cummax", "{x, integer(1)}", torch.cummax(x, 1)[0]),
    ("cummin", "{x, integer(1)}", torch.cummin(x, 1)[0]),
    ("movedim", "{images, integer(1), integer(3)}", torch.movedim(images, 1, 3)),
    ("rot90", "{x}", torch.rot90(x)),
    ("diag_embed", "{x, integer(1)}", torch.diag_embed(x, 1)),
    ("diagonal", "{m, integer(1)}", torch.diagonal(m, 1)),
    ("meshgrid", "{row({p.select(0, 0), p.select(0, 1)})}", torch.stack(torch.meshgrid(p[0], p[1], indexing="ij"))),
    ("scatter", "{m, integer(0), index, 7.0}", torch.scatter(m, 0, index, 7.0)),
    ("scatter_add", "{m, integer(1), index, x}", torch.scatter_add(m, 1, index, x)),
    ("index_add", "{m, integer(0), labels({2, 2}), x}", torch.index_add(m, 0, torch.tensor([2, 2]), x)),
    ("unfold", "{images, integer(2), integer(3)}", images.unfold(2, 3, 1)),
    ("im2col", "{images, ints({2, 3}), integer(1), integer(1), integer(2)}", F.unfold(images, (2, 3), 1, 1, 2)),
    ("col2im", "{images.view({1, 8, 4}), integer(3), integer(2)}", F.fold(images.view(1, 8, 4), 3, 2)),
    ("interpolate", '{images, integer(3), Value(), text("area")}', F.interpolate(images, 3, mode="area")),
    ("interpolate", '{sequences, Value(), 1.5, text("linear")}', F.interpolate(sequences, None, 1.5, "linear")),
    ("pixel_shuffle", "{images.view({1, 8, 2, 2}), integer(2)}", F.pixel_shuffle(images.view(1, 8, 2, 2), 2)),
    ("pixel_unshuffle", "{images, integer(2)}", F.pixel_unshuffle(images, 2)),
    ("kron", "{x, p}", torch.kron(x, p)),
    ("cross", "{x, p}", lin.cross(x, p)),
    ("matrix_norm", "{u}", lin.matrix_norm(u)),
    ("matrix_norm", '{u, text("nuc")}', lin.matrix_norm(u, "nuc")),
    ("matrix_norm", "{u, integer(-1)}", lin.matrix_norm(u, -1)),
    ("matrix_exp", "{u}", torch.matrix_exp(u)),
    ("matrix_power", "{u, integer(3)}", lin.matrix_power(u, 3)),
    ("matrix_power", "{u, integer(-2)}", lin.matrix_power(u, -2)),
    ("solve_triangular", "{u, x.t(), true}", lin.solve_triangular(u, x.T, upper=True)),
    ("solve_triangular", "{u, x, true, false, true}", lin.solve_triangular(u, x, upper=True, left=False, unitriangular=True)),
    ("lstsq", "{x.t(), m}", lin.lstsq(x.T, m)[0]),
    ("pinv", "{x}", lin.pinv(x)),
    ("slogdet", "{-m}", torch.stack(torch.slogdet(-m))),
    ("qr", "{m}", torch.cat(lin.qr(m))),
    ("svdvals", "{u}", lin.svdvals(u)),
    ("eigh", "{m}", torch.cat([lin.eigh(m)[0], lin.eigh(m)[1].flatten()])),
]

print("// Made by functions.py with PyTorch", torch.__version__)
for name, arguments, value in ROWS:
    numbers = ", ".join(repr(round(v, 13)) for v in value.flatten().double().tolist())
    print(f'{{"{name}", {arguments}, {{{numbers}}}}},')
