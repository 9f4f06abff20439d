"""The broken backward passes: the same in both languages, each with a pattern of errors of its own."""

from itertools import combinations

import numpy as np
import pytest

from tests.node import run_module
from tests.widgets.backpropagation_cases import STATIC, as_payload
from utils.reference.backpropagation import ranking_objective_backward
from utils.widgets.backpropagation_passes import (
    BROKEN,
    ROWS,
    error_pattern,
    honest,
    make_case,
    misses,
    numeric_gradients,
)

SEEDS = range(20)
RUN = """
import * as P from "./backpropagation_passes.js";
const all = P.PASSES;
answer(payload.map((seed) => {
  const batch = P.makeCase(seed);
  const numeric = P.numericGradients(batch);
  const gradients = Object.fromEntries(all.map(({ id, run }) => [id, run(batch)]));
  const patterns = Object.fromEntries(all.map(({ id }) => [id, P.errorPattern(gradients[id], numeric)]));
  const explained = all.flatMap((actual) => all.filter((named) => named !== actual).map((named) =>
    [actual.id, named.id, P.explainDiagnosis(named, patterns[actual.id], patterns[named.id])]));
  return { batch, gradients, numeric, patterns, explained, dealt: P.dealPasses(seed).map(({ id }) => id) };
}));
"""


@pytest.fixture(scope="module")
def page():
    """What the page makes of 20 seeds."""
    return run_module(RUN, list(SEEDS), near=STATIC)


@pytest.fixture(scope="module")
def patterns():
    """The errors of each pass, in Python, on 20 seeds."""
    found = []
    for seed in SEEDS:
        case = make_case(seed)
        numeric = numeric_gradients(case)
        passes = {"honest": honest, **BROKEN}
        found.append({name: error_pattern(run(case), numeric) for name, run in passes.items()})
    return found


def flat(gradients):
    return np.concatenate([array.ravel() for array in (*gradients.dW, *gradients.db)])


def wrong(pattern):
    return {block for block, errors in pattern.items() if errors.max() > 1e-4}


def test_both_languages_draw_the_same_cases_and_break_them_alike(page):
    for seed, found in zip(SEEDS, page, strict=True):
        case = make_case(seed)
        assert found["batch"] == as_payload(case)
        assert set(found["gradients"]) == set(BROKEN)
        for name, run in BROKEN.items():
            np.testing.assert_allclose(found["gradients"][name], flat(run(case)), rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(found["numeric"], flat(numeric_gradients(case)), atol=1e-9)


def test_the_honest_pass_is_the_reference():
    for seed in SEEDS:
        case = make_case(seed)
        assert misses(case).min() > 0.05
        np.testing.assert_allclose(flat(honest(case)), flat(ranking_objective_backward(*case)), rtol=1e-12, atol=1e-15)


def test_a_gradient_check_passes_the_honest_and_catches_every_broken_one(patterns):
    for found in patterns:
        assert wrong(found["honest"]) == set()
        for name in BROKEN:
            assert max(errors.max() for errors in found[name].values()) > 0.3, name


def test_each_mistake_shows_where_its_description_says(patterns):
    for found in patterns:
        below = {"W1", "b1", "W2", "b2"}
        assert wrong(found["missing_slope"]) == wrong(found["slope_at_activation"]) == below
        assert wrong(found["transposed_weights"]) == {"W1", "b1"}
        assert wrong(found["one_branch"]) == below | {"W3", "b3"}
        assert wrong(found["sum_for_mean"]) == below | {"W3"}
        assert wrong(found["bias_of_last_row"]) == {"b1", "b2"}


def test_mistakes_in_the_same_place_differ_in_size(patterns):
    for found in patterns:
        ratio = np.concatenate([found["sum_for_mean"][block].ravel() for block in ("W1", "b1", "W2", "b2", "W3")])
        np.testing.assert_allclose(ratio, (ROWS - 1) / ROWS, atol=1e-3)
        hidden = [np.concatenate([found[name][b].ravel() for b in ("b1", "b2")]) for name in BROKEN]
        missing, at_activation = hidden[0], hidden[1]
        np.testing.assert_allclose(missing, 1, atol=1e-9)
        assert np.abs(at_activation - 1).max() > 0.01


def test_no_two_patterns_of_a_seed_are_alike(patterns):
    for found in patterns:
        for one, other in combinations(found, 2):
            apart = max(np.abs(found[one][block] - found[other][block]).max() for block in found[one])
            assert apart > 0.1, (one, other)


def test_the_widget_deals_five_of_the_passes_in_a_seeded_order(page):
    for found in page:
        assert len(set(found["dealt"])) == 5
        assert set(found["dealt"]) <= set(BROKEN)
    assert len({tuple(found["dealt"]) for found in page}) > 15
    assert set().union(*(found["dealt"] for found in page)) == set(BROKEN)


def test_every_wrong_diagnosis_is_answered_by_what_speaks_against_it(page):
    for found in page:
        for actual, named, sentence in found["explained"]:
            assert actual != named
            assert sentence.endswith(".")
            assert any(words in sentence for words in ("But here", "not by the same errors")), sentence
            assert "undefined" not in sentence
            assert "would mean:" in sentence
