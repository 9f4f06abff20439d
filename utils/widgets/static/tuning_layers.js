// A deep stack of layers on a few digits: activations forward, gradients backward, as utils.reference.multilayer.

export const ACTIVATIONS = {
  sigmoid: { name: "Sigmoid", f: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a), range: [0, 1], steepest: 0.25 },
  tanh: { name: "tanh", f: Math.tanh, slope: (a) => 1 - a * a, range: [-1, 1], steepest: 1 },
  relu: { name: "ReLU", f: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0), range: [0, 3], steepest: null },
  leaky_relu: { name: "Leaky ReLU", f: (z) => (z > 0 ? z : 0.01 * z), slope: (a) => (a > 0 ? 1 : 0.01), range: [-0.5, 3], steepest: null },
};
const BINS = 16;
const FLAT = 0.01;
const HUNDREDTHS = 100;

// The stack as it is stored, lines of whole numbers, read once: inputs from 0 to 1, normal numbers in hundredths.
export function readStack({ inputs, normals }) {
  const lines = inputs.map((line) => line.split(" ").map(Number));
  const x = Float64Array.from(lines.flat(), (value) => value / 16);
  return { x, rows: lines.length, width: lines[0].length, normals: normals.map((line) => Float64Array.from(line.split(" "), Number)) };
}

// Weights (above x below) from normal numbers in hundredths, with standard deviation gain sqrt(2 / below).
function scaledWeights(normals, below, gain) {
  const scale = (gain * Math.sqrt(2 / below)) / HUNDREDTHS;
  return normals.map((value) => value * scale);
}

function dotted(one, from, other, start, count) {
  let sum = 0;
  for (let j = 0; j < count; j += 1) sum += one[from + j] * other[start + j];
  return sum;
}

function affineOf(x, W, rows, below, bias) {
  const above = W.length / below;
  const z = new Float64Array(rows * above).fill(bias);
  for (let n = 0; n < rows; n += 1)
    for (let i = 0; i < above; i += 1)
      z[n * above + i] += dotted(W, i * below, x, n * below, below);
  return z;
}

function gradientOf(delta, x, W, rows, below) {
  const above = W.length / below;
  const dW = new Float64Array(W.length);
  const dx = new Float64Array(rows * below);
  for (let n = 0; n < rows; n += 1)
    for (let i = 0; i < above; i += 1) {
      const d = delta[n * above + i];
      if (d === 0) continue;
      for (let j = 0; j < below; j += 1) {
        dW[i * below + j] += d * x[n * below + j];
        dx[n * below + j] += d * W[i * below + j];
      }
    }
  return { dW, dx };
}

const rootMeanSquare = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

function deviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

// Counts in equal bins over the range; what lies outside counts in the outermost bins.
export function histogramOf(values, [least, most]) {
  const counts = new Array(BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - least) / (most - least)) * BINS);
    counts[Math.min(BINS - 1, Math.max(0, bin))] += 1;
  }
  return counts;
}

function deadShare(a, rows, units) {
  let dead = 0;
  for (let i = 0; i < units; i += 1) {
    let silent = true;
    for (let n = 0; n < rows && silent; n += 1) silent = a[n * units + i] <= 0;
    dead += silent ? 1 : 0;
  }
  return dead / units;
}

// What each hidden layer looks like: a histogram, the deviation of its activations, its share of dead units or
// saturated activations, and the size of its weights' gradient when every score asks for more by 1 / rows.
export function measureStack({ x: first, rows, width, normals }, { activation, gain, bias }) {
  const { slope, f, range, steepest } = ACTIVATIONS[activation];
  let [x, below] = [first, width];
  const layers = [];
  normals.forEach((numbers, k) => {
    const W = scaledWeights(numbers, below, gain);
    const last = k === normals.length - 1;
    const z = affineOf(x, W, rows, below, last ? 0 : bias);
    layers.push({ x, W, below, z, a: last ? z : z.map(f) });
    below = W.length / below;
    x = layers.at(-1).a;
  });
  let delta = new Float64Array(layers.at(-1).z.length).fill(1 / rows);
  for (let k = layers.length - 1; k >= 0; k -= 1) {
    const { dW, dx } = gradientOf(delta, layers[k].x, layers[k].W, rows, layers[k].below);
    layers[k].gradient = rootMeanSquare(dW);
    if (k) delta = dx.map((value, place) => value * slope(layers[k - 1].a[place]));
  }
  return layers.slice(0, -1).map(({ a, gradient }) => ({
    histogram: histogramOf(a, range),
    deviation: deviation(a),
    stuck: steepest === null ? deadShare(a, rows, a.length / rows) : a.filter((value) => slope(value) < FLAT * steepest).length / a.length,
    gradient,
  }));
}
