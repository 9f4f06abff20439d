"""The Python side: small state, checked whoever changes it, answers from utils.shapes, one stable line of text."""

import json

import numpy as np
import pytest

from utils import shapes
from utils.widgets import conv_arithmetic as widgets
from utils.widgets import conv_settings as settings

REPRS = [
    (widgets.bench(), "ConvBench(7x7, kernel 3, stride 1)"),
    (widgets.bench((5, 9), 2, padding=1, dilation=3), "ConvBench(5x9, kernel 2, stride 1, padding 1, dilation 3)"),
    (widgets.bench(layers=[shapes.Pool("p", 2)], length=9), "ConvBench(stack of 1 layer on 9x9)"),
    (widgets.pooling(3, 1), "PoolingView(max of 3x3, stride 1, on 6x6)"),
    (widgets.puzzles(2), "ConvPuzzles(seed 2, 0 of 10 solved)"),
]


@pytest.mark.parametrize(("widget", "text"), REPRS)
def test_a_widget_is_one_stable_line_of_text(widget, text):
    assert repr(widget) == text
    assert widget._repr_mimebundle_()[0]["text/plain"] == text


def own_state(widget):
    state = widget.get_state()
    skip = ("layout", "tabbable", "tooltip")
    return {name: value for name, value in state.items() if not name.startswith("_") and name not in skip}


@pytest.mark.parametrize("make", [widgets.bench, widgets.pooling, widgets.puzzles])
def test_state_is_small_and_the_same_every_time(make):
    first, second = (json.dumps(own_state(make(seed=7)), sort_keys=True) for _ in range(2))
    assert first == second
    assert len(first) < 2500


def test_the_bench_answers_with_the_numbers_of_the_lecture():
    bench = widgets.bench(7, 3, 2)
    assert bench.output == output_of(7, 3, 2) == 3
    bench.stride = 3
    assert (bench.output, bench.unread) == (2, ((6,), (6,)))
    assert bench.parameters == 3 * 3 * 3 * 5 + 5
    assert bench.multiply_adds == 2 * 2 * 5 * 27
    bench.size = (5, 9)
    assert bench.output == (1, 3)
    assert bench.multiply_adds == 1 * 3 * 5 * 27


def output_of(*axis: int) -> int:
    return shapes.conv_arithmetic.output_size(*axis)


def test_a_bad_number_is_a_value_error_and_changes_nothing():
    bench = widgets.bench()
    before = own_state(bench)
    for name, value in (("kernel", 8), ("stride", 0), ("size", (3, 4, 5)), ("size", None), ("padding", 1.0)):
        with pytest.raises(ValueError, match=r"must be .* got"):
            setattr(bench, name, value)
        assert own_state(bench) == before


def test_several_numbers_change_together_or_not_at_all():
    bench = widgets.bench()
    bench.configure(size=12, kernel=9)
    assert bench.output == 4
    with pytest.raises(ValueError, match="kernel must be at most the padded input 5, got 9"):
        bench.configure(stride=2, size=5)
    assert (bench.size, bench.stride, bench.kernel) == (12, 1, 9)


def test_the_page_may_send_what_the_page_has_checked():
    bench = widgets.bench()
    bench.set_state({"size": [12, 11], "kernel": 11, "window": [1, 0]})
    assert (bench.size, bench.kernel, bench.window, bench.output) == ((12, 11), 11, (1, 0), (2, 1))
    with pytest.raises(ValueError, match="kernel must be at most"):
        bench.set_state({"size": 5})
    assert bench.size == (12, 11)


def test_a_window_outside_the_output_is_refused_and_one_that_falls_outside_is_brought_back():
    bench = widgets.bench()
    bench.window = (4, 4)
    with pytest.raises(ValueError, match=r"window must be \(row, column\) in an output of 5x5, got \(5, 0\)"):
        bench.window = (5, 0)
    with pytest.raises(ValueError, match=r"window must be .* got 3"):
        bench.window = 3
    bench.stride = 2
    assert bench.window == (2, 2)


