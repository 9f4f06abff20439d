"""Planted copies are found under any disguise of names, order and comments; independent work is left alone."""

import ast
import random

import pytest

from tests.homework import course as school
from tests.homework.demands import FAITHFUL, IGNORED
from tests.homework.test_hw0 import ANSWERS, BORROWED, WRONG
from utils.grading.similarity import pieces, similar

HW = "hw0"


def cells(notebook) -> list[str]:
    return [cell.source for cell in school.solution_cells(notebook).values() if cell.cell_type == "code"]


HANDED_OUT = cells(school.source(HW)) + cells(school.released(HW))


def written(name: str) -> list[str]:
    return [(ANSWERS / f"{name}.py").read_text(encoding="utf-8")]


class Rename(ast.NodeTransformer):
    """Gives every local name and argument of a function another one."""

    def __init__(self, names: set[str]) -> None:
        self.names = {name: f"zz_{number}" for number, name in enumerate(sorted(names))}

    def visit_Name(self, node):
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_arg(self, node):
        return ast.arg(self.names.get(node.arg, node.arg))


def disguised(code: str, seed: int) -> str:
    """Return the code with functions in another order, other local names, other comments and spacing."""
    body = ast.parse(code).body
    random.Random(seed).shuffle(body)
    local = {node.arg for tree in body for node in ast.walk(tree) if isinstance(node, ast.arg)}
    local |= {n.id for t in body for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    module = Rename(local).visit(ast.Module(body, []))
    return "# all mine\n" + ast.unparse(ast.fix_missing_locations(module)).replace("\n    ", "\n\n    # a step\n    ")


LONG = ("measured", "utils_openly", "torch_openly")


@pytest.mark.parametrize("name", LONG)
def test_a_planted_copy_is_found_in_a_class(name):
    work = {other: written(other) for other in (*WRONG, *BORROWED)}
    work["copy"] = [disguised(written(name)[0], seed=3)]
    pairs = similar(work, HANDED_OUT)
    assert {pairs[0].first, pairs[0].second} == {"copy", name}
    assert pairs[0].share > 0.9
    assert all("copy" in pair[:2] for pair in pairs)


def test_a_renamed_reordered_recommented_copy_has_the_same_pieces():
    code = written("measured")[0]
    assert disguised(code, 1) != code
    assert pieces([disguised(code, 1)]) == pieces([code])


def independent() -> dict[str, list[str]]:
    """Students who each answer every part, by drawing one of the many ways known to the tests for each function."""
    ways: dict[str, list[str]] = {}
    for code in (*FAITHFUL.values(), *IGNORED.values(), *HANDED_OUT):
        for node in ast.parse(code).body:
            if isinstance(node, ast.FunctionDef):
                ways.setdefault(node.name, []).append(ast.unparse(node))
    rng = random.Random(0)
    return {f"s{n:02}": [rng.choice(choices) for choices in ways.values()] for n in range(40)}


def test_unrelated_work_is_not_flagged():
    work = {name: written(name) for name in (*WRONG, *BORROWED)}
    assert similar(work, HANDED_OUT) == []
    assert similar(independent(), HANDED_OUT) == []
    untouched = {f"idle{n}": cells(school.released(HW)) for n in range(5)}
    right = {f"right{n}": cells(school.source(HW)) for n in range(5)}
    assert similar({**untouched, **right}, HANDED_OUT) == []


def test_what_is_no_python_shares_nothing():
    assert pieces(["def f(:", "\x00", "(" * 5000]) == set()
    assert similar({}, []) == []
