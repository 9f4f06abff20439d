// Fading, as data: the lines of the next weight with blanks, and a hint for every wrong way to fill one.
import { ofObjective, partsOf } from "./backpropagation_lessons.js";
import { finiteDifference, sigmoidSlope } from "./backpropagation_network.js";
import {
  equals,
  math,
  nameInput,
  nameNeuron,
  nameParameter,
  LECTURE_SIZES,
  neuronSymbol,
  parameterSymbol,
  partial,
  scoreSymbol,
  letter,
} from "./backpropagation_notation.js";
import { seededStream, shuffled } from "./backpropagation_random.js";

// One option of a blank: what it shows, the typed formula of its value, and for wrong ones the hint.
const option = (shown, typed, hint = "") => ({ shown, typed, hint });

// The same lines for another weight, with blanks: { why, before, after, ids, options, answer }. What is right is not
// marked anywhere: an option is right where its value equals `answer(trial)` on random networks.
export function blankLines(target, seed) {
  const next = seededStream(seed + 32452843);
  const { i, j } = target;
  const [here, there] = [partsOf(target, 0), partsOf(target, 1)];
  const parts = {
    signal: [here.signal, there.signal],
    edge: [here.edge, there.edge],
    slope: [here.slope, there.slope],
    share: [here.share, there.share],
  };
  const lines = [
    signalBlank(),
    edgeBlank(i),
    slopeBlank(i, 0),
    shareBlank(i, j),
    slopeBlank(i, 1),
    corruptShareBlank(i, j),
    objectiveBlank(target),
  ];
  return lines.map((line) => ({
    ...line,
    options: shuffled(line.options, next),
    ids: line.b === undefined ? [] : parts[line.part][line.b],
  }));
}

function signalBlank() {
  return {
    why: "J is positive. The true score enters it with",
    before: math(partial(letter("J"), scoreSymbol(0)), equals),
    part: "signal",
    b: 0,
    answer: (trial) => trial.measured.signals[0],
    options: [
      option("−1", "-1"),
      option("+1", "1", "That is the corrupted branch: J = 1 + s_c − s falls as s rises."),
      option("0", "0", "Only where the margin is met and J is 0; here J is positive."),
      option("s", "s", "J is linear in s: the derivative does not contain s any more."),
    ],
  };
}

function edgeBlank(i) {
  const [right, other] = [`W2_1${i + 1}`, `W2_1${2 - i}`];
  return {
    why: `Of the sum that makes s, one term moves: ${nameNeuron("a", 0, 2, i)} enters s with the weight`,
    before: math(partial(scoreSymbol(0), neuronSymbol("a", 0, 2, i)), equals),
    part: "edge",
    b: 0,
    answer: ({ net }) => net.weights[1][0][i],
    options: [
      option(nameParameter({ kind: "W", k: 2, i: 0, j: i }, LECTURE_SIZES), right),
      option(
        nameParameter({ kind: "W", k: 2, i: 0, j: 1 - i }, LECTURE_SIZES),
        other,
        `Wrong index: that weight leaves neuron ${2 - i}; the weight goes to i from j, so the second index says where it comes from.`,
      ),
      option(
        nameNeuron("a", 0, 2, i),
        `a2_${i + 1}`,
        "That is the value of the neuron; the derivative of weight times value by the value is the weight.",
      ),
      option("1", "1", "1 is the local gradient of the linear output; the edge still multiplies by its weight."),
    ],
  };
}

