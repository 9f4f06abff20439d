// The stack side of the bench: a list of layers, what each makes and costs, and the field of one output unit.

import {
  outputQuotient,
  problemOf,
  receptiveField,
  seenPlaces,
  stackRows,
  typedNumber,
  unreadInputs,
} from "./arithmetic.js";
import { drawCone } from "./conv_arithmetic_cone.js";
import { box, button, commit, complaintLine, draw, legend, make, numberField, setText } from "./conv_arithmetic_dom.js";
import { grouped } from "./conv_arithmetic_goals.js";
import { layerEditor } from "./conv_arithmetic_layers.js";
import { KNOBS, MOST_LAYERS, STACK_LIMITS, checkStack } from "./conv_arithmetic_limits.js";

// What rounding, or a stride beyond the kernel, costs a layer: how much of its own input it never reads.
function lossText(row) {
  const places = [row.input, row.kernel, row.stride, row.padding, row.dilation];
  const unread = unreadInputs(...places).length;
  const read = unread ? `${unread} of ${row.input} rows and columns never read` : "only padding dropped";
  if (row.fits) return unread ? ` (${read})` : "";
  return ` (rounded down from ${outputQuotient(...places)}: ${read})`;
}

const MOST_UNFOLDED = 6; // layers

export function rowText(row) {
  const cost = row.kind === "conv" ? `${grouped(row.parameters)} parameters` : "no parameters";
  const made = `${row.name ? `${row.name} ` : ""}→ ${row.output}×${row.output}×${row.depth}${lossText(row)}`;
  return `${made} · sees ${row.field.size}×${row.field.size}, effective stride ${row.field.stride} · ${cost}`;
}

export function totalText(rows) {
  const sum = (name) => grouped(rows.reduce((total, row) => total + row[name], 0));
  const { field, output, depth } = rows[rows.length - 1];
  const units = Array.from({ length: output }, (_, unit) => unit);
  const lost = rows[0].input - seenPlaces(rows[0].input, rows, units).seen[0].length;
  const loss = lost ? ` ${lost} of the ${rows[0].input} rows and columns of the input reach no output.` : "";
  return (
    `Together: receptive field ${field.size}×${field.size}, effective stride ${field.stride}, output ${output}×${output}×${depth}, ` +
    `${sum("parameters")} parameters with biases, ${sum("multiplyAdds")} multiply-adds.${loss}`
  );
}

// Which inputs one unit of the last layer sees, in words.
export function fieldText(length, layers, unit) {
  const { extents, seen } = seenPlaces(length, layers, [unit]);
  const { size, stride, offset } = receptiveField(layers);
  const first = offset + unit * stride;
  const [from, to] = [Math.max(0, first), Math.min(length, first + size) - 1];
  const outside = size - Math.max(0, to - from + 1);
  const holes = Math.max(0, to - from + 1) - seen[0].length;
  const padding = layers.length > 1 ? "the padding of this and the layers between" : "its padding";
  const lie = outside === 1 ? "lies" : "lie";
  const notes = [
    outside ? `${outside} of its ${size} places ${lie} outside the photo, in ${padding}` : "",
    holes ? `${holes} in between are not read` : "",
  ].filter(Boolean);
  const sight = seen[0].length ? `sees inputs ${from} to ${to}` : "sees padding only";
  return `Output ${unit} (of 0 to ${extents[extents.length - 1] - 1}) ${sight}${notes.length ? `; ${notes.join("; ")}` : ""}.`;
}

// Size and channels of the input; `onaccepted` is told when they were good.
function inputForm(model, onaccepted) {
  const complaint = complaintLine();
  const field = (label, hint, limits) => numberField({ label, hint, limits, onedit: edit });
  const size = field("Input N", "rows and columns of the input", STACK_LIMITS.length);
  const channels = field("Channels", "depth of the input", STACK_LIMITS.channels);
  let known = "";
  function edit() {
    const draft = { length: typedNumber(size.read()), stack_channels: typedNumber(channels.read()) };
    const problem = problemOf(() => checkStack(draft.length, draft.stack_channels, model.get("layers"), STACK_LIMITS));
    blame(problem);
    if (problem) return;
    known = JSON.stringify([draft.length, draft.stack_channels]);
    commit(model, draft);
    onaccepted();
  }
  function blame(problem) {
    size.blame(Boolean(problem) && problem.field !== "channels");
    channels.blame(problem?.field === "channels");
    complaint.say(problem && (problem.layer === undefined ? "" : `layer ${problem.layer + 1}: `) + problem.message);
  }
  function update() {
    const text = JSON.stringify([model.get("length"), model.get("stack_channels")]);
    if (text === known) return;
    known = text;
    size.write(String(model.get("length")));
    channels.write(String(model.get("stack_channels")));
    blame(null);
  }
  const node = make("div", {}, make("div", { class: "dv-fields" }, size.node, channels.node), complaint.node);
  const renew = () => ((known = ""), update());
  return { node, update, renew, retry: () => complaint.node.hidden || edit() };
}

