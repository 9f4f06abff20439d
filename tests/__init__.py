"""Proofs of what utils promises; PyTorch, autograd and hand calculation are the witnesses."""
