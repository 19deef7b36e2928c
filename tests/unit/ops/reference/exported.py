"""A network as TorchScript: makes exported.pt.

    python3 exported.py
"""
import torch

torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Dropout(0.5), torch.nn.Linear(4, 2))
torch.jit.script(net).save("exported.pt")
