"""The five backpropagation widgets as Python sees them: state, what they say of themselves, what they refuse."""

import json
import subprocess
import sys

import numpy as np
import pytest

from utils.reference import lecture_network
from utils.reference.backpropagation import feed_forward, path_sum, ranking_objective
from utils.widgets.backpropagation import fading, microscope, replay, sabotage, work_counter
from utils.widgets.backpropagation_networks import Network, first_network, random_network

ALL = {
    "BackpropMicroscope(4-2-1)": microscope,
    "BackpropMicroscope(4-3-3-1)": lambda: microscope((4, 3, 3, 1), seed=2),
    "BackpropMicroscope(3-2-1)": lambda: microscope((3, 2, 1), chapter="paths"),
    "BackpropWorkCounter(4-3-1)": work_counter,
    "BackpropFading(seed=5)": lambda: fading(5),
    "BackpropReplay(b1_2)": lambda: replay("b1_2"),
    "BackpropSabotage(seed=3)": lambda: sabotage(3),
}


def own_state(widget):
    state = widget.get_state()
    dull = ("layout", "tabbable", "tooltip")
    return {name: value for name, value in state.items() if not name.startswith("_") and name not in dull}


@pytest.mark.parametrize("text", ALL)
def test_a_widget_says_what_it_is_without_an_address(text):
    widget = ALL[text]()
    assert repr(widget) == text
    assert widget._repr_mimebundle_()[0]["text/plain"] == text


@pytest.mark.parametrize("text", ALL)
def test_state_is_small_and_always_the_same(text):
    one, other = (json.dumps(own_state(ALL[text]()), sort_keys=True) for _ in range(2))
    assert one == other
    assert len(one) < 1500


@pytest.mark.parametrize("text", ALL)
def test_code_and_style_carry_their_names_and_ask_for_nothing_outside(text):
    widget = ALL[text]()
    assert widget._esm.startswith("// course-module: utils/widgets/static/backpropagation_")
    assert widget._css.startswith("/* course-style: utils/widgets/static/backpropagation.css */")
    for forbidden in ("https:", "fetch(", "XMLHttpRequest", "eval(", "Function(", "@import", "url("):
        assert forbidden not in widget._esm + widget._css


def test_the_microscope_begins_with_the_lectures_network():
    net = microscope().network
    np.testing.assert_array_equal(net.x, lecture_network.X)
    np.testing.assert_array_equal(net.weights[0], lecture_network.WEIGHTS[0])


def test_what_the_page_changes_python_computes_with():
    widget = microscope()
    weights = widget.weights
    widget.set_state({"weights": [[[*weights[0][0][:3], 0.25], weights[0][1]], weights[1]]})
    net = widget.network
    assert net.weights[0][0, 3] == 0.25
    assert ranking_objective(*net) != ranking_objective(*first_network())


def test_python_can_put_another_network_on_the_page():
    widget = microscope()
    widget.network = random_network((3, 3, 1), 4)
    assert widget.sizes == [3, 3, 1]
    assert repr(widget) == "BackpropMicroscope(3-3-1)"
    with pytest.raises(ValueError, match=r"W\^\(1\) must have a column for each of 2 units"):
        widget.network = (np.ones(2), np.ones(2), (np.ones((1, 3)),), (np.zeros(1),))
    assert widget.sizes == [3, 3, 1]


def test_a_network_of_your_own_is_taken_as_it_is():
    own = Network(np.ones(2), -np.ones(2), (np.eye(2), np.ones((1, 2))), (np.zeros(2), np.zeros(1)))
    widget = microscope(network=own, selected="W2_12")
    assert widget.network.sizes == (2, 2, 1)
    assert widget.selected == "W2_12"
    assert microscope(network=own).selected == "W1_12"


def test_what_start_again_brings_back_is_the_first_network_or_the_last_that_python_put_there():
    widget = microscope()
    widget.set_state({"weights": [[[0.0] * 4] * 2, [[1.0, 1.0]]]})
    np.testing.assert_array_equal(widget.start["weights"][0], lecture_network.WEIGHTS[0])
    widget.network = random_network((3, 3, 1), 4)
    assert widget.start["sizes"] == [3, 3, 1]


