"""The page's JavaScript says what utils.reference and utils.shapes say; bad state gets one clear sentence."""

import json
from random import Random

import numpy as np
import pytest

from tests.node import run_module
from utils.reference.convolution import cross_correlate
from utils.reference.kernels import KERNELS, correlate_in_place, half_turn
from utils.shapes.sharing import layer_weights
from utils.widgets import convolution as widgets
from utils.widgets import convolution_settings as settings

RNG = np.random.default_rng(4)
SCRIPT = """
import * as made from "./convolution.js";
const rows = ({ rows, columns, values }) =>
  Array.from({ length: rows }, (_, row) => [...values.slice(row * columns, (row + 1) * columns)]);
answer(payload.map(({ image, kernel, numbers }) => {
  const picture = made.pictureOf(image);
  const [first, second] = [kernel, made.halfTurn(kernel)].map((one) => made.crossCorrelate(picture, one));
  return {
    correlated: rows(first), convolved: rows(second), sum: made.kernelSum(kernel),
    overwritten: rows(made.correlateInPlace(picture, kernel)), partly: rows(made.correlateInPlace(picture, kernel, 3)),
    differ: made.difference(first, second), weights: made.layerWeights(...numbers),
    terms: made.windowTerms(picture, kernel, [1, 0]).map(([weight, value]) => weight * value),
  };
}));
"""


def random_case(number):
    dice = Random(number)
    size = dice.choice([3, 5])
    shape = (dice.randint(size + 1, 12), dice.randint(size, 12))
    return {
        "image": RNG.integers(-99, 256, shape).tolist(),
        "kernel": RNG.integers(-9, 10, (size, size)).tolist(),
        "numbers": [dice.randint(20, 400), dice.randint(1, 9999), dice.randint(1, 20), dice.randint(1, 256)],
    }


CASES = [random_case(number) for number in range(60)]


@pytest.fixture(scope="module")
def answers():
    return run_module(SCRIPT, CASES, near=widgets.STATIC)


def test_the_page_sums_as_the_reference_does(answers):
    for case, got in zip(CASES, answers, strict=True):
        image, kernel = np.array(case["image"], float), np.array(case["kernel"], float)
        right, turned = cross_correlate(image, kernel), cross_correlate(image, half_turn(kernel))
        np.testing.assert_allclose(got["correlated"], right)
        np.testing.assert_allclose(got["convolved"], turned)
        assert got["sum"] == kernel.sum()
        assert got["differ"]["count"] == np.sum(np.abs(right - turned) > 1e-9)
        assert got["differ"]["most"] == pytest.approx(np.abs(right - turned).max())
        assert sum(got["terms"]) == pytest.approx(right[1, 0])


def test_the_page_overwrites_as_the_reference_does_and_can_stop_on_the_way(answers):
    for case, got in zip(CASES, answers, strict=True):
        image, kernel = np.array(case["image"], float), np.array(case["kernel"], float)
        spoilt = correlate_in_place(image, kernel)
        np.testing.assert_allclose(np.array(got["overwritten"], float), spoilt)
        centre, across = len(kernel) // 2, image.shape[1] - len(kernel) + 1
        for place in range(min(3, across)):
            at = (centre, centre + place)
            assert got["partly"][at[0]][at[1]] == pytest.approx(spoilt[at])
        assert got["partly"][-1] == case["image"][-1], "the last row is only border"


def test_the_page_counts_weights_as_utils_shapes_does(answers):
    for case, got in zip(CASES, answers, strict=True):
        assert got["weights"] == layer_weights(*case["numbers"])._asdict()


def in_node(imports, body, payload=None):
    lines = [f'import {{ {names} }} from "./{file}";' for names, file in imports]
    return run_module("\n".join([*lines, body]), payload, near=widgets.STATIC)


PARTS = [("typedWeight, weightProblem, sumText", "convolution_parts.js"), ("shownSum", "convolution.js")]


def test_weights_are_read_as_typed_and_others_are_named():
    texts = ["-1", "0.5", "1/9", " 2 ", "−3", "", "x", "1/0", "100", "1e3"]
    got = in_node(PARTS, "answer(payload.map((text) => [typedWeight(text), weightProblem(text)]));", texts)
    assert [value for value, _ in got] == [-1, 0.5, 1 / 9, 2, -3, None, None, None, None, None]
    said = dict(zip(texts, [problem for _, problem in got], strict=True))
    assert said["-1"] == said["1/9"] == ""
    assert said["x"] == "a weight must be a number from -99 to 99, such as -1, 0.5 or 1/9, got 'x'"
    assert said[""].endswith("got nothing")


