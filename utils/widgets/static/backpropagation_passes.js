// Broken backward passes, one small mistake each, as utils/widgets/backpropagation_passes.py owns them (a test holds
// them together), and what a gradient check sees of them.
import {
  feedForward,
  listParameters,
  readParameter,
  sigmoid,
  sigmoidSlope,
  writeParameter,
} from "./backpropagation_network.js";
import { drawList, drawParameters, seededStream, shuffled } from "./backpropagation_random.js";

export const PASS_SIZES = [4, 3, 3, 1];
const ROWS = 4;
const FLOOR = 1e-6;
export const NEGLIGIBLE = 1e-4;

// A batch of true and corrupted examples and a network; every pair misses the margin.
export function makeCase(seed) {
  const next = seededStream(seed);
  const draw = () => {
    const [x, xc] = [0, 1].map(() => Array.from({ length: ROWS }, () => drawList(next, PASS_SIZES[0])));
    return { sizes: PASS_SIZES, x, xc, ...drawParameters(next, PASS_SIZES) };
  };
  let found = draw();
  for (let tries = 0; tries < 100 && Math.min(...missesOf(found)) <= 0.05; tries += 1) found = draw();
  return found;
}

function missesOf(batch) {
  const [s, sc] = [batch.x, batch.xc].map((rows) =>
    rows.map((x) => feedForward(x, batch.weights, batch.biases).a.at(-1)[0]),
  );
  return s.map((score, n) => 1 + sc[n] - score);
}

const meanObjective = (batch) => missesOf(batch).reduce((sum, miss) => sum + Math.max(miss, 0), 0) / ROWS;

const transpose = (W) => W[0].map((_, j) => W.map((row) => row[j]));
const carryBack = (delta, W) => W[0].map((_, j) => delta.reduce((sum, d, i) => sum + d * W[i][j], 0));
const sumRows = (list) => list.reduce((sum, value) => sum + value, 0);
const slopeAtZ = (z) => sigmoidSlope(z);

// The gradient of every parameter, in the order of listParameters, with every step of the walk replaceable.
function runBackward(
  batch,
  { slope = slopeAtZ, carry = carryBack, collect = sumRows, signals = [-1 / ROWS, 1 / ROWS] } = {},
) {
  const misses = missesOf(batch);
  const branches = [batch.x, batch.xc].map((rows, b) =>
    rows.map((x, n) => {
      const { z, a } = feedForward(x, batch.weights, batch.biases);
      const deltas = [...z.map(() => null), [signals[b] * (misses[n] > 0)]];
      for (let k = z.length - 1; k >= 2; k -= 1) {
        deltas[k] = carry(deltas[k + 1], batch.weights[k - 1]).map((error, j) => error * slope(z[k - 1][j]));
      }
      return { a, deltas };
    }),
  );
  return listParameters(batch.sizes).map(({ kind, k, i, j }) =>
    sumRows(
      branches.map((rows) =>
        kind === "b"
          ? collect(rows.map(({ deltas }) => deltas[k + 1][i]))
          : sumRows(rows.map(({ a, deltas }) => deltas[k + 1][i] * a[k - 1][j])),
      ),
    ),
  );
}

// What may be broken: the pass, what it is called, and what a gradient check sees of it.
export const PASSES = [
  {
    id: "missing_slope",
    name: "σ′(z) is missing: errors cross hidden neurons unchanged",
    sees: "the last layer is right and all below is wrong; hidden biases come out as 0, for without slopes the two branches cancel",
    run: (batch) => runBackward(batch, { slope: () => 1 }),
  },
  {
    id: "slope_at_activation",
    name: "σ′ is taken at a in place of z",
    sees: "the last layer is right and all below is off, by another factor at every neuron, since σ′(a) lies between 0.20 and 0.25 whatever z is",
    run: (batch) => runBackward(batch, { slope: (z) => sigmoidSlope(sigmoid(z)) }),
  },
  {
    id: "transposed_weights",
    name: "Wⱼᵢ in place of Wᵢⱼ carries the error back",
    sees: "only what lies below a square matrix is wrong, for elsewhere the shapes would not fit; the matrix itself has the right gradient",
    run: (batch) =>
      runBackward(batch, { carry: (delta, W) => carryBack(delta, W.length === W[0].length ? transpose(W) : W) }),
  },
  {
    id: "one_branch",
    name: "the branch of x_c is forgotten",
    sees: "everything is wrong, even the last bias: its two branches should cancel to 0",
    run: (batch) => runBackward(batch, { signals: [-1 / ROWS, 0] }),
  },
  {
    id: "sum_for_mean",
    name: "the batch is summed, but J is its mean",
    sees: `whatever is not 0 is too large by the same factor, the ${ROWS} rows of the batch: one and the same relative error, ${(ROWS - 1) / ROWS}; only the last bias, which is 0 either way, is right`,
    run: (batch) => runBackward(batch, { signals: [-1, 1] }),
  },
  {
    id: "bias_of_last_row",
    name: "biases take the last row's δ, not the sum over the batch",
    sees: "every weight is right and only biases are wrong: the errors themselves are good",
    run: (batch) => runBackward(batch, { collect: (list) => list.at(-1) }),
  },
];
// The five passes of a seed, in its order.
export const dealPasses = (seed) => shuffled(PASSES, seededStream(seed + 49979687)).slice(0, 5);

export function numericGradients(batch, h = 1e-5) {
  return listParameters(batch.sizes).map((parameter) => {
    const value = readParameter(batch, parameter);
    const [above, below] = [value + h, value - h].map((moved) =>
      meanObjective(writeParameter(batch, parameter, moved)),
    );
    return (above - below) / (2 * h);
  });
}

// |analytic - numeric| / max(|analytic|, |numeric|, 1e-6), entry by entry.
export function errorPattern(analytic, numeric) {
  return analytic.map(
    (value, n) => Math.abs(value - numeric[n]) / Math.max(Math.abs(value), Math.abs(numeric[n]), FLOOR),
  );
}

// Which blocks (W1, b1, ...) of a pattern are wrong anywhere.
function wrongBlocks(pattern, sizes = PASS_SIZES) {
  const blocks = new Set();
  listParameters(sizes).forEach(({ kind, k }, n) => pattern[n] > NEGLIGIBLE && blocks.add(`${kind}${k}`));
  return blocks;
}

const spell = (blocks) => blocks.map((block) => `${block[0]}⁽${"¹²³"[block[1] - 1]}⁾`).join(", ");

// Why a diagnosis does not fit, from the two patterns: blocks first, then sizes.
export function explainDiagnosis(chosen, pattern, imagined) {
  const [seen, expected] = [wrongBlocks(pattern), wrongBlocks(imagined)];
  const extra = [...expected].filter((block) => !seen.has(block));
  const missing = [...seen].filter((block) => !expected.has(block));
  const claims = `“${chosen.name}” would mean: ${chosen.sees}.`;
  if (extra.length) return `${claims} But here ${spell(extra)} ${extra.length > 1 ? "are" : "is"} right.`;
  if (missing.length) return `${claims} But here ${spell(missing)} ${missing.length > 1 ? "are" : "is"} wrong too.`;
  return `${claims} The same parameters are wrong here, but not by the same errors: compare the two patterns number by number.`;
}
