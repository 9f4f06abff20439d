// Pooling of one map of numbers, forward and backward, as utils/reference/pooling owns it (a test holds them together).
// Floors like every framework; of equal maxima the first in reading order wins; padding never wins a maximum and counts
// as zeros in an average.

import { inputWindows } from "./arithmetic.js";

// For each output the places inside the map that its window covers, in reading order.
export function poolWindows(rows, columns, kernel, stride, padding = 0) {
  const inside = (places, extent) => places.filter((place) => place >= 0 && place < extent);
  const across = inputWindows(columns, kernel, stride, padding).map((window) => inside(window, columns));
  return inputWindows(rows, kernel, stride, padding).map((window) => {
    const down = inside(window, rows);
    return across.map((places) => down.flatMap((row) => places.map((column) => [row, column])));
  });
}

function forEachWindow(map, kernel, stride, padding, visit) {
  return poolWindows(map.length, map[0].length, kernel, stride, padding).map((line, row) =>
    line.map((places, column) => visit(places, row, column)),
  );
}

// [row, column] of each output's winner.
export function poolWinners(map, kernel, stride, padding = 0) {
  const better = (best, place) => (map[place[0]][place[1]] > map[best[0]][best[1]] ? place : best);
  return forEachWindow(map, kernel, stride, padding, (places) => places.reduce(better));
}

// The places of a window that hold its largest number.
export function tiedPlaces(map, places) {
  const most = Math.max(...places.map(([row, column]) => map[row][column]));
  return places.filter(([row, column]) => map[row][column] === most);
}

export function maxPool(map, kernel, stride, padding = 0) {
  return poolWinners(map, kernel, stride, padding).map((line) => line.map(([row, column]) => map[row][column]));
}

export function averagePool(map, kernel, stride, padding = 0) {
  return forEachWindow(map, kernel, stride, padding, (places) => {
    return places.reduce((sum, [row, column]) => sum + map[row][column], 0) / kernel ** 2;
  });
}

export function maxPoolBackward(upstream, map, kernel, stride, padding = 0) {
  const gradient = map.map((line) => line.map(() => 0));
  poolWinners(map, kernel, stride, padding).forEach((line, i) =>
    line.forEach(([row, column], j) => (gradient[row][column] += upstream[i][j])),
  );
  return gradient;
}

export function averagePoolBackward(upstream, map, kernel, stride, padding = 0) {
  const gradient = map.map((line) => line.map(() => 0));
  forEachWindow(map, kernel, stride, padding, (places, i, j) => {
    for (const [row, column] of places) gradient[row][column] += upstream[i][j] / kernel ** 2;
  });
  return gradient;
}

// The picture moves right: zeros come in on the left, the last columns fall off.
export function shiftedMap(map, shift) {
  return map.map((line) => line.map((_, column) => (column < shift ? 0 : line[column - shift])));
}

export function countSame(first, second) {
  return first.reduce((sum, line, i) => sum + line.filter((value, j) => value === second[i][j]).length, 0);
}