def test_a_sum_is_written_out_without_zeros_and_with_its_signs():
    terms = [[1, 3], [0, 9], [-4, 2], [0.5, -6]]
    assert in_node(PARTS, "answer(sumText(payload, -8, shownSum));", terms) == "1·3 − 4·2 + 0.5·(−6) = −8"
    assert in_node(PARTS, "answer(sumText([[0, 5]], 0, shownSum));") == "nothing = 0"


def test_a_kernel_grows_into_zeros_and_shrinks_to_its_middle():
    bench = [("resizedKernel, presetState", "convolution_kernels.js")]
    small = KERNELS["sharpen"].tolist()
    grown, back = in_node(
        bench, "const grown = resizedKernel(payload, 5); answer([grown, resizedKernel(grown, 3)]);", small
    )
    np.testing.assert_array_equal(grown, np.pad(KERNELS["sharpen"], 1))
    assert back == small


def test_the_story_tells_the_numbers_of_the_lecture():
    story = [("storyText, wires", "convolution_sharing.js")]
    text = in_node(story, "answer(storyText({ side: 200, kernel: 10, filters: 100 }));")
    assert "Dense: 1.6 billion weights" in text
    assert "divide that by 400" in text
    assert "by 400 again" in text
    kinds = in_node(story, 'answer(["dense", "local", "shared"].map(wires));')
    assert [len(lines) for lines in kinds] == [81, 21, 21]
    assert [len({line[2] for line in lines}) for lines in kinds] == [1, 1, 3], "three shared weights, three patterns"


def test_sliders_and_python_have_the_same_limits_and_sharing_can_cost_more_than_it_saves():
    sliders = in_node([("SLIDERS, storyText", "convolution_sharing.js")], "answer(SLIDERS);")
    assert {name: tuple(limits[1:3]) for name, limits in sliders.items()} == settings.STORY
    smallest, most = settings.STORY["side"][0], settings.STORY["filters"][1]
    weights = widgets.weights(smallest, 10, most).weights
    assert weights.shared > weights.local
    text = "answer(storyText({ side: 20, kernel: 10, filters: 512 }));"
    assert "multiplies it by 1.28" in in_node([("storyText", "convolution_sharing.js")], text)


REPRS = [
    (widgets.sliding(), "SlidingWindow(5x6, kernel 3x3)"),
    (widgets.kernels({"grey": np.full((9, 8), 7)}, "wide blur"), "KernelBench(grey, kernel 5x5)"),
    (widgets.hunt(np.full((9, 8), 7)), "KernelHunt(0 of 8 found)"),
    (widgets.matrix(), "MatrixView(16x36)"),
    (widgets.weights(), "WeightStory(200x200, windows of 10x10, 100 filters)"),
]


@pytest.mark.parametrize(("widget", "text"), REPRS)
def test_a_widget_is_one_stable_line_of_text(widget, text):
    assert repr(widget) == text


def test_state_holds_plain_numbers_and_little_more_than_the_pixels():
    bench = widgets.kernels({"noise": RNG.integers(0, 256, (60, 50))})
    own = {name: getattr(bench, name) for name in ("photos", "presets", "kernel", "place", "shown")}
    assert len(json.dumps(own)) < 60 * 50 * 4 / 3 + 3000


def test_photos_come_back_as_they_went_and_python_answers_as_set():
    photo = RNG.integers(0, 256, (20, 30))
    bench = widgets.kernels({"noise": photo}, "left to right")
    np.testing.assert_array_equal(settings.unpacked(bench.photos["noise"]), photo)
    np.testing.assert_allclose(bench.output, cross_correlate(photo.astype(float), KERNELS["left to right"]))
    bench.turned = True
    np.testing.assert_allclose(bench.output, -cross_correlate(photo.astype(float), KERNELS["left to right"]))
    bench = widgets.kernels({"noise": photo}, "blur")
    assert bench.divided
    assert bench.output.max() <= 255


def test_the_sliding_window_answers_as_set():
    window = widgets.sliding(KERNELS["blur"].astype(int).repeat(2, 0).repeat(2, 1))
    assert window.places == (4, 4)
    assert (window.output == -0.0).all()
    window.kernel = KERNELS["shift"]
    window.turned = True
    np.testing.assert_array_equal(window.output, np.ones((4, 4)))
    window.in_place, window.kernel = True, KERNELS["blur"]
    assert window.output[0, :2].tolist() == [9, 17], "the second window has the first sum in it"


