// Seeded networks and choices by mulberry32, so that a task is the same wherever its seed is; the same as in
// utils/widgets/backpropagation_networks.py (a test holds them together).
import { measure } from "./backpropagation_network.js";

export function seededStream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Hundredths between -most and most.
function drawNumber(next, most = 1.5) {
  return (Math.floor(next() * (200 * most + 1)) - 100 * most) / 100;
}

export const drawList = (next, length) => Array.from({ length }, () => drawNumber(next));

// Weights and biases, layer by layer; the output's bias is 0, as the lecture's score has none.
export function drawParameters(next, sizes) {
  const layers = sizes.slice(1).map((size, n) => ({
    W: Array.from({ length: size }, () => drawList(next, sizes[n])),
    b: drawList(next, size),
  }));
  const biases = layers.map(({ b }, n) => (n === layers.length - 1 ? b.map(() => 0) : b));
  return { weights: layers.map(({ W }) => W), biases };
}

function drawNetwork(next, sizes) {
  const [x, xc] = [drawList(next, sizes[0]), drawList(next, sizes[0])];
  return { sizes: [...sizes], x, xc, ...drawParameters(next, sizes) };
}

// A network whose margin is not met, so that J is positive and every parameter has something to learn.
export function randomNetwork(sizes, seed) {
  const next = seededStream(seed);
  let net = drawNetwork(next, sizes);
  for (let tries = 0; tries < 100 && measure(net).J < 0.2; tries += 1) net = drawNetwork(next, sizes);
  return net;
}

export function shuffled(list, next) {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(next() * left.length), 1)[0]);
}
