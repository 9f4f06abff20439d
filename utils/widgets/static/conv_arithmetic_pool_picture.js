// From the pooling view's state to what it shows, without a page.

import { outputSize, unreadInputs } from "./arithmetic.js";
import { atMost } from "./conv_arithmetic_limits.js";
import {
  averagePool,
  averagePoolBackward,
  countSame,
  maxPool,
  maxPoolBackward,
  poolWindows,
  poolWinners,
  shiftedMap,
} from "./conv_arithmetic_pool.js";

export function shownNumber(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

// Everything the view shows, from the model's state alone.
export function poolPicture({ values, kernel, stride, kind, shift, chosen }) {
  const map = shiftedMap(values, shift);
  const forward = kind === "max" ? maxPool : averagePool;
  const backward = kind === "max" ? maxPoolBackward : averagePoolBackward;
  const output = forward(map, kernel, stride);
  const still = forward(values, kernel, stride);
  const upstream = output.map((line, row) =>
    line.map((_, column) => Number(!chosen.length || (chosen[0] === row && chosen[1] === column))),
  );
  const windows = poolWindows(map.length, map[0].length, kernel, stride);
  const gradient = backward(upstream, map, kernel, stride);
  const unread = [map.length, map[0].length].map((extent) => unreadInputs(extent, kernel, stride));
  return {
    map,
    output,
    still,
    windows,
    gradient,
    unread,
    winners: kind === "max" ? poolWinners(map, kernel, stride) : null,
  };
}

export function shiftText({ values, kernel, stride, shift }) {
  if (!shift) return "Shift the input by a pixel to see what stays the same.";
  const moved = shiftedMap(values, shift);
  const of = (map) => map.length * map[0].length;
  const kept = (pool) =>
    `${countSame(pool(values, kernel, stride), pool(moved, kernel, stride))} of ${of(pool(values, kernel, stride))}`;
  const inputs = `${countSame(values, moved)} of ${of(values)} inputs`;
  return `Shifted by ${shift}: ${inputs} keep their number, ${kept(maxPool)} maxima do, ${kept(averagePool)} averages.`;
}

function allGradients({ gradient }) {
  const peak = shownNumber(Math.max(...gradient.flat()));
  return (
    "Every output sends back a gradient of 1. Where windows overlap the parts add up: the most that one input collects " +
    `is ${peak}. Click an output to follow its gradient alone.`
  );
}

export function gradientText({ kind, kernel, chosen }, picture) {
  if (!chosen.length) return allGradients(picture);
  const [row, column] = chosen;
  const numbers = picture.windows[row][column].map(([i, j]) => picture.map[i][j]).join(", ");
  const result = `Output (${row}, ${column}) = ${shownNumber(picture.output[row][column])}`;
  if (kind === "average") {
    return `${result}, the average of ${numbers}. Its gradient of 1 is shared: each input gets 1/${kernel ** 2}.`;
  }
  const [i, j] = picture.winners[row][column];
  return `${result}, the largest of ${numbers}. Its gradient of 1 goes to input (${i}, ${j}) alone.`;
}

// Throws BadNumber where size and stride make no picture.
export function checkPooling(values, kernel, stride) {
  for (const extent of [values.length, values[0].length]) outputSize(extent, kernel, stride);
  atMost("stride", stride, 8);
}
