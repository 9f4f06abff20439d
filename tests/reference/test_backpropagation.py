from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from utils.reference.activations import sigmoid
from utils.reference.backpropagation import (
    count_work,
    deltas,
    feed_forward,
    feed_forward_backward,
    path_sum,
    ranking_objective,
    ranking_objective_backward,
)
from utils.reference.gradient_check import numerical_gradient


def random_network(rng, outputs=1, depth=None):
    """A network of ``depth`` (2 to 5) layers of weights, that is of 1 to 4 hidden layers, and one example."""
    depth = rng.integers(2, 6) if depth is None else depth
    sizes = [*rng.integers(1, 5, depth), outputs]
    weights = [rng.normal(size=(fan_out, fan_in)) for fan_in, fan_out in pairwise(sizes)]
    biases = [rng.normal(size=size) for size in sizes[1:]]
    return rng.normal(size=sizes[0]), weights, biases


def torch_scores(x, weights, biases):
    """The oracle's forward pass; the leaves stand in ``x``, ``weights``, ``biases``."""
    for place, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        x = torch.nn.functional.linear(x, W, b)
        x = torch.sigmoid(x) if place < len(weights) else x
    return x


def leaves(arrays):
    return [torch.tensor(array, requires_grad=True) for array in arrays]


def measured(f, weights, biases):
    """Finite differences of f(weights, biases) with regard to every weight and every bias."""

    def one(arrays, place, value):
        return [*arrays[:place], value, *arrays[place + 1 :]]

    places = range(len(weights))
    dW = [numerical_gradient(lambda W, k=k: f(one(weights, k, W), biases), weights[k]) for k in places]
    db = [numerical_gradient(lambda b, k=k: f(weights, one(biases, k, b)), biases[k]) for k in places]
    return dW, db


def path_gradients(x, weights, biases):
    """The derivative of the score with regard to every weight and bias, each as a sum over paths."""
    z, a = feed_forward(x, weights, biases)

    def sums(W, k, columns):
        return [[path_sum(k, i, j, z, a, weights).total for j in columns] for i in range(len(W))]

    dW = [np.array(sums(W, k, range(W.shape[1]))) for k, W in enumerate(weights, start=1)]
    db = [np.array(sums(W, k, [None]))[:, 0] for k, W in enumerate(weights, start=1)]
    return dW, db


def assert_close(one, other, tolerance=1e-6):
    for a, b in zip(one, other, strict=True):
        assert np.shape(a) == np.shape(b)
        assert np.abs(np.asarray(a) - np.asarray(b)).max(initial=0) <= tolerance


# by hand: W^(1) = (log 3, 0; 0, 0), b^(1) = 0, W^(2) = (2, -4), b^(2) = 0.5 and x = (1, 3)
HAND = np.array([1.0, 3.0]), [np.array([[np.log(3), 0.0], [0.0, 0.0]]), np.array([[2.0, -4.0]])], [np.zeros(2), [0.5]]


def test_a_forward_pass_by_hand():
    z, a = feed_forward(*HAND)
    assert z[1] == pytest.approx([np.log(3), 0])
    assert a[1] == pytest.approx([0.75, 0.5])
    assert a[2] == pytest.approx([2 * 0.75 - 4 * 0.5 + 0.5])
    assert np.array_equal(z[0], HAND[0])
    assert np.array_equal(a[0], HAND[0])
    assert len(z) == len(a) == 3


def test_deltas_weights_and_inputs_by_hand():
    delta = deltas(np.ones(1), feed_forward(*HAND).z, HAND[1])
    assert delta[0] == pytest.approx([2 * 0.1875, -4 * 0.25])
    assert delta[1] == [1]
    dx, dW, db = feed_forward_backward(np.ones(1), *HAND)
    assert dW[0] == pytest.approx(np.array([[0.375, 1.125], [-1.0, -3.0]]))
    assert dW[1] == pytest.approx(np.array([[0.75, 0.5]]))
    assert db[0] == pytest.approx([0.375, -1])
    assert dx == pytest.approx([0.375 * np.log(3), 0])


def test_one_weight_as_a_path_by_hand():
    z, a = feed_forward(*HAND)
    total, terms, paths = path_sum(1, 1, 1, z, a, HAND[1])
    assert paths == ((1, 0),)
    assert terms == (3 * 0.25 * -4,)
    assert total == -3
    assert path_sum(1, 0, None, z, a, HAND[1]).total == pytest.approx(0.375)
    assert path_sum(2, 0, 1, z, a, HAND[1]) == (0.5, (0.5,), ((0,),))


