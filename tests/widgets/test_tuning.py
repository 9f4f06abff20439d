"""The page and utils.reference tell the same numbers: walks on the ravine, sub-networks, ten layers deep."""

from pathlib import Path

import numpy as np
import pytest

from tests.node import run_module
from utils.data.digits import load_digits_sample
from utils.reference.subnetworks import all_masks, mask_probabilities
from utils.widgets import tuning

STATIC = Path(tuning.__file__).parent / "static"


@pytest.fixture(scope="module")
def images():
    return load_digits_sample()[0].images[:24].reshape(24, 64)


def test_two_hundred_walks_of_four_optimisers_are_the_same():
    rng = np.random.default_rng(0)
    cases = [
        {
            "method": tuning.METHODS[number % 4],
            "start": rng.uniform(-10, 10, 2).round(2).tolist(),
            "lr": float(10 ** rng.uniform(-3, 0)),
            "memory": float(rng.uniform(0, 0.99)),
            "curvature": float(rng.uniform(1, 50)),
            "steps": 60,
        }
        for number in range(200)
    ]
    source = 'import { walk } from "./tuning_optimizers.js"; answer(payload.map(walk));'
    for case, page in zip(cases, run_module(source, cases, near=STATIC), strict=True):
        given = (case["method"], case["start"], case["lr"], case["curvature"], case["memory"], 60)
        np.testing.assert_allclose(page, tuning.walk(*given), rtol=1e-9, atol=1e-9)


def test_a_walk_that_leaves_is_cut_short_and_an_arrival_is_final():
    source = """import { arrival, walk } from "./tuning_optimizers.js";
    const start = [-9, 2];
    const goes = (lr) => walk({ method: "sgd", start, lr, memory: 0, curvature: 20, steps: 200 });
    answer([0.11, 0.09, 0.0001].map((lr) => arrival(goes(lr), 20, 0.01)));"""
    left, came, not_yet = run_module(source, near=STATIC)
    assert (left, not_yet) == (-1, None)
    places = tuning.walk("sgd", (-9, 2), 0.09, 20)
    heights = (places**2 @ [1, 20]) / 2
    assert came == int(np.flatnonzero(heights >= 0.01)[-1]) + 1
    assert len(tuning.walk("sgd", (-9, 2), 0.11, 20)) < 201


@pytest.mark.parametrize("kind", tuning.KINDS)
@pytest.mark.parametrize("keep", [0.05, 0.5, 0.8, 1.0])
def test_all_sub_networks_and_their_means_are_the_same(kind, keep):
    view = tuning.dropout(kind, keep)
    state = {"a": view.a, "W": view.W, "b": view.b, "keep": keep, "kind": kind}
    source = 'import { allMasks, ensemble } from "./tuning_masks.js"; answer([ensemble(payload), allMasks(6)]);'
    page, masks = run_module(source, state, near=STATIC)
    assert np.array_equal(np.array(masks, bool), all_masks(6))
    np.testing.assert_allclose(page["probabilities"], mask_probabilities(all_masks(6), keep), atol=1e-15)
    for name, value in view.means.items():
        assert page[name] == pytest.approx(value, rel=1e-10, abs=1e-12)


def test_the_two_exact_ensembles_are_exact_and_the_two_others_are_not():
    linear, rectified, soft = (tuning.dropout(kind, 0.5).means for kind in tuning.KINDS)
    assert linear["arithmetic"] == pytest.approx(linear["scaled"], abs=1e-12)
    assert soft["geometric"] == pytest.approx(soft["scaled"], abs=1e-12)
    assert abs(rectified["arithmetic"] - rectified["scaled"]) > 0.1
    assert abs(soft["arithmetic"] - soft["scaled"]) > 0.01


MEASURE = """import { measureStack, readStack } from "./tuning_layers.js";
const stack = readStack(payload.stack);
answer(payload.settings.map((setting) => measureStack(stack, setting)));"""


def test_ten_layers_are_the_same(images):
    view = tuning.depth(images)
    settings = [
        {"activation": name, "gain": gain, "bias": bias}
        for name in ("sigmoid", "tanh", "relu", "leaky_relu")
        for gain, bias in ((0.1, 0.0), (1.0, 0.0), (1.0, -1.0), (3.0, 0.5))
    ]
    stack = {"inputs": view.inputs, "normals": view.normals}
    for setting, page in zip(
        settings, run_module(MEASURE, {"stack": stack, "settings": settings}, near=STATIC), strict=True
    ):
        for name, value in setting.items():
            setattr(view, name, value)
        assert len(page) == 10
        for layer, mine in zip(page, view.layers, strict=True):
            shown = (layer["deviation"], layer["stuck"], layer["gradient"])
            np.testing.assert_allclose(shown, mine, rtol=1e-9, atol=1e-300)
            assert sum(layer["histogram"]) == 24 * 32


def test_a_histogram_counts_what_lies_outside_in_its_outermost_bins():
    source = 'import { histogramOf } from "./tuning_layers.js"; answer(histogramOf([-9, 0, 0.5, 0.99, 1, 9], [0, 1]));'
    counts = run_module(source, near=STATIC)
    assert (counts[0], counts[8], counts[-1], sum(counts)) == (2, 1, 3, 6)


def test_settings_that_make_no_picture_are_named(images):
    with pytest.raises(ValueError, match=r"gain must be one of 0\.05, .*, got 7"):
        tuning.depth(images, gain=7)
    with pytest.raises(ValueError, match=r"images must have the shape \(N, D\), got \(2, 8, 8\)"):
        tuning.depth(np.zeros((2, 8, 8)))
    with pytest.raises(ValueError, match="kind must be one of linear, relu, softmax, got 'maxout'"):
        tuning.dropout("maxout")
    with pytest.raises(ValueError, match="method must be one of sgd, momentum, nesterov, rmsprop, got 'luck'"):
        tuning.ravine("luck")
