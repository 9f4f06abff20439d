// A student's formula walked over the network: from J back to the parameter, branch by branch, factor by factor,
// until a factor of the walk has no counterpart in the formula. Factors are told apart by their values, not by how
// they are written: a2_1 * (1 - a2_1) pays for the same neuron as sp(z2_1), and d2_1 for three steps at once.
import { evaluateFormula, namesIn } from "./backpropagation_expressions.js";
import { factorsOfBranch, sameNumbers } from "./backpropagation_answers.js";
import { sigmoidSlope } from "./backpropagation_network.js";
import { namedValues } from "./backpropagation_names.js";

const MOST_FACTORS = 9;

export const valuesOnTrials = (tree, trials) =>
  trials.map(({ net, measured }) => evaluateFormula(tree, namedValues(net, measured)));

const isCorrupt = (name) => /^[zad]c/.test(name);
const isTrue = (name) => /^[zad]\d/.test(name);

// A tree as signed terms, each a list of factors { node, inverse }. Products over a sum are spread out only where the
// sum mixes the branches, so that (1 - a2_1) stays one factor.
function splitTerms(node) {
  if (node.type === "negative") return splitTerms(node.of).map((term) => ({ ...term, sign: -term.sign }));
  if (node.type !== "binary" || node.op === "**") return [{ sign: 1, factors: [{ node, inverse: false }] }];
  if (node.op === "+" || node.op === "-") {
    const right = splitTerms(node.right).map((term) => ({ ...term, sign: node.op === "-" ? -term.sign : term.sign }));
    return [...splitTerms(node.left), ...right];
  }
  const left = splitFactor(node.left);
  const right = node.op === "*" ? splitFactor(node.right) : splitFactor(node.right, true);
  return left.flatMap((one) =>
    right.map((other) => ({ sign: one.sign * other.sign, factors: [...one.factors, ...other.factors] })),
  );
}

function splitFactor(node, inverse = false) {
  const terms = splitTerms(node);
  const names = namesIn(node);
  const mixes = names.some(isCorrupt) && names.some(isTrue);
  if (inverse ? terms.length === 1 : terms.length === 1 || mixes) {
    return terms.map(({ sign, factors }) => ({
      sign,
      factors: factors.map((factor) => ({ ...factor, inverse: factor.inverse !== inverse })),
    }));
  }
  return [{ sign: 1, factors: [{ node, inverse }] }];
}

// What a formula does in each branch: { empty, steps: [{ role, spans }], stop, left } where `stop` is the first step that
// the formula does not pay for, steps.length where something is left over, null where all is right; a span says where
// in the text a factor stands, null for a sign.
export function walkFormula(tree, target, trials) {
  const tables = trials.map(({ net, measured }) => namedValues(net, measured));
  const terms = splitTerms(tree).map((term) => measureTerm(term, tables));
  const groups = [0, 1].map((b) => terms.filter((term) => term.branch === b));
  for (const term of terms.filter(({ branch }) => branch === null))
    groups[groups[0].length && !groups[1].length ? 1 : 0].push(term);
  return groups.map((group, b) => walkBranch(group, target, trials, b));
}

// The branch whose numbers a term speaks of; null where it speaks of both.
function branchOf(names) {
  const [corrupt, plain] = [names.some(isCorrupt), names.some(isTrue)];
  return corrupt && plain ? null : Number(corrupt);
}

function measureTerm({ sign, factors }, tables) {
  const names = factors.flatMap(({ node }) => namesIn(node));
  const measured = factors.flatMap(({ node, inverse }) =>
    splitDelta(node).map((valueIn) => ({
      span: [node.from, node.to],
      values: tables.map((table) => valueIn(table) ** (inverse ? -1 : 1)),
    })),
  );
  if (sign < 0) measured.unshift({ span: null, values: tables.map(() => -1) });
  const total = tables.map((_, n) => measured.reduce((product, { values }) => product * values[n], 1));
  const telling = measured.filter(({ values }) => values.some((value) => value !== 1));
  return { factors: telling, total, branch: branchOf(names) };
}

// A hidden delta is three factors in one name: dJ/ds, a weight and a slope. All else is one factor.
function splitDelta(node) {
  const [, c, i] = (node.type === "name" && /^d(c?)2_(\d)$/.exec(node.name)) || [];
  if (!i) return [(table) => evaluateFormula(node, table)];
  return [
    (table) => table.get(`d${c}3_1`),
    (table) => table.get(`W2_1${i}`),
    (table) => sigmoidSlope(table.get(`z${c}2_${i}`)),
  ];
}