function slopeBlank(i, b) {
  const [c, n] = [b ? "c" : "", i + 1];
  const z = (branch, unit) => nameNeuron("z", branch, 2, unit);
  const a = nameNeuron("a", b, 2, i);
  const swapped = b
    ? option(
        `σ′(${z(0, i)})`,
        `sp(z2_${n})`,
        "The slope of the branch of x: in the branch of x_c the neuron stands at another z.",
      )
    : option(`σ′(${z(1, i)})`, `sp(zc2_${n})`, "The slope of the branch of x_c: this is the branch of x.");
  return {
    why: b
      ? "Now the branch of x_c. The same weight leads to it, but the error crosses the neuron with the slope"
      : "The error crosses the neuron with the local gradient",
    before: math(partial(neuronSymbol("a", b, 2, i), neuronSymbol("z", b, 2, i)), equals),
    part: "slope",
    b,
    answer: ({ measured }) => sigmoidSlope(measured.branches[b].z[1][i]),
    options: [
      option(`σ′(${z(b, i)})`, `sp(z${c}2_${n})`),
      swapped,
      option(
        `σ(${z(b, i)})`,
        `sigma(z${c}2_${n})`,
        `That is ${a} itself, the value; the derivative is asked: σ′ is missing.`,
      ),
      option(`σ′(${a})`, `sp(a${c}2_${n})`, "σ′ is taken at the pre-activation z, not at the activation a."),
      option(z(b, i), `z${c}2_${n}`, "z is where the slope is taken, not the slope: forgot σ′."),
    ],
  };
}

function shareBlank(i, j) {
  return {
    why: `${nameNeuron("z", 0, 2, i)} is a sum; its derivative by the weight is the fair share, what the weight forwarded:`,
    before: math(partial(neuronSymbol("z", 0, 2, i), parameterSymbol({ kind: "W", k: 1, i, j }, LECTURE_SIZES)), equals),
    part: "share",
    b: 0,
    answer: ({ net }) => net.x[j],
    options: [
      option(nameNeuron("a", 0, 1, j), `a1_${j + 1}`),
      option(
        nameNeuron("a", 0, 1, (j + 1) % 4),
        `a1_${((j + 1) % 4) + 1}`,
        "Wrong index: that input is forwarded by another weight; the second index of the weight says where it comes from.",
      ),
      option(
        nameNeuron("a", 0, 2, i),
        `a2_${i + 1}`,
        "That is where the weight leads to; it forwards what stands at its beginning.",
      ),
      option(
        nameParameter({ kind: "W", k: 1, i, j }, LECTURE_SIZES),
        `W1_${i + 1}${j + 1}`,
        "The weight itself would be the derivative by the input; by the weight it is the input.",
      ),
    ],
  };
}

function corruptShareBlank(i, j) {
  return {
    why: "and the fair share there is",
    before: math(partial(neuronSymbol("z", 1, 2, i), parameterSymbol({ kind: "W", k: 1, i, j }, LECTURE_SIZES)), equals),
    part: "share",
    b: 1,
    answer: ({ net }) => net.xc[j],
    options: [
      option(nameInput(1, j), `xc${j + 1}`),
      option(nameInput(0, j), `x${j + 1}`, "That input belongs to the branch of x; this branch is fed by x_c."),
      option(
        "0",
        "0",
        "The weight is shared: s_c moves with it as well. Forgetting this branch gives the derivative of −s.",
      ),
      option(
        nameNeuron("a", 1, 2, i),
        `ac2_${i + 1}`,
        "That is where the weight leads to; it forwards what stands at its beginning.",
      ),
    ],
  };
}

function objectiveBlank(target) {
  const { i, j } = target;
  const n = i + 1;
  const name = nameParameter(target, LECTURE_SIZES);
  const [one, other] = [`W2_1${n} * sp(z2_${n}) * x${j + 1}`, `W2_1${n} * sp(zc2_${n}) * xc${j + 1}`];
  return {
    why: "Put the two branches together:",
    before: math(ofObjective(target), equals),
    answer: ({ net }) => finiteDifference(net, target, "J"),
    options: [
      option(`−∂s/∂${name} + ∂s_c/∂${name}`, `-${one} + ${other}`),
      option(
        `∂s/∂${name}`,
        one,
        "The famous last line: the derivative of s. J also needs the −1 and the branch of x_c.",
      ),
      option(`−∂s/∂${name}`, `-${one}`, "The branch of x_c is missing: this is the derivative of −s."),
      option(
        `∂s/∂${name} + ∂s_c/∂${name}`,
        `${one} + ${other}`,
        "Forgot the −1: this is the derivative of s + s_c.",
      ),
    ],
  };
}
