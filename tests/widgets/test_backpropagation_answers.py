"""Typed derivatives: right ones pass, wrong ones are recognised and walked to the factor where they depart."""

import pytest

from tests.node import run_module
from tests.widgets.backpropagation_cases import STATIC, as_payload
from utils.widgets.backpropagation_networks import first_network

JUDGE = """
import { knownAnswers, recogniseAnswer, trialNetworks } from "./backpropagation_answers.js";
import { readFormula } from "./backpropagation_formula.js";
import { measure } from "./backpropagation_network.js";
import { readName } from "./backpropagation_notation.js";
import { tellReplay } from "./backpropagation_replay_steps.js";
import { tellWalk, valuesOnTrials, walkFormula } from "./backpropagation_walk.js";
const sizes = payload.net.sizes;
answer(payload.cases.map(([name, text, seed]) => {
  const target = readName(name, sizes);
  const trials = trialNetworks(sizes, seed ?? 0);
  const { tree } = readFormula(text, sizes);
  const known = recogniseAnswer(target, trials, valuesOnTrials(tree, trials));
  const walks = walkFormula(tree, target, trials);
  const steps = tellReplay({ walks, target, net: payload.net, measured: measure(payload.net), text });
  return {
    id: known?.id ?? null,
    sentence: known?.sentence ?? "",
    stops: walks.map(({ stop, steps, empty }) => {
      if (stop === null) return "arrives";
      return empty ? "nothing" : (steps[stop]?.role ?? "left over");
    }),
    told: walks.map((walk, b) => tellWalk(walk, b)),
    replay: steps.map((step) => step.text),
  };
}));
"""


def judge(*cases):
    return run_module(JUDGE, {"net": as_payload(first_network()), "cases": list(cases)}, near=STATIC)


RIGHT = {
    "W1_14": [
        "d2_1*x4 + dc2_1*xc4",
        "-U1*sp(z2_1)*x4 + U1*sp(zc2_1)*xc4",
        "U1 * (sp(zc1)*xc4 - sp(z1)*x4)",
        "-(U1*sp(z1)*x4 - U1*sp(zc1)*xc4)",
        "-U1*a2_1*(1 - a2_1)*x4 + U1*ac2_1*(1 - ac2_1)*xc4",
        "d3_1*W2_11*sp(z2_1)*a1_4 + dc3_1*W2_11*sp(zc2_1)*ac1_4",
        "xc4*dc2_1/1 - x4*U1*σ'(z1)",
    ],
    "W1_23": ["d2_2*x3 + dc2_2*xc3", "U2*(sp(zc2)*xc3 - sp(z2)*x3)"],
    "W2_12": ["ac2_2 - a2_2", "d3_1*a2_2 + dc3_1*ac2_2", "-sigma(z2_2) + sigma(zc2_2)"],
    "b1_2": ["d2_2 + dc2_2", "U2*(sp(zc2) - sp(z2))", "-U2*a2_2*(1-a2_2) + U2*ac2_2*(1-ac2_2)"],
}


@pytest.mark.parametrize("target", RIGHT)
def test_right_formulas_arrive_however_they_are_written(target):
    for seed in (0, 11):
        for verdict in judge(*([target, text, seed] for text in RIGHT[target])):
            assert verdict["id"] == "right"
            assert verdict["stops"] == ["arrives", "arrives"]


