// From the bench's numbers to what it shows, without a page: extents, formula, sentences, costs, cells.

import {
  convMultiplyAdds,
  convParameters,
  inputWindows,
  outputQuotient,
  outputSize,
  readCounts,
  typedNumber,
  unitWeights,
  unreadInputs,
  wholeNumber,
  windowRest,
  windowSpan,
} from "./arithmetic.js";
import { grouped } from "./conv_arithmetic_goals.js";
import { BENCH_LIMITS, atMost } from "./conv_arithmetic_limits.js";

export const NUMBERS = ["size", "kernel", "stride", "padding", "dilation", "channels", "filters"];

export function extentsOf(size) {
  return Array.isArray(size) ? size : [size, size];
}

export function sizeText(size) {
  return Array.isArray(size) ? size.join("x") : String(size);
}

// "7" is a square, "5x9" is 5 rows and 9 columns, anything else stays text for the checks to name.
export function typedSize(text) {
  const pair = text.trim().match(/^(\d+)\s*[x×]\s*(\d+)$/);
  if (!pair) return typedNumber(text);
  return pair[1] === pair[2] ? Number(pair[1]) : [Number(pair[1]), Number(pair[2])];
}

// Throws BadNumber with one sentence where the numbers make no picture.
export function checkNumbers(numbers) {
  const { kernel, stride, padding, dilation, channels, filters } = numbers;
  for (const extent of extentsOf(numbers.size)) outputSize(extent, kernel, stride, padding, dilation);
  wholeNumber("channels", channels, 1);
  wholeNumber("filters", filters, 1);
  for (const name of NUMBERS) {
    for (const value of extentsOf(numbers[name])) atMost(name, value, BENCH_LIMITS[name][1]);
  }
}

// One axis: what windows read, what is left over at its end, and how much of that is padding.
export function axisPicture(size, { kernel, stride, padding, dilation }) {
  const places = [kernel, stride, padding, dilation];
  const rest = windowRest(size, ...places);
  return {
    size,
    padding,
    span: windowSpan(kernel, dilation),
    output: outputSize(size, ...places),
    quotient: outputQuotient(size, ...places),
    counts: readCounts(size, ...places),
    windows: inputWindows(size, ...places),
    unread: unreadInputs(size, ...places),
    rest,
    restInputs: Math.max(0, rest - padding),
  };
}

export function benchPicture(numbers) {
  const [rows, columns] = extentsOf(numbers.size).map((size) => axisPicture(size, numbers));
  return { rows, columns, square: rows.size === columns.size };
}

// The formula with letters, and with the numbers of one axis filled in.
export function formulaText({ stride, padding, dilation }, axis) {
  const value = `(${axis.size} − ${axis.span} + 2·${padding})/${stride} + 1 = ${axis.quotient}`;
  return { letters: `(N − ${dilation === 1 ? "F" : "span"} + 2P)/S + 1`, value };
}

// What a dilated window spans; "" where that is the kernel itself.
export function spanText({ kernel, dilation }) {
  if (dilation === 1) return "";
  return `span = D·(F − 1) + 1 = ${dilation}·(${kernel} − 1) + 1 = ${windowSpan(kernel, dilation)}`;
}

// "row and column" as one or as many.
const several = (count, words) => (count === 1 ? words : words.replace(/row|column/g, (word) => `${word}s`));
const counted = (count, words) => `${count} ${several(count, words)}`;

// What frameworks make of it where the division leaves a rest; "" where it fits.
export function roundingText(axis, words) {
  if (!axis.rest) return "";
  const left = `the last ${axis.rest === 1 ? "" : `${axis.rest} `}${several(axis.rest, words)}`;
  const of = axis.padding ? " of the padded input" : "";
  const cost = axis.restInputs ? `: ${counted(axis.restInputs, words)} of real input dropped` : ": padding only";
  return `Does not fit. Frameworks round down to ${axis.output} and drop ${left}${of}${axis.padding ? cost : ""}.`;
}

// How many inputs of one axis are stepped over: the last window still reads behind them.
export function countHoles({ windows, unread }) {
  const last = windows[windows.length - 1];
  return unread.filter((place) => place < last[last.length - 1]).length;
}

export function unreadCount({ rows, columns }) {
  return rows.size * columns.size - (rows.size - rows.unread.length) * (columns.size - columns.unread.length);
}

// What windows step over in between, which no rest of a division tells of; "" where they leave no holes.
export function holesText(picture) {
  const [down, across] = [countHoles(picture.rows), countHoles(picture.columns)];
  const axes = [counted(down, "row"), counted(across, "column")];
  const holes = down === across ? counted(down, "row and column") : axes.join(" and ");
  if (down + across === 0) return "";
  const all = picture.rows.size * picture.columns.size;
  return `Windows step over ${holes} in between: in all, ${grouped(unreadCount(picture))} of ${grouped(all)} inputs are never read.`;
}

function listed(places, word) {
  const contiguous = places.every((place, index) => index === 0 || place === places[index - 1] + 1);
  if (places.length === 1) return `${word} ${places[0]}`;
  return `${word}s ${contiguous ? `${places[0]} to ${places[places.length - 1]}` : places.join(", ")}`;
}

export function windowText(picture, [row, column]) {
  const { rows, columns } = picture;
  const [down, across] = [rows.windows[row], columns.windows[column]];
  const inside = (places, axis) => places.filter((place) => place >= 0 && place < axis.size).length;
  const zeros = down.length * across.length - inside(down, rows) * inside(across, columns);
  const position = `Window ${row * columns.output + column + 1} of ${rows.output * columns.output}`;
  const cells = down.length * across.length;
  const share = cells === 1 ? "its one cell is" : `${zeros} of its ${cells} cells ${zeros === 1 ? "is" : "are"}`;
  const padding = zeros ? `; ${share} padding` : "";
  return `${position}: output (${row}, ${column}) reads ${listed(down, "row")} and ${listed(across, "column")}${padding}.`;
}

// What it costs: name, arithmetic, value.
export function costRows(numbers) {
  const { kernel, channels, filters } = numbers;
  const picture = benchPicture(numbers);
  const { rows, columns } = picture;
  const output = [rows.output, columns.output];
  const units = output[0] * output[1] * filters;
  const weights = unitWeights(channels, kernel);
  return [
    ["Output volume", "", `${output[0]}×${output[1]}×${filters}`],
    ["Units", `${output[0]}·${output[1]}·${filters}`, grouped(units)],
    ["Weights of a unit", `${kernel}·${kernel}·${channels}`, grouped(weights)],
    [
      "Parameters without biases",
      `${grouped(weights)}·${filters}`,
      grouped(convParameters(channels, filters, kernel, false)),
    ],
    [
      "Parameters with biases",
      `(${grouped(weights)} + 1)·${filters}`,
      grouped(convParameters(channels, filters, kernel)),
    ],
    [
      "Multiply-adds",
      `${grouped(units)}·${grouped(weights)}`,
      grouped(convMultiplyAdds(output, channels, filters, kernel)),
    ],
    ["Inputs never read", `of ${rows.size}·${columns.size}`, grouped(unreadCount(picture))],
  ];
}

// The window that reads an input place and lies best around it; null where none does.
export function nearestWindow(axis, place) {
  let best = null;
  axis.windows.forEach((window, index) => {
    if (!window.includes(place)) return;
    const off = Math.abs((window[0] + window[window.length - 1]) / 2 - place);
    if (best === null || off < best.off) best = { index, off };
  });
  return best && best.index;
}
