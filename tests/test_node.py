"""The runner of JavaScript: what goes in comes out, and what breaks is told."""

import math
from pathlib import Path

import pytest

from tests.node import run_module


def test_a_payload_goes_in_and_an_answer_comes_out():
    assert run_module("answer(payload.map((x) => 2 * x));", [1, 2.5]) == [2, 5.0]


def test_doubles_travel_without_loss():
    assert run_module("answer(payload);", [math.pi, 1e-300, 0.1]) == [math.pi, 1e-300, 0.1]


def test_a_source_imports_what_lies_near_it(tmp_path: Path):
    (tmp_path / "arithmetic.js").write_text("export const twice = (x) => 2 * x;\n")
    source = 'import { twice } from "./arithmetic.js";\nanswer(twice(payload));\n'
    assert run_module(source, 21, near=tmp_path) == 42
    script = tmp_path / "script.js"
    script.write_text(source)
    assert run_module(script, 4) == 8


def test_a_module_that_throws_says_so():
    with pytest.raises(RuntimeError, match="no such layer"):
        run_module("throw new Error('no such layer');")


def test_a_module_that_hands_back_nothing_says_so():
    with pytest.raises(RuntimeError, match=r"answer\(value\)"):
        run_module("payload;")
