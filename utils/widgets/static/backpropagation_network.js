// A network with two inputs, the true x and the corrupted x_c, and the lecture's objective J = max(1 + s_c - s, 0).
// The same truth as utils/reference/backpropagation (a test holds them together): sigmoid hidden layers, identity at
// the one output; layers k count from 1, neurons i, j from 0 in code; W^(k) = weights[k - 1] goes to i from j.
// A network is { sizes, x, xc, weights, biases }; branch 0 is fed x and scores s, branch 1 is fed x_c and scores s_c.

export const sigmoid = (z) => 1 / (1 + Math.exp(-z));

export const sigmoidSlope = (z) => sigmoid(z) * (1 - sigmoid(z));

export function feedForward(x, weights, biases) {
  const z = [x];
  const a = [x];
  weights.forEach((W, n) => {
    z.push(W.map((row, i) => row.reduce((sum, w, j) => sum + w * a[n][j], biases[n][i])));
    a.push(n === weights.length - 1 ? z[n + 1] : z[n + 1].map(sigmoid));
  });
  return { z, a };
}

// The derivative across one neuron, from z to a: sigma'(z), and 1 at the output.
export function localGradient(z, k, i) {
  return k === z.length ? 1 : sigmoidSlope(z[k - 1][i]);
}

// delta_j^(k) = sigma'(z_j^(k)) sum_i delta_i^(k+1) W_ij^(k), down to layer 2; entry k - 1 belongs to layer k.
function findDeltas(upstream, z, weights) {
  const found = z.map(() => null);
  found[z.length - 1] = [upstream];
  for (let k = z.length - 1; k >= 2; k -= 1) {
    found[k - 1] = z[k - 1].map((_, j) => localGradient(z, k, j) * carriedError(found[k], weights[k - 1], j));
  }
  return found;
}

export function carriedError(deltasAbove, W, j) {
  return deltasAbove.reduce((sum, delta, i) => sum + delta * W[i][j], 0);
}

// Everything the pictures show: both passes, their scores, J, dJ/ds and dJ/ds_c, and the deltas of s and of J.
export function measure(net) {
  const passes = [net.x, net.xc].map((x) => feedForward(x, net.weights, net.biases));
  const scores = passes.map(({ a }) => a[a.length - 1][0]);
  const margin = 1 + scores[1] - scores[0];
  const signals = margin > 0 ? [-1, 1] : [0, 0];
  const branches = passes.map(({ z, a }, b) => ({
    z,
    a,
    score: scores[b],
    signal: signals[b],
    deltas: { s: findDeltas(1, z, net.weights), J: findDeltas(signals[b], z, net.weights) },
  }));
  return { branches, J: Math.max(margin, 0), signals };
}

// A parameter is { kind: "W", k, i, j }, { kind: "b", k, i } or { kind: "x", branch, j }; k is the layer it leaves.
export function derivativeBy(parameter, branch, deltas, weights) {
  const { kind, k, i, j } = parameter;
  if (kind === "W") return deltas[k][i] * branch.a[k - 1][j];
  return kind === "b" ? deltas[k][i] : carriedError(deltas[1], weights[0], j);
}

// dJ/d(parameter): both branches summed, for the two scores share their weights; an input belongs to one of them.
export function derivativeOfObjective(parameter, net, measured = measure(net)) {
  const own = measured.branches.filter((_, b) => parameter.kind !== "x" || parameter.branch === b);
  return own.reduce((sum, branch) => sum + derivativeBy(parameter, branch, branch.deltas.J, net.weights), 0);
}

export function readParameter(net, { kind, k, i, j, branch }) {
  if (kind === "W") return net.weights[k - 1][i][j];
  return kind === "b" ? net.biases[k - 1][i] : [net.x, net.xc][branch][j];
}

// A copy of the network with one number changed.
export function writeParameter(net, { kind, k, i, j, branch }, value) {
  const replace = (list, index, item) => list.map((old, n) => (n === index ? item : old));
  if (kind === "W") {
    const W = replace(net.weights[k - 1], i, replace(net.weights[k - 1][i], j, value));
    return { ...net, weights: replace(net.weights, k - 1, W) };
  }
  if (kind === "b") return { ...net, biases: replace(net.biases, k - 1, replace(net.biases[k - 1], i, value)) };
  return branch === 0 ? { ...net, x: replace(net.x, j, value) } : { ...net, xc: replace(net.xc, j, value) };
}

