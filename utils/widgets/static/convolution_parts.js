// What the convolution views are put together from: a kernel to type into, pixels, a frame that moves over them.

import { brightnessOf } from "./convolution.js";
import { box, button, make, setText } from "./conv_arithmetic_dom.js";
import { gridOf, walkGrid } from "./conv_arithmetic_pool_parts.js";

const MOST_WEIGHT = 99;

// A weight as typed: a number with a point, or a fraction; null where it is neither.
export function typedWeight(text) {
  const trimmed = text.trim().replace("−", "-");
  const [, whole, below] = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:\/(\d+))?$/.exec(trimmed) ?? [];
  const value = whole === undefined ? NaN : Number(whole) / Number(below ?? 1);
  return Number.isFinite(value) && Math.abs(value) <= MOST_WEIGHT ? value : null;
}

export function weightProblem(text) {
  if (typedWeight(text) !== null) return "";
  const got = text.trim() ? `'${text.trim()}'` : "nothing";
  return `a weight must be a number from -${MOST_WEIGHT} to ${MOST_WEIGHT}, such as -1, 0.5 or 1/9, got ${got}`;
}

export function weightText(weight) {
  return String(Math.round(weight * 1000) / 1000);
}

// The kernel as fields; `onedit` hears of a good one. A bad weight stays as typed and is named.
export function kernelFields(complaint, onedit) {
  const holder = make("div", { class: "dv-kernel" });
  let [grid, known] = [null, []];
  const field = (row, column) =>
    make("input", {
      type: "text",
      inputmode: "text",
      autocomplete: "off",
      "aria-label": `kernel row ${row}, column ${column}`,
      oninput: (event) => edit(row, column, event.target),
      onfocus: (event) => event.target.select(),
      onkeydown: (event) => walkGrid(event, grid.cells, row, column),
    });
  function edit(row, column, cell) {
    const problem = weightProblem(cell.value);
    cell.setAttribute("aria-invalid", String(Boolean(problem)));
    complaint.say(problem);
    if (problem) return;
    known = known.map((line) => [...line]);
    known[row][column] = typedWeight(cell.value);
    onedit(known);
  }
  function update(kernel) {
    if (JSON.stringify(kernel) === JSON.stringify(known)) return;
    if (known.length !== kernel.length) {
      grid = gridOf("Kernel", kernel.length, kernel.length, field);
      holder.replaceChildren(grid.node);
    }
    grid.cells.forEach((line, row) =>
      line.forEach((cell, column) => {
        cell.value = weightText(kernel[row][column]);
        cell.setAttribute("aria-invalid", "false");
      }),
    );
    known = kernel;
    complaint.say("");
  }
  return { node: holder, update };
}

// A canvas of one pixel a value, blown up by the page, with a frame over it.
export function pixelBoard(label) {
  const canvas = make("canvas", { class: "dv-pixels", role: "img", "aria-label": label });
  const frame = make("span", { class: "dv-window-frame", "aria-hidden": "true" });
  const node = box("dv-board", canvas, frame);
  // Paints a picture, in the scale of another one where `like` is given; places from `until` on stay empty.
  function paint(picture, shown, { until = Infinity, like = picture } = {}) {
    const { rows, columns, values } = picture;
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    const bright = brightnessOf(like, shown);
    for (let place = 0; place < values.length; place += 1) {
      image.data.fill(bright(values[place]), 4 * place, 4 * place + 3);
      image.data[4 * place + 3] = place < until ? 255 : 0;
    }
    context.putImageData(image, 0, 0);
  }
  function point([row, column], height = 1, width = 1) {
    const share = (part, whole) => `${(100 * part) / whole}%`;
    frame.style.left = share(column, canvas.width);
    frame.style.top = share(row, canvas.height);
    frame.style.width = share(width, canvas.width);
    frame.style.height = share(height, canvas.height);
  }
  // The pixel (row, column) under a pointer.
  function at(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * canvas.height);
    return [row, Math.floor(((event.clientX - left) / width) * canvas.width)];
  }
  return { node, canvas, frame, paint, point, at };
}

export function figureOf(title, ...children) {
  const caption = make("figcaption", {}, title);
  return {
    node: make("figure", { class: "dv-block" }, caption, ...children),
    rename: (text) => setText(caption, text),
  };
}

// Buttons of which one is pressed: { value: label }; `onchoose` hears the value.
export function choiceButtons(label, choices, onchoose) {
  const options = Object.entries(choices).map(([value, text]) => [
    value,
    button(text, () => onchoose(value), { class: "dv-button dv-mode" }),
  ]);
  const node = make("div", { class: "dv-modes", role: "group", "aria-label": label }, ...options.map(([, one]) => one));
  const update = (chosen) =>
    options.forEach(([value, one]) => one.setAttribute("aria-pressed", String(value === chosen)));
  return { node, update };
}

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// The place after a key, kept on a grid of so many rows and columns; null for keys that mean nothing here.
export function placeAfterKey(key, [row, column], [rows, columns], stride = 1) {
  if (!MOVES[key]) return null;
  const clamp = (place, most) => Math.min(most - 1, Math.max(0, place));
  return [clamp(row + stride * MOVES[key][0], rows), clamp(column + stride * MOVES[key][1], columns)];
}

// "2·3 − 1·4 = 2" for a few terms; zeros of the kernel are left out, and long sums shortened.
export function sumText(terms, total, shownNumber) {
  const used = terms.filter(([weight]) => weight);
  const sign = (weight, first) => (weight < 0 ? (first ? "−" : " − ") : first ? "" : " + ");
  const product = ([weight, value], index) =>
    `${sign(weight, index === 0)}${weightText(Math.abs(weight))}·${value < 0 ? `(${shownNumber(value)})` : shownNumber(value)}`;
  return `${used.length ? used.map(product).join("") : "nothing"} = ${shownNumber(total)}`;
}
