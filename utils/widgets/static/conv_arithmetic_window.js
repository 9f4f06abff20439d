// The one-layer side of the bench: numbers in, grids, formula, costs, and a window that is clicked, stepped or played.

import { problemOf, typedNumber } from "./arithmetic.js";
import { box, button, commit, complaintLine, draw, legend, make, numberField, setText } from "./conv_arithmetic_dom.js";
import { drawGrids } from "./conv_arithmetic_grid.js";
import {
  NUMBERS,
  benchPicture,
  checkNumbers,
  costRows,
  formulaText,
  holesText,
  nearestWindow,
  roundingText,
  sizeText,
  spanText,
  typedSize,
  windowText,
} from "./conv_arithmetic_picture.js";
import { BENCH_LIMITS, MOST_DRAWN } from "./conv_arithmetic_limits.js";
import { drawStrip } from "./conv_arithmetic_strip.js";

const FIELDS = {
  size: ["Input N", "one number, or rows x columns such as 5x9"],
  kernel: ["Kernel F", "rows and columns of the window"],
  stride: ["Stride S", "how far the window moves"],
  padding: ["Padding P", "zeros added on each side"],
  dilation: ["Dilation D", "distance between the cells that the window reads"],
  channels: ["Channels", "depth of the input"],
  filters: ["Filters", "depth of the output"],
};
const PACE = 600; // milliseconds from window to window
const WIDEST = 760; // pixels of a single row

export function modelNumbers(model) {
  return Object.fromEntries(NUMBERS.map((name) => [name, model.get(name)]));
}

// The window that is shown: the model's, or the nearest one that the output still has.
export function shownWindow(model, picture) {
  const [row, column] = model.get("window");
  return [Math.min(row, picture.rows.output - 1), Math.min(column, picture.columns.output - 1)];
}

function benchField(name, onedit) {
  const [label, hint] = FIELDS[name];
  const letters = name === "size" ? "224x224".length : String(BENCH_LIMITS[name][1]).length;
  return numberField({ label, hint, limits: BENCH_LIMITS[name], onedit, letters });
}

// Fields for the seven numbers; good ones go to the model at once, bad ones stay as typed and are named. `onjudged` is
// told whether what stands in the fields is good.
export function numbersForm(model, onjudged) {
  const complaint = complaintLine(onjudged);
  const fields = Object.fromEntries(NUMBERS.map((name) => [name, benchField(name, edit)]));
  const typed = (name) => (name === "size" ? typedSize : typedNumber)(fields[name].read());
  const known = {};

  function edit() {
    const draft = Object.fromEntries(NUMBERS.map((name) => [name, typed(name)]));
    const problem = problemOf(() => checkNumbers(draft));
    for (const name of NUMBERS) fields[name].blame(problem?.field === name);
    complaint.say(problem?.message);
    if (problem) return;
    for (const name of NUMBERS) known[name] = sizeText(draft[name]);
    commit(model, { ...draft, window: shownWindow(model, benchPicture(draft)) });
  }
  // What the model was given elsewhere is written into its field; what is being typed stays.
  function update() {
    for (const name of NUMBERS) {
      const text = sizeText(model.get(name));
      if (known[name] === text) continue;
      fields[name].write(text);
      fields[name].blame(false);
      complaint.say("");
      known[name] = text;
    }
  }
  const row = box("dv-fields", ...NUMBERS.map((name) => fields[name].node));
  const forget = () => NUMBERS.forEach((name) => (known[name] = ""));
  return { node: box("dv-form", row, complaint.node), update, forget };
}

// The formula of one axis: letters, numbers, and what becomes of a rest.
function formulaLines(numbers, axis, name, word) {
  const { letters, value } = formulaText(numbers, axis);
  const badge = axis.rest ? ["dv-badge dv-rounded", `rounded down: ${axis.output}`] : ["dv-badge dv-fits", "fits ✓"];
  return [
    make("p", { class: "dv-letters" }, `${name} = ${letters}`),
    make("p", { class: "dv-value" }, value, make("span", { class: badge[0] }, badge[1])),
    ...(axis.rest ? [make("p", { class: "dv-rounding" }, roundingText(axis, word))] : []),
  ];
}