// (f(p + h) - f(p - h)) / 2h for f one of "s", "s_c", "J": knows nothing of the chain rule.
export function finiteDifference(net, parameter, of, h = 1e-5) {
  const value = readParameter(net, parameter);
  const [above, below] = [value + h, value - h].map((moved) => evaluateAs(writeParameter(net, parameter, moved), of));
  return (above - below) / (2 * h);
}

function evaluateAs(net, of) {
  const scores = [net.x, net.xc].map((x) => feedForward(x, net.weights, net.biases).a.at(-1)[0]);
  return of === "J" ? Math.max(1 + scores[1] - scores[0], 0) : scores[of === "s" ? 0 : 1];
}

// Every way from a parameter to the score, as the neurons it passes: [[k, i], ...] up to the output.
function listPaths(parameter, sizes) {
  const first = parameter.kind === "x" ? 2 : parameter.k + 1;
  const starts = parameter.kind === "x" ? [...Array(sizes[1]).keys()] : [parameter.i];
  let paths = starts.map((i) => [[first, i]]);
  for (let k = first + 1; k <= sizes.length; k += 1) {
    paths = paths.flatMap((path) => [...Array(sizes[k - 1]).keys()].map((i) => [...path, [k, i]]));
  }
  return paths;
}

// The rate factors of a path. The first is da_j/dw_jk = sigma'(z_j) a_k, the others rates of one neuron by another,
// sigma'(z_i) W_ij; each comes as its local gradient and what multiplies it.
function ratesOfPath(path, parameter, branch, weights) {
  return path.map(([k, i], n) => {
    const slope = localGradient(branch.z, k, i);
    const other = n > 0 ? weights[k - 2][i][path[n - 1][1]] : startOfPath(parameter, branch, weights, i);
    return { k, i, from: n > 0 ? path[n - 1][1] : null, slope, other, rate: slope * other };
  });
}

function startOfPath({ kind, k, j }, branch, weights, i) {
  if (kind === "W") return branch.a[k - 1][j];
  return kind === "b" ? 1 : weights[0][i][j];
}

export function sumOverPaths(parameter, branch, net) {
  const terms = listPaths(parameter, net.sizes).map((path) => {
    const rates = ratesOfPath(path, parameter, branch, net.weights);
    return { path, rates, product: rates.reduce((product, { rate }) => product * rate, 1) };
  });
  return { terms, total: terms.reduce((sum, { product }) => sum + product, 0) };
}

// The first factor of the paths that start at a weight: how fast the neuron it feeds follows the weight itself.
export function rateOfWeight(branch, { k, i, j }) {
  return localGradient(branch.z, k + 1, i) * branch.a[k - 1][j];
}

// The rate factor of an edge: how fast neuron i of layer k + 1 follows neuron j of layer k.
export function rateOfEdge(branch, weights, k, i, j) {
  return localGradient(branch.z, k + 1, i) * weights[k - 1][i][j];
}

// Multiplications a derivative costs: all paths from input to output, against one visit to each edge.
export function countWork(sizes) {
  const paths = sizes.reduce((product, size) => product * BigInt(size), 1n);
  const edges = sizes.slice(1).reduce((sum, size, n) => sum + size * sizes[n], 0);
  return { paths, edges };
}

// Every parameter of a network, weights before biases, layer by layer.
export function listParameters(sizes) {
  const layers = sizes.slice(1).map((size, n) => [n + 1, size, sizes[n]]);
  const range = (n) => [...Array(n).keys()];
  const weights = layers.flatMap(([k, to, from]) =>
    range(to).flatMap((i) => range(from).map((j) => ({ kind: "W", k, i, j }))),
  );
  return [...weights, ...layers.flatMap(([k, to]) => range(to).map((i) => ({ kind: "b", k, i })))];
}
