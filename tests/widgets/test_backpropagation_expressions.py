"""The language of typed formulas: safe, one sentence on bad input, and Python's answers on everything else."""

import math
import random

import pytest

from tests.node import run_module
from tests.widgets.backpropagation_cases import STATIC, as_payload
from utils.reference.backpropagation import deltas, feed_forward
from utils.widgets.backpropagation_networks import first_network

EVALUATE = """
import { evaluateFormula, FormulaError, parseFormula } from "./backpropagation_expressions.js";
import { fullName, namedValues } from "./backpropagation_names.js";
const values = namedValues(payload.net);
const answerTo = (text) => {
  try {
    const tree = parseFormula(text, (name, shown) => fullName(name, shown, payload.net.sizes));
    return { value: evaluateFormula(tree, values) };
  } catch (problem) {
    if (!(problem instanceof FormulaError)) return { crash: String(problem) };
    return { sentence: problem.message };
  }
};
answer({ results: payload.texts.map(answerTo), names: Object.fromEntries(values) });
"""


def evaluate(texts):
    return run_module(EVALUATE, {"net": as_payload(first_network()), "texts": texts}, near=STATIC)


def sigma(z):
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def sp(z):
    return sigma(z) * (1 - sigma(z))


def test_every_name_has_the_value_the_reference_gives_it():
    net = first_network()
    expected = {}
    for k, (W, b) in enumerate(zip(net.weights, net.biases, strict=True), 1):
        expected |= {f"W{k}_{i + 1}{j + 1}": W[i, j] for i in range(W.shape[0]) for j in range(W.shape[1])}
        expected |= {f"b{k}_{i + 1}": value for i, value in enumerate(b)}
    for c, x, upstream in (("", net.x, -1.0), ("c", net.x_c, 1.0)):
        z, a = feed_forward(x, net.weights, net.biases)
        for k, (zs, activations) in enumerate(zip(z, a, strict=True), 1):
            expected |= {f"z{c}{k}_{i}": value for i, value in enumerate(zs, 1)}
            expected |= {f"a{c}{k}_{i}": value for i, value in enumerate(activations, 1)}
        for k, delta in enumerate(deltas(zs * 0 + upstream, z, net.weights), 2):
            expected |= {f"d{c}{k}_{i}": value for i, value in enumerate(delta, 1)}
    names = evaluate([])["names"]
    assert names == pytest.approx(expected, rel=1e-12)


def test_short_names_mean_what_the_lecture_means():
    same = {
        "x4": "a1_4", "xc4": "ac1_4", "U1": "W2_11", "z1": "z2_1", "zc2": "zc2_2", "delta1": "d2_1", "δ1": "d2_1",
        "deltac1": "dc2_1", "a4": "a1_4", "s": "z3_1", "s_c": "zc3_1", "sc": "zc3_1", "x_4": "x4", "x_c4": "xc4",
        "U_1": "U1", "z_1": "z2_1", "δ2_1": "d2_1", "σ(z1)": "sigma(z2_1)", "σ'(z1)": "sp(z2_1)", "σ′(z1)": "sp(z2_1)",
        "sigma'(z1)": "sp(z2_1)", "sigmoid(z1)": "a2_1", "x1 · x2": "x1*x2", "x1 × x2": "x1*x2", "−x3": "-x3",
        "x1^2": "x1**2", "x1_4": "x4", "W2_1": "U1", "W2_2": "W2_12",
    }  # fmt: skip
    results = evaluate([*same, *same.values()])["results"]
    short, full = results[: len(same)], results[len(same) :]
    assert all("value" in result for result in results), [r for r in results if "value" not in r]
    assert [one["value"] for one in short] == [other["value"] for other in full]


def random_formula(rng, names, depth):
    if depth == 0 or rng.random() < 0.2:
        return rng.choice([*names, *names, f"{rng.uniform(0, 3):.3g}", str(rng.randint(0, 9))])
    kind = rng.choice(["+", "-", "*", "/", "**", "neg", "pos", "call", "parens"])
    one, other = (random_formula(rng, names, depth - 1) for _ in range(2))
    if kind in ("neg", "pos"):
        return f"{'-' if kind == 'neg' else '+'}{one}"
    if kind == "call":
        return f"{rng.choice(['sigma', 'sp'])}({one})"
    if kind == "parens":
        return f"({one})"
    if kind == "**":
        return f"({one}) {kind} {rng.choice(['2', '3', '-1', '-2'])}"
    space = rng.choice(["", " "])
    return f"{one}{space}{kind}{space}{other}"


