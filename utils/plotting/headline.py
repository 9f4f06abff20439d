"""One way to say above a figure what it shows."""

from matplotlib.figure import Figure


def headline(figure: Figure, finding: str) -> None:
    """Write a sentence, the figure's finding, over all its axes; raises ValueError where there is none."""
    if not isinstance(finding, str) or len(finding.split()) < 3:
        raise ValueError(f"finding must be a sentence of at least three words, got {finding!r}")
    figure.suptitle(finding, x=0.01, ha="left", fontsize=11.5, fontweight="bold")
