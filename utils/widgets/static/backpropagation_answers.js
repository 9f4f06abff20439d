// What a wrong formula would be the derivative of: known answers, told apart by their values on random networks.
import {
  derivativeBy,
  derivativeOfObjective,
  listParameters,
  measure,
  sigmoidSlope,
} from "./backpropagation_network.js";
import { LECTURE_SIZES, nameInput, nameNeuron, nameParameter, typeParameter } from "./backpropagation_notation.js";
import { randomNetwork } from "./backpropagation_random.js";

const TRIALS = 5;
const nameUpper = (j) => nameParameter({ kind: "W", k: 2, i: 0, j }, LECTURE_SIZES);

// The random networks on which formulas are compared; J is positive on all of them.
export function trialNetworks(sizes, seed) {
  return Array.from({ length: TRIALS }, (_, n) => {
    const net = randomNetwork(sizes, 1000 * seed + 17 * n + 5);
    return { net, measured: measure(net) };
  });
}

export function sameNumbers(one, other, tolerance = 1e-7) {
  const scale = Math.max(...one.map(Math.abs), ...other.map(Math.abs));
  return one.every((value, n) => Math.abs(value - other[n]) <= tolerance * scale);
}

// The factors of one branch on the way from J back to a parameter of the 4-2-1 network, in the order of the walk.
export function factorsOfBranch(target, { net, measured }, b) {
  const branch = measured.branches[b];
  const { kind, k, i, j } = target;
  const hidden = k === 1;
  const all = [
    { role: "signal", value: branch.signal },
    hidden && { role: "weight", value: net.weights[1][0][i] },
    hidden && { role: "slope", value: sigmoidSlope(branch.z[1][i]) },
    kind === "W" && { role: "share", value: branch.a[k - 1][j] },
  ];
  return all.filter(Boolean);
}

// Slips in one factor: the value that takes its place, and what the formula would then be right for.
const SLIPS = {
  slope: [
    {
      id: "no-slope",
      value: () => 1,
      words: (t) => `if neuron ${t.i + 1} of layer 2 were linear: its local gradient σ′(z) is missing`,
    },
    {
      id: "slope-at-a",
      value: (t, { a }) => sigmoidSlope(a[1][t.i]),
      words: () => "if σ′ were taken at the activation a; it belongs at the pre-activation z",
    },
    {
      id: "sigma-for-slope",
      value: (t, { a }) => a[1][t.i],
      words: () => "if σ were its own derivative: the activation a = σ(z) stands where its slope σ′(z) belongs",
    },
    {
      id: "z-for-slope",
      value: (t, { z }) => z[1][t.i],
      words: () => "if the slope were z itself: σ′ has not been applied",
    },
    { id: "half-slope", value: (t, { a }) => 1 - a[1][t.i], words: () => "if σ′ were 1 − σ(z): it is σ(z)(1 − σ(z))" },
    {
      id: "other-slope",
      value: (t, { z }) => sigmoidSlope(z[1][1 - t.i]),
      words: (t) => `if the error crossed neuron ${2 - t.i}: this parameter feeds neuron ${t.i + 1} only`,
    },
    {
      id: "shared-slope",
      value: (t, _, { first }) => sigmoidSlope(first.z[1][t.i]),
      words: () => "if both branches had the slope of the branch of x: each has its own z",
    },
  ],
  weight: [
    {
      id: "no-weight",
      value: () => 1,
      words: (t) =>
        `if the weight ${nameUpper(t.i)} were 1: the error crossed that edge without paying`,
    },
    {
      id: "other-weight",
      value: (t, _, { net }) => net.weights[1][0][1 - t.i],
      words: (t) =>
        `if the error came over the other edge: neuron ${t.i + 1} sends over ${nameUpper(t.i)}`,
    },
  ],
  share: [
    {
      id: "weight-for-input",
      value: (t, _, { net }) => net.weights[t.k - 1][t.i][t.j],
      words: (t) =>
        `if ${nameParameter(t, LECTURE_SIZES)} were the input and ${shareOf(t)} the weight: the fair share is what the weight forwarded, not the weight`,
    },
    {
      id: "z-for-a",
      value: (t, { z }) => z[t.k - 1][t.j],
      words: () => "if the neuron below forwarded its z: it forwards a",
      only: (t) => t.k === 2,
    },
    {
      id: "output-for-input",
      value: (t, { a }) => a[t.k][t.i],
      words: (t) =>
        `if the weight had forwarded ${nameNeuron("a", 0, t.k + 1, t.i)}: that is where it leads to, not where it comes from`,
    },
    {
      id: "shared-input",
      value: (t, _, { first }) => first.a[t.k - 1][t.j],
      words: (t) =>
        `if both branches were fed by x: in the branch of x_c, ${nameParameter(t, LECTURE_SIZES)} forwards ${t.k === 1 ? nameInput(1, t.j) : nameNeuron("a", 1, 2, t.j)}`,
    },
  ],
};
const shareOf = ({ k, j }) => (k === 1 ? nameInput(0, j) : nameNeuron("a", 0, k, j));

