// All sub-networks of a small layer, as utils.reference.subnetworks has them.

export const KINDS = { linear: "Linear unit", relu: "ReLU unit", softmax: "Softmax" };

export function allMasks(units) {
  return Array.from({ length: 2 ** units }, (_, row) =>
    Array.from({ length: units }, (_, unit) => Math.floor(row / 2 ** (units - 1 - unit)) % 2),
  );
}

export function maskProbability(mask, keep) {
  return mask.reduce((product, kept) => product * (kept ? keep : 1 - keep), 1);
}

const scoresOf = (a, W, b) => W.map((row, i) => row.reduce((sum, weight, j) => sum + weight * a[j], b[i]));

function answersOf(scores, kind) {
  if (kind === "linear") return scores;
  if (kind === "relu") return scores.map((score) => Math.max(score, 0));
  const most = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - most));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

function normalisedGeometric(answers, probabilities) {
  const logs = answers[0].map((_, c) => answers.reduce((sum, row, m) => sum + probabilities[m] * Math.log(row[c]), 0));
  return answersOf(logs, "softmax");
}

// The first output of every sub-network, their means, and what the scaled network says; geometric only for a softmax.
export function ensemble({ a, W, b, keep, kind }) {
  const masks = allMasks(a.length);
  const probabilities = masks.map((mask) => maskProbability(mask, keep));
  const answers = masks.map((mask) => answersOf(scoresOf(a.map((value, j) => value * mask[j]), W, b), kind));
  const values = answers.map(([first]) => first);
  const arithmetic = values.reduce((sum, value, m) => sum + value * probabilities[m], 0);
  const geometric = kind === "softmax" ? normalisedGeometric(answers, probabilities)[0] : null;
  const scaled = answersOf(scoresOf(a.map((value) => value * keep), W, b), kind)[0];
  return { probabilities, values, arithmetic, geometric, scaled };
}
