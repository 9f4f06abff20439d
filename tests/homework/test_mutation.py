"""Mutants are changed in one place, compile, and are the same each time."""

import ast

import pytest

from tests.homework.mutation import mutants

CODE = '''
def f(x, y):
    """Return something."""
    z = np.sum(x, axis=1, keepdims=True)
    return -z * y + 2.0 if x.max() > 0 else x.T @ y
'''


def changes() -> set[str]:
    return {mutant.change.partition(": ")[2] for mutant in mutants(CODE)}


@pytest.mark.parametrize(
    "change",
    [
        "np.sum(x, axis=1, keepdims=True) with mean",
        "np.sum(x, axis=1, keepdims=True) without axis",
        "np.sum(x, axis=1, keepdims=True) without keepdims",
        "x without sum",
        "1 is 0",
        "True is False",
        "x is y",
        "y is x",
        "-z without its sign",
        "-z * y alone",
        "2.0 alone",
        "-z * y by Div",
        "-z * y + 2.0 by Sub",
        "2 is 20",
        "x.max() > 0 by LtE",
        "x.max() with min",
        "x.T @ y the other way round",
        "x.T not transposed",
        "without z = np.sum(x, axis=1, keepdims=True)",
    ],
)
def test_operators_constants_axes_signs_terms_comparisons_and_names_are_changed(change):
    assert change in changes()


def test_every_mutant_is_python_other_than_the_code_and_than_every_other_mutant():
    found = [mutant.code for mutant in mutants(CODE)]
    assert len({ast.dump(ast.parse(code)) for code in [*found, CODE]}) == len(found) + 1
    assert len(found) >= 40


def test_mutants_of_one_line_that_would_have_one_name_are_numbered():
    names = [mutant.change for mutant in mutants("def f(x): return x[2, 2]")]
    assert {"f, line 0: 2 is 3", "f, line 0: 2 is 3 (2)"} <= set(names)
    assert len(set(names)) == len(names)


def test_mutants_are_the_same_each_time():
    assert mutants(CODE) == mutants(CODE)


def test_a_docstring_is_left_alone():
    assert all("Return something." in mutant.code for mutant in mutants(CODE))
