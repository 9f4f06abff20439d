// The pooling view: numbers in, winners, the way back of the gradient, and a shift by single pixels.

import {
  box,
  button,
  commit,
  complaintLine,
  goalPanel,
  keepKeys,
  legend,
  listen,
  make,
  setText,
} from "./conv_arithmetic_dom.js";
import { gridOf, inputGrid, poolControls, walkGrid } from "./conv_arithmetic_pool_parts.js";
import { decimalsOf, gradientText, poolPicture, shiftText, shownNumber } from "./conv_arithmetic_pool_picture.js";
import { poolTask, poolTaskLines, seededNumbers } from "./conv_arithmetic_pool_task.js";
import { nextSeed } from "./conv_arithmetic_random.js";

const STATE = ["values", "kernel", "stride", "kind", "shift", "chosen"];
const KEYS = [...STATE, "seed", "task"];

function stateOf(model) {
  return Object.fromEntries(STATE.map((name) => [name, model.get(name)]));
}

function showNumber(cell, text) {
  setText(cell, text);
  cell.classList.toggle("dv-long", text.length > 3);
}

// The pooled numbers as buttons: one of them, or none for all, sends its gradient back.
function outputGrid(model) {
  const holder = make("div");
  let [grid, shape] = [null, ""];
  function build(rows, columns) {
    shape = `${rows}x${columns}`;
    grid = gridOf("Pooled output", rows, columns, (row, column) =>
      make("button", {
        type: "button",
        class: "dv-pooled",
        onclick: () =>
          commit(model, { chosen: String(model.get("chosen")) === `${row},${column}` ? [] : [row, column] }),
        onkeydown: (event) => walkGrid(event, grid.cells, row, column),
      }),
    );
    holder.replaceChildren(grid.node);
  }
  function update({ output, still }, chosen) {
    if (shape !== `${output.length}x${output[0].length}`) build(output.length, output[0].length);
    const decimals = decimalsOf(output);
    grid.cells.forEach((line, row) =>
      line.forEach((cell, column) => {
        const [now, before] = [output[row][column], still[row][column]];
        const changed = now !== before ? `, was ${shownNumber(before)}` : "";
        showNumber(cell, now.toFixed(decimals));
        cell.classList.toggle("dv-changed", Boolean(changed));
        cell.setAttribute("aria-label", `output row ${row}, column ${column}: ${shownNumber(now)}${changed}`);
        cell.title = changed ? `was ${shownNumber(before)} before the shift` : "click: where does its gradient go?";
        cell.setAttribute("aria-pressed", String(String(chosen) === `${row},${column}`));
      }),
    );
  }
  return { node: holder, update };
}

function gradientGrid(rows, columns) {
  const grid = gridOf("Gradient at the input", rows, columns, () => make("span", { class: "dv-gradient" }));
  function update({ gradient }) {
    const [peak, decimals] = [Math.max(...gradient.flat()), decimalsOf(gradient)];
    grid.cells.forEach((line, row) =>
      line.forEach((cell, column) => {
        const value = gradient[row][column];
        showNumber(cell, value ? value.toFixed(decimals) : "0");
        cell.style.setProperty("--dv-share", `${Math.round((48 * value) / peak)}%`);
        cell.classList.toggle("dv-none", !value);
      }),
    );
  }
  return { node: grid.node, update };
}

function poolTaskPanel(model) {
  const title = "Your task: change numbers, kernel and stride to get";
  const another = () => commit(model, { task: nextSeed((seed) => poolTask(seed, model.get("begin")), model.get("task")) });
  const panel = goalPanel(title, another);
  let [goal, drawn, good] = [null, "", true];
  function update() {
    const [task, begin] = [model.get("task"), model.get("begin")];
    const key = JSON.stringify([task, begin]);
    if (key !== drawn) goal = poolTask(task, begin);
    drawn = key;
    panel.node.hidden = !goal;
    if (!goal) return;
    const lines = poolTaskLines(goal, stateOf(model));
    const texts = lines.map((line) => line.text);
    if (!good) panel.wait(texts);
    else if (model.get("kind") === "max") panel.show(lines);
    else panel.wait(texts, "This task is about the maximum: press Maximum to have it judged.");
  }
  const judge = (now) => now !== good && ((good = now), update());
  return { node: panel.node, update, judge };
}

function block(title, ...children) {
  return make("figure", { class: "dv-block" }, make("figcaption", {}, title), ...children);
}

function renewButtons(model, forget) {
  const renew = () => {
    const [seed, values] = [model.get("seed") + 1, model.get("values")];
    commit(model, { seed, chosen: [], values: seededNumbers(seed, values.length, values[0].length) });
  };
  const reset = () => {
    commit(model, { ...model.get("begin"), chosen: [], shift: 0 });
    forget();
  };
  const everything = () => commit(model, { chosen: [] });
  return [button("All outputs send back", everything), button("New numbers", renew), button("Reset", reset)];
}

function headline({ kind }, { output }) {
  return `${kind === "max" ? "Maximum" : "Average"} ${output.length}×${output[0].length}`;
}

// The three grids side by side: numbers, what pooling makes of them, what comes back.
function gridsOf(model, complaint) {
  const [rows, columns] = [model.get("values").length, model.get("values")[0].length];
  const [input, output] = [inputGrid(model, complaint), outputGrid(model)];
  const gradient = gradientGrid(rows, columns);
  const title = make("span");
  const node = box(
    "dv-blocks",
    block(`Input ${rows}×${columns}: change it`, input.node),
    block(title, output.node),
    block("Gradient at the input", gradient.node),
  );
  const update = (state, picture) => {
    input.update(picture, state);
    output.update(picture, state.chosen);
    gradient.update(picture);
    setText(title, headline(state, picture));
  };
  return { node, update, forget: input.forget };
}

function render({ model, el }) {
  const task = poolTaskPanel(model);
  const complaint = complaintLine(task.judge);
  const [controls, grids] = [poolControls(model, complaint), gridsOf(model, complaint)];
  const line = () => make("p", { class: "dv-caption", "aria-live": "polite" });
  const [story, shifted] = [line(), line()];
  const buttons = box("dv-transport", ...renewButtons(model, forget));
  const marks = legend({
    tap: "winner",
    inside: "in the window that is followed",
    pane: "edge of a window",
    unread: "never read",
    share: "gets gradient; stronger: more",
    new: "zero brought in by the shift, fixed",
    changed: "output changed by the shift",
  });
  const parts = [controls.node, complaint.node, grids.node, marks, story, shifted, buttons, task.node];
  const root = box("dv-arith dv-pooling", ...parts);
  keepKeys(root);
  el.replaceChildren(root);

  // Whatever stands in the fields, the model's numbers are written into them.
  function forget() {
    controls.forget();
    grids.forget();
    update();
  }
  function update() {
    const state = stateOf(model);
    const picture = poolPicture(state);
    controls.update();
    grids.update(state, picture);
    task.update();
    setText(story, gradientText(state, picture));
    setText(shifted, shiftText(state));
  }
  const stop = listen(model, KEYS, update);
  update();
  return stop;
}

export default { render };