// The cone, and what moves its output unit: pointer and arrow keys.
function coneStage(model) {
  const svg = draw("svg", { class: "dv-cone", "aria-hidden": "true" });
  const label = "Output unit whose receptive field is shown";
  const node = make(
    "div",
    { class: "dv-stage", tabindex: 0, role: "slider", "aria-label": label, "aria-valuemin": 0 },
    svg,
  );
  let [cone, width, units] = [null, 820, 1];
  const shown = () => Math.min(model.get("unit"), units - 1);
  const choose = (unit) =>
    unit !== model.get("unit") && commit(model, { unit: Math.max(0, Math.min(units - 1, unit)) });
  function point(event) {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const box = svg.getBoundingClientRect();
    choose(cone.unitAt(((event.clientX - box.left) * width) / box.width));
  }
  node.addEventListener("pointerdown", point);
  node.addEventListener("pointermove", point);
  node.addEventListener("keydown", (event) => {
    const [less, more] = [shown() - 1, shown() + 1];
    const keys = { ArrowLeft: less, ArrowDown: less, ArrowRight: more, ArrowUp: more, Home: 0, End: units - 1 };
    if (!(event.key in keys)) return;
    event.preventDefault();
    choose(keys[event.key]);
  });
  function renew(length, layers, room, outputs) {
    [width, units] = [room, outputs];
    cone = drawCone(svg, length, layers, width);
    node.setAttribute("aria-valuemax", units - 1);
  }
  function show(text) {
    cone.show(shown());
    node.setAttribute("aria-valuenow", shown());
    node.setAttribute("aria-valuetext", text);
  }
  const step = (by) => choose((shown() + by + units) % units);
  return { node, draw: renew, show, step, shown };
}

// The picture of the field with its buttons: a unit is clicked, stepped to, or reached by keys.
function fieldPanel(stage) {
  const how = make(
    "p",
    { class: "dv-note" },
    "Click or drag along the top row, or use the arrow keys, to choose an output.",
  );
  const buttons = box(
    "dv-transport",
    button("◀ Previous output", () => stage.step(-1)),
    button("Next output ▶", () => stage.step(1)),
  );
  const words = { lit: "on its way to that output", outside: "padding that it looks at", lost: "reaches no output" };
  const caption = make("p", { class: "dv-caption", "aria-hidden": "true" });
  const node = box("dv-field-panel", how, stage.node, caption, buttons, legend(words));
  return { node, say: (text) => setText(caption, text) };
}

// The list of layers; a long one is folded away until somebody wants to change it.
function foldedLayers(editor) {
  const title = make("summary", { class: "dv-summary" });
  const node = make("details", { class: "dv-fold" }, title, editor.node);
  let known = 0;
  function update(count) {
    if (!known) node.open = count <= MOST_UNFOLDED;
    if (count !== known) setText(title, `${count} layer${count === 1 ? "" : "s"}: change, add, remove`);
    known = count;
  }
  return { node, update };
}

export function stackView(model) {
  const form = inputForm(model, () => editor.settle());
  const editor = layerEditor({
    free: KNOBS,
    kinds: ["conv", "pool"],
    most: MOST_LAYERS,
    limits: STACK_LIMITS,
    check: (layers) => checkStack(model.get("length"), model.get("stack_channels"), layers, STACK_LIMITS),
    onchange: (layers) => {
      commit(model, { layers });
      form.retry();
    },
  });
  const total = make("p", { class: "dv-total" });
  const [stage, fold] = [coneStage(model), foldedLayers(editor)];
  const field = fieldPanel(stage);
  const node = box("dv-view", form.node, fold.node, total, field.node);
  let [drawn, width] = ["", 820];

  function update() {
    const [length, channels, layers] = ["length", "stack_channels", "layers"].map((name) => model.get(name));
    form.update();
    editor.update(layers);
    fold.update(layers.length);
    const key = JSON.stringify([length, channels, layers, width]);
    if (key !== drawn) {
      drawn = key;
      const rows = stackRows(length, channels, layers);
      editor.describe(rows.map(rowText));
      setText(total, totalText(rows));
      stage.draw(length, layers, width, rows[rows.length - 1].output);
    }
    const text = fieldText(length, layers, stage.shown());
    field.say(text);
    stage.show(text);
  }
  const renew = () => (form.renew(), editor.forget(), update());
  return { node, update, renew, resize: (room) => (width = room) };
}
