"""What the bench says of its numbers is grammatical and true, and its picture fits the room that it has."""

import pytest

from tests.node import run_module
from tests.shapes.cases import random_cases
from utils.shapes.conv_arithmetic import unread, windows
from utils.widgets import conv_arithmetic as widgets
from utils.widgets import conv_settings as settings

SAYS = """
import { benchPicture, holesText, roundingText, windowText } from "./conv_arithmetic_picture.js";
answer(payload.map((numbers) => {
  const picture = benchPicture(numbers);
  return [roundingText(picture.rows, "row and column"), holesText(picture), windowText(picture, [0, 0])];
}));
"""


def says(*numbers: dict) -> list[list[str]]:
    return run_module(SAYS, [{"padding": 0, "dilation": 1} | one for one in numbers], near=widgets.STATIC)


def test_many_rows_and_columns_are_dropped_in_the_plural_and_one_in_the_singular():
    many, one, padded = says(
        {"size": 12, "kernel": 1, "stride": 4},
        {"size": 12, "kernel": 5, "stride": 2},
        {"size": 12, "kernel": 3, "stride": 5, "padding": 1},
    )
    assert many[0] == "Does not fit. Frameworks round down to 3 and drop the last 3 rows and columns."
    assert one[0] == "Does not fit. Frameworks round down to 4 and drop the last row and column."
    assert padded[0].endswith("drop the last row and column of the padded input: padding only.")


def test_a_window_of_one_cell_reads_a_row_and_a_column():
    one, padded, more, apart = says(
        {"size": 5, "kernel": 1, "stride": 1},
        {"size": 5, "kernel": 1, "stride": 1, "padding": 1},
        {"size": 5, "kernel": 2, "stride": 1},
        {"size": 5, "kernel": 2, "stride": 1, "dilation": 2},
    )
    assert one[2] == "Window 1 of 25: output (0, 0) reads row 0 and column 0."
    assert more[2].endswith("reads rows 0 to 1 and columns 0 to 1.")
    assert padded[2].endswith("reads row -1 and column -1; its one cell is padding.")
    assert apart[2].endswith("reads rows 0, 2 and columns 0, 2.")


def test_holes_are_told_besides_what_rounding_drops():
    stride, dilation, none = says(
        {"size": 12, "kernel": 2, "stride": 3},
        {"size": 12, "kernel": 3, "stride": 2, "padding": 1, "dilation": 2},
        {"size": 12, "kernel": 5, "stride": 2},
    )
    assert stride[1] == "Windows step over 3 rows and columns in between: in all, 80 of 144 inputs are never read."
    assert "in all, 108 of 144 inputs are never read" in dilation[1]
    assert none[1] == ""


def test_holes_are_counted_as_utils_shapes_counts_what_is_unread():
    cases = random_cases()
    body = """
    import { axisPicture, countHoles } from "./conv_arithmetic_picture.js";
    answer(payload.map((numbers) => countHoles(axisPicture(numbers.size, numbers))));
    """
    for case, holes in zip(cases, run_module(body, cases, near=widgets.STATIC), strict=True):
        axis = tuple(case[name] for name in ("size", "kernel", "stride", "padding", "dilation"))
        last = max(windows(*axis)[-1])
        assert holes == sum(place < last for place in unread(*axis)), case


LAYOUTS = """
import { gridLayout } from "./conv_arithmetic_grid.js";
import { benchPicture } from "./conv_arithmetic_picture.js";
answer(payload.map(({ room, ...numbers }) => {
  const { cell, width, height, vertical, input, output } = gridLayout(benchPicture(numbers), room);
  return { cell, width, height, vertical, input, output };
}));
"""


@pytest.mark.parametrize("room", [364, 558, 696])
def test_every_grid_that_is_drawn_fits_its_room_and_is_no_taller_than_a_screen(room):
    base = {"stride": 1, "dilation": 1, "room": room}
    asked = [
        base | {"size": size, "kernel": kernel, "padding": padding}
        for size in range(1, 13)
        for kernel in (1, 3, 5)
        for padding in (0, 1, 3, 6)
        if kernel <= size + 2 * padding
    ]
    for one, got in zip(asked, run_module(LAYOUTS, asked, near=widgets.STATIC), strict=True):
        assert got["width"] <= room, one
        assert got["height"] <= 720, one
        if got["vertical"]:
            assert got["output"]["y"] < got["input"]["y"], "the output stands on top of its input"


def test_no_first_window_of_pooling_opens_on_a_tie():
    for seed in range(200):
        numbers = settings.seeded_numbers(seed, 6, 6)
        for i in range(0, 6, 2):
            for j in range(0, 6, 2):
                block = [numbers[i + di][j + dj] for di in (0, 1) for dj in (0, 1)]
                assert block.count(max(block)) == 1, seed


def test_a_stack_keeps_the_names_of_its_layers_and_its_own_channels():
    bench = widgets.bench(layers=[{"kind": "conv", "kernel": 3, "filters": 4, "name": "stem"}], channels=2)
    assert bench.layers[0]["name"] == "stem"
    bench.channels = 512
    assert (bench.stack_channels, bench.stack[0].channels) == (2, 2)
    with pytest.raises(ValueError, match="channels must be at most 4096 here, got 5000"):
        bench.stack_channels = 5000


def test_the_largest_layer_of_the_bench_is_counted_without_loss():
    most = settings.MOST
    bench = widgets.bench(
        most["size"], most["kernel"], padding=6, channels=most["channels"], filters=most["filters"], layers=None
    )
    assert bench.multiply_adds < 2**53