@pytest.mark.parametrize("seed", range(100))
def test_path_sums_deltas_autograd_and_finite_differences_agree_on_every_parameter(seed):
    x, weights, biases = random_network(np.random.default_rng(seed))
    gradients = feed_forward_backward(np.ones(1), x, weights, biases)
    by_paths = path_gradients(x, weights, biases)
    by_steps = measured(lambda W, b: feed_forward(x, W, b).a[-1], weights, biases)
    inputs, *parameters = leaves([x, *weights, *biases])
    torch_scores(inputs, parameters[: len(weights)], parameters[len(weights) :]).backward()
    by_autograd = [parameter.grad.numpy() for parameter in parameters]
    recursion = [*gradients.dW, *gradients.db]
    assert_close(recursion, [*by_paths[0], *by_paths[1]])
    assert_close(recursion, [*by_steps[0], *by_steps[1]])
    assert_close(recursion, by_autograd)
    assert gradients.dx == pytest.approx(inputs.grad.numpy(), abs=1e-12)


@pytest.mark.parametrize("seed", range(100))
def test_both_branches_of_the_ranking_objective_agree_on_every_parameter(seed):
    rng = np.random.default_rng(seed)
    x, weights, biases = random_network(rng)
    x_c, margin = rng.normal(size=x.shape), float(rng.uniform(0, 4))
    gradients = ranking_objective_backward(x, x_c, weights, biases, margin)
    J = ranking_objective(x, x_c, weights, biases, margin)
    alive = float(J > 0)
    true, corrupt = path_gradients(x, weights, biases), path_gradients(x_c, weights, biases)
    by_paths = [[alive * (c - t) for t, c in zip(*both, strict=True)] for both in zip(true, corrupt, strict=True)]
    by_steps = measured(lambda W, b: ranking_objective(x, x_c, W, b, margin), weights, biases)
    inputs, others, *parameters = leaves([x, x_c, *weights, *biases])
    network = parameters[: len(weights)], parameters[len(weights) :]
    objective = torch.relu(margin + torch_scores(others, *network) - torch_scores(inputs, *network))
    objective.backward()
    recursion = [*gradients.dW, *gradients.db]
    assert pytest.approx(objective.item()) == J
    assert_close(recursion, [*by_paths[0], *by_paths[1]])
    assert_close(recursion, [*by_steps[0], *by_steps[1]])
    assert_close(recursion, [parameter.grad.numpy() for parameter in parameters])
    assert_close(gradients.dx, [inputs.grad.numpy(), others.grad.numpy()])


def test_the_objectives_hundred_networks_hold_both_live_and_dead_ones():
    alive = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        x, weights, biases = random_network(rng)
        alive += ranking_objective(x, rng.normal(size=x.shape), weights, biases, float(rng.uniform(0, 4))) > 0
    assert 20 < alive < 100


def test_the_lectures_shortcut_is_not_the_gradient_of_the_objective(rng):
    x, weights, biases = rng.normal(size=4), [rng.normal(size=(2, 4)), rng.normal(size=(1, 2))], [np.zeros(2), [0.1]]
    z, a = feed_forward(x, weights, biases)
    shortcut = weights[1][0, 0] * sigmoid(z[1][0]) * (1 - sigmoid(z[1][0])) * a[0][3]
    assert path_sum(1, 0, 3, z, a, weights).total == pytest.approx(shortcut)
    dJ = ranking_objective_backward(x, rng.normal(size=4), weights, biases, margin=5.0).dW[0][0, 3]
    assert abs(dJ - shortcut) > 1e-3


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_batch_is_the_sum_of_its_rows_and_equals_torch(outputs, dtype, rng):
    x, weights, biases = random_network(rng, outputs)
    x = rng.normal(size=(6, len(x))).astype(dtype)
    weights, biases = [W.astype(dtype) for W in weights], [b.astype(dtype) for b in biases]
    upstream = rng.normal(size=(6, outputs)).astype(dtype)
    gradients = feed_forward_backward(upstream, x, weights, biases)
    rows = [feed_forward_backward(u, row, weights, biases) for u, row in zip(upstream, x, strict=True)]
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    assert_close(gradients.dW, [sum(row.dW[k] for row in rows) for k in range(len(weights))], tolerance)
    assert_close(gradients.db, [sum(row.db[k] for row in rows) for k in range(len(weights))], tolerance)
    assert_close([gradients.dx], [np.stack([row.dx for row in rows])], tolerance)
    inputs, *parameters = leaves([x, *weights, *biases])
    scores = torch_scores(inputs, parameters[: len(weights)], parameters[len(weights) :])
    scores.backward(torch.tensor(upstream))
    assert_close([*gradients.dW, *gradients.db], [parameter.grad.numpy() for parameter in parameters], tolerance)
    assert {array.dtype for array in [*gradients.dW, *gradients.db, gradients.dx]} == {np.dtype(dtype)}


def test_the_objective_of_a_batch_is_the_mean_of_its_rows(rng):
    _, weights, biases = random_network(rng, depth=3)
    x, x_c = rng.normal(size=(2, 5, weights[0].shape[1]))
    rows = [ranking_objective(one, other, weights, biases) for one, other in zip(x, x_c, strict=True)]
    assert ranking_objective(x, x_c, weights, biases) == pytest.approx(np.mean(rows))
    dW, _ = measured(lambda W, b: ranking_objective(x, x_c, W, b), weights, biases)
    assert_close(ranking_objective_backward(x, x_c, weights, biases).dW, dW)


