"""The page and Python tell the same numbers: networks, deltas, sums over paths, gradients of J, finite differences."""

import math

import numpy as np
import pytest

from tests.node import run_module
from tests.widgets.backpropagation_cases import STATIC, as_payload
from utils.reference.backpropagation import (
    count_work,
    deltas,
    feed_forward,
    feed_forward_backward,
    path_sum,
    ranking_objective,
    ranking_objective_backward,
)
from utils.widgets.backpropagation_networks import random_network

MEASURE = """
import * as N from "./backpropagation_network.js";
answer(payload.map((net) => {
  const measured = N.measure(net);
  const parameters = N.listParameters(net.sizes);
  const inputs = [0, 1].flatMap((branch) => net.x.map((_, j) => ({ kind: "x", branch, j })));
  return {
    scores: measured.branches.map(({ score }) => score),
    J: measured.J,
    deltas: measured.branches.map((branch) => branch.deltas.J.slice(1)),
    first: parameters.map((p) => (p.kind === "W" ? N.rateOfWeight(measured.branches[0], p) : null)),
    recursion: parameters.map((p) => measured.branches.map((b) => N.derivativeBy(p, b, b.deltas.s, net.weights))),
    paths: parameters.map((p) => measured.branches.map((b) => N.sumOverPaths(p, b, net))),
    ofJ: [...parameters, ...inputs].map((p) => N.derivativeOfObjective(p, net, measured)),
    differences: [...parameters, ...inputs].map((p) => N.finiteDifference(net, p, "J")),
  };
}));
"""


def networks(count):
    rng = np.random.default_rng(20)
    for number in range(count):
        hidden = rng.integers(1, 5, size=number % 4)
        yield random_network((int(rng.integers(1, 6)), *map(int, hidden), 1), seed=number)


@pytest.fixture(scope="module")
def measured():
    """200 networks of 2 to 5 layers, and what the page makes of them."""
    nets = list(networks(200))
    assert {len(net.sizes) for net in nets} == {2, 3, 4, 5}
    return list(zip(nets, run_module(MEASURE, [as_payload(net) for net in nets], near=STATIC), strict=True))


def flat(weights, biases):
    return np.concatenate([array.ravel() for array in (*weights, *biases)])


def places(net):
    """Every parameter as (k, i, j), j None for a bias, in the page's order."""
    weights = [(k, i, j) for k, W in enumerate(net.weights, 1) for i, j in np.ndindex(W.shape)]
    return weights + [(k, i, None) for k, b in enumerate(net.biases, 1) for i in range(len(b))]


def test_scores_objective_and_deltas_are_the_same(measured):
    for net, page in measured:
        ups = (-1.0, 1.0) if page["J"] > 0 else (0.0, 0.0)
        assert page["J"] == pytest.approx(ranking_objective(*net), abs=1e-12)
        for x, upstream, score, delta in zip((net.x, net.x_c), ups, page["scores"], page["deltas"], strict=True):
            z, a = feed_forward(x, net.weights, net.biases)
            assert score == pytest.approx(a[-1].item(), abs=1e-12)
            for mine, owned in zip(delta, deltas(np.array([upstream]), z, net.weights), strict=True):
                np.testing.assert_allclose(mine, owned, rtol=1e-12, atol=1e-15)


def test_path_sums_and_their_terms_are_the_same(measured):
    for net, page in measured:
        for b, x in enumerate((net.x, net.x_c)):
            z, a = feed_forward(x, net.weights, net.biases)
            for (k, i, j), both in zip(places(net), page["paths"], strict=True):
                owned = path_sum(k, i, j, z, a, net.weights)
                assert both[b]["total"] == pytest.approx(owned.total, rel=1e-12, abs=1e-15)
                assert [term["product"] for term in both[b]["terms"]] == pytest.approx(
                    owned.terms, rel=1e-12, abs=1e-15
                )
                assert [tuple(i for _, i in term["path"]) for term in both[b]["terms"]] == list(owned.paths)


def test_the_number_at_a_selected_weight_is_the_first_factor_of_its_paths(measured):
    for _, page in measured:
        for first, both in zip(page["first"], page["paths"], strict=True):
            if first is not None:
                assert {term["rates"][0]["rate"] for term in both[0]["terms"]} == {first}


def test_the_recursion_gives_the_gradient_of_each_score(measured):
    for net, page in measured:
        for b, x in enumerate((net.x, net.x_c)):
            owned = feed_forward_backward(np.ones(1), x, net.weights, net.biases)
            mine = [both[b] for both in page["recursion"]]
            np.testing.assert_allclose(mine, flat(owned.dW, owned.db), rtol=1e-12, atol=1e-15)


def test_the_gradient_of_j_sums_both_branches_and_finite_differences_agree(measured):
    for net, page in measured:
        owned = ranking_objective_backward(*net)
        everything = np.concatenate([flat(owned.dW, owned.db), *owned.dx])
        np.testing.assert_allclose(page["ofJ"], everything, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(page["differences"], everything, atol=1e-8)


def test_seeded_networks_are_the_same_in_both_languages():
    cases = [((4, 2, 1), 0), ((4, 3, 3, 1), 7), ((1, 1), 3), ((6, 6, 6, 6, 6, 1), 123456), ((3, 3, 2, 2, 1), 2**31 + 5)]
    source = """
    import { randomNetwork } from "./backpropagation_random.js";
    answer(payload.map(([sizes, seed]) => randomNetwork(sizes, seed)));"""
    for (sizes, seed), page in zip(cases, run_module(source, cases, near=STATIC), strict=True):
        assert page == as_payload(random_network(sizes, seed))


def test_the_work_counter_counts_paths_and_edges():
    cases = [[4, 10, 10, 10, 1], [4, 2, 1], [5, 1], [1000] * 9, [3, 7, 2]]
    source = """
    import { countWork } from "./backpropagation_network.js";
    answer(payload.map((sizes) => { const { paths, edges } = countWork(sizes); return [String(paths), edges]; }));"""
    counted = run_module(source, cases, near=STATIC)
    assert [(int(paths), edges) for paths, edges in counted] == [tuple(count_work(sizes)) for sizes in cases]
    assert counted[0] == ["4000", 250]


def test_the_work_counter_answers_bad_layers_in_one_sentence():
    bad = ["", "4", "4-0-1", "a-b", "4-10-", "4-1001-1", "-".join("1" * 10), "4.5-1", "-3-1", "4-99999999999-1"]
    source = """
    import { readSizes, workByDepth } from "./backpropagation_work.js";
    const good = ["4-10-10-10-1", "4, 2, 1", " 5-1 "].map((text) => readSizes(text).sizes);
    const depths = workByDepth([4, 10, 10, 10, 1]).map(({ paths, edges }) => [Number(paths), edges]);
    answer([payload.map((text) => readSizes(text)), good, depths]);"""
    refused, read, depths = run_module(source, bad, near=STATIC)
    assert all("sizes" not in answer and answer["sentence"].endswith(".") for answer in refused)
    assert read == [[4, 10, 10, 10, 1], [4, 2, 1], [5, 1]]
    assert depths == [[math.prod((4, *[10] * n, 1)), 40 + 100 * (n - 1) + 10] for n in (1, 2, 3)]