function walkBranch(terms, target, trials, b) {
  const wanted = trials.map((trial) => factorsOfBranch(target, trial, b));
  const roles = wanted[0].map(({ role }) => role);
  const expected = roles.map((_, p) => wanted.map((factors) => factors[p].value));
  const totals = trials.map((_, n) => terms.reduce((sum, { total }) => sum + total[n], 0));
  const goal = trials.map((_, n) => expected.reduce((product, values) => product * values[n], 1));
  const spans = terms.flatMap(({ factors }) => factors.map(({ span }) => span).filter(Boolean));
  const arrived = terms.length > 0 && sameNumbers(totals, goal);
  if (!terms.length) return { empty: true, steps: roles.map((role) => ({ role, spans: null })), stop: 0, left: [] };
  const walks = terms.map(({ factors }) => matchFactors(factors.slice(0, MOST_FACTORS), expected));
  const best = walks.reduce((one, other) => (other.score > one.score ? other : one));
  const steps = roles.map((role, p) => ({ role, spans: best.spans[p] ?? (arrived ? spans : null) }));
  const missing = steps.findIndex((step) => step.spans === null);
  return {
    empty: false,
    steps,
    stop: arrived ? null : missing < 0 ? steps.length : missing,
    left: arrived ? [] : best.left,
  };
}

// The best pairing of a term's factors with the steps of the walk: most steps paid for, the first ones first, and the
// fewest factors left over. Some factors together may pay for several steps in a row.
function matchFactors(factors, expected) {
  const memory = new Map();
  const search = (p, used) => {
    const key = `${p}:${used}`;
    if (!memory.has(key)) memory.set(key, bestFrom(p, used));
    return memory.get(key);
  };
  const bestFrom = (p, used) => {
    if (p === expected.length) return { score: 0, pairs: [], used };
    let best = search(p + 1, used);
    for (let q = p; q < expected.length; q += 1) {
      const goal = expected[0].map((_, n) =>
        expected.slice(p, q + 1).reduce((product, values) => product * values[n], 1),
      );
      for (const subset of subsetsWorth(factors, used, goal)) {
        const rest = search(q + 1, used | subset);
        const score = rest.score + (q - p + 1) * 100 + (expected.length - p) - countBits(subset) * 0.01;
        if (score > best.score) best = { score, pairs: [{ p, q, subset }, ...rest.pairs], used: rest.used };
      }
    }
    return best;
  };
  const { score, pairs, used } = search(0, 0);
  const spansOf = (mask) =>
    factors
      .filter((_, n) => mask & (1 << n))
      .map(({ span }) => span)
      .filter(Boolean);
  const spans = expected.map(
    (_, p) => pairs.filter((pair) => pair.p <= p && p <= pair.q).map(({ subset }) => spansOf(subset))[0] ?? null,
  );
  const left = factors.filter((_, n) => !(used & (1 << n)));
  return { score: score - left.length, spans, left: left.map(({ span }) => span) };
}

const countBits = (mask) => mask.toString(2).replace(/0/g, "").length;

// Sets of at most three unused factors whose product is `goal` on every network; the empty set is worth 1.
function subsetsWorth(factors, used, goal) {
  const found = [];
  for (let mask = 0; mask < 1 << factors.length; mask += 1) {
    if (mask & used || countBits(mask) > 3) continue;
    const values = goal.map((_, n) =>
      factors.reduce((product, { values: own }, m) => (mask & (1 << m) ? product * own[n] : product), 1),
    );
    if (sameNumbers(values, goal)) found.push(mask);
  }
  return found;
}

const PLACES = {
  signal: (b) => (b ? "from J into s_c" : "from J into s"),
  weight: () => "over the edge from the output to the hidden neuron",
  slope: () => "across the hidden neuron, from its a to its z",
  share: () => "to the parameter: the fair share, what the neuron below forwarded",
};

// One sentence on where a branch departs, or arrives.
export function tellWalk({ empty, steps, stop, left }, b) {
  const name = b ? "Branch of x_c" : "Branch of x";
  if (stop === null) return `${name}: the whole way is paid for.`;
  if (empty) return `${name}: no term of the formula goes there, so the error is lost on its way ${PLACES.signal(b)}.`;
  if (stop < steps.length)
    return `${name}: here the error walks ${PLACES[steps[stop].role](b)}, but no factor of the formula does that.`;
  const onlySign = left.length > 0 && left.every((span) => span === null);
  const rest = left.length ? "a factor is left over that belongs to no step" : "the terms do not add up to it";
  return `${name}: every step is paid for, but ${onlySign ? "the sign is turned" : rest}.`;
}

export const tellPlace = (role, b) => PLACES[role](b);
