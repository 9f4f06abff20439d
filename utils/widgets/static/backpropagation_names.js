// What numbers of a network are called in a typed formula, in the lecture's notation: W1_14 is W_14^(1), z2_1 is
// z_1^(2), d2_1 is delta_1^(2) = dJ/dz; a c after the letter means the corrupted branch: zc2_1, ac1_4, dc2_1.
import { FormulaError } from "./backpropagation_expressions.js";
import { measure } from "./backpropagation_network.js";

// Every full name of a network with its value.
export function namedValues(net, measured = measure(net)) {
  const values = new Map();
  net.weights.forEach((W, n) =>
    W.forEach((row, i) => {
      row.forEach((w, j) => values.set(`W${n + 1}_${i + 1}${j + 1}`, w));
      values.set(`b${n + 1}_${i + 1}`, net.biases[n][i]);
    }),
  );
  measured.branches.forEach((branch, b) => {
    const c = b ? "c" : "";
    branch.z.forEach((layer, n) =>
      layer.forEach((z, i) => {
        values.set(`z${c}${n + 1}_${i + 1}`, z);
        values.set(`a${c}${n + 1}_${i + 1}`, branch.a[n][i]);
        if (n) values.set(`d${c}${n + 1}_${i + 1}`, branch.deltas.J[n][i]);
      }),
    );
  });
  return values;
}

// The full name of what a student typed: x4 is a1_4, U1 and W2_1 are W2_11 where W2 has one row, z1 and delta1 belong
// to the hidden layer of a network that has only one. Throws FormulaError with one sentence where it is no name.
export function fullName(name, shown, sizes) {
  const typed = name
    .replace(/^s_?c$/, "sc")
    .replace(/^delta/, "d")
    .replace(/^([xzad])_?c_?(?=\d)/, "$1c")
    .replace(/^([xzadU])_(?=\d)/, "$1");
  const last = sizes.length;
  if (typed === "s" || typed === "sc") return typed === "s" ? `z${last}_1` : `zc${last}_1`;
  const match = /^(xc?|U|W|b|zc?|ac?|dc?)(\d)(?:_(\d)(\d)?)?$/.exec(typed);
  if (!match) throw new FormulaError(`${shown} is no name here: ${examplesOf(sizes)}.`);
  const [, letter, first, second, third] = match;
  if (letter[0] === "x") return inputNamed(letter, second ? Number(first) : 1, second ?? first, shown, sizes);
  if (letter === "U") return entryOf(last - 1, ...(second ? [first, second] : ["1", first]), shown, sizes);
  if (letter === "W" && second && !third && sizes[first] === 1) return entryOf(Number(first), "1", second, shown, sizes);
  if (letter === "W") return entryOf(Number(first), second, third, shown, sizes);
  if (letter === "b") return biasOf(Number(first), second, shown, sizes);
  if (third) throw new FormulaError(`${shown} has one index too many: a neuron is written ${letter}2_1.`);
  return second ? inLayer(letter, Number(first), second, shown, sizes) : guessLayer(letter, first, shown, sizes);
}

function examplesOf(sizes) {
  const last = sizes[0];
  const corrupted = `xc${last}, zc2_1, ac2_1`;
  return `names are x${last}, U1, W1_1${last}, b1_1, z2_1, a2_1 and, in the corrupted branch, ${corrupted}`;
}

function inputNamed(letter, k, i, shown, sizes) {
  if (k !== 1) throw new FormulaError(`${shown} does not exist: x is layer 1, write ${letter}${i}.`);
  return inLayer(`a${letter.slice(1)}`, 1, i, shown, sizes);
}

function inLayer(letter, k, i, shown, sizes) {
  const least = letter[0] === "d" ? 2 : 1;
  if (k < least || k > sizes.length) {
    throw new FormulaError(`${shown} does not exist: ${letter} stands at layers ${least} to ${sizes.length}.`);
  }
  if (i < 1 || i > sizes[k - 1]) {
    const count = sizes[k - 1] === 1 ? "1 neuron" : `${sizes[k - 1]} neurons`;
    throw new FormulaError(`${shown} does not exist: layer ${k} has ${count}.`);
  }
  return `${letter}${k}_${i}`;
}

function entryOf(k, i, j, shown, sizes) {
  if (!i || !j)
    throw new FormulaError(`${shown} needs two indices, to and from: W1_14 goes to neuron 1 from neuron 4.`);
  if (k < 1 || k >= sizes.length)
    throw new FormulaError(`${shown} does not exist: matrices are W1 to W${sizes.length - 1}.`);
  if (i < 1 || i > sizes[k] || j < 1 || j > sizes[k - 1]) {
    throw new FormulaError(
      `${shown} does not exist: W${k} has ${sizes[k]} row${sizes[k] > 1 ? "s" : ""} (to) and ${sizes[k - 1]} columns (from).`,
    );
  }
  return `W${k}_${i}${j}`;
}

function biasOf(k, i, shown, sizes) {
  if (!i)
    throw new FormulaError(
      `${shown} needs its layer and its neuron: b1_2 is the bias of neuron 2 on the way out of layer 1.`,
    );
  if (k < 1 || k >= sizes.length || i < 1 || i > sizes[k])
    throw new FormulaError(`${shown} does not exist: biases are b1_1 to b${sizes.length - 1}_${sizes.at(-1)}.`);
  return `b${k}_${i}`;
}

// A name without its layer. z1 and delta1 can only mean the one hidden layer; a4 only the layer that has a fourth.
function guessLayer(letter, i, shown, sizes) {
  const layers = sizes
    .map((size, n) => [n + 1, size])
    .filter(([k, size]) => {
      const hidden = k > 1 && k < sizes.length;
      return i >= 1 && i <= size && (letter[0] === "a" ? k < sizes.length : hidden);
    });
  if (layers.length === 1) return `${letter}${layers[0][0]}_${i}`;
  if (!layers.length) throw new FormulaError(`${shown} does not exist: no layer has a neuron ${i} of that name.`);
  const choices = layers.map(([k]) => `${letter}${k}_${i}`).join(" or ");
  throw new FormulaError(`${shown} may mean more than one neuron: write ${choices}.`);
}
