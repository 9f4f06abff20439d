"""Every task and puzzle can be solved, in several ways, is not solved at the start, and its checks tell the truth."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product

import numpy as np
import pytest

from tests.node import run_module
from utils import shapes
from utils.reference.pooling import max_pool2d, max_pool2d_backward
from utils.shapes.conv_arithmetic import output_size, unread, windows
from utils.widgets import conv_arithmetic as widgets
from utils.widgets import conv_settings as settings

SEEDS = list(range(200))
KNOBS = settings.KNOBS
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "=": lambda value, goal: value == goal,
    "<=": lambda value, goal: value <= goal,
    ">=": lambda value, goal: value >= goal,
}


def in_node(source: str, payload: object) -> list:
    return run_module(source, payload, near=widgets.STATIC)


def meets(goals: list[dict], measured: dict[str, int]) -> bool:
    return all(COMPARE[goal["is"]](measured[goal["what"]], goal["value"]) for goal in goals)


@cache
def axis_of(size: int, kernel: int, stride: int, padding: int, dilation: int) -> dict[str, int]:
    """What one axis of one layer gives, from utils.shapes alone; tail is -1 where others than the last are unread."""
    axis = (size, kernel, stride, padding, dilation)
    lost = unread(*axis)
    fits = (size + 2 * padding - dilation * (kernel - 1) - 1) % stride == 0
    ends = lost == tuple(range(size - len(lost), size))
    tail = len(lost) if ends else -1
    return {"output": output_size(*axis, floor=True), "unread": len(lost), "tail": tail, "fits": int(fits)}


def one_layer(size: int, channels: int, layer: dict) -> dict[str, int]:
    """Measure one convolution as the goals name it."""
    kernel, stride, padding, dilation, filters = (layer[knob] for knob in KNOBS)
    axis = axis_of(size, kernel, stride, padding, dilation)
    return {
        **axis,
        "size": size,
        "field": dilation * (kernel - 1) + 1,
        "jump": stride,
        "depth": filters,
        "parameters": shapes.conv_parameters(channels, filters, kernel),
        "multiplyAdds": shapes.conv_multiply_adds(channels, filters, kernel, axis["output"]),
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
    }


def stack_measured(size: int, channels: int, layers: list[dict]) -> dict[str, int]:
    """Measure a stack as the goals name it, layer by layer through utils.shapes."""
    built = settings.architecture(channels, layers)
    depth, output, _ = shapes.output_shape(built, (channels, size, size), floor=True)
    field = shapes.receptive_field(built)
    return {
        "output": output,
        "depth": depth,
        "field": field.size,
        "jump": field.stride,
        "parameters": shapes.parameters(built),
        "multiplyAdds": shapes.multiply_adds(built, (channels, size, size), floor=True),
        **({} if len(layers) > 1 else one_layer(size, channels, layers[0]) if layers[0]["kind"] == "conv" else {}),
    }


PUZZLES = """
import { drawLevel, LEVEL_COUNT } from "./conv_arithmetic_levels.js";
import { PUZZLE_LIMITS, checkStack } from "./conv_arithmetic_limits.js";
import { puzzleLines, puzzleSolved } from "./conv_arithmetic_puzzles.js";
answer(payload.map((seed) => Array.from({ length: LEVEL_COUNT }, (_, level) => {
  const { puzzle, hidden } = drawLevel(seed, level);
  checkStack(puzzle.size, puzzle.channels, hidden, PUZZLE_LIMITS);
  const hints = puzzleLines(puzzle, puzzle.start);
  return { puzzle, hidden, limits: PUZZLE_LIMITS, solved: puzzleSolved(puzzle, hidden), hints };
})));
"""


@pytest.fixture(scope="module")
def drawn() -> list[list[dict]]:
    return in_node(PUZZLES, SEEDS)


def levels(drawn: list[list[dict]]) -> Iterator[dict]:
    return (one for seed in drawn for one in seed)


def test_no_puzzle_is_solved_by_its_start(drawn):
    for one in levels(drawn):
        puzzle = one["puzzle"]
        measured = stack_measured(puzzle["size"], puzzle["channels"], puzzle["start"])
        assert not meets(puzzle["goals"], measured), puzzle


def test_what_a_puzzle_was_drawn_around_solves_it_by_utils_shapes_and_by_the_page(drawn):
    for one in levels(drawn):
        puzzle, hidden = one["puzzle"], one["hidden"]
        assert meets(puzzle["goals"], stack_measured(puzzle["size"], puzzle["channels"], hidden)), puzzle
        assert one["solved"]
        assert len(hidden) <= puzzle["most"]
        first = puzzle["start"][0]
        for layer in (layer for layer in hidden if layer["kind"] == "conv"):
            locked = [knob for knob in KNOBS if knob not in puzzle["free"]]
            assert all(layer[knob] == first[knob] for knob in locked), "only free knobs were turned"


def singles(puzzle: dict, limits: dict) -> Iterator[dict]:
    """Every setting of a puzzle of one layer; filters are not tried where the output is wrong whatever they are."""
    start = puzzle["start"][0]
    wanted = {goal["value"] for goal in puzzle["goals"] if goal["what"] == "output"}
    ranges = [range(limits[k][0], limits[k][1] + 1) if k in puzzle["free"] else (start[k],) for k in KNOBS]
    for kernel, stride, padding, dilation in product(*ranges[:-1]):
        if dilation * (kernel - 1) >= puzzle["size"] + 2 * padding:
            continue
        axis = axis_of(puzzle["size"], kernel, stride, padding, dilation)
        if not wanted or axis["output"] in wanted:
            for filters in ranges[-1]:
                yield dict(zip(KNOBS, (kernel, stride, padding, dilation, filters), strict=True))


def two_solutions(puzzle: dict, limits: dict) -> int:
    """Count the settings that solve a puzzle of one layer, up to two."""
    found = 0
    for layer in singles(puzzle, limits):
        found += meets(puzzle["goals"], one_layer(puzzle["size"], puzzle["channels"], layer))
        if found == 2:
            break
    return found


@pytest.mark.slow
def test_every_puzzle_of_one_layer_has_two_solutions_or_more_by_brute_force(drawn):
    for one in levels(drawn):
        if one["puzzle"]["most"] == 1:
            assert two_solutions(one["puzzle"], one["limits"]) == 2, one["puzzle"]


State = tuple[int, int, int, int, int, int]


def moves(puzzle: dict) -> list[dict]:
    """Layers that a search may add: small kernels and strides, whatever else is free at its smallest values."""
    start = puzzle["start"][0]
    small = {"kernel": range(1, 6), "stride": (1, 2), "padding": (0, 1, 2), "dilation": (1, 2)}
    ranges = [small[k] if k in puzzle["free"] else (start[k],) for k in KNOBS[:-1]]
    convs = [dict(zip(KNOBS[:-1], values, strict=True), kind="conv") for values in product(*ranges)]
    pools = (
        [{"kind": "pool", "kernel": 2, "stride": 2, "padding": 0, "dilation": 1}] if "pool" in puzzle["kinds"] else []
    )
    return convs + pools


def grown(state: State, layer: dict, channels: int) -> State | None:
    """Put one more layer on top: (size, field, stride, parameters, products); None where the window does not fit."""
    size, field, jump, parameters, products, layers = state
    kernel, stride, padding, dilation = (layer[knob] for knob in KNOBS[:-1])
    span = dilation * (kernel - 1) + 1
    if span > size + 2 * padding:
        return None
    output = output_size(size, kernel, stride, padding, dilation, floor=True)
    if layer["kind"] == "conv":
        parameters += shapes.conv_parameters(channels, channels, kernel)
        products += shapes.conv_multiply_adds(channels, channels, kernel, output)
    return output, field + (span - 1) * jump, jump * stride, parameters, products, layers + 1


def solvable(puzzle: dict) -> bool:
    """Search stacks layer by layer, keeping each state once and dropping those beyond a goal's reach."""
    goals = {goal["what"]: goal for goal in puzzle["goals"]}
    ceiling = {what: goal["value"] for what, goal in goals.items() if goal["is"] != ">="}
    names = ("output", "field", "jump", "parameters", "multiplyAdds")
    states, choices = {(puzzle["size"], 1, 1, 0, 0, 0)}, moves(puzzle)
    for _ in range(puzzle["most"]):
        found = set()
        for state, layer in product(states, choices):
            new = grown(state, layer, puzzle["channels"])
            if new is None or any(new[names.index(what)] > most for what, most in ceiling.items() if what != "output"):
                continue
            if "output" in goals and new[0] < goals["output"]["value"]:
                continue
            if meets(puzzle["goals"], dict(zip(names, new, strict=False))):
                return True
            found.add(new)
        states = found
    return False