WRONG = [
    ("W1_14", "U1*sp(z1)*x4", "s", ["signal", "nothing"]),
    ("W1_14", "-U1*sp(z1)*x4", "-s", ["arrives", "nothing"]),
    ("W1_14", "d2_1*x4", "-s", ["arrives", "nothing"]),
    ("W1_14", "U1*sp(zc1)*xc4", "s_c", ["nothing", "arrives"]),
    ("W1_14", "U1*sp(z1)*x4 + U1*sp(zc1)*xc4", "s+s_c", ["signal", "arrives"]),
    ("W1_14", "-d2_1*x4 + dc2_1*xc4", "s+s_c", ["left over", "arrives"]),
    ("W1_14", "U1*sp(z1)*x4 - U1*sp(zc1)*xc4", "-J", ["signal", "left over"]),
    ("W1_14", "(d2_1*x4 + dc2_1*xc4)/2", "J/2", ["left over", "left over"]),
    ("W1_14", "2*(d2_1*x4 + dc2_1*xc4)", "2J", ["left over", "left over"]),
    ("W1_14", "-U1*x4 + U1*xc4", "J no-slope", ["slope", "slope"]),
    ("W1_14", "-U1*sp(a2_1)*x4 + U1*sp(ac2_1)*xc4", "J slope-at-a", ["slope", "slope"]),
    ("W1_14", "-U1*a2_1*x4 + U1*ac2_1*xc4", "J sigma-for-slope", ["slope", "slope"]),
    ("W1_14", "-U1*(1-a2_1)*x4 + U1*(1-ac2_1)*xc4", "J half-slope", ["slope", "slope"]),
    ("W1_14", "-U1*z1*x4 + U1*zc1*xc4", "J z-for-slope", ["slope", "slope"]),
    ("W1_14", "-U1*sp(z2)*x4 + U1*sp(zc2)*xc4", "J other-slope", ["slope", "slope"]),
    ("W1_14", "-U2*sp(z1)*x4 + U2*sp(zc1)*xc4", "J other-weight", ["weight", "weight"]),
    ("W1_14", "-sp(z1)*x4 + sp(zc1)*xc4", "J no-weight", ["weight", "weight"]),
    ("W1_14", "-U1*sp(z1)*x4 + U1*sp(zc1)*x4", "J shared-input", ["arrives", "share"]),
    ("W1_14", "-U1*sp(z1)*x4 + U1*sp(z1)*xc4", "J shared-slope", ["arrives", "slope"]),
    ("W1_14", "-U1*sp(z1)*W1_14 + U1*sp(zc1)*W1_14", "J weight-for-input", ["share", "share"]),
    ("W1_14", "d2_1*a2_1 + dc2_1*ac2_1", "J output-for-input", ["share", "share"]),
    ("W1_14", "d2_1*x3 + dc2_1*xc3", "J by W1_13", ["share", "share"]),
    ("W1_14", "d2_2*x4 + dc2_2*xc4", "J by W1_24", ["weight", "weight"]),
    ("W1_14", "d2_1 + dc2_1", "J by b1_1", ["share", "share"]),
    ("W1_14", "U1*x4", "s no-slope", ["signal", "nothing"]),
    ("W1_14", "0", "zero", ["signal", "nothing"]),
    ("W1_14", "x4 + 3", None, ["signal", "nothing"]),
    ("b1_2", "d2_2*x3 + dc2_2*xc3", "J by W1_23", ["left over", "left over"]),
    ("b1_2", "-U2*sp(z2)", "-s", ["arrives", "nothing"]),
    ("b1_2", "U2*sp(z2)", "s", ["signal", "nothing"]),
    ("b1_2", "d2_1 + dc2_1", "J by b1_1", ["weight", "weight"]),
    ("b1_2", "-U2*sp(a2_2) + U2*sp(ac2_2)", "J slope-at-a", ["slope", "slope"]),
    ("b1_2", "1", "s by b2_1", ["signal", "nothing"]),
    ("W2_12", "a2_2", "s", ["signal", "nothing"]),
    ("W2_12", "zc2_2 - z2_2", "J z-for-a", ["share", "share"]),
    ("W2_12", "ac2_1 - a2_1", "J by W2_11", ["share", "share"]),
]


def test_known_wrong_formulas_are_recognised_and_stop_where_they_depart():
    verdicts = judge(*([target, text] for target, text, *_ in WRONG))
    for (target, text, known, stops), verdict in zip(WRONG, verdicts, strict=True):
        assert (target, text, verdict["id"], verdict["stops"]) == (target, text, known, stops)
        assert verdict["replay"], "the replay tells at least where the formula departs"
        assert not any("Both branches" in told for told in verdict["replay"])
        assert "paid for" not in verdict["replay"][-1] or "but" in verdict["replay"][-1]


def test_the_slides_product_is_walked_as_far_as_it_goes_before_it_is_told_what_is_missing():
    [verdict] = judge(["W1_14", "U1*sp(z2_1)*x4"])
    weight, slope, share, no_sign, no_branch = verdict["replay"]
    assert weight.endswith("paid by U1. The factors so far make 0.9.")
    assert "paid by sp(z2_1)" in slope
    assert share.endswith("paid by x4. The factors so far make 0.2113.")
    assert "from J into s, but no factor of the formula does that" in no_sign
    assert no_branch.startswith("Branch of x_c: no term of the formula goes there")


def test_a_right_formula_ends_with_the_sum_of_both_branches():
    [weight, bias] = judge(["W1_14", RIGHT["W1_14"][0]], ["b1_1", "d2_1 + dc2_1"])
    assert weight["replay"][-1] == "Both branches together: −0.2113 + 0.1124 = −0.09891, and that is ∂J/∂W₁₄⁽¹⁾."
    assert bias["replay"][-1].endswith("= 0.1192, and that is ∂J/∂b₁⁽¹⁾.")


