// The conv arithmetic bench: one layer with its windows, or a stack with its receptive field, and a task.

import { button, commit, keepDrawn, keepKeys, make } from "./conv_arithmetic_dom.js";
import { NUMBERS } from "./conv_arithmetic_picture.js";
import { stackView } from "./conv_arithmetic_stack.js";
import { taskPanel } from "./conv_arithmetic_task.js";
import { modelNumbers, windowView } from "./conv_arithmetic_window.js";

const KEYS = [...NUMBERS, "window", "counts", "mode", "layers", "length", "stack_channels", "unit", "task"];
const WIDE = 720; // pixels from which picture and formulas stand side by side

function modeSwitch(model) {
  const names = { layer: "One layer", stack: "Stack of layers" };
  const choose = (mode) => button(names[mode], () => commit(model, { mode }), { class: "dv-button dv-mode" });
  const buttons = { layer: choose("layer"), stack: choose("stack") };
  const node = make(
    "div",
    { class: "dv-modes", role: "group", "aria-label": "What is on the bench" },
    buttons.layer,
    buttons.stack,
  );
  const update = () => {
    for (const mode of Object.keys(buttons))
      buttons[mode].setAttribute("aria-pressed", String(mode === model.get("mode")));
  };
  return { node, update };
}

function render({ model, el }) {
  const modes = modeSwitch(model);
  const task = taskPanel(model, modelNumbers);
  const views = { layer: windowView(model, task.judge), stack: stackView(model) };
  const reset = button("Reset", () => {
    commit(model, { ...model.get("begin"), window: [0, 0] });
    views[model.get("mode")].renew();
  });
  const head = make("div", { class: "dv-head" }, modes.node, reset);
  const root = make("div", { class: "dv-arith dv-bench" }, head, views.layer.node, task.node, views.stack.node);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const mode = model.get("mode");
    modes.update();
    for (const name of Object.keys(views)) views[name].node.hidden = name !== mode;
    task.node.hidden = mode !== "layer";
    views[mode].update();
    if (mode === "layer") task.update();
    else views.layer.stop();
  }
  function resize(width) {
    root.classList.toggle("dv-wide", width >= WIDE);
    views.layer.resize(width >= WIDE ? Math.floor(width * 0.62) : width);
    views.stack.resize(width);
  }
  const stop = keepDrawn(root, model, KEYS, resize, update);
  return () => {
    stop();
    views.layer.stop();
  };
}

export default { render };
