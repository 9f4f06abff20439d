import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.shapes.cases import random_cases
from utils.shapes.conv_arithmetic import (
    DoesNotFit,
    arithmetic,
    input_size,
    output_size,
    same_padding,
    transposed_output_size,
    unread,
    windows,
)

CASES = random_cases()
AXIS = ("size", "kernel", "stride", "padding", "dilation")


def axis(case):
    return [case[name] for name in AXIS]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [((7, 3), 5), ((7, 3, 2), 3), ((32, 5), 28), ((7, 3, 1, 1), 7), ((227, 11, 4), 55), ((12, 3, 1, 0, 2), 8)],
)
def test_output_sizes_of_the_lecture(numbers, expected):
    assert output_size(*numbers) == expected


@pytest.mark.parametrize(
    ("numbers", "value", "floored"),
    [
        ((7, 3, 3), "(7 - 3) / 3 + 1 = 2.33", 2),
        ((32, 5, 2), "(32 - 5) / 2 + 1 = 14.5", 14),
        ((224, 7, 2, 3), "(224 + 2 * 3 - 7) / 2 + 1 = 112.5", 112),
        ((224, 11, 4), "(224 - 11) / 4 + 1 = 54.25", 54),
        ((12, 3, 5, 1, 2), "(12 + 2 * 1 - 2 * (3 - 1) - 1) / 5 + 1 = 2.8", 2),
    ],
)
def test_what_does_not_fit_says_its_arithmetic_and_floors_on_request(numbers, value, floored):
    with pytest.raises(DoesNotFit) as error:
        output_size(*numbers)
    assert str(error.value).startswith(f"{value} does not fit")
    assert f"floor to {floored}" in str(error.value)
    assert output_size(*numbers, floor=True) == floored


def test_arithmetic_rounds_half_up_as_a_browser_does():
    assert arithmetic(2, 1, 8) == "(2 - 1) / 8 + 1 = 1.13"
    assert arithmetic(7, 3) == "(7 - 3) / 1 + 1 = 5"


@pytest.mark.parametrize("case", CASES[::100])
def test_shared_cases_stay_within_the_bench(case):
    assert list(case) == [*AXIS, "channels", "filters"]
    assert 1 <= case["size"] <= 12
    assert random_cases(5, seed=3) == random_cases(5, seed=3) != random_cases(5, seed=4)


def test_sizes_windows_and_unread_inputs_equal_torch_on_a_thousand_configurations():
    assert len(CASES) == 1000
    dropped = gaps = 0
    for case in CASES:
        size, kernel, stride, padding, dilation = axis(case)
        x = torch.rand(1, 1, size, requires_grad=True)
        layer = torch.nn.Conv1d(1, 1, kernel, stride, padding, dilation, bias=False)
        torch.nn.init.ones_(layer.weight)
        out = layer(x)
        assert output_size(*axis(case), floor=True) == out.shape[2], case
        read = windows(*axis(case))
        sums = [sum(x[0, 0, place].item() for place in window if 0 <= place < size) for window in read]
        assert out[0, 0].tolist() == pytest.approx(sums, abs=1e-5), case
        out.sum().backward()
        untouched = torch.nonzero(x.grad[0, 0] == 0)[:, 0].tolist()
        assert list(unread(*axis(case))) == untouched, case
        dropped += bool(untouched)
        gaps += stride > kernel
    assert dropped > 100
    assert gaps > 50


def test_exact_sizes_and_the_remainder_decide_what_fits_on_a_thousand_configurations():
    refused = 0
    for case in CASES:
        size, kernel, stride, padding, dilation = axis(case)
        exact = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
        if exact == int(exact):
            assert output_size(*axis(case)) == exact
            assert input_size(int(exact), kernel, stride, padding, dilation) == size
        else:
            refused += 1
            with pytest.raises(DoesNotFit):
                output_size(*axis(case))
    assert refused > 200