def test_an_empty_batch_has_zero_gradients(rng):
    x, weights, biases = random_network(rng, outputs=2)
    gradients = feed_forward_backward(np.ones((0, 2)), np.ones((0, len(x))), weights, biases)
    assert gradients.dx.shape == (0, len(x))
    assert not any(array.any() for array in [*gradients.dW, *gradients.db])


def test_scores_far_in_saturation_raise_no_warning(rng):
    x, weights, biases = random_network(rng, depth=3)
    gradients = feed_forward_backward(np.ones(1), 1e4 * x, weights, biases)
    assert all(np.isfinite(dW).all() for dW in gradients.dW)


def test_paths_and_edges_of_the_lectures_network():
    assert count_work((4, 10, 10, 10, 1)) == (4000, 250)
    assert count_work([4, 2, 1]) == (8, 10)
    assert count_work((3, 5)) == (15, 15)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_path_sums_of_the_first_layer_walk_every_path_that_is_counted(sizes, seed):
    rng, sizes = np.random.default_rng(seed), [*sizes, 1]
    weights = [rng.normal(size=(fan_out, fan_in)) for fan_in, fan_out in pairwise(sizes)]
    z, a = feed_forward(rng.normal(size=sizes[0]), weights, [np.zeros(size) for size in sizes[1:]])
    sums = [path_sum(1, i, j, z, a, weights) for i in range(sizes[1]) for j in range(sizes[0])]
    paths, edges = count_work(sizes)
    assert sum(len(one.paths) for one in sums) == paths
    assert edges == sum(W.size for W in weights)
    assert all(one.total == pytest.approx(sum(one.terms)) and len(one.terms) == len(one.paths) for one in sums)
    assert {len(path) for one in sums for path in one.paths} == {len(weights)}


def test_bad_networks_are_answered_with_one_sentence():
    x, W, b = np.ones(3), [np.ones((2, 3)), np.ones((1, 2))], [np.ones(2), np.ones(1)]
    for arguments, message in [
        ((np.ones(3, int), W, b), "x must hold floating-point numbers, got int64"),
        ((np.ones((1, 1, 3)), W, b), r"x must have the shape \(M_1,\) or \(N, M_1\), got \(1, 1, 3\)"),
        ((np.ones(4), W, b), r"W\^\(1\) must have a column for each of 4 units of layer 1, got \(2, 3\)"),
        ((x, W[::-1], b), r"W\^\(1\) must have a column for each of 3 units of layer 1, got \(1, 2\)"),
        ((x, [W[0], np.ones(2)], b), r"W\^\(2\) must have the shape \(M_3, M_2\), got \(2,\)"),
        ((x, W, b[::-1]), r"b\^\(1\) must have a value for each row of W\^\(1\), \(2,\), got \(1,\)"),
        ((x, W, b[:1]), "biases must be as many as weights, at least one, got 1 and 2"),
        ((x, [], []), "biases must be as many as weights, at least one, got 0 and 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            feed_forward(*arguments)


def test_bad_questions_are_answered_with_one_sentence():
    x, W, b = np.ones(3), [np.ones((2, 3)), np.ones((1, 2))], [np.ones(2), np.ones(1)]
    z, a = feed_forward(x, W, b)
    for call, message in [
        (lambda: path_sum(0, 0, 0, z, a, W), "k must be a whole number of at least 1, got 0"),
        (lambda: path_sum(3, 0, 0, z, a, W), "k must be a layer from 1 to 2, got 3"),
        (lambda: path_sum(1, 2, 0, z, a, W), "i must be a unit from 0 to 1, got 2"),
        (lambda: path_sum(1, 0, 3, z, a, W), "j must be a unit from 0 to 2, got 3"),
        (lambda: path_sum(1, -1, 0, z, a, W), "i must be a whole number of at least 0, got -1"),
        (lambda: path_sum(1, None, 0, z, a, W), "i must be a whole number of at least 0, got None"),
        (lambda: path_sum(1, 0, 0, *feed_forward(np.ones((2, 3)), W, b), W), "z must be the pass of one example"),
        (lambda: feed_forward_backward(np.ones(2), x, W, b), r"upstream must have the shape of the scores \(1,\)"),
        (lambda: ranking_objective(x, np.ones((2, 3)), W, b), r"x_c must have x's shape \(3,\), got \(2, 3\)"),
        (lambda: ranking_objective_backward(x, x, W[:1], b[:1]), "weights must lead to one score, got 2"),
        (lambda: ranking_objective(np.ones((0, 3)), np.ones((0, 3)), W, b), "s must hold at least one score"),
        (lambda: count_work((4, 0, 1)), "size 2 of the layers must be a whole number of at least 1, got 0"),
        (lambda: count_work((4, 2.0)), "size 2 of the layers must be a whole number of at least 1, got 2.0"),
        (lambda: count_work((4,)), "sizes must name at least an input and an output layer"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
