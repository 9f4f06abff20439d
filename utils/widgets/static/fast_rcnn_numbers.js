// RoI pooling on a map of numbers, as utils/reference/roi owns it: same bins, same winners, same gradient (a test holds
// them together). A region is [x1, y1, x2, y2] in whole cells, half-open.

// Where each of `bins` begins and ends along one axis, going out to whole cells: neighbours may share some.
export function binEdges(first, stop, bins) {
  const step = (stop - first) / bins;
  return Array.from({ length: bins }, (_, place) => [
    first + Math.floor(place * step),
    first + Math.ceil((place + 1) * step),
  ]);
}

// R(r, j) of all bins of a region, row by row, as half-open boxes of cells.
export function binWindows([x1, y1, x2, y2], bins) {
  const across = binEdges(x1, x2, bins);
  return binEdges(y1, y2, bins).flatMap(([top, bottom]) => across.map(([left, right]) => [left, top, right, bottom]));
}

// i*(r, j): the cell of a window with the largest value, the first of equals, as y times the map's width plus x.
export function winnerIn(map, [x1, y1, x2, y2]) {
  const width = map[0].length;
  let best = y1 * width + x1;
  for (let y = y1; y < y2; y += 1)
    for (let x = x1; x < x2; x += 1) if (map[y][x] > map[Math.floor(best / width)][best % width]) best = y * width + x;
  return best;
}

export const winnersOf = (map, region, bins) => binWindows(region, bins).map((window) => winnerIn(map, window));

// dL/dy of bin j: counted from 1, by ones in the first region and by tens in the second, so that a sum tells its parts.
export const upstreamOf = (place, bins) => Array.from({ length: bins * bins }, (_, j) => (j + 1) * 10 ** place);

// dL/dx of every cell: the sum over regions r and bins j of [i = i*(r, j)] dL/dy.
export function gradientOf(map, regions, bins) {
  const gradient = map.map((row) => row.map(() => 0));
  regions.forEach((region, place) => {
    const upstream = upstreamOf(place, bins);
    winnersOf(map, region, bins).forEach((winner, j) => {
      gradient[Math.floor(winner / map[0].length)][winner % map[0].length] += upstream[j];
    });
  });
  return gradient;
}