def test_the_hunt_measures_as_the_page_does_and_no_two_secrets_are_alike():
    photo = RNG.integers(0, 256, (20, 30))
    hunt = widgets.hunt(photo)
    body = """const [photo, kernel, secret] = payload;
    const sums = (one) => crossCorrelate(pictureOf(photo), one);
    answer(meanDifference(sums(kernel), sums(secret)));"""
    imports = [("meanDifference", "convolution_hunt.js"), ("crossCorrelate, pictureOf", "convolution.js")]
    for level in range(len(hunt.secrets)):
        hunt.level = level
        payload = [photo.tolist(), hunt.kernel, hunt.secrets[level]]
        assert in_node(imports, body, payload) == pytest.approx(hunt.difference)
        others = [other for other in hunt.secrets if other != hunt.secrets[level]]
        assert len(others) == len(hunt.secrets) - 1
        hunt.kernel = hunt.secrets[level]
        assert hunt.difference == 0
        hunt.kernel = widgets.FIRST_KERNEL


def test_hints_go_from_the_sum_to_the_middle_row():
    got = in_node(
        [("huntHints", "convolution_hunt.js")], "answer(payload.map(huntHints));", widgets.hunt(np.ones((9, 9))).secrets
    )
    assert got[-1] == [
        "Its weights sum to 1.",
        "It looks different after half a turn.",
        "Of its nine weights 2 are zero.",
        "Its middle row is −1, 1, 1.",
    ]


def test_the_page_has_the_entries_of_the_matrix_row_by_row_and_column_by_column():
    imports = [("matrixEntries, chosenEntries, matrixText", "convolution_matrix.js")]
    for size in (4, 6, 8):
        view = widgets.matrix(size)
        entries = in_node(imports, "answer(matrixEntries(payload));", size)
        built = np.zeros(((size - 2) ** 2, size**2))
        for output, pixel, weight in entries:
            built[output, pixel] += weight + 1
        for view.axis, count in (("output", len(built)), ("input", built.shape[1])):
            for view.place in range(count):
                own = built[view.place] if view.axis == "output" else built[:, view.place]
                np.testing.assert_array_equal(own, view.chosen)
    texts = in_node(imports, 'answer([matrixText(6, "output", 5), matrixText(6, "input", 0)]);')
    assert texts[0].startswith("Row 5: output (1, 1) reads 9 pixels.")
    assert texts[1].startswith("Column 0: pixel (0, 0), 1 output reads it.")


BAD = [
    (lambda: widgets.sliding(kernel=[[1, 2], [3, 4]]), "kernel must have 3 rows of 3 numbers, or 5 of 5"),
    (lambda: widgets.sliding(kernel=[[1, 2, 3]] * 2 + [[1, 2, 100]]), "numbers from -99 to 99, got 100"),
    (lambda: widgets.sliding(kernel=5), "kernel must be rows of numbers"),
    (lambda: widgets.sliding([[1, 2], [3, 4]]), "values must have 5 to 32 rows"),
    (lambda: widgets.sliding([[0.5] * 5] * 5), "values must hold whole numbers from -99 to 255, got 0.5"),
    (lambda: widgets.SlidingWindow(values=[[1] * 5] * 5, kernel=[[1] * 3] * 3, place=9), "place must be 0 to 8, got 9"),
    (lambda: widgets.kernels({}), "photos must hold at least one image by name, got none"),
    (lambda: widgets.kernels({"a": np.zeros((9, 9, 3))}), "photos must be .* got a of shape"),
    (lambda: widgets.kernels({"a": np.full((9, 9), 0.5)}), "photos must hold whole numbers, got a"),
    (lambda: widgets.kernels({"a": np.zeros((9, 9))}, "bulr"), "kernel must be identity, .* got 'bulr'"),
    (lambda: widgets.kernels({"a": np.zeros((9, 9))}, offered=("blur",)), "kernel must be blur, got 'identity'"),
    (lambda: widgets.kernels({"a": np.zeros((9, 9))}, offered=("bulr",)), "offered must be identity, .* got 'bulr'"),
    (lambda: setattr(widgets.kernels({"a": np.zeros((9, 9))}), "photo", "b"), "photo must be a, got 'b'"),
    (lambda: setattr(widgets.hunt(np.zeros((9, 9))), "level", 8), "level must be 0 to 7, got 8"),
    (lambda: widgets.weights(side=1000), "side must be at most 400, got 1000"),
    (lambda: widgets.weights(kernel=0), "kernel must be a whole number of at least 1, got 0"),
]


@pytest.mark.parametrize(("make", "sentence"), BAD)
def test_what_makes_no_picture_is_refused_in_one_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_the_menu_of_the_bench_lists_the_kernels_that_are_offered_and_no_other():
    photo = {"a": np.zeros((9, 9), int)}
    assert list(widgets.kernels(photo).presets) == list(KERNELS)
    assert list(widgets.kernels(photo, "emboss", offered=("emboss", "sharpen")).presets) == ["emboss", "sharpen"]
