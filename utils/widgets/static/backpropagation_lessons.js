// Fading, as data: dJ/dW_14 worked line by line, and which weight and bias come after it.
import { edgeId, neuronId, signalId } from "./backpropagation_layout.js";
import { finiteDifference, sigmoidSlope } from "./backpropagation_network.js";
import {
  LECTURE_SIZES,
  activationSymbol,
  breakable,
  equals,
  indexedSymbol,
  letter,
  neuronSymbol,
  operator,
  parameterSymbol,
  partial,
  prose,
  scoreSymbol,
  slopeSymbol,
} from "./backpropagation_notation.js";
import { seededStream } from "./backpropagation_random.js";

export const WORKED = { kind: "W", k: 1, i: 0, j: 3 };

// The weight and the bias that a seed asks for; seed 0 asks for W_23 and b_2.
export function pickTargets(seed) {
  if (seed === 0) return { weight: { kind: "W", k: 1, i: 1, j: 2 }, bias: { kind: "b", k: 1, i: 1 } };
  const next = seededStream(seed + 15485863);
  const [i, j] = [Math.floor(next() * 2), Math.floor(next() * 4)];
  const weight = i === WORKED.i && j === WORKED.j ? { ...WORKED, i: 1 } : { kind: "W", k: 1, i, j };
  return { weight, bias: { kind: "b", k: 1, i: Math.floor(next() * 2) } };
}

// The parts of the picture that the way to a weight of the first layer passes, in one branch.
export const partsOf = ({ i, j }, b) => ({
  signal: ["J", signalId(b)],
  edge: [neuronId(b, 3, 0), edgeId(b, 2, 0, i)],
  slope: [neuronId(b, 2, i)],
  share: [edgeId(b, 1, i, j), neuronId(b, 1, j)],
});

const symbolOf = (parameter) => parameterSymbol(parameter, LECTURE_SIZES);
export const ofObjective = (target) => partial(letter("J"), symbolOf(target));
const ofScore = (b, target) => partial(scoreSymbol(b), symbolOf(target));
const signal = (b) => partial(letter("J"), scoreSymbol(b));
const upper = (i) => symbolOf({ kind: "W", k: 2, i: 0, j: i });
const wayOf = ({ i, j }, b) => upper(i) + slopeSymbol(b, 2, i) + activationSymbol(b, 1, j);
const [plus, minus] = [operator("+"), operator("−")];

// The worked lines: { why, formula, ids, check } where check gives two numbers that agree, measured and derived.
export function workedLines(target) {
  const [here, there] = [0, 1].map((b) => partsOf(target, b));
  const lines = [
    { ...signalLine(), ids: [...here.signal, ...there.signal] },
    { ...edgeLine(target), ids: here.edge },
    { ...slopeLine(target), ids: here.slope },
    { ...shareLine(target), ids: here.share, check: (trial) => checkScore(trial, target, 0) },
    {
      ...corruptLine(target),
      ids: [...there.edge, ...there.slope, ...there.share],
      check: (trial) => checkScore(trial, target, 1),
    },
    { ...bothLine(target), ids: [], check: (trial) => checkObjective(trial, target) },
  ];
  return lines.map((line, n) => ({ ...line, ids: lines.slice(0, n + 1).flatMap(({ ids }) => ids) }));
}

function wayAsNumber({ net, measured }, { i, j }, b) {
  const { z, a } = measured.branches[b];
  return net.weights[1][0][i] * sigmoidSlope(z[1][i]) * a[0][j];
}

const checkScore = (trial, target, b) => [
  finiteDifference(trial.net, target, b ? "s_c" : "s"),
  wayAsNumber(trial, target, b),
];
const checkObjective = (trial, target) => [
  finiteDifference(trial.net, target, "J"),
  wayAsNumber(trial, target, 1) - wayAsNumber(trial, target, 0),
];

function signalLine() {
  const cost = [letter("J"), equals, "<mn>1</mn>", plus, scoreSymbol(1), minus, scoreSymbol(0)];
  const values = [
    signal(0),
    equals,
    "<mn>−1</mn>",
    operator(","),
    '<mspace width="1em"/>',
    signal(1),
    equals,
    "<mn>1</mn>",
  ];
  return {
    why: prose`The objective ${cost} is positive: both scores reach it, the true one with a minus.`,
    formula: breakable(...values),
  };
}

function edgeLine(target) {
  const [z, a] = ["z", "a"].map((base) => neuronSymbol(base, 0, 2, target.i));
  const symbol = symbolOf(target);
  const product = "<msup><mi>W</mi><mn>(2)</mn></msup><msup><mi>a</mi><mn>(2)</mn></msup>";
  return {
    why: prose`First the branch of ${letter("x")}. ${symbol} contributes to ${z} only, and thus to ${a} only:
      of the sum ${product} one term moves.`,
    formula: breakable(ofScore(0, target), equals, upper(target.i), partial(a, symbol)),
  };
}

function slopeLine(target) {
  const { i } = target;
  const [z, a] = ["z", "a"].map((base) => neuronSymbol(base, 0, 2, i));
  const last = partial(z, symbolOf(target));
  return {
    why: prose`The chain rule crosses the neuron, from ${a} to ${z}.`,
    formula: breakable(equals, upper(i), partial(a, z), last, equals, upper(i), slopeSymbol(0, 2, i), last),
  };
}

function shareLine(target) {
  const { i } = target;
  const symbol = symbolOf(target);
  const derive = `<mfrac><mo>∂</mo><mrow><mo>∂</mo>${symbol}</mrow></mfrac>`;
  const terms =
    `<munder><mo>∑</mo>${letter("k")}</munder>` + indexedSymbol("a", "k", 1) + indexedSymbol("W", `${i + 1}k`, 1);
  const sum = ["<mo>(</mo>", symbolOf({ kind: "b", k: 1, i }), plus, terms, "<mo>)</mo>"];
  return {
    why: prose`${neuronSymbol("z", 0, 2, i)} is a sum, and ${symbol} stands in one of its terms, beside what it forwards.`,
    formula: breakable(equals, upper(i), slopeSymbol(0, 2, i), derive, ...sum, equals, wayOf(target, 0)),
  };
}

function corruptLine(target) {
  return {
    why: prose`Many notes stop here; but that is ${ofScore(0, target)}. ${scoreSymbol(1)} runs through the same
      ${symbolOf(target)}, with its own slope and its own input.`,
    formula: breakable(ofScore(1, target), equals, wayOf(target, 1)),
  };
}

function bothLine(target) {
  const chain = [0, 1].map((b) => signal(b) + ofScore(b, target)).join(plus);
  return {
    why: "Both branches, each with the sign it has in the objective.",
    formula: breakable(ofObjective(target), equals, chain, equals, minus, wayOf(target, 0), plus, wayOf(target, 1)),
  };
}
