"""What the keys of lecture 5 rest on, found a second way."""

import pytest

from utils import quiz
from utils.quiz import famous_layers, pooling, receptive_field
from utils.quiz.conv_arithmetic import formula, keeps_size
from utils.shapes.conv_arithmetic import output_size

LECTURE = {
    "strip-stride-1": 5,
    "strip-stride-2": 3,
    "strip-stride-3": 2,
    "claim-stride-cannot": (14, 14, 5),
    "volume-of-five-filters": (28, 28, 5),
    "weights-of-one-unit": 75,
    "claim-five-neurons": 3_920,
    "multiply-adds-of-five-filters": 294_000,
    "vgg-unpadded": 2,
    "padding-on-seven": 7,
    "claim-same-padding": {"four", "strided"},
    "dilation-on-seven": 3,
    "alexnet-conv1-parameters": 34_944,
    "padding-for-224": None,
    "resnet-conv1": 112,
    "caption-of-alexnet": "conv1",
    "gradient-of-the-winner": 4,
    "moves-that-go-unnoticed": 4,
    "claim-pooling-parameters": 411_041_792,
    "field-of-vgg": 196,
    "field-of-three-convs": 7,
    "claim-field-formula": 3,
    "units-without-padding": 4,
    "middle-half-of-the-field": "most",
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_no_padding_makes_224_fit_because_an_odd_number_is_no_multiple_of_4():
    assert famous_layers.padding_that_fits(224, 11, 4) is None
    assert all(formula(224, 11, 4, padding).denominator != 1 for padding in range(1000))


def test_a_padding_that_fits_is_found_where_there_is_one():
    assert famous_layers.padding_that_fits(224, 7, 3) == 1
    assert output_size(224, 7, 3, 1) == 74


def test_only_odd_kernels_at_stride_1_keep_the_size():
    kept = {(kernel, stride) for kernel in range(1, 9) for stride in (1, 2, 3) if keeps_size(kernel, stride)}
    assert kept == {(1, 1), (3, 1), (5, 1), (7, 1)}


@pytest.mark.parametrize(("window", "unnoticed"), [(1, 0), (2, 4), (4, 6), (8, 7)])
def test_a_wider_window_misses_more_moves(window, unnoticed):
    assert pooling.unnoticed_moves(window) == unnoticed


def test_paths_to_a_unit_multiply_to_three_a_convolution_and_two_a_pooling():
    paths = receptive_field.paths_to_one_unit()
    assert (len(paths), paths[0], paths[-1]) == (196, 1, 1)
    assert paths.sum() == 3**13 * 2**4
    assert round(receptive_field.middle_half(), 2) == receptive_field.SHARES["most"]
