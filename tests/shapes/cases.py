"""Random configurations of a convolution, the same for the tests of Python and of JavaScript."""

from random import Random


def random_cases(count: int = 1000, seed: int = 0) -> list[dict[str, int]]:
    """Return ``count`` dictionaries of whole numbers whose kernel spans no more than the padded input.

    Square inputs of ``size`` up to 12 with ``channels``, ``filters`` of ``kernel``, and ``stride``, ``padding``,
    ``dilation``; strides that do not divide, gaps between windows and windows of padding alone all occur.
    """
    rng = Random(seed)
    cases: list[dict[str, int]] = []
    while len(cases) < count:
        case = {
            "size": rng.randint(1, 12),
            "kernel": rng.randint(1, 7),
            "stride": rng.randint(1, 5),
            "padding": rng.randint(0, 4),
            "dilation": rng.randint(1, 3),
            "channels": rng.randint(1, 4),
            "filters": rng.randint(1, 6),
        }
        if case["dilation"] * (case["kernel"] - 1) < case["size"] + 2 * case["padding"]:
            cases.append(case)
    return cases
