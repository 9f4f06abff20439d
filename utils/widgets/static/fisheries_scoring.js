// One row of probabilities against a stream of frames: the formulas of utils.reference.losses.log_losses.
import { lossText } from "./losses_numbers.js";

export const CLIPS = [1e-15, 1e-3, 1e-2];
export const LUCKY = 20; // frames before luck counts
const CLOSE = 1.65;
const DEAR = 10;

// Weights as shares of their sum; null where they are all 0, which the scorer refuses.
export function sharesOf(weights) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? weights.map((weight) => weight / sum) : null;
}

// What each class costs if it is the truth: -log of its share, clipped to [eps, 1 - eps].
export const costsOf = (shares, eps) => shares.map((share) => -Math.log(Math.min(1 - eps, Math.max(eps, share))));

// The mean cost over `counts` frames of each class.
export function meanCost(costs, counts) {
  const frames = counts.reduce((total, count) => total + count, 0);
  return costs.reduce((total, cost, label) => total + (counts[label] ? counts[label] * cost : 0), 0) / frames;
}

// The mean cost after the first, the second, ... of the frames that have these labels.
export function runningMeans(costs, labels) {
  let total = 0;
  return labels.map((label, place) => (total += costs[label]) / (place + 1));
}

// All that the view shows of a state; `costs` and what follows from them are null where the row is refused.
export function forecastOf({ weights, eps, seen, labels, counts }) {
  const shares = sharesOf(weights);
  const costs = shares && costsOf(shares, eps);
  const prior = costsOf(sharesOf(counts), eps);
  const frames = labels.slice(0, seen);
  return {
    shares,
    costs,
    means: costs && runningMeans(costs, frames),
    expected: costs && meanCost(costs, counts),
    prior: meanCost(prior, counts),
    priorMeans: runningMeans(prior, frames),
    uniform: Math.log(counts.length),
    last: seen ? labels[seen - 1] : null,
  };
}

export const GOALS = [
  { text: `a log-loss below ${CLOSE} on all frames`, met: ({ expected }) => expected !== null && expected < CLOSE },
  {
    text: `a single frame that costs you more than ${DEAR}`,
    met: ({ costs, last }) => costs !== null && last !== null && costs[last] > DEAR,
  },
  {
    text: `luck: ahead of the prior on the frames so far, at least ${LUCKY}, and behind it on all of them`,
    met: ({ means, priorMeans, expected, prior }) =>
      means !== null &&
      means.length >= LUCKY &&
      means.at(-1) < priorMeans.at(-1) - 1e-9 &&
      expected > prior + 1e-9,
  },
];

export function percent(share) {
  return share > 0 && share < 0.0005 ? "below 0.1 %" : `${(100 * share).toFixed(1)} %`;
}

export function forecastSentence({ shares, costs, means, expected, last, prior }, names) {
  if (!costs) return "All eight are at 0. A row that sums to zero is refused: move a slider.";
  const place = Math.abs(expected - prior) < 5e-4 ? "as the prior does" : expected < prior ? "below the prior" : "above the prior";
  const whole = `On all frames this row scores ${lossText(expected)}, ${place}.`;
  if (last === null) return `No frame has come yet. ${whole}`;
  const frame = `Frame ${means.length} was ${names[last]}: you gave it ${percent(shares[last])}, it costs ${lossText(costs[last])}.`;
  return `${frame} Mean so far ${lossText(means.at(-1))}. ${whole}`;
}
