"""The networks that the backpropagation widgets begin with, the same in Python and in the page.

A network is fed twice: the true example ``x`` scores s, the corrupted example ``x_c`` scores s_c, through the same
weights and biases. Seeded networks come from one small generator that ``static/backpropagation_random.js`` repeats.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from utils.reference import lecture_network
from utils.reference.backpropagation import ranking_objective
from utils.shapes.integers import whole

MOST_LAYERS, MOST_NEURONS = 6, 6


class Network(NamedTuple):
    """Two inputs (M_1,) and the parameters they share: W^(k) (M_{k+1}, M_k) and b^(k) (M_{k+1},), all float64."""

    x: np.ndarray
    x_c: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons in each layer."""
        return len(self.x), *(len(W) for W in self.weights)


def random_stream(seed: int) -> Iterator[float]:
    """Yield floats from 0 to 1 by mulberry32, a generator of one 32-bit word that JavaScript computes exactly too."""
    state = seed & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = (state ^ (state >> 15)) * (state | 1) & 0xFFFFFFFF
        mixed ^= (mixed + (mixed ^ (mixed >> 7)) * (mixed | 61)) & 0xFFFFFFFF
        yield (mixed ^ (mixed >> 14)) / 2**32


def draw_numbers(stream: Iterator[float], count: int) -> np.ndarray:
    """Return ``count`` hundredths from -1.5 to 1.5, as (count,) float64."""
    return np.array([(math.floor(next(stream) * 301) - 150) / 100 for _ in range(count)])


def draw_parameters(stream: Iterator[float], sizes: Sequence[int]) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return random weights and biases, layer by layer; the output's bias is 0, as the lecture's score has none."""
    weights, biases = [], []
    for inputs, units in pairwise(sizes):
        weights.append(np.stack([draw_numbers(stream, inputs) for _ in range(units)]))
        biases.append(draw_numbers(stream, units))
    biases[-1] = np.zeros_like(biases[-1])
    return tuple(weights), tuple(biases)


def random_network(sizes: Sequence[int], seed: int) -> Network:
    """Return a seeded network with J of at least 0.2, so that every parameter has something to learn."""
    sizes, stream = check_sizes(sizes), random_stream(whole("seed", seed, 0))
    for _ in range(101):
        x, x_c = draw_numbers(stream, sizes[0]), draw_numbers(stream, sizes[0])
        network = Network(x, x_c, *draw_parameters(stream, sizes))
        if ranking_objective(*network) >= 0.2:
            break
    return network


def first_network() -> Network:
    """Return the 4-2-1 network that lecture 2 works with."""
    return Network(lecture_network.X, lecture_network.X_C, lecture_network.WEIGHTS, lecture_network.BIASES)


def check_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the layer sizes of a network that can be drawn; else ValueError."""
    if not isinstance(sizes, Sequence) or isinstance(sizes, str) or not 2 <= len(sizes) <= MOST_LAYERS:
        raise ValueError(f"sizes must be 2 to {MOST_LAYERS} layers, such as (4, 2, 1), got {sizes!r}")
    sizes = tuple(whole(f"size {place} of the layers", size, 1) for place, size in enumerate(sizes, start=1))
    if max(sizes) > MOST_NEURONS:
        raise ValueError(f"sizes must be at most {MOST_NEURONS} neurons a layer, got {max(sizes)}")
    if sizes[-1] != 1:
        raise ValueError(f"sizes must end in 1, the score, got {sizes[-1]}")
    return sizes


def check_network(network: Any) -> Network:
    """Return ``network`` as float64 arrays that fit each other, one example and one score; else ValueError."""
    if not isinstance(network, Sequence) or len(network) != 4:
        raise ValueError(f"network must be (x, x_c, weights, biases), got {type(network).__name__}")
    x, x_c, weights, biases = network
    weights, biases = (tuple(_as_floats(value) for value in values) for values in (weights, biases))
    network = Network(_as_floats(x), _as_floats(x_c), weights, biases)
    if network.x.ndim != 1 or not all(W.ndim == 2 for W in network.weights):
        raise ValueError(f"x must be one example (M_1,) and weights matrices, got x of shape {network.x.shape}")
    check_sizes(network.sizes)
    ranking_objective(*network)
    return network


def _as_floats(values: Any) -> np.ndarray:
    return np.asarray(values, dtype=np.float64)
