// Draws the bench's picture: padded input, window, output. The window moves without redrawing the grids.

import { draw, uniqueId } from "./conv_arithmetic_dom.js";

const LABEL = 20; // room for a row of place numbers
const GAP = 64; // between input and output
const HEADING = 84; // the least width that an output takes, for its heading
const CELL = { least: 9, readable: 15, easy: 22, most: 34 };
const NARROW = 480; // pixels: where a page is scrolled anyway, larger cells are worth their height
const TALL = 600; // the most that both grids take together, from top to bottom

// The size of a cell with the input beside the output, and under it.
function cellSizes({ rows, columns }, width) {
  const [down, across] = [rows.counts.length, columns.counts.length];
  const beside = 2 * LABEL + GAP + 4 + Math.max(0, HEADING - columns.output * CELL.readable);
  const fit = (...bounds) => Math.min(CELL.most, ...bounds.map(Math.floor));
  return {
    beside: fit((width - beside) / (across + columns.output), TALL / Math.max(down, rows.output)),
    under: fit((width - LABEL - 4) / Math.max(across, columns.output), TALL / (down + rows.output)),
  };
}

// Side by side where that leaves readable cells, else the output on top of its input.
export function gridLayout(picture, width) {
  const { rows, columns } = picture;
  const { beside, under } = cellSizes(picture, width);
  const vertical = beside < under && beside < (width < NARROW ? CELL.easy : CELL.readable);
  const cell = Math.max(CELL.least, vertical ? under : beside);
  const [inputWidth, inputHeight] = [columns.counts.length * cell, rows.counts.length * cell];
  const [outputWidth, outputHeight] = [columns.output * cell, rows.output * cell];
  const top = 2 * LABEL;
  if (vertical) {
    const across = LABEL + Math.max(inputWidth, outputWidth, HEADING) + 4;
    const middle = (breadth) => LABEL + (across - LABEL - 4 - breadth) / 2;
    const [output, input] = [
      { x: middle(outputWidth), y: top },
      { x: middle(inputWidth), y: top + outputHeight + GAP },
    ];
    return { cell, vertical, input, output, width: across, height: input.y + inputHeight + 4 };
  }
  const tall = Math.max(inputHeight, outputHeight);
  return {
    cell,
    vertical,
    input: { x: LABEL, y: top + (tall - inputHeight) / 2 },
    output: { x: LABEL + inputWidth + GAP + LABEL, y: top + (tall - outputHeight) / 2 },
    width: 2 * LABEL + inputWidth + GAP + Math.max(outputWidth, HEADING) + 4,
    height: top + tall + 4,
  };
}

