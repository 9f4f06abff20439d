// The stack side of the bench: a list of layers, what each makes and costs, and the field of one output unit.

import { problemOf, receptiveField, seenPlaces, stackRows, typedNumber } from "./arithmetic.js";
import { drawCone } from "./conv_arithmetic_cone.js";
import { commit, complaintLine, draw, make, numberField, setText } from "./conv_arithmetic_dom.js";
import { grouped } from "./conv_arithmetic_goals.js";
import { layerEditor } from "./conv_arithmetic_layers.js";
import { KNOBS, MOST_LAYERS, STACK_LIMITS, checkStack } from "./conv_arithmetic_limits.js";

export function rowText(row) {
  const cost = row.kind === "conv" ? `${grouped(row.parameters)} parameters` : "no parameters";
  const made = `${row.output}×${row.output}×${row.depth}${row.fits ? "" : " (rounded down)"}`;
  return `→ ${made}\nsees ${row.field.size}×${row.field.size} · effective stride ${row.field.stride}\n${cost}`;
}

export function totalText(rows) {
  const sum = (name) => grouped(rows.reduce((total, row) => total + row[name], 0));
  const { field, output, depth } = rows[rows.length - 1];
  return (
    `Together: receptive field ${field.size}×${field.size}, effective stride ${field.stride}, output ${output}×${output}×${depth}, ` +
    `${sum("parameters")} parameters with biases, ${sum("multiplyAdds")} multiply-adds.`
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
  const notes = [
    outside ? `${outside} of its ${size} places lie outside, in the padding` : "",
    holes ? `${holes} in between are not read` : "",
  ].filter(Boolean);
  const sight = seen[0].length ? `sees inputs ${from} to ${to}` : "sees padding only";
  return `Output ${unit} of 0 to ${extents[extents.length - 1] - 1} ${sight}${notes.length ? `; ${notes.join("; ")}` : ""}.`;
}

// Size and channels of the input; `onaccepted` is told when they were good.
function inputForm(model, onaccepted) {
  const complaint = complaintLine();
  const size = numberField({
    label: "Input N",
    hint: "rows and columns of the input",
    limits: STACK_LIMITS.length,
    onedit: edit,
  });
  const channels = numberField({
    label: "Channels",
    hint: "depth of the input",
    limits: STACK_LIMITS.channels,
    onedit: edit,
  });
  let known = "";
  function edit() {
    const draft = { length: typedNumber(size.read()), channels: typedNumber(channels.read()) };
    const problem = problemOf(() => checkStack(draft.length, draft.channels, model.get("layers"), STACK_LIMITS));
    blame(problem);
    if (problem) return;
    known = JSON.stringify([draft.length, draft.channels]);
    commit(model, draft);
    onaccepted();
  }
  function blame(problem) {
    size.blame(Boolean(problem) && problem.field !== "channels");
    channels.blame(problem?.field === "channels");
    complaint.say(problem && (problem.layer === undefined ? "" : `layer ${problem.layer + 1}: `) + problem.message);
  }
  function update() {
    const text = JSON.stringify([model.get("length"), model.get("channels")]);
    if (text === known) return;
    known = text;
    size.write(String(model.get("length")));
    channels.write(String(model.get("channels")));
    blame(null);
  }
  const node = make("div", {}, make("div", { class: "dv-fields" }, size.node, channels.node), complaint.node);
  return { node, update, retry: () => complaint.node.hidden || edit() };
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
  return { node, draw: renew, show, shown };
}

export function stackView(model) {
  const form = inputForm(model, () => editor.settle());
  const editor = layerEditor({
    free: KNOBS,
    kinds: ["conv", "pool"],
    most: MOST_LAYERS,
    limits: STACK_LIMITS,
    check: (layers) => checkStack(model.get("length"), model.get("channels"), layers, STACK_LIMITS),
    onchange: (layers) => {
      commit(model, { layers });
      form.retry();
    },
  });
  const total = make("p", { class: "dv-total" });
  const caption = make("p", { class: "dv-caption", "aria-hidden": "true" });
  const stage = coneStage(model);
  const node = make("div", { class: "dv-view" }, form.node, editor.node, total, stage.node, caption);
  let [drawn, width] = ["", 820];

  function update() {
    const [length, channels, layers] = ["length", "channels", "layers"].map((name) => model.get(name));
    form.update();
    editor.update(layers);
    const key = JSON.stringify([length, channels, layers, width]);
    if (key !== drawn) {
      drawn = key;
      const rows = stackRows(length, channels, layers);
      editor.describe(rows.map(rowText));
      setText(total, totalText(rows));
      stage.draw(length, layers, width, rows[rows.length - 1].output);
    }
    setText(caption, fieldText(length, layers, stage.shown()));
    stage.show(caption.textContent);
  }
  return { node, update, resize: (room) => (width = room) };
}