function formulaPanel() {
  const node = make("div", { class: "dv-formula", "aria-live": "polite" });
  function update(numbers, picture) {
    const { rows, columns, square } = picture;
    const [span, holes] = [spanText(numbers), holesText(picture)];
    node.replaceChildren(
      ...(span ? [make("p", { class: "dv-letters" }, span)] : []),
      ...formulaLines(numbers, rows, square ? "output" : "rows", square ? "row and column" : "row"),
      ...(square ? [] : formulaLines(numbers, columns, "columns", "column")),
      ...(holes ? [make("p", { class: "dv-rounding" }, holes)] : []),
    );
  }
  return { node, update };
}

function costTable() {
  const body = make("tbody");
  const update = (numbers) =>
    body.replaceChildren(
      ...costRows(numbers).map(([name, sum, value]) =>
        make(
          "tr",
          {},
          make(
            "th",
            { scope: "row" },
            make("span", { class: "dv-what" }, name),
            make("span", { class: "dv-sum" }, sum),
          ),
          make("td", {}, value),
        ),
      ),
    );
  return { node: make("table", { class: "dv-costs", "aria-label": "What this layer costs" }, body), update };
}

// Buttons to step and play; `move(by)` walks the windows in reading order and starts over at the end.
function transport(move) {
  let timer = null;
  const play = button("▶ Play", toggle, { class: "dv-button dv-play" });
  function stop() {
    clearInterval(timer);
    timer = null;
    setText(play, "▶ Play");
  }
  function toggle() {
    if (timer) return stop();
    timer = setInterval(() => move(1), PACE);
    setText(play, "❚❚ Pause");
    move(1);
  }
  const manual = (by) => () => (stop(), move(by));
  const node = make("div", { class: "dv-transport" }, button("◀ Back", manual(-1)), play, button("Next ▶", manual(1)));
  return { node, stop, toggle, playing: () => timer !== null };
}

// Whether an input is small enough for a grid.
export function isDrawn({ rows, columns }) {
  return Math.max(rows.size, columns.size) <= MOST_DRAWN;
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// The window after a key, or null for keys that mean nothing here.
export function windowAfterKey(key, [row, column], { rows, columns }) {
  if (key === "Home") return [row, 0];
  if (key === "End") return [row, columns.output - 1];
  if (!STEPS[key]) return null;
  const clamp = (place, axis) => Math.min(axis.output - 1, Math.max(0, place));
  return [clamp(row + STEPS[key][0], rows), clamp(column + STEPS[key][1], columns)];
}

// The output place that a click on a cell means, or null on an input that no window reads.
export function windowAtCell({ input, output }, { rows, columns }) {
  if (output) return output;
  if (!input) return null;
  const place = [nearestWindow(rows, input[0]), nearestWindow(columns, input[1])];
  return place.includes(null) ? null : place;
}

// Tells `go` the window under a pointer that is pressed or drags.
function pointAtWindows(node, svg, state, go) {
  const point = (event) => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const { picture, grids } = state();
    const shape = svg.getBoundingClientRect();
    const scale = grids.layout.width / shape.width;
    const cell = grids.at((event.clientX - shape.left) * scale, (event.clientY - shape.top) * scale);
    const window = windowAtCell(cell, picture);
    if (window) go(window);
  };
  node.addEventListener("pointerdown", point);
  node.addEventListener("pointermove", point);
}