def test_random_networks_have_something_to_learn():
    for seed in range(200):
        net = random_network((4, 3, 2, 1), seed)
        assert ranking_objective(*net) >= 0.2
        assert net.biases[-1] == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: microscope((4, 2, 3)), "sizes must end in 1"),
        (lambda: microscope((4, 7, 1)), "at most 6 neurons"),
        (lambda: microscope((4,)), "2 to 6 layers"),
        (lambda: microscope(421), "2 to 6 layers"),
        (lambda: microscope("4-2-1"), "2 to 6 layers"),
        (lambda: microscope((4, 2.5, 1)), "whole number of at least 1, got 2.5"),
        (lambda: microscope((4, 0, 1)), "whole number of at least 1, got 0"),
        (lambda: microscope(seed=-1), "seed must be a whole number of at least 0, got -1"),
        (lambda: microscope(seed=True), "seed must be a whole number"),
        (lambda: microscope(selected="W1_34"), "selected must name a parameter of the 4-2-1 network"),
        (lambda: microscope(selected="b1_3"), "selected must name a parameter"),
        (lambda: microscope(selected="b1_11"), "selected must name a parameter"),
        (lambda: microscope(selected="x5"), "selected must name a parameter"),
        (lambda: microscope(selected=14), "selected must name a parameter"),
        (lambda: microscope(of="z"), "of must be one of s, J, got 'z'"),
        (lambda: microscope(branch="x"), "branch must be one of s, s_c"),
        (lambda: microscope(opened=["work"]), "opened must be one of numbers, task, got 'work'"),
        (lambda: microscope(chapter="work"), "chapter must be one of paths, errors, got 'work'"),
        (lambda: microscope(chapter="paths", of="J"), "of must be one of s, got 'J'"),
        (lambda: microscope(chapter="paths", branch="s_c"), "branch must be one of s, got 's_c'"),
        (lambda: microscope(chapter="paths", opened=["task"]), "opened must be one of numbers, got 'task'"),
        (lambda: microscope(chapter="paths", selected="xc4"), "the chapter paths has no corrupted example, got 'xc4'"),
        (lambda: work_counter((4, 0, 1)), "whole number of at least 1, got 0"),
        (lambda: work_counter((4,)), "sizes must name at least an input and an output layer"),
        (lambda: work_counter([1] * 10), "sizes must be at most 9 layers, got 10"),
        (lambda: work_counter((4, 1001, 1)), "sizes must be at most 1000 neurons a layer, got 1001"),
        (lambda: microscope((4, 2, 1), network=first_network()), "without sizes"),
        (lambda: microscope(network=(1, 2)), "network must be"),
        (lambda: microscope(network=42), "network must be"),
        (lambda: replay("x4"), "target must be a weight or a hidden bias"),
        (lambda: replay("b2_1"), "target must be a weight or a hidden bias"),
        (lambda: replay("W9_99"), "target must name a parameter of the 4-2-1 network"),
        (lambda: replay(14), "target must be a weight or a hidden bias"),
        (lambda: fading("a"), "seed must be a whole number"),
        (lambda: sabotage(1.0), "seed must be a whole number"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(call, words):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")) as refusal:
        call()
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["W1_14", "b1_2", "W2_12", "x4", "xc1", "b2_1"])
def test_every_parameter_can_be_selected(name):
    assert microscope(selected=name).selected == name


def test_path_sums_of_the_microscope_are_the_references():
    """The widget's claim in Python: ds/dW_14 on the lecture's network is W_11 sigma'(z_1) a_4."""
    net = microscope().network
    z, a = feed_forward(net.x, net.weights, net.biases)
    by_hand = 0.9 * a[1][0] * (1 - a[1][0]) * 2.0
    assert path_sum(1, 0, 3, z, a, net.weights).total == pytest.approx(by_hand)


def test_the_widgets_open_without_torch():
    code = "import sys; import utils.widgets.backpropagation; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
