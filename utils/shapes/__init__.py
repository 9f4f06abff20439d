"""Whole numbers only: conv arithmetic, receptive fields, architectures as data, what they cost."""

from utils.shapes.conv_arithmetic import DoesNotFit
from utils.shapes.counts import conv_multiply_adds, conv_parameters, dense_parameters
from utils.shapes.fields import ReceptiveField, receptive_field
from utils.shapes.layers import Architecture, Conv, Dense, Layer, LocalNorm, Pool, Relu, Shape, Window
from utils.shapes.published import architectures
from utils.shapes.tables import Row, Step, memory_table, multiply_adds, output_shape, parameters, steps, up_to

__all__ = [
    "Architecture",
    "Conv",
    "Dense",
    "DoesNotFit",
    "Layer",
    "LocalNorm",
    "Pool",
    "ReceptiveField",
    "Relu",
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