@pytest.mark.slow
def test_every_puzzle_of_several_layers_is_solved_by_a_search_that_knows_nothing_of_how_it_was_drawn(drawn):
    for one in levels(drawn):
        if one["puzzle"]["most"] > 1:
            assert solvable(one["puzzle"]), one["puzzle"]


def test_a_puzzle_carries_its_goals_and_its_start_and_no_answer(drawn):
    for one in levels(drawn):
        assert set(one["puzzle"]) == {"title", "size", "channels", "start", "free", "kinds", "most", "goals"}
    state = widgets.puzzles(seed=3).get_state()
    kept = {name: state[name] for name in ("seed", "level", "solved", "answers")}
    assert kept == {"seed": 3, "level": 0, "solved": [], "answers": [None] * settings.LEVELS}


def test_a_missed_goal_says_what_the_setting_gives_and_a_met_one_nothing(drawn):
    for one in levels(drawn):
        puzzle = one["puzzle"]
        measured = stack_measured(puzzle["size"], puzzle["channels"], puzzle["start"])
        for goal, line in zip(puzzle["goals"], one["hints"], strict=True):
            met = COMPARE[goal["is"]](measured[goal["what"]], goal["value"])
            assert line["met"] == met
            assert bool(line["hint"]) == (not met)
            if not met and goal["what"] in ("parameters", "multiplyAdds", "depth", "jump"):
                assert f"yours gives {measured[goal['what']]:,}" in line["hint"]
                assert ("too small" in line["hint"]) == (measured[goal["what"]] < goal["value"])


