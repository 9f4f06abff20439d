"""Pairs of submissions that share more than their homework explains: a list for a human to look at, never a verdict.

Python is read as tokens, offline. Names that a student chose, comments and layout do not count, and every function is
looked at on its own, so that renaming, commenting and reordering hide nothing. What the homework hands out, and what
many of the class write, tells nothing about a pair and is left out; the rest weighs more the rarer it is. One short
function that two share is no evidence: right answers to a one-line question are alike.
"""

import ast
import builtins
import keyword
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

WINDOW = 7
"""Tokens in a row that count as one shared piece."""
COMMON = 0.15
"""A piece that more than this share of the class wrote tells nothing (in a small class: more than three students)."""
LEAST_WEIGHT = 350.0
"""Shared pieces, weighted by rarity, below which a pair is not worth a look."""
LEAST_SHARE = 0.6
"""The share of the smaller submission's weight that has to be shared."""

_KEPT = frozenset(dir(builtins)) | frozenset(keyword.kwlist)


class Pair(NamedTuple):
    """Two students, the share of the smaller submission's rare pieces that both have, and how many these are."""

    first: str
    second: str
    share: float
    pieces: int


def similar(answers: Mapping[str, list[str]], handed_out: list[str]) -> list[Pair]:
    """Return the suspicious pairs, the most alike first.

    ``answers``: the code cells that each student filled in; ``handed_out``: those of the release and of the solution.
    """
    known = pieces(handed_out)
    found = {student: pieces(cells) - known for student, cells in answers.items()}
    spread = Counter(piece for own in found.values() for piece in own)
    most = max(3, COMMON * len(found))
    weights = {piece: math.log2(2 * len(found) / count) for piece, count in spread.items() if count <= most}
    rare = {student: own & weights.keys() for student, own in found.items()}
    total = {student: sum(weights[piece] for piece in own) for student, own in rare.items()}
    pairs = []
    for first, second in combinations(sorted(rare), 2):
        shared = rare[first] & rare[second]
        weight = sum(weights[piece] for piece in shared)
        if weight >= LEAST_WEIGHT and weight >= LEAST_SHARE * min(total[first], total[second]):
            pairs.append(Pair(first, second, weight / min(total[first], total[second]), len(shared)))
    return sorted(pairs, key=lambda pair: (-pair.share, -pair.pieces, pair))


def pieces(cells: list[str]) -> set[tuple[str, ...]]:
    """Return every run of WINDOW tokens within one function, or within the code outside functions of one cell."""
    found: set[tuple[str, ...]] = set()
    for cell in cells:
        for block in _blocks(cell):
            tokens = list(_tokens(block))
            found.update(tuple(tokens[start : start + WINDOW]) for start in range(len(tokens) - WINDOW + 1))
    return found


def _blocks(cell: str) -> Iterator[ast.AST]:
    """Yield the functions of a cell, and the rest of it as one block; nothing where it is not Python."""
    try:
        body = ast.parse(cell).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    functions = [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    yield from functions
    yield ast.Module([node for node in body if node not in functions], [])


def _tokens(block: ast.AST) -> Iterator[str]:
    """Yield what a block says, in the order it says it, in words that renaming does not change."""
    stack: list[ast.AST] = [block]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring, or a remark in quotes
        if isinstance(node, ast.expr_context | ast.arguments):
            continue
        yield _word(node)
        stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _word(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    if isinstance(node, ast.Name):
        return node.id if node.id in _KEPT else "name"
    if isinstance(node, ast.Constant):
        return repr(node.value) if isinstance(node.value, int | float) else type(node.value).__name__
    if isinstance(node, ast.keyword):
        return f"{node.arg}="
    return type(node).__name__