def test_transposed_sizes_equal_torch_on_the_same_configurations():
    checked = 0
    for case in CASES:
        size, kernel, stride, padding, dilation = axis(case)
        for output_padding in range(max(stride, dilation)):
            options = (size, kernel, stride, padding, output_padding, dilation)
            if (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + output_padding < 1:
                with pytest.raises(ValueError, match="at least one output"):
                    transposed_output_size(*options)
                continue
            checked += 1
            layer = torch.nn.ConvTranspose1d(
                1, 1, kernel, stride, padding, output_padding, dilation=dilation, device="meta"
            )
            assert transposed_output_size(*options) == layer(torch.empty(1, 1, size, device="meta")).shape[2]
    assert checked > 1000


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 6), st.integers(0, 5), st.integers(1, 4))
def test_a_transposed_convolution_gives_back_the_size_that_a_convolution_took(size, kernel, stride, padding, dilation):
    rest = size + 2 * padding - dilation * (kernel - 1) - 1
    if rest < 0:
        return
    output = output_size(size, kernel, stride, padding, dilation, floor=True)
    assert transposed_output_size(output, kernel, stride, padding, rest % stride, dilation) == size


@given(st.integers(1, 9), st.integers(1, 5), st.integers(0, 30))
def test_same_padding_keeps_every_size_or_does_not_fit(kernel, dilation, more):
    if dilation * (kernel - 1) % 2:
        with pytest.raises(DoesNotFit, match="no padding of whole cells"):
            same_padding(kernel, dilation)
    else:
        padding, size = same_padding(kernel, dilation), 1 + more
        assert output_size(size, kernel, 1, padding, dilation) == size


def test_input_size_inverts_only_what_was_not_floored():
    assert input_size(5, 3) == 7
    assert input_size(1, 3, 1, 1) == 1
    assert input_size(output_size(8, 3, 3, floor=True), 3, 3) == 6
    with pytest.raises(ValueError, match="padding must leave at least one input"):
        input_size(1, 1, 1, 1)


BAD = [
    ({"size": 0}, "size must be a whole number of at least 1, got 0"),
    ({"size": 7.0}, "size must be a whole number of at least 1, got 7.0"),
    ({"size": "7"}, "size must be a whole number of at least 1, got '7'"),
    ({"kernel": True}, "kernel must be a whole number of at least 1, got True"),
    ({"kernel": 9}, "kernel must be at most the padded input 7, got 9"),
    ({"kernel": 10, "padding": 1}, r"kernel must be at most the padded input 7 \+ 2 \* 1 = 9, got 10"),
    ({"kernel": 5, "dilation": 2}, r"got 5 spanning 2 \* \(5 - 1\) \+ 1 = 9"),
    ({"stride": 0}, "stride must be a whole number of at least 1, got 0"),
    ({"stride": None}, "stride must be a whole number of at least 1, got None"),
    ({"padding": -1}, "padding must be a whole number of at least 0, got -1"),
    ({"padding": 0.5}, "padding must be a whole number of at least 0, got 0.5"),
    ({"dilation": 0}, "dilation must be a whole number of at least 1, got 0"),
]


@pytest.mark.parametrize(("change", "message"), BAD)
@pytest.mark.parametrize("function", [output_size, windows, unread, arithmetic])
def test_bad_numbers_are_answered_with_one_sentence(function, change, message):
    with pytest.raises(ValueError, match=message) as error:
        function(**({"size": 7, "kernel": 3} | change))
    assert not isinstance(error.value, DoesNotFit)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["output", "kernel", "stride", "padding", "dilation"])
@pytest.mark.parametrize("value", [-1, 2.0, True, None])
def test_input_size_names_the_bad_argument(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a whole number"):
        input_size(**({"output": 5, "kernel": 3} | {name: value}))


@pytest.mark.parametrize("name", ["size", "kernel", "stride", "padding", "output_padding", "dilation"])
@pytest.mark.parametrize("value", [-1, 2.0, True, None])
def test_transposed_output_size_names_the_bad_argument(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a whole number"):
        transposed_output_size(**({"size": 5, "kernel": 3} | {name: value}))


def test_output_padding_stays_below_stride_or_dilation():
    with pytest.raises(ValueError, match="output_padding must be below stride 2 or below dilation 1, got 2"):
        transposed_output_size(5, 3, stride=2, output_padding=2)
    with pytest.raises(ValueError, match="dilation must be a whole number"):
        same_padding(3, 0)
