"""Inception-v3's second classifier, which helps only while the network is trained and is thrown away afterwards."""

from utils.shapes.layers import Architecture, BatchNorm, Conv, Dense


def auxiliary_head() -> Architecture:
    """Return the classifier on the 768 maps that mixed_6e leaves, as torchvision builds it, without its two pools.

    Source: Szegedy et al., "Rethinking the Inception architecture for computer vision" (2016), section 4.
    """
    return (
        Conv("conv0", 768, 128, 1, bias=False),
        BatchNorm("conv0_norm", 128),
        Conv("conv1", 128, 768, 5, bias=False),
        BatchNorm("conv1_norm", 768),
        Dense("fc", 768, 1000),
    )
