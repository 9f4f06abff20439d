"""The bench's JavaScript, utils.shapes and PyTorch say the same numbers; bad numbers get the same sentence."""

from random import Random

import numpy as np
import pytest
import torch

from tests.node import run_module
from tests.shapes.cases import random_cases
from utils import shapes
from utils.reference import pooling
from utils.shapes.conv_arithmetic import arithmetic, output_size, unread, windows
from utils.widgets import conv_arithmetic as widgets
from utils.widgets import conv_settings as settings

STATIC = widgets.STATIC
OPTIONS = ("kernel", "stride", "padding", "dilation")
CASES = random_cases()


def in_node(imports: str, body: str, payload: object = None) -> list | dict:
    """Run ``body`` with what ``imports`` names ("a, b from file.js; c from other.js") and return its answer."""
    lines = []
    for part in imports.split(";"):
        names, file = part.split(" from ")
        lines.append(f'import {{ {names} }} from "./{file.strip()}";')
    return run_module("\n".join([*lines, body]), payload, near=STATIC)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """A thousand tiny convolutions: threads would only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def answers() -> list[dict]:
    return in_node(
        "outputSize, outputArithmetic, windowRest, inputWindows, unreadInputs, readCounts, convParameters, "
        "convMultiplyAdds from arithmetic.js",
        """answer(payload.map(({ size, kernel, stride, padding, dilation, channels, filters }) => {
          const axis = [size, kernel, stride, padding, dilation];
          const output = outputSize(...axis);
          return {
            output, rest: windowRest(...axis), windows: inputWindows(...axis), unread: unreadInputs(...axis),
            counts: readCounts(...axis), arithmetic: outputArithmetic(...axis),
            parameters: convParameters(channels, filters, kernel),
            weights: convParameters(channels, filters, kernel, false),
            multiplyAdds: convMultiplyAdds([output, output], channels, filters, kernel),
          };
        }));""",
        CASES,
    )


def test_the_page_counts_as_utils_shapes_does(answers):
    for case, got in zip(CASES, answers, strict=True):
        axis = (case["size"], *(case[name] for name in OPTIONS))
        layer = (case["channels"], case["filters"], case["kernel"])
        output = output_size(*axis, floor=True)
        assert got["output"] == output, case
        assert tuple(map(tuple, got["windows"])) == windows(*axis), case
        assert tuple(got["unread"]) == unread(*axis), case
        assert got["arithmetic"] == arithmetic(*axis), case
        assert got["parameters"] == shapes.conv_parameters(*layer), case
        assert got["weights"] == shapes.conv_parameters(*layer, biases=False), case
        assert got["multiplyAdds"] == shapes.conv_multiply_adds(*layer, output), case


def test_the_page_says_does_not_fit_where_utils_shapes_raises(answers):
    for case, got in zip(CASES, answers, strict=True):
        axis = (case["size"], *(case[name] for name in OPTIONS))
        if got["rest"]:
            with pytest.raises(shapes.DoesNotFit):
                output_size(*axis)
        else:
            assert output_size(*axis) == got["output"]


def test_the_page_counts_as_torch_does_and_an_unread_input_has_no_gradient(answers):
    for case, got in zip(CASES, answers, strict=True):
        size = case["size"]
        x = torch.zeros(1, 1, size, size, requires_grad=True)
        options = {name: case[name] for name in OPTIONS[1:]}
        out = torch.nn.functional.conv2d(x, torch.ones(1, 1, case["kernel"], case["kernel"]), **options)
        assert out.shape[2:] == (got["output"], got["output"]), case
        out.sum().backward()
        reads = got["counts"][case["padding"] : case["padding"] + size]
        assert np.array_equal(x.grad[0, 0].numpy(), np.outer(reads, reads)), case
        assert got["unread"] == np.flatnonzero(~x.grad[0, 0].numpy().any(axis=1)).tolist(), case


def random_stacks(count: int = 150) -> list[dict]:
    """Return stacks of one to five layers that fit on their input, as the bench holds them."""
    rng = Random(1)
    stacks = []
    while len(stacks) < count:
        layers = [random_layer(rng) for _ in range(rng.randint(1, 5))]
        size, channels = rng.randint(8, 40), rng.randint(1, 4)
        try:
            settings.stack({"layers": layers, "length": size, "stack_channels": channels})
        except ValueError:
            continue
        stacks.append({"layers": layers, "size": size, "channels": channels, "pick": rng.random()})
    return stacks


def random_layer(rng: Random) -> dict:
    conv = rng.random() < 0.7
    return {
        "kind": "conv" if conv else "pool",
        "kernel": rng.randint(1, 5),
        "stride": rng.randint(1, 3),
        "padding": rng.randint(0, 2),
        "dilation": rng.randint(1, 3) if conv else 1,
        "filters": rng.randint(1, 6) if conv else 0,
    }


STACKS = random_stacks()


@pytest.fixture(scope="module")
def stack_answers() -> list[dict]:
    return in_node(
        "stackRows, seenPlaces from arithmetic.js",
        """answer(payload.map(({ size, channels, layers, pick }) => {
          const rows = stackRows(size, channels, layers);
          const unit = Math.floor(pick * rows[rows.length - 1].output);
          return { rows, unit, ...seenPlaces(size, layers, [unit]) };
        }));""",
        STACKS,
    )


def test_a_stack_has_the_sizes_fields_and_costs_of_utils_shapes(stack_answers):
    for stack, got in zip(STACKS, stack_answers, strict=True):
        built = settings.architecture(stack["channels"], stack["layers"])
        steps = shapes.steps(built, (stack["channels"], stack["size"], stack["size"]))
        for index, (row, step) in enumerate(zip(got["rows"], steps, strict=True)):
            assert (row["depth"], row["output"], row["output"]) == step.output, stack
            assert row["parameters"] == shapes.parameters((step.layer,)), stack
            assert row["multiplyAdds"] == step.layer.multiply_adds(step.input, step.output), stack
            field = shapes.receptive_field(built[: index + 1])
            assert (row["field"]["size"], row["field"]["stride"], row["field"]["offset"]) == field, stack


def test_the_inputs_that_a_unit_sees_are_the_support_of_its_gradient(stack_answers):
    for stack, got in zip(STACKS, stack_answers, strict=True):
        x = torch.zeros(1, 1, stack["size"], requires_grad=True)
        out = x
        for layer in stack["layers"]:
            weight = torch.ones(1, 1, layer["kernel"])
            out = torch.nn.functional.conv1d(out, weight, None, layer["stride"], layer["padding"], layer["dilation"])
        out[0, 0, got["unit"]].backward()
        assert got["seen"][0] == x.grad[0, 0].nonzero().flatten().tolist(), stack


def test_vgg16_to_conv5_3_on_the_bench_sees_196_inputs_at_stride_16():
    bench = widgets.bench(layers=shapes.up_to(shapes.architectures["vgg16"], "conv5_3"), length=224)
    assert bench.receptive_field[:2] == (196, 16)
    (last,) = in_node(
        "receptiveField from arithmetic.js", "answer([receptiveField(payload)]);", [dict(one) for one in bench.layers]
    )
    assert (last["size"], last["stride"], last["offset"]) == bench.receptive_field


BAD = [
    ({"kernel": 9}, "kernel must be at most the padded input 7, got 9"),
    ({"kernel": 9, "padding": 0, "size": 5}, "kernel must be at most the padded input 5, got 9"),
    ({"kernel": 11, "padding": 1}, "kernel must be at most the padded input 7 + 2 * 1 = 9, got 11"),
    ({"dilation": 4}, "kernel must be at most the padded input 7, got 3 spanning 4 * (3 - 1) + 1 = 9"),
    ({"stride": 0}, "stride must be a whole number of at least 1, got 0"),
    ({"padding": -1}, "padding must be a whole number of at least 0, got -1"),
    ({"kernel": 2.5}, "kernel must be a whole number of at least 1, got 2.5"),
    ({"kernel": "abc"}, "kernel must be a whole number of at least 1, got 'abc'"),
    ({"size": 513}, "size must be at most 512 here, got 513"),
    ({"size": [5, 600]}, "size must be at most 512 here, got 600"),
    ({"padding": 7}, "padding must be at most 6 here, got 7"),
    ({"channels": 0}, "channels must be a whole number of at least 1, got 0"),
    ({"filters": 70000}, "filters must be at most 4096 here, got 70000"),
    ({"size": 0, "stride": 0}, "size must be a whole number of at least 1, got 0"),
]
GOOD = {"size": 7, "kernel": 3, "stride": 1, "padding": 0, "dilation": 1, "channels": 3, "filters": 5}


@pytest.mark.parametrize(("numbers", "sentence"), BAD)
def test_bad_numbers_raise_one_clear_sentence_in_python(numbers, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole sentence is compared
        widgets.bench(**numbers)
    assert str(caught.value) == sentence


def test_bad_numbers_get_the_same_sentence_in_the_page():
    got = in_node(
        "problemOf from arithmetic.js; checkNumbers from conv_arithmetic_picture.js",
        "answer(payload.map((numbers) => problemOf(() => checkNumbers(numbers)).message));",
        [GOOD | numbers for numbers, _ in BAD],
    )
    assert got == [sentence for _, sentence in BAD]


def test_an_empty_field_and_words_are_named_as_typed():
    got = in_node(
        "problemOf, typedNumber, wholeNumber from arithmetic.js",
        "answer(payload.map((text) => problemOf(() => wholeNumber('stride', typedNumber(text), 1))?.message ?? null));",
        ["", "  ", "2", " 3 ", "1.0", "-2", "two", "1e3", "+4"],
    )
    expected = ["nothing", "nothing", None, None, "1.0", "-2", "'two'", "'1e3'", None]
    says = "stride must be a whole number of at least 1, got {}"
    assert got == [word and says.format(word) for word in expected]


def test_page_and_python_draw_the_line_at_the_same_limits():
    limits = in_node(
        "BENCH_LIMITS, STACK_LIMITS, MOST_LAYERS from conv_arithmetic_limits.js; "
        "LEVEL_COUNT from conv_arithmetic_levels.js",
        "answer({ bench: BENCH_LIMITS, stack: STACK_LIMITS, layers: MOST_LAYERS, levels: LEVEL_COUNT });",
    )
    assert {name: most for name, (_, most) in limits["bench"].items()} == settings.MOST
    stack = settings.STACK_MOST | {"length": settings.LONGEST, "channels": settings.MOST["channels"]}
    assert {name: most for name, (_, most) in limits["stack"].items()} == stack
    assert (limits["layers"], limits["levels"]) == (settings.MOST_LAYERS, settings.LEVELS)


BAD_STACKS = [
    ([{"kind": "conv", "kernel": 9, "filters": 2}], "layer 1: kernel must be at most the padded input 8, got 9"),
    (
        [{"kind": "pool", "kernel": 4, "stride": 4}, {"kind": "conv", "kernel": 3, "filters": 2}],
        "layer 2: kernel must be at most the padded input 2, got 3",
    ),
    ([{"kind": "conv", "kernel": 1, "filters": 70000}], "layer 1: filters must be at most 4096 here, got 70000"),
]


@pytest.mark.parametrize(("layers", "sentence"), BAD_STACKS)
def test_a_stack_that_does_not_hang_together_names_its_layer(layers, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole sentence is compared
        widgets.bench(layers=layers, length=8)
    assert str(caught.value) == sentence
    (problem,) = in_node(
        "problemOf from arithmetic.js; checkStack, STACK_LIMITS from conv_arithmetic_limits.js",
        "const found = problemOf(() => checkStack(8, 3, payload, STACK_LIMITS));"
        "answer([`layer ${found.layer + 1}: ${found.message}`]);",
        [dict(one) for one in settings.plain_layers(layers)],
    )
    assert problem == sentence


def random_pools(count: int = 200) -> list[dict]:
    rng = np.random.default_rng(2)
    pools = []
    for _ in range(count):
        rows, columns = (int(extent) for extent in rng.integers(2, 9, 2))
        kernel = int(rng.integers(1, min(rows, columns) + 1))
        stride, padding = int(rng.integers(1, 5)), int(rng.integers(0, kernel))
        shape = [output_size(extent, kernel, stride, padding, floor=True) for extent in (rows, columns)]
        values, upstream = rng.integers(-9, 10, (rows, columns)), rng.integers(-4, 5, shape)
        pool = {"values": values.tolist(), "kernel": kernel, "stride": stride, "padding": padding}
        pools.append(pool | {"upstream": upstream.tolist()})
    return pools


@pytest.mark.parametrize(("name", "reference"), [("max", "max_pool2d"), ("average", "avg_pool2d")])
def test_pooling_in_the_page_is_pooling_of_the_reference_forward_and_backward(name, reference):
    pools = random_pools()
    got = in_node(
        f"{name}Pool, {name}PoolBackward from conv_arithmetic_pool.js",
        f"""answer(payload.map(({{ values, kernel, stride, padding, upstream }}) => [
          {name}Pool(values, kernel, stride, padding), {name}PoolBackward(upstream, values, kernel, stride, padding),
        ]));""",
        pools,
    )
    for pool, (out, dx) in zip(pools, got, strict=True):
        x = np.array(pool["values"], float)[None, None]
        options = (pool["kernel"], pool["stride"], pool["padding"])
        upstream = np.array(pool["upstream"], float)[None, None]
        assert np.allclose(getattr(pooling, reference)(x, *options)[0, 0], out, rtol=0, atol=1e-12), pool
        expected = getattr(pooling, f"{reference}_backward")(upstream, x, *options)
        assert np.allclose(expected[0, 0], dx, rtol=0, atol=1e-12), pool


def test_the_pooling_view_shows_what_its_python_twin_computes():
    views = [
        widgets.pooling(kernel, stride, kind, shift=shift, seed=kernel)
        for kernel, stride in ((2, 2), (3, 1))
        for kind in ("max", "average")
        for shift in (0, 1, 3)
    ]
    views[0].chosen = (1, 2)
    states = [view.get_state(["values", "kernel", "stride", "kind", "shift", "chosen"]) for view in views]
    got = in_node("poolPicture from conv_arithmetic_pool_picture.js", "answer(payload.map(poolPicture));", states)
    for view, picture in zip(views, got, strict=True):
        assert np.allclose(picture["output"], view.output)
        assert np.allclose(picture["gradient"], view.gradient)


def test_seeded_numbers_are_the_same_in_page_and_python():
    body = "answer(payload.map((seed) => seededNumbers(seed, 6, 5)));"
    got = in_node("seededNumbers from conv_arithmetic_pool_task.js", body, list(range(50)))
    for seed, numbers in enumerate(got):
        assert tuple(map(tuple, numbers)) == settings.seeded_numbers(seed, 6, 5)