def test_numbers_of_numpy_become_plain_ones():
    bench = widgets.bench(size=np.int64(9), kernel=np.int32(5))
    assert type(bench.size) is type(bench.kernel) is int
    json.dumps(own_state(bench))


def test_layers_of_utils_shapes_become_a_stack_and_rectifiers_are_left_out():
    architecture = shapes.up_to(shapes.architectures["vgg16"], "conv5_3")
    bench = widgets.bench(layers=architecture, length=224)
    assert bench.receptive_field == shapes.receptive_field(architecture)
    assert shapes.parameters(bench.stack) == shapes.parameters(architecture)
    assert [layer["kind"] for layer in bench.layers].count("pool") == 4
    assert (bench.unit, widgets.bench(layers=architecture, length=224, unit=0).unit) == (7, 0)


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ([], "layers must be 1 to 20 convolutions and pools, got 0"),
        (5, "layers must be a list of convolutions and pools, got 5"),
        ([shapes.Pool("p", 1)] * 21, "layers must be 1 to 20 convolutions and pools, got 21"),
        ([shapes.Dense("fc", 4, 2)], "layers must be convolutions and pools, got Dense"),
        ([{"kind": "conv"}], "kernel must be a whole number of at least 1, got None"),
        ([shapes.Conv("c", 3, 4, (3, 5))], "kernel must be a whole number of at least 1, got (3, 5)"),
        ([shapes.Pool("p", 2)] * 6, "layer 6: kernel must be at most the padded input 1, got 2"),
    ],
)
def test_what_is_no_stack_is_refused_in_one_sentence(layers, says):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole sentence is compared
        widgets.bench(layers=layers, length=32)
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"kernel": 7}, "kernel must be at most the padded input 6, got 7"),
        ({"stride": 0}, "stride must be a whole number of at least 1, got 0"),
        ({"values": [[1, 2], [3]]}, "values must be rows of equally many numbers"),
        ({"values": [[1, 0.5], [3, 4]]}, "a number must be whole and from -99 to 99, got 0.5"),
        ({"values": 5}, "values must be rows of numbers, got 5"),
        ({"kind": "min"}, "kind must be 'max' or 'average', got 'min'"),
        ({"shift": 4}, "shift must be at most 3 here, got 4"),
        ({"seed": "a"}, "seed must be a whole number of at least 0, got 'a'"),
        ({"values": [[1] * 9] * 9}, "rows and columns must be at most 8 here, got 9"),
    ],
)
def test_what_cannot_be_pooled_is_refused_in_one_sentence(options, says):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole sentence is compared
        widgets.pooling(**options)
    assert str(caught.value).startswith(says)


def test_the_pooling_view_answers_with_the_reference():
    view = widgets.pooling(2, 1, values=[[1, 2, 0], [0, 9, 3], [4, 5, 6]])
    assert view.output.tolist() == [[9, 9], [9, 9]]
    assert view.gradient.tolist() == [[0, 0, 0], [0, 4, 0], [0, 0, 0]]
    view.chosen = (1, 1)
    assert view.gradient.sum() == 1
    view.configure(kind="average")
    assert view.gradient.tolist() == [[0, 0, 0], [0, 0.25, 0.25], [0, 0.25, 0.25]]
    with pytest.raises(ValueError, match="chosen must be"):
        view.chosen = (2, 0)
    view.kernel = 3
    assert view.chosen == ()
    view.shift = 1
    assert view.input[0, 0, 1].tolist() == [0, 0, 9]


def test_another_seed_starts_the_puzzles_again():
    puzzles = widgets.ConvPuzzles(seed=1, level=3, solved=[0, 2])
    assert (puzzles.level, puzzles.solved) == (3, [0, 2])
    puzzles.seed = 2
    assert (puzzles.level, puzzles.solved, puzzles.answers) == (0, [], [None] * settings.LEVELS)
    with pytest.raises(ValueError, match="seed must be a whole number of at least 0, got 'a'"):
        widgets.puzzles(seed="a")