// Grids that are clicked, dragged over, stepped by keys and played; `draw` is for new numbers, `show` for a new window.
function windowStage(model) {
  const svg = draw("svg", { class: "dv-picture", "aria-hidden": "true" });
  const label = "Input, window and output. Arrow keys move the window, Space plays.";
  const node = make("div", { class: "dv-stage", tabindex: 0, role: "application", "aria-label": label }, svg);
  const buttons = transport(walk);
  let [picture, grids] = [null, null];

  const go = (window) => String(window) !== String(model.get("window")) && commit(model, { window });
  const goByHand = (window) => (buttons.stop(), go(window));
  function walk(by) {
    const across = picture.columns.output;
    const total = picture.rows.output * across;
    const [row, column] = shownWindow(model, picture);
    const next = (row * across + column + by + total) % total;
    go([Math.floor(next / across), next % across]);
  }
  pointAtWindows(node, svg, () => ({ picture, grids }), goByHand);
  // Arrows mean the window from the buttons too; there Space is the button's own.
  function press(event) {
    const window = windowAfterKey(event.key, shownWindow(model, picture), picture);
    if (!window && (event.key !== " " || event.target !== node)) return;
    event.preventDefault();
    if (window) goByHand(window);
    else buttons.toggle();
  }
  const renew = (numbers, width, counts) => {
    picture = benchPicture(numbers);
    grids = isDrawn(picture)
      ? drawGrids(svg, picture, numbers, width, counts)
      : drawStrip(svg, picture, numbers, Math.min(width, WIDEST));
    return picture;
  };
  return { node, buttons, press, draw: renew, show: (window) => grids.move(window) };
}

// The picture with all that belongs under it; what only a grid has is out of sight beside a single row.
function picturePanel(model, stage) {
  const caption = make("p", { class: "dv-caption", "aria-live": "polite" });
  const counts = make("input", { type: "checkbox", onchange: () => commit(model, { counts: counts.checked }) });
  const toggle = make("label", { class: "dv-check" }, counts, "how often each input is read");
  const how = "Click a cell, or give the grid or its buttons the focus (Tab) and use the arrow keys, to move the window.";
  const note = `Too large for a grid (up to ${MOST_DRAWN} are drawn), so this is one row of it; the numbers count all.`;
  const strip = [
    make("p", { class: "dv-note" }, note),
    legend({ lit: "read now", outside: "padding", lost: "never read" }),
  ];
  const grid = [toggle, legend({ tap: "read now", padding: "padding, zeros", unread: "never read" })];
  const keys = make("p", { class: "dv-note" }, how);
  const under = box("dv-under", stage.buttons.node, toggle);
  const node = box("dv-left", strip[0], keys, stage.node, caption, under, strip[1], grid[1]);
  node.addEventListener("keydown", stage.press);
  function update(picture) {
    counts.checked = model.get("counts");
    for (const part of grid) part.hidden = !isDrawn(picture);
    for (const part of strip) part.hidden = isDrawn(picture);
  }
  function say(picture, window) {
    caption.setAttribute("aria-live", stage.buttons.playing() ? "off" : "polite");
    setText(caption, windowText(picture, window));
  }
  return { node, update, say };
}

export function windowView(model, onjudged) {
  const [form, formula, costs, stage] = [numbersForm(model, onjudged), formulaPanel(), costTable(), windowStage(model)];
  const panel = picturePanel(model, stage);
  const right = box("dv-right", formula.node, costs.node);
  const node = box("dv-view", form.node, box("dv-columns", panel.node, right));
  let [picture, drawn, width] = [null, "", 560];

  function update() {
    const numbers = modelNumbers(model);
    const key = JSON.stringify([numbers, width, model.get("counts")]);
    form.update();
    if (key !== drawn) {
      drawn = key;
      picture = stage.draw(numbers, width, model.get("counts"));
      formula.update(numbers, picture);
      costs.update(numbers);
      panel.update(picture);
    }
    const window = shownWindow(model, picture);
    stage.show(window);
    panel.say(picture, window);
  }
  const renew = () => (form.forget(), update());
  return { node, update, renew, resize: (room) => (width = room), stop: stage.buttons.stop };
}
