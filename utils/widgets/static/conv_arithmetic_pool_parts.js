// What the pooling view is put together from: its controls and its grids of cells.

import { problemOf, typedNumber } from "./arithmetic.js";
import { box, button, commit, make, numberField, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { checkPooling } from "./conv_arithmetic_pool_picture.js";

const MOST = 99; // an input's number, up or down
const FURTHEST = 3; // shift in pixels
const NAMES = { max: "Maximum", average: "Average" };

// Kernel and stride as fields; `complaint` names what is wrong.
function windowFields(model, complaint) {
  const field = (label, hint) => numberField({ label, hint, limits: [1, 8], onedit: edit });
  const fields = {
    kernel: field("Kernel", "rows and columns of the window"),
    stride: field("Stride", "how far it moves"),
  };
  const names = Object.keys(fields);
  const given = (read) => Object.fromEntries(names.map((name) => [name, read(name)]));
  let known = "";
  function edit() {
    const draft = given((name) => typedNumber(fields[name].read()));
    const problem = problemOf(() => checkPooling(model.get("values"), draft.kernel, draft.stride));
    for (const name of names) fields[name].blame(problem?.field === name);
    complaint.say(problem?.message);
    if (problem) return;
    known = JSON.stringify(draft);
    commit(model, { ...draft, chosen: [] });
  }
  function update() {
    const now = given((name) => model.get(name));
    if (JSON.stringify(now) === known) return;
    known = JSON.stringify(now);
    for (const name of names) {
      fields[name].write(String(now[name]));
      fields[name].blame(false);
    }
    complaint.say("");
  }
  return { nodes: names.map((name) => fields[name].node), update, forget: () => (known = "") };
}

function shiftSlider(model) {
  const id = uniqueId();
  const label = make("label", { for: id });
  const oninput = () => commit(model, { shift: Number(slider.value) });
  const slider = make("input", { id, type: "range", min: 0, max: FURTHEST, step: 1, oninput });
  const update = () => {
    slider.value = model.get("shift");
    setText(label, `Shift input right by ${model.get("shift")}`);
  };
  return { node: box("dv-field dv-slider", label, slider), update };
}

// Kind of pooling, its window, and the shift.
export function poolControls(model, complaint) {
  const [window, slider] = [windowFields(model, complaint), shiftSlider(model)];
  const choose = (kind) => button(NAMES[kind], () => commit(model, { kind }), { class: "dv-button dv-mode" });
  const kinds = Object.fromEntries(Object.keys(NAMES).map((kind) => [kind, choose(kind)]));
  const words = { class: "dv-modes", role: "group", "aria-label": "Kind of pooling" };
  const node = box("dv-fields", make("div", words, Object.values(kinds)), ...window.nodes, slider.node);
  const update = () => {
    window.update();
    slider.update();
    const pressed = (kind) => String(kind === model.get("kind"));
    for (const [kind, choice] of Object.entries(kinds)) choice.setAttribute("aria-pressed", pressed(kind));
  };
  return { node, update, forget: window.forget };
}

// Cells at their places, so that frames may lie over them.
export function gridOf(label, rows, columns, cell) {
  const placed = (row, column) => {
    const node = cell(row, column);
    node.style.gridArea = `${row + 1} / ${column + 1}`;
    return node;
  };
  const cells = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => placed(row, column)),
  );
  const style = `grid-template-columns: repeat(${columns}, var(--dv-cell))`;
  return { cells, node: make("div", { class: "dv-cells", role: "group", "aria-label": label, style }, cells.flat()) };
}

// Frames around the windows: all of them where they do not overlap, else the chosen one alone.
export function frameWindows(grid, { kernel, stride, chosen }, { windows }) {
  for (const old of grid.querySelectorAll(".dv-pane")) old.remove();
  windows.forEach((line, row) =>
    line.forEach((_, column) => {
      const picked = String(chosen) === `${row},${column}`;
      if (stride < kernel && !picked) return;
      const area = `${row * stride + 1} / ${column * stride + 1} / span ${kernel} / span ${kernel}`;
      const name = picked ? "dv-pane dv-pane-chosen" : "dv-pane";
      grid.append(make("span", { class: name, "aria-hidden": "true", style: `grid-area: ${area}` }));
    }),
  );
}

// Arrow keys walk a grid of cells; typing in a cell keeps the sideways arrows to itself.
export function walkGrid(event, cells, row, column) {
  const typing = event.target.tagName === "INPUT";
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ...(typing ? {} : { ArrowLeft: [0, -1], ArrowRight: [0, 1] }) };
  const step = steps[event.key];
  const next = step && cells[row + step[0]]?.[column + step[1]];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// What is wrong with a typed number of the input; "" where it is good.
export function numberProblem(text) {
  const value = typedNumber(text);
  if (Number.isInteger(value) && Math.abs(value) <= MOST) return "";
  return `a number must be whole and from -${MOST} to ${MOST}, got ${text.trim() ? `'${text.trim()}'` : "nothing"}`;
}

// What marks each place of the input: won by a window, inside the chosen one, never read, or shifted in.
function placeMarks({ unread, winners, windows }, shift, chosen) {
  const [row, column] = chosen;
  const won = new Set((chosen.length && winners ? [winners[row][column]] : (winners ?? []).flat()).map(String));
  const inside = new Set(chosen.length ? windows[row][column].map(String) : []);
  return (i, j) => {
    const place = `${i},${j}`;
    return {
      "dv-winner": won.has(place),
      "dv-inside": inside.has(place),
      "dv-never": unread[0].includes(i) || unread[1].includes(j),
      "dv-new": j < shift,
    };
  };
}

function paintCell(cell, marks, fixed) {
  cell.readOnly = fixed;
  cell.title = fixed ? "a zero that the shift brought in: it cannot be changed" : "";
  for (const [mark, on] of Object.entries(marks)) cell.classList.toggle(mark, on);
}

// The input's numbers as fields; a bad one stays as typed and is named, the model keeps the last good number.
export function inputGrid(model, complaint) {
  const [rows, columns] = [model.get("values").length, model.get("values")[0].length];
  const known = Array.from({ length: rows }, () => []);
  const text = { type: "text", inputmode: "numeric", autocomplete: "off" };
  const grid = gridOf("Input numbers", rows, columns, (row, column) =>
    make("input", {
      ...text,
      "aria-label": `input row ${row}, column ${column}`,
      oninput: (event) => edit(row, column, event.target),
      onkeydown: (event) => walkGrid(event, grid.cells, row, column),
    }),
  );
  function edit(row, column, cell) {
    const problem = numberProblem(cell.value);
    const source = column - model.get("shift");
    cell.setAttribute("aria-invalid", String(Boolean(problem)));
    complaint.say(problem);
    if (problem || source < 0) return;
    const value = (known[row][column] = typedNumber(cell.value));
    const values = model.get("values").map((line) => [...line]);
    values[row][source] = value;
    commit(model, { values });
  }
  // Writes what is new to a cell; what is being typed there stays.
  function update(picture, state) {
    const marks = placeMarks(picture, state.shift, state.chosen);
    frameWindows(grid.node, state, picture);
    const visit = (cell, row, column) => {
      if (known[row][column] !== picture.map[row][column]) {
        known[row][column] = picture.map[row][column];
        cell.value = String(picture.map[row][column]);
        cell.setAttribute("aria-invalid", "false");
      }
      paintCell(cell, marks(row, column), column < state.shift);
    };
    grid.cells.forEach((line, row) => line.forEach((cell, column) => visit(cell, row, column)));
  }
  const forget = () => known.forEach((line) => (line.length = 0));
  return { node: grid.node, update, forget };
}
