r"""A subset of TeX read into a tree, for the small formulas of quiz texts.

Understood: letters, numbers, signs; scripts and primes (``W_{14}^{(1)}``, ``\sigma'(z)``); ``\frac{a}{b}``,
``\sqrt{a}``, ``\text{some words}``, ``\mathrm{name}``, ``\mathbf{x}``, ``\mathbb{R}``, ``\hat{y}``; the Greek letters,
signs and function names listed below.
"""

import re
from typing import NamedTuple

_LETTERS = """
alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ
sigma σ tau τ phi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
partial ∂ infty ∞ nabla ∇ ell ℓ top ⊤ ldots … dots … forall ∀ star ⋆ prime ′
"""
_SIGNS = """
sum ∑ prod ∏ cdot · times × div ÷ pm ± le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ propto ∝ in ∈ notin ∉
to → rightarrow → leftarrow ← Rightarrow ⇒ mapsto ↦ odot ⊙ circ ∘ ast ∗ mid ∣ Vert ‖ | ‖ ll ≪ gg ≫ cup ∪ cap ∩ subset ⊂
cdots ⋯ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ { { } }
"""


def _table(text: str) -> dict[str, str]:
    names = text.split()
    return dict(zip(names[::2], names[1::2], strict=True))


LETTERS, SIGNS = _table(_LETTERS), _table(_SIGNS)
FUNCTIONS = frozenset(["max", "min", "log", "ln", "exp", "sin", "cos", "tanh"])
SPACES = frozenset([",", ";", ":", " ", "quad"])
ARGUMENTS = {"frac": 2, "sqrt": 1, "mathbf": 1, "mathbb": 1, "hat": 1, "bar": 1, "tilde": 1}
_WORDS = re.compile(r"\\(text|mathrm|operatorname)\{([^{}]*)\}")
_TOKEN = re.compile(rf"{_WORDS.pattern}|\\(?:[A-Za-z]+|.)|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)


class Node(NamedTuple):
    """A piece of a formula.

    ``kind`` is letter, number, sign, function, text or space (``text`` holds it), row (any number of ``parts``),
    scripts (base, below, above; empty rows where absent), or a command of ``ARGUMENTS`` with its parts.
    """

    kind: str
    text: str = ""
    parts: tuple["Node", ...] = ()


EMPTY = Node("row")


def read(source: str) -> Node:
    """Return the tree of a formula; raises ValueError, quoting the formula, for TeX outside the subset."""
    try:
        return _Reader(source).whole()
    except ValueError as error:
        raise ValueError(f"{error} in the formula ${source}$") from None


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the parts of a row, or the node itself as the only part."""
    return node.parts if node.kind == "row" else (node,)


class _Reader:
    """A recursive descent over the tokens."""

    def __init__(self, source: str) -> None:
        self.tokens = [match[0] for match in _TOKEN.finditer(source) if not match[0].isspace()]
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.next
        if not token:
            raise ValueError("something is missing at the end")
        self.at += 1
        return token

    def whole(self) -> Node:
        row = self.row()
        if self.next:
            raise ValueError("unexpected }")
        return row

    def row(self) -> Node:
        parts = []
        while self.next not in ("", "}"):
            base = EMPTY if self.scripted() else self.atom()
            parts.append(self.scripts(base) if self.scripted() else base)
        return Node("row", "", tuple(parts))

    def scripted(self) -> bool:
        return self.next in ("_", "^", "'")

    def scripts(self, base: Node) -> Node:
        below: list[Node] = []
        above: list[Node] = []
        while self.scripted():
            mark = self.take()
            if mark == "'":
                above.append(Node("sign", "′"))
            else:
                (below if mark == "_" else above).extend(parts_of(self.atom()))
        return Node("scripts", "", (base, Node("row", "", tuple(below)), Node("row", "", tuple(above))))

    def atom(self) -> Node:
        token = self.take()
        if token == "{":
            row = self.row()
            if self.next != "}":
                raise ValueError("a brace is not closed")
            self.at += 1
            return row
        if words := _WORDS.fullmatch(token):
            return Node("text" if words[1] == "text" else "function", words[2])
        if token[0] == "\\":
            return self.command(token[1:])
        if token[0].isdigit():
            return Node("number", token)
        return Node("letter", token) if token.isalpha() else Node("sign", token.replace("-", "−"))

    def command(self, name: str) -> Node:
        if name in LETTERS:
            return Node("letter", LETTERS[name])
        if name in SIGNS:
            return Node("sign", SIGNS[name])
        if name in FUNCTIONS:
            return Node("function", name)
        if name in SPACES:
            return Node("space", " ")
        if name in ARGUMENTS:
            return Node(name, "", tuple(self.atom() for _ in range(ARGUMENTS[name])))
        if name in ("left", "right", "big", "bigl", "bigr"):
            return self.atom()
        raise ValueError(f"unknown command \\{name}")
