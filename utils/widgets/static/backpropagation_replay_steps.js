// The replay as steps: how far the student's formula carries the error, told and lit, up to where it departs.
import { edgeId, neuronId, signalId } from "./backpropagation_layout.js";
import { factorsOfBranch } from "./backpropagation_answers.js";
import { showNumber, showPrecisely } from "./backpropagation_notation.js";
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

// Steps { text, lit, tokens, marks } for the walks of both branches on the network that is drawn.
export function tellReplay({ walks, target, net, measured, text }) {
  const steps = [];
  const lit = new Map();
  const marks = [];
  for (const b of [0, 1]) {
    const arrived = replayBranch({
      walk: walks[b],
      target,
      factors: factorsOfBranch(target, { net, measured }, b),
      b,
      text,
      steps,
      lit,
      marks,
    });
    if (!arrived) return steps;
  }
  return steps;
}

function replayBranch({ walk, target, factors, b, text, steps, lit, marks }) {
  let product = 1;
  walk.steps.forEach(({ role, spans }, p) => {
    if (walk.stop !== null && p >= walk.stop) return;
    product *= factors[p].value;
    const { ids, token } = placesOf(role, target, b);
    ids.forEach((id) => lit.set(id, "is-ok"));
    (spans ?? []).forEach((span) => marks.push([span, "is-paid"]));
    const paid = (spans ?? []).filter(Boolean).map(([from, to]) => text.slice(from, to));
    const by = paid.length
      ? `paid by ${paid.join(" and ")}`
      : factors[p].value < 0
        ? "paid by the sign"
        : "it costs a factor of 1";
    push(
      steps,
      `${b ? "Branch of x_c" : "Branch of x"}, ${tellPlace(role, b)}: ${by}. The error is now ${showPrecisely(product)}.`,
      lit,
      [{ ...token, text: showNumber(product, 3), kind: "ok" }],
      marks,
    );
  });
  if (walk.stop === null) return true;
  const role = walk.steps[walk.stop]?.role;
  const { ids, token } = role ? placesOf(role, target, b) : placesOf(walk.steps.at(-1).role, target, b);
  ids.forEach((id) => lit.set(id, "is-stop"));
  const left = walk.left.filter(Boolean);
  left.forEach((span) => marks.push([span, "is-left"]));
  const over = left.length ? ` Left over: ${left.map(([from, to]) => text.slice(from, to)).join(", ")}.` : "";
  push(steps, `${tellWalk(walk, b)}${over}`, lit, [{ ...token, text: "departs", kind: "factor" }], marks);
  return false;
}

function push(steps, text, lit, tokens, marks) {
  steps.push({ text, lit: new Map(lit), tokens, marks: [...marks] });
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
