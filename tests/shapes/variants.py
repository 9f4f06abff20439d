"""Architectures with every layer replaced by others, however deep it lies."""

from utils.shapes import Branches, Residual


def replaced(architecture, change):
    """Return ``architecture`` with each layer that holds no layers replaced by the sequence ``change(layer)``."""
    layers = []
    for layer in architecture:
        if isinstance(layer, Branches):
            layers.append(Branches(layer.name, tuple(replaced(branch, change) for branch in layer.branches)))
        elif isinstance(layer, Residual):
            layers.append(Residual(layer.name, *(replaced(branch, change) for branch in layer.branches)))
        else:
            layers += change(layer)
    return tuple(layers)


def leaves(architecture):
    """Return all layers that hold no layers, in order."""
    found = []
    replaced(architecture, lambda layer: found.append(layer) or (layer,))
    return found
