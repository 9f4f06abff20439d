"""The fish of the competition as data: what tells an albacore from a bigeye, in shares of the body's length.

Proportions and colours follow the FAO species catalogues of tunas (Collette and Nauen, 1983), sharks (Compagno, 1984)
and billfishes (Nakamura, 1985), as far as a few dozen pixels can show them.
"""

from typing import NamedTuple

Colour = tuple[int, int, int]
Knots = tuple[tuple[float, float], ...]


class Fin(NamedTuple):
    """A fin from ``start`` to ``stop`` along the back (``above``) or the belly.

    A ``ridge`` follows the body with ``height`` falling to a fifth at its end; the others are sickles, whose tip lies
    ``sweep`` behind the middle of their base.
    """

    start: float
    stop: float
    height: float
    sweep: float
    above: bool = True
    ridge: bool = False
    of_back: bool = False


class Species(NamedTuple):
    """A kind of fish; ``upper`` and ``lower`` are its half profile, snout to tail, in shares of half its ``depth``."""

    name: str
    upper: Knots
    lower: Knots
    depth: float
    back: Colour
    flank: Colour
    belly: Colour
    fin: Colour
    fins: tuple[Fin, ...]
    tail: float
    pectoral: float
    eye: float
    finlets: Colour | None = None
    spots: Colour | None = None
    stripes: float = 0.0
    gold: float = 0.0
    eye_at: float = 0.10
    length: float = 0.66


# fmt: off
_TUNA = ((0, 0.03), (0.04, 0.30), (0.12, 0.60), (0.25, 0.88), (0.40, 1), (0.60, 0.76), (0.80, 0.34),
         (0.93, 0.10), (1, 0.07))
_DEEP = ((0, 0.05), (0.05, 0.32), (0.15, 0.66), (0.30, 0.92), (0.45, 1), (0.65, 0.86), (0.82, 0.50),
         (0.93, 0.16), (1, 0.10))
_BILL = ((0, 0.03), (0.16, 0.06), (0.22, 0.22), (0.29, 0.68), (0.40, 1), (0.70, 0.56), (0.93, 0.14), (1, 0.10))
_LONG = ((0, 0.03), (0.05, 0.30), (0.15, 0.74), (0.30, 1), (0.60, 0.90), (0.85, 0.40), (0.95, 0.16), (1, 0.12))
_ROUND = ((0, 0.08), (0.04, 0.36), (0.12, 0.72), (0.28, 1), (0.50, 0.92), (0.75, 0.46), (0.92, 0.12), (1, 0.09))
# fmt: on
_FIRST = Fin(0.30, 0.50, 0.06, -0.05, of_back=True)


def _tuna_fins(height: float) -> tuple[Fin, ...]:
    """Return the first dorsal fin, and the second with the anal fin below it, ``height`` long."""
    sweep = 0.10 + 0.35 * height
    return _FIRST, Fin(0.53, 0.62, height, sweep), Fin(0.57, 0.66, height, sweep, above=False)


