"""What PyTorch writes for a network's weights: makes state_dict.pt.

    python3 state_dict.py
"""
import torch

torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
with torch.no_grad():
    net[0].weight.copy_(torch.arange(6.0).reshape(2, 3))
    net[0].bias.copy_(torch.tensor([-1.0, 1.0]))
torch.save(net.state_dict(), "state_dict.pt")
torch.save({"epoch": 3, "state_dict": net.state_dict(), "half": torch.ones(2, dtype=torch.float16)}, "checkpoint.pt")
