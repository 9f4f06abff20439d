"""Tasks of the microscope and the replay: solvable, not solved at the start, their answers nowhere in their text."""

import pytest

from tests.node import run_module
from tests.widgets.backpropagation_cases import STATIC

TASKS = """
import * as N from "./backpropagation_network.js";
import { checkTask, makeTask } from "./backpropagation_tasks.js";
const weightOf = ({ i, j }) => ({ kind: "W", k: 1, i, j });
const SOLVE = {
  steepest: (task) => {
    const steepness = (p) => Math.abs(N.derivativeOfObjective(p, task.net));
    const steeper = (one, other) => (steepness(other) > steepness(one) ? other : one);
    return [task.net, N.listParameters(task.net.sizes).reduce(steeper)];
  },
  silent: (task) => {
    const first = N.writeParameter(task.net, { kind: "x", branch: 0, j: task.j }, 0);
    return [N.writeParameter(first, { kind: "x", branch: 1, j: task.j }, 0), weightOf(task)];
  },
  "wide open": (task) => {
    const bias = { kind: "b", k: 1, i: task.i };
    const z = N.measure(task.net).branches[0].z[1][task.i];
    return [N.writeParameter(task.net, bias, Math.round(100 * (N.readParameter(task.net, bias) - z)) / 100), bias];
  },
  turned: (task) => {
    const upper = { kind: "W", k: 2, i: 0, j: task.i };
    const now = N.readParameter(task.net, upper);
    const turn = (size) => N.writeParameter(task.net, upper, -Math.sign(now) * size);
    const tries = [0.05, 0.3, 0.6, 1, 1.5, 2, 3].map(turn);
    return [tries.find((net) => N.measure(net).J > 0), upper];
  },
};
answer(payload.map((seed) => {
  const task = makeTask(seed);
  const [net, selected] = SOLVE[task.kind](task);
  const others = N.listParameters(task.net.sizes).filter((p) => JSON.stringify(p) !== JSON.stringify(selected));
  const wrongNet = N.writeParameter(task.net, { kind: "x", branch: 0, j: 0 }, 2.9);
  const otherBias = { kind: "b", k: 1, i: 1 - task.i };
  return {
    kind: task.kind, text: task.text,
    solved: checkTask(task, net, selected),
    before: others.map((p) => checkTask(task, task.net, p)),
    elsewhere: checkTask(task, { ...net, sizes: [4, 3, 1] }, selected),
    biases: [net, wrongNet].map((moved) => checkTask(task, N.writeParameter(moved, otherBias, 2.5), selected)),
    derivatives: N.listParameters(task.net.sizes).map((p) => N.derivativeOfObjective(p, task.net).toFixed(3)),
    reach: [...net.x, ...net.xc, ...net.weights.flat(2), ...net.biases.flat()],
  };
}));
"""


@pytest.fixture(scope="module")
def tasks():
    """Eighty seeded tasks, solved and missed."""
    return run_module(TASKS, list(range(80)), near=STATIC)


def test_every_task_can_be_solved_within_reach_of_the_sliders(tasks):
    for task in tasks:
        assert task["solved"]["done"], (task["kind"], task["solved"]["message"])
        assert max(map(abs, task["reach"])) <= 3


def test_rounding_is_no_place_where_a_sigmoid_is_steepest(tasks):
    for task in tasks:
        assert "e−" not in task["solved"]["message"], task["solved"]["message"]


def test_no_task_is_solved_at_its_start(tasks):
    for task in tasks:
        assert not any(answer["done"] for answer in task["before"]), task["kind"]


def test_neighbouring_seeds_ask_different_things(tasks):
    assert [task["kind"] for task in tasks[:4]] == ["steepest", "silent", "wide open", "turned"]
    assert len({task["text"] for task in tasks}) > 10


def test_the_rules_of_a_task_are_kept(tasks):
    for task in tasks:
        assert not task["elsewhere"]["done"]
        if task["kind"] != "steepest":
            assert not any(answer["done"] for answer in task["biases"]), task["kind"]


def test_what_is_said_is_a_sentence_and_does_not_give_the_answer_away(tasks):
    for task in tasks:
        said = [answer["message"] for answer in (*task["before"], task["elsewhere"], *task["biases"])]
        for message in said:
            assert message.endswith((".", "?"))
            assert "undefined" not in message
            assert "NaN" not in message
        assert not any(number in task["text"] for number in task["derivatives"])


REPLAY = """
import { trialNetworks, recogniseAnswer } from "./backpropagation_answers.js";
import { readFormula } from "./backpropagation_formula.js";
import { typeParameter } from "./backpropagation_notation.js";
import { makeReplayTask } from "./backpropagation_replay_steps.js";
import { valuesOnTrials } from "./backpropagation_walk.js";
const sizes = [4, 2, 1];
const write = (style, { kind, i, j }) => ["", "c"].map((c) => {
  const n = i + 1;
  const share = kind === "W" ? ` * x${c}${j + 1}` : "";
  const sign = c ? "" : "-";
  if (style === "deltas") return `d${c}2_${n}${share}`;
  if (style === "slopes") return `${sign}U${n} * sp(z${c}2_${n})${share}`;
  return `${sign}U${n} * a${c}2_${n} * (1 - a${c}2_${n})${share}`;
}).join(" + ");
answer(payload.map((seed) => {
  const { target, rule } = makeReplayTask(seed);
  const trials = trialNetworks(sizes, seed);
  const ways = ["deltas", "slopes", "activations"].map((style) => {
    const { tree } = readFormula(write(style, target), sizes);
    return { id: recogniseAnswer(target, trials, valuesOnTrials(tree, trials)).id, broken: rule.broken(tree) };
  });
  return { target: typeParameter(target), rule: rule.id, text: rule.text, ways };
}));
"""


def test_tasks_of_the_replay_ask_for_one_way_to_write_a_derivative():
    allowed = {"no deltas": [False, True, True], "deltas": [True, False, False], "no slopes": [False, False, True]}
    tasks = run_module(REPLAY, list(range(40)), near=STATIC)
    for task in tasks:
        assert [way["id"] for way in task["ways"]] == ["right"] * 3
        assert [not way["broken"] for way in task["ways"]] == allowed[task["rule"]]
    assert {task["rule"] for task in tasks} == set(allowed)
    assert len({task["target"] for task in tasks}) > 7
