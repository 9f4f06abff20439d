// The replay as steps: how far the student's formula carries the error, told and lit, up to where it departs.
import { edgeId, neuronId, signalId } from "./backpropagation_layout.js";
import { factorsOfBranch } from "./backpropagation_answers.js";
import { LECTURE_SIZES, nameParameter, showNumber, showPrecisely } from "./backpropagation_notation.js";
import { tellPlace, tellWalk } from "./backpropagation_walk.js";
import { namesIn } from "./backpropagation_expressions.js";
import { seededStream } from "./backpropagation_random.js";

// Where a step of the walk happens: what lights up and where the running product stands.
function placesOf(role, { kind, k, i, j }, b) {
  if (role === "signal") return { ids: ["J", signalId(b)], token: { id: signalId(b), side: "mid" } };
  if (role === "weight")
    return { ids: [neuronId(b, 3, 0), edgeId(b, 2, 0, i)], token: { id: edgeId(b, 2, 0, i), side: "mid" } };
  if (role === "slope") return { ids: [neuronId(b, 2, i)], token: { id: neuronId(b, 2, i), side: "mid" } };
  const edge = edgeId(b, k, i, j);
  return { ids: kind === "W" ? [edge, neuronId(b, k, j)] : [], token: { id: edge, side: "mid" } };
}

// Steps { text, lit, tokens, marks } for the walks of both branches on the network that is drawn: first all that the
// formula pays for, branch by branch, then what it does not; a right one ends with the sum.
export function tellReplay({ walks, target, net, measured, text }) {
  const told = { steps: [], lit: new Map(), marks: [], target, text };
  const branches = walks.map((walk, b) => ({ walk, b, factors: factorsOfBranch(target, { net, measured }, b) }));
  const parts = branches.map((branch) => tellPaid(told, branch));
  branches.filter(({ walk }) => walk.stop !== null).forEach((branch) => tellDeparture(told, branch));
  if (walks.every(({ stop }) => stop === null)) tellSum(told, parts);
  return told.steps;
}

// The steps of one branch that are paid for; returns their product.
function tellPaid(told, { walk, b, factors }) {
  let product = 1;
  let missing = false;
  walk.steps.forEach(({ role, spans }, p) => {
    missing ||= spans === null;
    if (spans === null || walk.empty) return;
    product *= factors[p].value;
    const { ids, token } = placesOf(role, told.target, b);
    ids.forEach((id) => told.lit.set(id, "is-ok"));
    spans.forEach((span) => told.marks.push([span, "is-paid"]));
    const result = missing ? "The factors so far make" : "The error is now";
    push(
      told,
      `${b ? "Branch of x_c" : "Branch of x"}, ${tellPlace(role, b)}: ${tellPayment(told.text, spans, factors[p])}. ` +
        `${result} ${showPrecisely(product)}.`,
      { ...token, text: showNumber(product, 3), kind: "ok" },
    );
  });
  return product;
}

function tellPayment(text, spans, { value }) {
  const paid = spans.filter(Boolean).map(([from, to]) => text.slice(from, to));
  if (paid.length) return `paid by ${paid.join(" and ")}`;
  return value < 0 ? "paid by the sign" : "it costs a factor of 1";
}

function tellDeparture(told, { walk, b }) {
  const { role } = walk.steps[walk.stop] ?? walk.steps.at(-1);
  const { ids, token } = placesOf(role, told.target, b);
  ids.forEach((id) => told.lit.set(id, "is-stop"));
  const left = walk.left.filter(Boolean);
  left.forEach((span) => told.marks.push([span, "is-left"]));
  const over = left.length ? ` Left over: ${left.map(([from, to]) => told.text.slice(from, to)).join(", ")}.` : "";
  push(told, `${tellWalk(walk, b)}${over}`, { ...token, text: "departs", kind: "factor" });
}

function tellSum(told, parts) {
  const [one, other] = parts.map(showPrecisely);
  const total = showPrecisely(parts[0] + parts[1]);
  const plus = other.startsWith("−") ? ` − ${other.slice(1)}` : ` + ${other}`;
  const derivative = `∂J/∂${nameParameter(told.target, LECTURE_SIZES)}`;
  const token = { id: signalId(0), side: "a", text: showNumber(parts[0] + parts[1], 3), kind: "ok" };
  push(told, `Both branches together: ${one}${plus} = ${total}, and that is ${derivative}.`, token);
}

function push({ steps, lit, marks }, text, token) {
  steps.push({ text, lit: new Map(lit), tokens: [token], marks: [...marks] });
}

const RULES = [
  {
    id: "no deltas",
    text: "without any δ: write every factor out",
    broken: (tree) => namesIn(tree).some((name) => /^dc?\d/.test(name)) && "A δ stands in it: write its factors out.",
  },
  {
    id: "deltas",
    text: "in terms of δ of layer 2, without weights and slopes",
    broken: (tree) =>
      (namesIn(tree).some((name) => /^W/.test(name)) || callsIn(tree)) &&
      "δ of layer 2 already holds weight and slope: leave both out.",
  },
  {
    id: "no slopes",
    text: "without σ′, σ and δ: write the slope through activations",
    broken: (tree) =>
      (callsIn(tree) || namesIn(tree).some((name) => /^dc?\d/.test(name))) &&
      "Write the slope through a: which product of a and 1 − a is it?",
  },
];

const callsIn = (node) =>
  node.type === "call" ||
  (node.type === "binary" && (callsIn(node.left) || callsIn(node.right))) ||
  (node.type === "negative" && callsIn(node.of));

// { target, rule } of a seed: a parameter of the first layer, and a way to write its derivative.
export function makeReplayTask(seed) {
  const next = seededStream(seed + 104729);
  const [i, j, bias] = [Math.floor(next() * 2), Math.floor(next() * 4), next() < 0.3];
  const target = bias ? { kind: "b", k: 1, i } : { kind: "W", k: 1, i, j };
  return { target, rule: RULES[Math.floor(next() * RULES.length)] };
}