function hatching(id) {
  const lines = draw("path", { d: "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", class: "dv-hatch-line" });
  return draw("defs", {}, draw("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, lines));
}

function placeLabels({ x, y }, across, down, cell) {
  if (cell < CELL.readable) return [];
  const label = (text, place) => draw("text", { class: "dv-place", ...place }, String(text));
  return [
    ...across.map((place, index) => label(place, { x: x + (index + 0.5) * cell, y: y - 5, "text-anchor": "middle" })),
    ...down.map((place, index) => label(place, { x: x - 5, y: y + (index + 0.5) * cell + 4, "text-anchor": "end" })),
  ];
}

const upTo = (count, first = 0) => Array.from({ length: count }, (_, index) => index + first);

// Cells as one path, so that a large picture stays a handful of elements.
function cellsPath(places, { x, y }, cell) {
  const [side, corner] = [cell - 1, Math.min(3, cell / 8)];
  const [edge, round] = [side - 2 * corner, (dx, dy) => `a${corner},${corner} 0 0 1 ${dx},${dy}`];
  const shape =
    `h${edge}${round(corner, corner)}v${edge}${round(-corner, corner)}` +
    `h${-edge}${round(-corner, -corner)}v${-edge}${round(corner, -corner)}Z`;
  return places.map(([i, j]) => `M${x + j * cell + 0.5 + corner},${y + i * cell + 0.5}${shape}`).join("");
}

// Every place of the padded input, sorted by what it is: real or padding, read or not.
function inputPlaces({ rows, columns }) {
  const places = upTo(rows.counts.length).flatMap((i) => upTo(columns.counts.length).map((j) => [i, j]));
  const inside = (place, axis) => place >= axis.padding && place < axis.padding + axis.size;
  const real = ([i, j]) => inside(i, rows) && inside(j, columns);
  const reads = ([i, j]) => rows.counts[i] * columns.counts[j];
  return {
    real: places.filter(real),
    padding: places.filter((place) => !real(place)),
    unread: places.filter((place) => !reads(place)),
    reads,
  };
}

function inputGrid(picture, { cell, input }, hatch) {
  const { real, padding, unread } = inputPlaces(picture);
  const path = (places, attributes) => draw("path", { d: cellsPath(places, input, cell), ...attributes });
  return [
    path(real, { class: "dv-cell" }),
    path(padding, { class: "dv-cell dv-padding" }),
    path(unread, { class: "dv-unread", fill: `url(#${hatch})` }),
  ];
}

// The zeros of the padding that some window reads, as a pattern over its cells.
function paddingZeros(picture, { cell, input }) {
  if (cell < CELL.readable) return [];
  const { padding, reads } = inputPlaces(picture);
  const id = uniqueId();
  const place = { x: cell / 2, y: cell / 2, "font-size": Math.max(9, cell * 0.38) };
  const tile = { id, ...input, width: cell, height: cell, patternUnits: "userSpaceOnUse" };
  const d = cellsPath(padding.filter(reads), input, cell);
  return [
    draw("defs", {}, draw("pattern", tile, draw("text", { class: "dv-zero", ...place }, "0"))),
    draw("path", { d, fill: `url(#${id})`, class: "dv-zeros" }),
  ];
}

// How many windows read each input; the padding is nobody's to read.
function readingCounts(picture, { cell, input }) {
  const { real, reads } = inputPlaces(picture);
  const size = { "font-size": Math.max(8, cell * 0.38) };
  const count = ([i, j]) =>
    draw(
      "text",
      { class: "dv-count", x: input.x + (j + 0.5) * cell, y: input.y + (i + 0.5) * cell, ...size },
      String(reads([i, j])),
    );
  return real.map(count);
}

function outputGridPath({ rows, columns }, { cell, output }) {
  const places = upTo(rows.output).flatMap((row) => upTo(columns.output).map((column) => [row, column]));
  return draw("path", { class: "dv-output", d: cellsPath(places, output, cell) });
}

// Which cell lies under a point of the picture: { output: [row, column] }, { input: [row, column] }, or {}.
export function cellAt({ rows, columns }, { cell, input, output }, x, y) {
  const place = (corner) => [Math.floor((y - corner.y) / cell), Math.floor((x - corner.x) / cell)];
  const within = ([i, j], height, width) => i >= 0 && j >= 0 && i < height && j < width;
  if (within(place(output), rows.output, columns.output)) return { output: place(output) };
  const [i, j] = place(input);
  if (!within([i, j], rows.counts.length, columns.counts.length)) return {};
  return { input: [i - rows.padding, j - columns.padding] };
}

function windowGroup(picture, { kernel, dilation }, { cell }) {
  const taps = upTo(kernel).flatMap((i) =>
    upTo(kernel).map((j) =>
      draw("rect", {
        x: j * dilation * cell + 2,
        y: i * dilation * cell + 2,
        width: cell - 4,
        height: cell - 4,
        class: "dv-tap",
      }),
    ),
  );
  const span = picture.rows.span * cell;
  return draw(
    "g",
    { class: "dv-window" },
    ...taps,
    draw("rect", { width: span, height: span, rx: 2, class: "dv-frame" }),
  );
}

function headings({ rows, columns }, { input, output, cell, vertical }) {
  const padded = rows.padding ? ` + padding ${rows.padding}` : "";
  const title = (text, { x, y }, extra) => draw("text", { x, y: y - LABEL - 3, class: "dv-heading", ...extra }, text);
  const middle = output.x + (columns.output * cell) / 2;
  const centred = vertical ? { x: middle, "text-anchor": "middle" } : {};
  return [
    title(`Input ${rows.size}×${columns.size}${padded}`, input, {}),
    title(`Output ${rows.output}×${columns.output}`, output, centred),
  ];
}

// Lines from the edges of the window to the output cell that it makes.
function beamPath(layout, span, from, to) {
  const { cell, vertical } = layout;
  if (vertical) {
    const low = to.y + cell;
    return `M${from.x},${from.y} L${to.x},${low} L${to.x + cell},${low} L${from.x + span},${from.y} Z`;
  }
  const right = from.x + span;
  return `M${right},${from.y} L${to.x},${to.y} L${to.x},${to.y + cell} L${right},${from.y + span} Z`;
}

// What moves the window to an output place: one transform, one path, one cell.
function mover({ rows, columns }, layout, { window, beam, chosen }) {
  const { cell, input, output } = layout;
  return ([row, column]) => {
    const from = {
      x: input.x + (columns.windows[column][0] + columns.padding) * cell,
      y: input.y + (rows.windows[row][0] + rows.padding) * cell,
    };
    const to = { x: output.x + column * cell, y: output.y + row * cell };
    window.setAttribute("transform", `translate(${from.x},${from.y})`);
    beam.setAttribute("d", beamPath(layout, rows.span * cell, from, to));
    chosen.setAttribute("x", to.x + 0.5);
    chosen.setAttribute("y", to.y + 0.5);
  };
}

// Fills `svg` with the picture; returns what moves the window, and what cell a point of the picture means.
export function drawGrids(svg, picture, numbers, width, showCounts) {
  const layout = gridLayout(picture, width);
  const { rows, columns } = picture;
  const { cell, input, output } = layout;
  const hatch = uniqueId();
  const corner = Math.min(3, cell / 8);
  const moving = {
    window: windowGroup(picture, numbers, layout),
    beam: draw("path", { class: "dv-beam" }),
    chosen: draw("rect", { width: cell - 1, height: cell - 1, rx: corner, class: "dv-chosen" }),
  };
  const labels = [
    ...placeLabels(input, upTo(columns.counts.length, -columns.padding), upTo(rows.counts.length, -rows.padding), cell),
    ...placeLabels(output, upTo(columns.output), upTo(rows.output), cell),
  ];
  svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
  svg.setAttribute("width", layout.width);
  svg.setAttribute("height", layout.height);
  const still = [hatching(hatch), ...headings(picture, layout), ...labels];
  const grids = [...inputGrid(picture, layout, hatch), outputGridPath(picture, layout)];
  const texts = (showCounts ? readingCounts : paddingZeros)(picture, layout);
  svg.replaceChildren(...still, ...grids, moving.beam, moving.window, moving.chosen, ...texts);
  return { move: mover(picture, layout, moving), at: (x, y) => cellAt(picture, layout, x, y), layout };
}
