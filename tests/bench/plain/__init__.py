"""The comparisons' computations in plain PyTorch."""