def test_a_budget_that_is_used_up_to_the_last_is_kept():
    body = "answer(payload.map(([is, value, x]) => isMet({ what: 'x', is, value }, { x })));"
    source = 'import { isMet } from "./conv_arithmetic_goals.js"; ' + body
    asked = [(is_, 3, x) for is_ in COMPARE for x in (2, 3, 4)]
    assert in_node(source, asked) == [COMPARE[is_](x, value) for is_, value, x in asked]


def test_hints_follow_the_advice_that_helps():
    """Turning the knob that a hint names moves the quantity the way that the hint says."""
    goals = [{"what": what, "is": "=", "value": 10**9} for what in ("output", "field", "parameters", "multiplyAdds")]
    source = """
import { goalHint, measureStack } from "./conv_arithmetic_goals.js";
answer(payload.goals.map((goal) => goalHint(goal, measureStack(20, 2, [payload.layer]), payload.free)));
"""
    layer = {"kind": "conv", "kernel": 3, "stride": 2, "padding": 1, "dilation": 2, "filters": 4}
    hints = in_node(source, {"goals": goals, "layer": layer, "free": list(KNOBS)})
    words = {"more": 1, "larger": 1, "another": 1, "less": -1, "smaller": -1, "fewer": -1}
    for goal, hint in zip(goals, hints, strict=True):
        before = one_layer(20, 2, layer)[goal["what"]]
        advice = hint.split("; ")[1].removesuffix(" helps.").replace(" or ", ", ").split(", ")
        for piece in advice:
            word, knob = piece.removeprefix("a ").split()
            after = one_layer(20, 2, layer | {knob: layer[knob] + words[word]})[goal["what"]]
            assert after > before, (goal["what"], piece)


BEGIN = {name: getattr(widgets.bench(), name) for name in settings.NUMBERS}
BENCH_TASKS = """
import { benchSolved, drawBenchTask, taskLines } from "./conv_arithmetic_task.js";
answer(payload.seeds.map((seed) => {
  const { goals, hidden } = drawBenchTask(seed, payload.begin);
  return { goals, hidden, start: taskLines(goals, payload.begin), solved: benchSolved(goals, hidden) };
}));
"""


def bench_settings() -> Iterator[tuple[int, int, int, int, int]]:
    for size, kernel, stride, padding, dilation in product(range(3, 13), range(1, 7), range(1, 6), range(4), (1, 2)):
        if dilation * (kernel - 1) < size + 2 * padding:
            yield size, kernel, stride, padding, dilation


def test_every_task_of_the_bench_is_open_at_the_start_and_has_two_solutions_by_brute_force():
    drawn = in_node(BENCH_TASKS, {"seeds": SEEDS, "begin": BEGIN})
    names = ("size", *KNOBS[:-1])
    places = [dict(zip(names, place, strict=True)) | axis_of(*place) for place in bench_settings()]
    for task in drawn:
        assert not all(line["met"] for line in task["start"])
        assert task["solved"]
        assert sum(meets(task["goals"], place) for place in places) >= 2, task


