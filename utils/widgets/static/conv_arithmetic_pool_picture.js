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
  tiedPlaces,
} from "./conv_arithmetic_pool.js";

export function shownNumber(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

// As many decimals as the numbers of a grid need, the same for all of them, two at most.
export function decimalsOf(map) {
  const needs = (value) => [0, 1, 2].find((places) => Number(value.toFixed(places)) === value) ?? 2;
  return Math.max(...map.flat().map(needs));
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

// On a tie the maximum has no derivative; "" where every window has one winner.
function tieText({ map, windows }) {
  const ties = windows.flat().filter((places) => tiedPlaces(map, places).length > 1).length;
  if (!ties) return "";
  const many = ties === 1 ? "One window has" : `${ties} windows have`;
  return ` ${many} a tie, where the maximum has no derivative: the first winner takes all, by convention.`;
}

function allGradients(kind, picture) {
  const peak = shownNumber(Math.max(...picture.gradient.flat()));
  const sent = "Every output sends back a gradient of 1. Where windows overlap the parts add up: ";
  const ties = kind === "max" ? tieText(picture) : "";
  return `${sent}the most that one input collects is ${peak}.${ties} Click an output to follow its gradient alone.`;
}

export function gradientText({ kind, kernel, chosen }, picture) {
  if (!chosen.length) return allGradients(kind, picture);
  const [row, column] = chosen;
  const numbers = picture.windows[row][column].map(([i, j]) => picture.map[i][j]).join(", ");
  const result = `Output (${row}, ${column}) = ${shownNumber(picture.output[row][column])}`;
  if (kind === "average") {
    return `${result}, the average of ${numbers}. Its gradient of 1 is shared: each input gets 1/${kernel ** 2}.`;
  }
  const [i, j] = picture.winners[row][column];
  const tied = tiedPlaces(picture.map, picture.windows[row][column]).length;
  const tie = tied > 1 ? ` ${tied} inputs tie: there the maximum has no derivative, and the first takes all.` : "";
  return `${result}, the largest of ${numbers}. Its gradient of 1 goes to input (${i}, ${j}) alone.${tie}`;
}

// Throws BadNumber where size and stride make no picture.
export function checkPooling(values, kernel, stride) {
  for (const extent of [values.length, values[0].length]) outputSize(extent, kernel, stride);
  atMost("stride", stride, 8);
}
