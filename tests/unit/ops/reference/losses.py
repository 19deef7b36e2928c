"""PyTorch's losses on fixed inputs: writes losses.inc.

    python3 losses.py > losses.inc
"""
import torch
import torch.nn.functional as F

x = torch.tensor([[-1.3, -0.4, 0.3], [0.8, 1.7, -2.2]], dtype=torch.float64)
p = torch.tensor([[0.2, 0.5, 0.9], [0.7, 0.1, 0.4]], dtype=torch.float64)
q = torch.tensor([[0.3, 0.3, 0.4], [0.1, 0.7, 0.2]], dtype=torch.float64)
w = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
labels = torch.tensor([2, 0])
CASES = [
    ("cross_entropy", "{x, classes}", F.cross_entropy(x, labels)),
    ("cross_entropy", "{x, classes, w}", F.cross_entropy(x, labels, w)),
    ("cross_entropy", '{x, classes, w, integer(2), text("sum")}',
     F.cross_entropy(x, labels, w, ignore_index=2, reduction="sum")),
    ("cross_entropy", '{x, classes, w, integer(-100), text("mean"), 0.2}', F.cross_entropy(x, labels, w, label_smoothing=0.2)),
    ("cross_entropy", '{x, q, w, integer(-100), text("mean"), 0.2}', F.cross_entropy(x, q, w, label_smoothing=0.2)),
    ("nll_loss", "{x, classes, w}", F.nll_loss(x, labels, w)),
    ("mse_loss", "{x, p}", F.mse_loss(x, p)),
    ("l1_loss", "{x, p}", F.l1_loss(x, p)),
    ("smooth_l1_loss", '{x, p, text("mean"), 0.5}', F.smooth_l1_loss(x, p, beta=0.5)),
    ("smooth_l1_loss", '{x, p, text("sum"), 0.0}', F.smooth_l1_loss(x, p, beta=0.0, reduction="sum")),
    ("huber_loss", '{x, p, text("mean"), 0.7}', F.huber_loss(x, p, delta=0.7)),
    ("binary_cross_entropy", "{p, q}", F.binary_cross_entropy(p, q)),
    ("binary_cross_entropy", "{p, q, w}", F.binary_cross_entropy(p, q, w)),
    ("binary_cross_entropy_with_logits", "{x, q}", F.binary_cross_entropy_with_logits(x, q)),
    ("binary_cross_entropy_with_logits", '{x, q, w, text("sum"), w}',
     F.binary_cross_entropy_with_logits(x, q, w, pos_weight=w, reduction="sum")),
    ("kl_div", "{x, q}", F.kl_div(x, q, reduction="mean")),
    ("kl_div", '{x, q, text("batchmean")}', F.kl_div(x, q, reduction="batchmean")),
    ("kl_div", '{x, p, text("sum"), true}', F.kl_div(x, p, reduction="sum", log_target=True)),
    ("soft_margin_loss", "{x, signs}", F.soft_margin_loss(x, torch.sign(x - 0.5))),
    ("hinge_embedding_loss", '{x, signs, text("mean"), 0.5}', F.hinge_embedding_loss(x, torch.sign(x - 0.5), margin=0.5)),
]

print("// Made by losses.py with PyTorch", torch.__version__)
for name, arguments, value in CASES:
    print(f'{{"{name}", {arguments}, {value.item()!r}}},')