def test_the_tasks_of_the_bench_differ_from_seed_to_seed():
    drawn = in_node(BENCH_TASKS, {"seeds": SEEDS, "begin": BEGIN})
    assert len({str(task["goals"]) for task in drawn}) > 60


ANOTHER = """
import { poolTask } from "./conv_arithmetic_pool_task.js";
import { nextSeed } from "./conv_arithmetic_random.js";
import { benchTask } from "./conv_arithmetic_task.js";
const draws = { bench: benchTask, pooling: poolTask };
answer(Object.entries(draws).map(([name, task]) => {
  const draw = (seed) => task(seed, payload.begin[name]);
  return payload.seeds.map((seed) => [draw(seed), draw(nextSeed(draw, seed))]);
}).concat([[nextSeed(() => null, 4)]]));
"""


def test_another_task_is_another_one_and_a_search_in_vain_ends():
    begin = {"bench": BEGIN, "pooling": widgets.pooling().begin}
    bench, pooling, [stuck] = in_node(ANOTHER, {"seeds": list(range(40)), "begin": begin})
    assert all(now != then for now, then in bench + pooling)
    assert stuck == 5


POOL_TASKS = """
import { drawPoolTask, measurePool, poolTaskLines } from "./conv_arithmetic_pool_task.js";
answer(payload.map(({ seed, begin }) => {
  const { goal, hidden } = drawPoolTask(seed, begin);
  return { goal, hidden, start: poolTaskLines(goal, begin), end: poolTaskLines(goal, hidden) };
}));
"""


def pooled(setting: dict) -> dict[str, int]:
    """Measure a grid as the pooling task names it, by the reference."""
    x = np.array(setting["values"], float)[None, None]
    options = (setting["kernel"], setting["stride"])
    out = max_pool2d(x, *options)
    moved = np.concatenate([np.zeros_like(x[..., :1]), x[..., :-1]], axis=-1)
    peak = max_pool2d_backward(np.ones_like(out), x, *options).max()
    kept = (max_pool2d(moved, *options) == out).sum()
    return {"rows": out.shape[2], "columns": out.shape[3], "peak": int(peak), "kept": int(kept)}


def test_every_task_of_the_pooling_view_is_open_at_the_start_and_solved_by_what_it_was_drawn_around():
    begins = [widgets.pooling(seed=seed).begin for seed in SEEDS]
    asked = [{"seed": seed, "begin": begin} for seed, begin in zip(SEEDS, begins, strict=True)]
    for task, begin in zip(in_node(POOL_TASKS, asked), begins, strict=True):
        goal = task["goal"]
        assert not goal.items() <= pooled(begin).items()
        assert goal.items() <= pooled(task["hidden"]).items()
        assert not all(line["met"] for line in task["start"])
        assert all(line["met"] for line in task["end"])


def test_no_pooling_task_is_solved_by_kernel_stride_and_shift_without_changing_a_number():
    begins = [widgets.pooling(seed=seed).begin for seed in SEEDS[:20]]
    asked = [{"seed": seed, "begin": begin} for seed, begin in zip(SEEDS, begins, strict=False)]
    for task, begin in zip(in_node(POOL_TASKS, asked), begins, strict=True):
        for kernel, stride in product(range(1, 7), repeat=2):
            unmoved = pooled(begin | {"kernel": kernel, "stride": stride})
            assert not task["goal"].items() <= unmoved.items(), (kernel, stride)
            for shift in (1, 2, 3):
                moved = [[0] * shift + list(line[:-shift]) for line in begin["values"]]
                shown = pooled({"values": moved, "kernel": kernel, "stride": stride}) | {"kept": unmoved["kept"]}
                assert not task["goal"].items() <= shown.items(), (kernel, stride, shift)


def test_windows_of_the_first_bench_task_are_what_its_text_says():
    """The task of the brief: exactly the last row and column unread, and a 3x3 output; one such setting by hand."""
    assert windows(8, 3, 2) == ((0, 1, 2), (2, 3, 4), (4, 5, 6))
    assert axis_of(8, 3, 2, 0, 1) == {"output": 3, "unread": 1, "tail": 1, "fits": 0}