def test_random_formulas_have_pythons_value():
    rng = random.Random(7)
    names = evaluate([])["names"]
    texts = [random_formula(rng, list(names), rng.randint(1, 5)) for _ in range(1500)]
    texts = [text for text in texts if len(text) <= 200]
    assert len(texts) > 1000
    finite = 0
    for text, result in zip(texts, evaluate(texts)["results"], strict=True):
        try:
            value = eval(text, {"__builtins__": {}}, {**names, "sigma": sigma, "sp": sp})
        except (ZeroDivisionError, OverflowError):
            value = math.inf
        if isinstance(value, complex) or not math.isfinite(value):
            assert "value" not in result, text
        else:
            finite += 1
            assert result.get("value") == pytest.approx(value, rel=1e-9, abs=1e-300), text
    assert finite > 800


UNSAFE = [
    "alert(1)", "constructor", "__proto__", "toString", "hasOwnProperty", "x4.constructor", "x4['a']", "x4[0]",
    "this", "window", "globalThis", "eval('1')", "Function('return 1')()", "x4 = 3", "x4; x3", "`x4`", '"x4"', "'x4'",
    "x4 => x4", "{x4}", "x4 ? 1 : 2", "x4 && x3", "x4, x3", "new Date", "import('x')", "x4++", "1n", "0x10", "$", "\\x",
    "x4\nx3", "process.exit(1)", "fetch(1)", "valueOf", "sigma.constructor", "sp", "(sp)(x4)", "x4(x3)",
]  # fmt: skip


def test_nothing_but_arithmetic_is_understood():
    results = evaluate(UNSAFE)["results"]
    assert all(set(result) == {"sentence"} for result in results), [
        pair for pair in zip(UNSAFE, results, strict=True) if set(pair[1]) != {"sentence"}
    ]


def test_a_chip_is_multiplied_by_what_stands_before_it():
    source = """
    import { writeChip } from "./backpropagation_formula.js";
    answer(payload.map((before) => before + writeChip(before, "x4")));"""
    before = ["", "U1", "U1 ", "U1 *", "sp(z1)", "(", "-", "2", "dc2_1 + "]
    after = ["x4", "U1 * x4", "U1  * x4", "U1 *x4", "sp(z1) * x4", "(x4", "-x4", "2 * x4", "dc2_1 + x4"]
    assert run_module(source, before, near=STATIC) == after


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a formula first"),
        ("   ", "Type a formula first"),
        ("2 x4", "Between 2 and x4 stands no sign"),
        ("U1 sp(z1)", "Between U1 and sp stands no sign"),
        ("(U1", "opens and is never closed"),
        ("U1)", "closes nothing"),
        ("U1 *", "ends where a number or a name should follow"),
        ("* U1", "Before “*” a number or a name is missing"),
        ("sp z1", "needs its argument in parentheses"),
        ("q7", "is no name here: names are x4"),
        ("a1", "may mean more than one neuron: write a1_1 or a2_1"),
        ("a9", "no layer has a neuron 9"),
        ("W1_31", "W1 has 2 rows (to) and 4 columns (from)"),
        ("W1_4", "needs two indices"),
        ("W2_3", "W2 has 1 row (to) and 2 columns (from)"),
        ("W5_11", "matrices are W1 to W2"),
        ("b1", "needs its layer and its neuron"),
        ("b3_1", "biases are b1_1 to b2_1"),
        ("x5", "layer 1 has 4 neurons"),
        ("x2_4", "x is layer 1, write x4"),
        ("z3_2", "layer 3 has 1 neuron"),
        ("d1_1", "d stands at layers 2 to 3"),
        ("z2_11", "one index too many"),
        ("1/0", "no finite value"),
        ("exp(9**9)", "no finite value"),
        ("(-x4)**0.5", "no finite value"),
        ("(" * 60 + "1", "nests at most 40 deep"),
        ("-" * 60 + "1", "nests at most 40 deep"),
        ("1+" * 150 + "1", "at most 200 characters"),
        ("50%", "has no use for “%”"),
    ],
)
def test_what_cannot_be_read_is_answered_in_one_clear_sentence(text, words):
    [result] = evaluate([text])["results"]
    assert set(result) == {"sentence"}
    assert words in result["sentence"]
    assert result["sentence"].endswith(".")
    assert "\n" not in result["sentence"]
    assert len(result["sentence"]) < 170