// How much of each score goes into an answer. J itself is 1 + s_c - s, so its own signs are -1 and 1.
const MIXES = [
  { id: "J", of: [-1, 1], words: "J" },
  { id: "s", of: [1, 0], words: "s" },
  { id: "-J", of: [1, -1], words: "s − s_c, which is −J" },
  { id: "-s", of: [-1, 0], words: "−s" },
  { id: "s_c", of: [0, 1], words: "s_c" },
  { id: "-s_c", of: [0, -1], words: "−s_c" },
  { id: "s+s_c", of: [1, 1], words: "s + s_c" },
  { id: "-s-s_c", of: [-1, -1], words: "−s − s_c" },
  { id: "J/2", of: [-0.5, 0.5], words: "J/2" },
  { id: "2J", of: [-2, 2], words: "2J" },
];
const REASONS = {
  s: "J = 1 + s_c − s: the score s enters with −1, and s_c brings a second branch",
  "-J": "the signs of the two branches are turned round, and a step against it would raise J",
  "-s": "that is J as long as s_c stands still, but s_c runs through the same parameters: its branch is missing",
  s_c: "the branch of x_c is right; the branch of x, with ∂J/∂s = −1, is missing",
  "-s_c": "the branch of x is missing, and ∂J/∂s_c is +1",
  "s+s_c": "the branch of x enters J with ∂J/∂s = −1",
  "-s-s_c": "the branch of x_c enters J with ∂J/∂s_c = +1",
  "J/2": "the two branches are summed, not averaged",
  "2J": "something has been counted twice",
};

// Every known answer for a target: { id, value(trial), sentence }, the right one first.
export function knownAnswers(target, sizes) {
  const name = nameParameter(target, sizes);
  const plain = MIXES.map(({ id, of, words }) => ({
    id: id === "J" ? "right" : id,
    value: (trial) => mixed(of, (b) => product(factorsOfBranch(target, trial, b).slice(1))),
    sentence:
      id === "J" ? `This is ∂J/∂${name}.` : `This is the derivative of ${words} by ${name}, not of J: ${REASONS[id]}.`,
  }));
  return [...plain, nothing(name), ...otherParameters(target, sizes), ...slipped(target, name)];
}

const product = (factors) => factors.reduce((all, { value }) => all * value, 1);
const mixed = (of, valueOfBranch) => of.reduce((sum, sign, b) => sum + (sign ? sign * valueOfBranch(b) : 0), 0);

function nothing(name) {
  return {
    id: "zero",
    value: () => 0,
    sentence: `This is ∂J/∂${name} where the margin is met and J is 0; here J is positive.`,
  };
}

function otherParameters(target, sizes) {
  const inputs = [0, 1].flatMap((branch) => Array.from({ length: sizes[0] }, (_, j) => ({ kind: "x", branch, j })));
  const others = [...listParameters(sizes), ...inputs].filter(
    (other) => typeParameter(other) !== typeParameter(target),
  );
  const hint = (other) => explainOther(target, other);
  const ofJ = others
    .filter((other) => typeParameter(other) !== `b${sizes.length - 1}_1`)
    .map((other) => ({
      id: `J by ${typeParameter(other)}`,
      value: ({ net, measured }) => derivativeOfObjective(other, net, measured),
      sentence: `This is ∂J/∂${nameParameter(other, LECTURE_SIZES)}: the derivative by another number of the network${hint(other)}.`,
    }));
  const ofScores = others
    .filter(({ kind }) => kind !== "x")
    .flatMap((other) => [1, -1].map((sign) => scoreByOther(other, sign, hint(other))));
  return [...ofJ, ...ofScores];
}

function scoreByOther(other, sign, hint) {
  const minus = sign < 0 ? "−" : "";
  const name = `${minus}∂s/∂${nameParameter(other, LECTURE_SIZES)}`;
  return {
    id: `${sign < 0 ? "-" : ""}s by ${typeParameter(other)}`,
    value: ({ net, measured }) =>
      sign * derivativeBy(other, measured.branches[0], measured.branches[0].deltas.s, net.weights),
    sentence: `This is ${name}: the derivative of ${minus}s, not of J, and by another number of the network${hint}.`,
  };
}

function explainOther(target, other) {
  if (target.kind === "W" && other.kind === "b" && other.k === target.k && other.i === target.i)
    return "; the fair share, what the weight forwarded, is missing";
  if (target.kind === "b" && other.kind === "W" && other.k === target.k && other.i === target.i)
    return "; a bias forwards 1, so nothing is left to multiply";
  return "";
}

function slipped(target, name) {
  const slips = rolesOf(target).flatMap((role) =>
    SLIPS[role].filter(({ only }) => !only || only(target)).map((slip) => ({ role, slip })),
  );
  return MIXES.slice(0, 7).flatMap((mix) => slips.map(({ role, slip }) => describeSlip(target, name, mix, role, slip)));
}

function describeSlip(target, name, { id, of, words }, role, slip) {
  const besides = REASONS[id] ? ` Besides, J is asked: ${REASONS[id]}.` : "";
  return {
    id: `${id} ${slip.id}`,
    value: (trial) => mixed(of, (b) => product(withSlip(target, trial, b, role, slip))),
    sentence: `This would be the derivative of ${words} by ${name} ${slip.words(target)}.${besides}`,
  };
}

const rolesOf = ({ kind, k }) => [...(k === 1 ? ["slope", "weight"] : []), ...(kind === "W" ? ["share"] : [])];

function withSlip(target, trial, b, role, slip) {
  const first = trial.measured.branches[0];
  return factorsOfBranch(target, trial, b)
    .slice(1)
    .map((factor) =>
      factor.role === role
        ? { role, value: slip.value(target, trial.measured.branches[b], { net: trial.net, first }) }
        : factor,
    );
}

// The known answer that has these values on the trial networks, or null.
export function recogniseAnswer(target, trials, values) {
  const known = knownAnswers(target, trials[0].net.sizes);
  return known.find(({ value }) => sameNumbers(values, trials.map(value))) ?? null;
}
