"""Whole numbers only: conv arithmetic, receptive fields, architectures as data, what they cost."""

from utils.shapes.branches import Branches, Residual
from utils.shapes.conv_arithmetic import DoesNotFit
from utils.shapes.counts import conv_multiply_adds, conv_parameters, dense_parameters
from utils.shapes.fields import ReceptiveField, receptive_field
from utils.shapes.layers import (
    Architecture,
    BatchNorm,
    Conv,
    Dense,
    GlobalPool,
    Layer,
    LocalNorm,
    Pool,
    Relu,
    Shape,
    Window,
)
from utils.shapes.memory import Row, memory_table
from utils.shapes.published import architectures
from utils.shapes.tables import Step, multiply_adds, output_shape, parameters, steps, up_to

__all__ = [
    "Architecture",
    "BatchNorm",
    "Branches",
    "Conv",
    "Dense",
    "DoesNotFit",
    "GlobalPool",
    "Layer",
    "LocalNorm",
    "Pool",
    "ReceptiveField",
    "Relu",
    "Residual",
    "Row",
    "Shape",
    "Step",
    "Window",
    "architectures",
    "conv_multiply_adds",
    "conv_parameters",
    "dense_parameters",
    "memory_table",
    "multiply_adds",
    "output_shape",
    "parameters",
    "receptive_field",
    "steps",
    "up_to",
]