# fmt: off
ALBACORE = Species(
    "albacore", _TUNA, _TUNA, 0.25, (36, 51, 88), (129, 141, 158), (212, 215, 218), (40, 48, 70),
    _tuna_fins(0.10), tail=0.30, pectoral=0.50, eye=0.030, finlets=(95, 100, 95),
)
BIGEYE = Species(
    "bigeye tuna", _TUNA, _TUNA, 0.36, (37, 42, 66), (152, 146, 148), (217, 211, 206), (77, 64, 54),
    _tuna_fins(0.13), tail=0.32, pectoral=0.25, eye=0.054, finlets=(150, 125, 60),
)
YELLOWFIN = Species(
    "yellowfin tuna", _TUNA, _TUNA, 0.245, (30, 46, 86), (162, 156, 126), (218, 215, 197), (214, 174, 44),
    _tuna_fins(0.27), tail=0.31, pectoral=0.24, eye=0.028, finlets=(230, 196, 44), gold=1.0,
)
DOLPHINFISH = Species(
    "dolphinfish",
    ((0, 0.10), (0.02, 0.50), (0.06, 0.82), (0.12, 0.98), (0.22, 1), (0.60, 0.62), (0.93, 0.14), (1, 0.10)),
    ((0, 0.10), (0.03, 0.30), (0.10, 0.62), (0.25, 0.86), (0.60, 0.56), (0.93, 0.14), (1, 0.10)),
    0.23, (25, 106, 112), (128, 160, 72), (215, 202, 84), (36, 92, 130),
    (Fin(0.08, 0.93, 0.10, 0.02, ridge=True), Fin(0.50, 0.92, 0.045, 0.02, above=False, ridge=True)),
    tail=0.36, pectoral=0.13, eye=0.026, spots=(50, 110, 170),
)
OPAH = Species(
    "opah",
    _DEEP,
    _DEEP, 0.58, (84, 78, 108), (172, 118, 118), (208, 146, 132), (202, 58, 46),
    (Fin(0.28, 0.46, 0.20, 0.14), Fin(0.46, 0.90, 0.06, 0.03, ridge=True),
     Fin(0.50, 0.90, 0.08, 0.03, above=False, ridge=True)),
    tail=0.28, pectoral=0.20, eye=0.050, spots=(238, 230, 226), length=0.48,
)
SHARK = Species(
    "shark",
    ((0, 0.03), (0.06, 0.30), (0.16, 0.66), (0.32, 1), (0.60, 0.64), (0.90, 0.20), (1, 0.12)),
    ((0, 0.03), (0.07, 0.30), (0.18, 0.58), (0.35, 0.80), (0.60, 0.55), (0.90, 0.18), (1, 0.10)),
    0.19, (78, 84, 90), (112, 116, 118), (205, 204, 198), (74, 78, 84),
    (Fin(0.38, 0.51, 0.14, 0.07), Fin(0.78, 0.83, 0.03, 0.03), Fin(0.74, 0.80, 0.03, 0.03, above=False)),
    tail=0.38, pectoral=0.24, eye=0.016,
)
MARLIN = Species(
    "marlin",
    _BILL,
    _BILL, 0.17, (24, 36, 78), (96, 108, 128), (205, 208, 210), (26, 34, 70),
    (Fin(0.33, 0.86, 0.14, 0.03, ridge=True), Fin(0.62, 0.72, 0.07, 0.06, above=False)),
    tail=0.42, pectoral=0.18, eye=0.020, eye_at=0.27,
)
WAHOO = Species(
    "wahoo",
    _LONG,
    _LONG, 0.13, (40, 66, 86), (120, 134, 138), (200, 204, 204), (50, 60, 70),
    (Fin(0.30, 0.72, 0.05, 0.02, ridge=True), Fin(0.64, 0.80, 0.04, 0.03, above=False)),
    tail=0.26, pectoral=0.10, eye=0.018, finlets=(60, 76, 88), stripes=0.35,
)
POMFRET = Species(
    "pomfret",
    _ROUND,
    _ROUND, 0.42, (52, 50, 52), (92, 90, 90), (140, 138, 136), (60, 56, 56),
    (Fin(0.36, 0.88, 0.11, 0.04, ridge=True), Fin(0.45, 0.88, 0.10, 0.04, above=False, ridge=True)),
    tail=0.38, pectoral=0.26, eye=0.045, length=0.56,
)
ESCOLAR = Species(
    "escolar", _LONG, _LONG, 0.17, (30, 28, 30), (58, 54, 52), (96, 90, 86), (30, 28, 28),
    (Fin(0.26, 0.60, 0.03, 0.02, ridge=True), Fin(0.64, 0.86, 0.05, 0.04), Fin(0.66, 0.86, 0.05, 0.04, above=False)),
    tail=0.24, pectoral=0.11, eye=0.032,
)
# fmt: on

SPECIES: dict[str, tuple[Species, ...]] = {
    "ALB": (ALBACORE,),
    "BET": (BIGEYE,),
    "DOL": (DOLPHINFISH,),
    "LAG": (OPAH,),
    "OTHER": (MARLIN, WAHOO, POMFRET, ESCOLAR),
    "SHARK": (SHARK,),
    "YFT": (YELLOWFIN,),
}
"""The species of every class that has fish in it."""
