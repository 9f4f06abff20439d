"""The one style of all figures, and the one way to show them: PNG at a fixed resolution, with alt text."""

import base64
import html
import io

import matplotlib.pyplot as plt
from cycler import cycler
from IPython.display import DisplayHandle, display
from matplotlib.figure import Figure
from PIL import Image

DPI = 110
BLUE, VERMILLION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
SKY, PINK, BLACK, GREY = "#56B4E9", "#CC79A7", "#000000", "#767676"
CYCLE = (BLUE, VERMILLION, GREEN, ORANGE, PINK, SKY, BLACK)
"""Okabe and Ito's colour-blind safe colours, in the order in which lines take them."""
HIDDEN = '<p class="sr-only">'
"""Begins text that only screen readers meet: JupyterLab knows the class."""

_SETTINGS = {
    "figure.figsize": (7.0, 3.8),
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.7,
    "lines.linewidth": 2.0,
    "legend.frameon": False,
    "image.cmap": "cividis",
    "image.interpolation": "nearest",
    "axes.prop_cycle": cycler(color=CYCLE),
}


def apply() -> None:
    """Set the style of every figure drawn from now on: size in inches, resolution, fonts, colour-blind safe colours."""
    plt.rcParams.update(plt.rcParamsDefault | {"backend": plt.rcParams["backend"]} | _SETTINGS)


def show(figure: Figure | tuple, alt: str, colours: int | None = 128) -> None:
    """Display a figure, or the (fig, ax) pair of a plotting function, as PNG with its alt text, and close it.

    ``alt`` says in a sentence or two what a reader who cannot see the figure must know. It is stored with the image,
    from where the book takes it; JupyterLab gives PNG outputs no alt text, so it follows as text for screen readers.
    ``colours`` is how many the stored PNG may have, which keeps notebooks small; None (for photos) keeps all.
    Raises ValueError where ``alt`` is missing.
    """
    text = _described(alt)
    data, metadata = _bundle(figure, text, colours)
    display(data, raw=True, metadata=metadata)
    display({"text/html": f"{HIDDEN}{html.escape(text)}</p>", "text/plain": text}, raw=True)


class Place:
    """A place on the page where a figure is drawn anew, again and again; ``alt`` and ``colours`` are those of show."""

    def __init__(self, alt: str, colours: int | None = 128) -> None:
        self.text, self.colours = _described(alt), colours
        self.handle: DisplayHandle | None = None

    def draw(self, figure: Figure | tuple) -> None:
        """Display a figure, or the (fig, ax) pair of a plotting function, instead of the one before, and close it."""
        data, metadata = _bundle(figure, self.text, self.colours)
        if self.handle is not None:
            self.handle.update(data, raw=True, metadata=metadata)
            return
        self.handle = display(data, raw=True, metadata=metadata, display_id=True)
        display({"text/html": f"{HIDDEN}{html.escape(self.text)}</p>", "text/plain": self.text}, raw=True)


def _described(alt: str) -> str:
    if not isinstance(alt, str) or len(alt.split()) < 4:
        raise ValueError(f"alt must describe the figure in words, got {alt!r}")
    return " ".join(alt.split())


def _bundle(figure: Figure | tuple, text: str, colours: int | None) -> tuple[dict[str, str], dict[str, dict]]:
    """Return a figure, which is closed, as data and metadata of a display."""
    figure = figure[0] if isinstance(figure, tuple) else figure
    if not isinstance(figure, Figure):
        raise ValueError(f"figure must be a matplotlib figure or a (fig, ax) pair, got {type(figure).__name__}")
    png = base64.b64encode(_png(figure, colours)).decode("ascii")
    plt.close(figure)
    return {"image/png": png, "text/plain": text}, {"image/png": {"alt": text}}


def _png(figure: Figure, colours: int | None) -> bytes:
    """Return the figure as PNG, on a palette of at most ``colours`` (2 to 256) unless None."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    if colours is None:
        return buffer.getvalue()
    small = io.BytesIO()
    image = Image.open(buffer).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    image.save(small, format="png", optimize=True)
    return small.getvalue()
