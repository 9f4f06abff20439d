"""The inputs that a failing check tells are as few and as round as still show the mistake."""

import numpy as np

from utils.grading.shrink import shrink

RNG = np.random.default_rng(0)
INPUTS = {"theta": RNG.normal(size=40), "y": RNG.uniform(1, 5, size=40), "T": 1.2345}


def wrong_where(condition):
    return lambda inputs: ValueError(f"{len(inputs['theta'])} entries") if condition(inputs) else None


def test_a_mistake_that_shows_everywhere_is_shown_on_two_round_entries():
    inputs, error = shrink(INPUTS, wrong_where(lambda inputs: True))
    assert inputs["theta"].shape == inputs["y"].shape == (2,)
    assert inputs["T"] == 1.0
    assert all(len(f"{value:g}") <= 5 for value in inputs["theta"])
    assert str(error) == "2 entries"


def test_what_is_shown_still_fails():
    inputs, _ = shrink(INPUTS, wrong_where(lambda inputs: len(inputs["theta"]) > 2 and inputs["T"] > 1.1))
    assert len(inputs["theta"]) == 3
    assert inputs["T"] == 1.2


def test_a_mistake_that_does_not_show_here_is_not_invented():
    assert shrink(INPUTS, lambda inputs: None) == (INPUTS, None)


def test_the_calls_are_counted_and_the_inputs_left_alone():
    calls = []

    def failure(inputs):
        calls.append(inputs)
        inputs["theta"][:] = inputs["theta"]
        return ValueError("wrong")

    before = {name: np.copy(value) for name, value in INPUTS.items()}
    shrink(INPUTS, failure, most=5)
    assert len(calls) == 5
    for name, value in before.items():
        np.testing.assert_array_equal(INPUTS[name], value)


def test_rows_and_columns_are_cut_together_where_they_belong_together():
    square = {"D": RNG.normal(size=(12, 12)), "u": RNG.normal(size=12), "names": ["a"], "n": 12, "k": np.arange(12)}
    inputs, _ = shrink(square, lambda inputs: ValueError("wrong"))
    assert inputs["D"].shape == (2, 2)
    assert len(inputs["u"]) == len(inputs["k"]) == 2
    assert (inputs["names"], inputs["n"]) == (["a"], 12)