def test_weights_into_the_only_score_are_named_by_one_index():
    [verdict] = judge(["W2_12", "ac2_1 - a2_1"])
    assert verdict["sentence"].startswith("This is ∂J/∂W₁⁽²⁾")
    [verdict] = judge(["W1_14", "-sp(z1)*x4 + sp(zc1)*xc4"])
    assert "if the weight W₁⁽²⁾ were 1" in verdict["sentence"]


def test_each_sentence_says_what_a_wrong_formula_is_the_derivative_of():
    verdicts = judge(*([target, text] for target, text, known, _ in WRONG if known))
    for verdict in verdicts:
        assert "derivative of" in verdict["sentence"] or verdict["sentence"].startswith("This is ∂J/∂")
        assert verdict["sentence"].endswith(".")
        assert "undefined" not in verdict["sentence"] + "".join(verdict["told"] + verdict["replay"])


def test_recognition_does_not_hang_on_the_seed():
    for seed in range(1, 8):
        verdicts = judge(*([target, text, seed] for target, text, *_ in WRONG))
        assert [verdict["id"] for verdict in verdicts] == [known for *_, known, _ in WRONG]


def test_long_formulas_are_judged_within_a_blink():
    long = " * ".join(["x4", "U1", "sp(z1)", "(1 - a2_1)", "x1", "x2", "x3", "2", "b1_1"]) + " + dc2_1*xc4"
    source = JUDGE.replace("answer(", "const begun = process.cpuUsage(); const judged = (").rstrip()
    source += "\nconst { user, system } = process.cpuUsage(begun);\nanswer([judged.length, (user + system) / 1000]);"
    _, spent = run_module(source, {"net": as_payload(first_network()), "cases": [["W1_14", long]]}, near=STATIC)
    assert spent < 250


LESSONS = """
import { sameNumbers, trialNetworks } from "./backpropagation_answers.js";
import { blankLines } from "./backpropagation_blanks.js";
import { evaluateFormula } from "./backpropagation_expressions.js";
import { readFormula } from "./backpropagation_formula.js";
import { pickTargets, WORKED, workedLines } from "./backpropagation_lessons.js";
import { namedValues } from "./backpropagation_names.js";
import { typeParameter } from "./backpropagation_notation.js";
const sizes = [4, 2, 1];
const valuesOf = (text, trials) => {
  const { tree } = readFormula(text, sizes);
  return trials.map(({ net, measured }) => evaluateFormula(tree, namedValues(net, measured)));
};
answer(payload.map((seed) => {
  const trials = trialNetworks(sizes, seed);
  const { weight, bias } = pickTargets(seed);
  const lines = workedLines(WORKED).filter(({ check }) => check).flatMap(({ check }) => trials.map(check));
  const blanks = blankLines(weight, seed).map(({ options, answer }) => {
    const isRight = ({ typed }) => sameNumbers(valuesOf(typed, trials), trials.map(answer), 1e-5);
    return {
      right: options.filter(isRight).length,
      hints: options.map(({ hint }) => hint),
      unhinted: options.filter(({ hint }) => !hint).map(isRight),
      order: options.map(({ typed }) => typed),
    };
  });
  return { weight: typeParameter(weight), bias: typeParameter(bias), lines, blanks };
}));
"""


def test_fading_asks_for_w23_and_b2_first_and_for_others_by_seed():
    lessons = run_module(LESSONS, list(range(30)), near=STATIC)
    assert (lessons[0]["weight"], lessons[0]["bias"]) == ("W1_23", "b1_2")
    assert len({lesson["weight"] for lesson in lessons}) == 7
    assert {lesson["bias"] for lesson in lessons} == {"b1_1", "b1_2"}
    assert "W1_14" not in {lesson["weight"] for lesson in lessons}


def test_every_worked_line_agrees_with_finite_differences():
    for lesson in run_module(LESSONS, list(range(10)), near=STATIC):
        assert len(lesson["lines"]) == 3 * 5
        for measured, derived in lesson["lines"]:
            assert measured == pytest.approx(derived, abs=1e-8)


def test_each_blank_has_one_right_option_and_a_hint_for_every_wrong_one():
    for lesson in run_module(LESSONS, list(range(30)), near=STATIC):
        for blank in lesson["blanks"]:
            assert blank["right"] == 1, blank
            assert len(blank["hints"]) >= 4
            assert blank["unhinted"] == [True], blank
            assert len(set(blank["hints"])) == len(blank["hints"])


def test_the_right_option_has_no_place_of_its_own():
    lessons = run_module(LESSONS, list(range(40)), near=STATIC)
    places = {lesson["blanks"][0]["order"].index("-1") for lesson in lessons}
    assert places == {0, 1, 2, 3}
