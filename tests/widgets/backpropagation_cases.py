"""Networks as the page takes them, shared by the tests of the backpropagation widgets."""

from pathlib import Path

STATIC = Path(__file__).parents[2] / "utils" / "widgets" / "static"


def as_payload(network):
    """Return a network, or a case of several rows, as plain lists under the page's names."""
    weights, biases = ([array.tolist() for array in arrays] for arrays in (network.weights, network.biases))
    sizes = [len(weights[0][0]), *(len(W) for W in weights)]
    return {"sizes": sizes, "x": network.x.tolist(), "xc": network.x_c.tolist(), "weights": weights, "biases": biases}
