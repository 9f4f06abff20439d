// What can be found with two pooled regions, and the sentence that says what one bin does.

import { commonBox } from "./boxes_numbers.js";
import { binWindows, upstreamOf, winnersOf } from "./fast_rcnn_numbers.js";

const NAMES = ["A", "B"];
const twice = (winners) => new Set(winners).size < winners.length;
const shared = ([one, other]) => one.filter((winner) => other.includes(winner));

export const POOLING_GOALS = [
  {
    text: "The sum over j: one cell wins several bins of one region, but not all of them.",
    met: ({ winners }) => winners.some((all) => twice(all) && new Set(all).size > 1),
  },
  { text: "The sum over r: one cell wins a bin of A and a bin of B.", met: ({ winners }) => shared(winners).length > 0 },
  {
    text: "Side by side in peace: A and B overlap, and no cell wins in both.",
    met: ({ regions, winners }) => commonBox(...regions) !== null && !shared(winners).length,
  },
  {
    text: "All to one: with 3 × 3 bins, a region hands its whole gradient, of all nine bins, to a single cell.",
    met: ({ bins, winners }) => bins === 3 && winners.some((all) => new Set(all).size === 1),
  },
];

const span = (first, stop, what) => (stop - first === 1 ? `${what} ${first + 1}` : `${what}s ${first + 1} to ${stop}`);

// Rows and columns are counted from 1, as a reader does.
export function binSentence({ map, regions, bins, chosen, bin }) {
  const window = binWindows(regions[chosen], bins)[bin];
  const winner = winnersOf(map, regions[chosen], bins)[bin];
  const [y, x] = [Math.floor(winner / map[0].length), winner % map[0].length];
  const [x1, y1, x2, y2] = window;
  const others = (x2 - x1) * (y2 - y1) - 1;
  const rest = others ? `; the other ${others === 1 ? "cell gets" : `${others} cells get`} nothing from this bin` : "";
  const where = `${span(y1, y2, "row")}, ${span(x1, x2, "column")}`;
  const own = upstreamOf(chosen, bins)[bin];
  return `Bin ${bin + 1} of ${NAMES[chosen]}, ${where}: the largest is ${map[y][x]}, in row ${y + 1}, column ${x + 1}. Back comes ${own}, all of it to that cell${rest}.`;
}

export function shareSentence({ winners }) {
  const cells = new Set(winners.flat()).size;
  return `${winners.flat().length} bins, ${cells} ${cells === 1 ? "cell" : "cells"} that learn${cells === 1 ? "s" : ""}.`;
}
