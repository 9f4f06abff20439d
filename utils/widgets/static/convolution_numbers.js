// A small grid of numbers, to type into or to read, that is painted like a board of pixels.

import { shownSum } from "./convolution.js";
import { make, setText } from "./conv_arithmetic_dom.js";
import { gridOf, numberProblem, walkGrid } from "./conv_arithmetic_pool_parts.js";

// Cells of the input are fields (`onedit` hears row, column and number), cells of the output are text.
export function numberBoard(name, complaint, onedit) {
  const holder = make("div");
  let [grid, known] = [null, []];
  const field = (row, column) =>
    make("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      "aria-label": `${name} row ${row}, column ${column}`,
      oninput: (event) => edit(row, column, event.target),
      onkeydown: (event) => walkGrid(event, grid.cells, row, column),
    });
  const text = () => make("span", { class: "dv-pooled dv-sum-cell" });
  function edit(row, column, cell) {
    const problem = numberProblem(cell.value);
    cell.setAttribute("aria-invalid", String(Boolean(problem)));
    complaint.say(problem);
    if (problem) return;
    known[row][column] = Number(cell.value);
    onedit(row, column, known[row][column]);
  }
  function write(cell, value) {
    const shown = shownSum(value);
    cell.classList.toggle("dv-long", shown.length > 3);
    if (!onedit) return setText(cell, shown);
    cell.value = shown.replace("−", "-");
    cell.setAttribute("aria-invalid", "false");
  }
  // Writes what is new into the cells; what is being typed there stays. Sums from `until` on are not there yet.
  function paint({ rows, columns, values }, _shown, { until = Infinity, wrong = [] } = {}) {
    if (known.length !== rows || known[0].length !== columns) {
      known = Array.from({ length: rows }, () => new Array(columns).fill(null));
      grid = gridOf(name === "input" ? "Input numbers" : "Sums", rows, columns, onedit ? field : text);
      holder.replaceChildren(grid.node);
    }
    grid.cells.flat().forEach((cell, place) => {
      const [row, column] = [Math.floor(place / columns), place % columns];
      const value = place < until ? values[place] : null;
      cell.classList.toggle("dv-changed", Boolean(wrong[place]));
      if (known[row][column] === value) return;
      known[row][column] = value;
      if (value === null) setText(cell, "");
      else write(cell, value);
    });
  }
  function point([top, left], height = 1, width = 1) {
    const inside = (row, column) => row >= top && row < top + height && column >= left && column < left + width;
    grid.cells.forEach((line, row) =>
      line.forEach((cell, column) => cell.classList.toggle("dv-inside", inside(row, column))),
    );
  }
  const lock = (fixed) => grid.cells.flat().forEach((cell) => (cell.readOnly = fixed));
  return { node: holder, paint, point, lock };
}
