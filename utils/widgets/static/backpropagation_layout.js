// Where everything of the picture stands, in pixels, from the layer sizes and the width alone.
// Two bands, the branch of x above the branch of x_c, and J to their right; or the branch of x alone.

const MARGIN = 10;
const HEADER = 26;
const CAPTION = 24;
const BETWEEN = 12;

const STYLES = {
  roomy: { input: 84, neuron: 168, objective: 104, least: 84, step: 62, height: 48, inputStep: 42, inputHeight: 28 },
  stacked: { input: 84, neuron: 86, objective: 104, least: 48, step: 74, height: 62, inputStep: 42, inputHeight: 28 },
  narrow: { input: 66, neuron: 66, objective: 42, least: 18, step: 68, height: 58, inputStep: 36, inputHeight: 26 },
};

export const neuronId = (b, k, i) => `n${b}:${k}:${i}`;
export const edgeId = (b, k, i, j) => `e${b}:${k}:${i}:${j}`;
export const signalId = (b) => `j${b}`;

// Where a parameter stands: a weight on its edge in both branches, a bias at its neuron, an input in its own branch.
export function idsOfParameter({ kind, k, i, j, branch }) {
  if (kind === "x") return new Set([neuronId(branch, 1, j)]);
  return new Set([0, 1].map((b) => (kind === "W" ? edgeId(b, k, i, j) : neuronId(b, k + 1, i))));
}

// The pixels that boxes take in a row, and the gaps between them: J and the gap before it only beside two branches.
function boxesOf(style, layers, branches) {
  const boxes = style.input + (layers - 1) * style.neuron + (branches - 1) * style.objective;
  return { taken: 2 * MARGIN + boxes, gaps: layers - 2 + branches };
}

function gapOf(style, layers, width, branches) {
  const { taken, gaps } = boxesOf(style, layers, branches);
  return (width - taken) / gaps;
}

function pickStyle(layers, width, branches) {
  const fitting = Object.keys(STYLES).find(
    (name) => name !== "narrow" && gapOf(STYLES[name], layers, width, branches) >= STYLES[name].least,
  );
  return fitting ?? "narrow";
}

export function layOut(sizes, available, branches = 2) {
  const layers = sizes.length;
  const styleName = pickStyle(layers, available, branches);
  const style = STYLES[styleName];
  const gap = Math.max(style.least, Math.min(170, gapOf(style, layers, available, branches)));
  const { taken, gaps } = boxesOf(style, layers, branches);
  const width = Math.max(available, taken + gaps * gap);
  const rows = Math.max(...sizes.map((size, n) => size * (n ? style.step : style.inputStep)));
  const band = rows + CAPTION + 6;
  const tops = [HEADER, HEADER + band + BETWEEN].slice(0, branches);
  const left = MARGIN + (width - taken - gaps * gap) / 2;
  const columns = sizes.map((_, n) => left + (n ? style.input + n * gap + (n - 1) * style.neuron : 0));
  const neurons = tops.map((top) =>
    sizes.map((size, n) => placeLayer(columns[n], top + CAPTION, rows, size, n, style)),
  );
  const bandRight = columns.at(-1) + style.neuron + 10;
  const right = { x: bandRight - 10 + gap, y: HEADER + band + BETWEEN / 2, w: style.objective, h: 66 };
  return {
    styleName,
    sizes,
    gap,
    width,
    height: HEADER + branches * (band + BETWEEN) - BETWEEN + 4,
    columns,
    neurons,
    objective: branches > 1 ? right : null,
    bands: tops.map((top) => ({ x: left - 10, y: top, w: bandRight - left + 10, h: band })),
  };
}

function placeLayer(x, top, rows, size, n, style) {
  const [w, h] = n ? [style.neuron, style.height] : [style.input, style.inputHeight];
  return Array.from({ length: size }, (_, i) => ({ x, y: top + (rows * (i + 0.5)) / size, w, h }));
}

// The two ends of an edge: from the right side of neuron j to the left side of neuron i.
export function endsOfEdge(plan, b, k, i, j) {
  const [from, to] = [plan.neurons[b][k - 1][j], plan.neurons[b][k][i]];
  return { x1: from.x + from.w, y1: from.y, x2: to.x, y2: to.y };
}

export function endsOfSignal(plan, b) {
  const from = plan.neurons[b].at(-1)[0];
  return { x1: from.x + from.w, y1: from.y, x2: plan.objective.x, y2: plan.objective.y + (b ? 14 : -14) };
}

export const pointAlong = ({ x1, y1, x2, y2 }, t) => ({ x: x1 + t * (x2 - x1), y: y1 + t * (y2 - y1) });

// How far along its edge a number stands, for edges [[i, j], ...] between two layers that form a fan: near the starts
// where they lead to one neuron, near the ends where they leave one. Null where they form none, or the gap is too small.
export function placeInFan(plan, edges) {
  const [oneTarget, oneSource] = [0, 1].map((end) => edges.every((edge) => edge[end] === edges[0][end]));
  if (plan.gap < 56 || !(oneTarget || oneSource)) return null;
  if (oneTarget && oneSource) return 0.5;
  const clear = 24 / plan.gap;
  return oneTarget ? Math.max(0.32, clear) : Math.min(0.66, 1 - clear);
}

// Where a travelling number stands: before the z side (left) of a neuron, past its a side (right), or on an edge.
export function placeOfToken(plan, id, side) {
  const [b, ...rest] = id.slice(1).split(":").map(Number);
  if (id[0] === "j") return pointAlong(endsOfSignal(plan, b), side === "a" ? 0.75 : 0.5);
  if (id[0] === "e") return pointAlong(endsOfEdge(plan, b, ...rest), side === "near" ? 0.8 : 0.5);
  const box = plan.neurons[b][rest[0] - 1][rest[1]];
  const x = { z: box.x - 16, a: box.x + box.w + 16, mid: box.x + box.w / 2 }[side];
  return { x, y: side === "mid" ? box.y - box.h / 2 - 8 : box.y };
}
