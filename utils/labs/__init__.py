"""PyTorch: models, training and detectors of the lectures and homeworks."""
