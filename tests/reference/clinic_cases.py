"""The digits as the clinic trains on them."""

from utils.data.digits_split import load_digits_split
from utils.reference.training import Examples, examples

SEEDS = range(100, 105)
"""None of these was looked at when the clinic was set up; ``CHOSEN_ON`` names those that were."""


def digits(seed: int) -> tuple[Examples, Examples]:
    """Return 400 training and 200 validation digits, (N, 64) float64, drawn anew for each seed."""
    training, validation = load_digits_split(seed)
    return examples(*training), examples(*validation)
