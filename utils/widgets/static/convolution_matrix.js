// The matrix of a 3 x 3 kernel: choose an output to see its row and what it reads, or a pixel to see its column and who
// reads it.

import { box, commit, draw, keepKeys, listen, make, setText } from "./conv_arithmetic_dom.js";
import { gridOf, walkGrid } from "./conv_arithmetic_pool_parts.js";
import { figureOf } from "./convolution_parts.js";

const SIDE = 3; // of the kernel
const CELL = 11; // side of a drawn entry, in pixels
// Fill and ink of the nine weights.
const PAINT = [
  ["#0072b2", "#fff"],
  ["#e69f00", "#000"],
  ["#009e73", "#000"],
  ["#56b4e9", "#000"],
  ["#d55e00", "#000"],
  ["#cc79a7", "#000"],
  ["#004c73", "#fff"],
  ["#8a5f00", "#fff"],
  ["#767676", "#fff"],
];

// What is not zero: [output, pixel, weight], all counted row by row from 0, output by output.
export function matrixEntries(size) {
  const across = size - SIDE + 1;
  return Array.from({ length: across * across * SIDE * SIDE }, (_, index) => {
    const [output, weight] = [Math.floor(index / SIDE ** 2), index % SIDE ** 2];
    const row = Math.floor(output / across) + Math.floor(weight / SIDE);
    return [output, row * size + (output % across) + (weight % SIDE), weight];
  });
}

// The entries of the chosen row or column.
export function chosenEntries(size, axis, place) {
  return matrixEntries(size).filter(([output, pixel]) => (axis === "output" ? output : pixel) === place);
}

export function matrixText(size, axis, place) {
  const count = chosenEntries(size, axis, place).length;
  const at = (side) => `(${Math.floor(place / side)}, ${place % side})`;
  if (axis === "output") {
    return `Row ${place}: output ${at(size - SIDE + 1)} reads ${count} pixels. Forward, it adds up pixel times weight: z = M x.`;
  }
  const readers = count === 1 ? "1 output reads it" : `${count} outputs read it`;
  return `Column ${place}: pixel ${at(size)}, ${readers}. Backward, it adds up what they send, δ times weight: dx = Mᵀ δ.`;
}

function drawMatrix(size) {
  const [outputs, pixels] = [(size - SIDE + 1) ** 2, size ** 2];
  const entry = ([output, pixel, weight]) =>
    draw("rect", { x: pixel * CELL, y: output * CELL, width: CELL, height: CELL, fill: PAINT[weight][0] });
  const frame = draw("rect", { class: "dv-frame" });
  const paper = draw("rect", { width: pixels * CELL, height: outputs * CELL, class: "dv-paper" });
  const [width, height] = [pixels * CELL, outputs * CELL];
  const named = { role: "img", "aria-label": `Matrix of ${outputs} rows and ${pixels} columns` };
  const svg = draw("svg", {
    viewBox: `-3 -3 ${width + 6} ${height + 6}`,
    width: width + 6,
    height: height + 6,
    ...named,
  });
  svg.append(paper, ...matrixEntries(size).map(entry), frame);
  function point(axis, place) {
    const row = { x: -1, y: place * CELL - 1, width: width + 2, height: CELL + 2 };
    const column = { x: place * CELL - 1, y: -1, width: CELL + 2, height: height + 2 };
    for (const [name, value] of Object.entries(axis === "output" ? row : column)) frame.setAttribute(name, value);
  }
  return { svg, point };
}

// A grid of places to choose from; the weights that lead to the chosen one are painted on it.
function placeGrid(name, axis, side, choose) {
  const grid = gridOf(name, side, side, (row, column) =>
    make("button", {
      type: "button",
      class: "dv-place-button",
      onclick: () => choose(axis, row * side + column),
      onkeydown: (event) => walkGrid(event, grid.cells, row, column),
    }),
  );
  const cells = grid.cells.flat();
  function update(weightOf, chosen) {
    cells.forEach((cell, place) => {
      const weight = weightOf(place);
      const [row, column] = [Math.floor(place / side), place % side];
      setText(cell, weight === undefined ? "" : String(weight + 1));
      cell.style.background = weight === undefined ? "" : PAINT[weight][0];
      cell.style.color = weight === undefined ? "" : PAINT[weight][1];
      const through = weight === undefined ? "" : `, weight ${weight + 1}`;
      cell.setAttribute("aria-label", `${axis} row ${row}, column ${column}${through}`);
      cell.setAttribute("aria-pressed", String(place === chosen));
    });
  }
  return { node: grid.node, update };
}

function render({ model, el }) {
  const size = model.get("size");
  const choose = (axis, place) => commit(model, { axis, place });
  const input = placeGrid("Pixels", "input", size, choose);
  const output = placeGrid("Outputs", "output", size - SIDE + 1, choose);
  const matrix = drawMatrix(size);
  const caption = make("p", { class: "dv-caption", "aria-live": "polite" });
  const note = make("p", { class: "dv-note" }, "Choose an output to see its row, or a pixel to see its column.");
  const grids = box("dv-blocks", figureOf("Pixels x", input.node).node, figureOf("Outputs z", output.node).node);
  const root = box("dv-arith dv-convolution", note, grids, box("dv-matrix", matrix.svg), caption);
  keepKeys(root);
  el.replaceChildren(root);
  function update() {
    const [axis, place] = [model.get("axis"), model.get("place")];
    const entries = chosenEntries(size, axis, place);
    const weights = new Map(entries.map(([row, column, weight]) => [axis === "output" ? column : row, weight]));
    const painted = (own) => (other) => (own === axis ? undefined : weights.get(other));
    input.update(painted("input"), axis === "input" ? place : null);
    output.update(painted("output"), axis === "output" ? place : null);
    matrix.point(axis, place);
    setText(caption, matrixText(size, axis, place));
  }
  const stop = listen(model, ["axis", "place"], update);
  update();
  return stop;
}

export default { render };
