// A list of layers that is edited in place: kinds, numbers, add, remove. It keeps what is typed, good or bad, and hands
// on good lists only; stack and puzzles share it.

import { problemOf, typedNumber } from "./arithmetic.js";
import { box, button, complaintLine, make, numberField, setText } from "./conv_arithmetic_dom.js";
import { convLayer, poolLayer } from "./conv_arithmetic_levels.js";
import { KNOBS } from "./conv_arithmetic_limits.js";

const KIND_NAMES = { conv: "Conv", pool: "Pool" };

// Which knobs a kind of layer has; pooling is neither dilated nor learned.
function knobsOf(kind) {
  return kind === "conv" ? KNOBS : KNOBS.slice(0, 3);
}

function fixedKnob(knob, value) {
  return box("dv-fixed", make("span", {}, knob), make("b", {}, String(value)));
}

function knobField(knob, layer, index, { limits, onedit }) {
  const hint = `${knob} of layer ${index + 1}`;
  const letters = Math.min(4, String(limits[knob][1]).length);
  const field = numberField({ label: knob, hint, limits: limits[knob], onedit, letters });
  field.write(String(layer[knob]));
  field.input.setAttribute("aria-label", hint);
  return field;
}

function kindChoice(layer, index, { kinds, most, onkind }) {
  const choice = (kind) => make("option", { value: kind, selected: kind === layer.kind }, KIND_NAMES[kind]);
  const label = `kind of layer ${index + 1}`;
  const select = make("select", { "aria-label": label, onchange: () => onkind(select.value) }, kinds.map(choice));
  const number = make("span", { class: "dv-layer-number", hidden: most === 1 }, String(index + 1));
  return box("dv-layer-kind", number, kinds.length > 1 ? select : make("b", {}, KIND_NAMES[layer.kind]));
}

function layerRow(layer, index, options) {
  const { free, fixed, onremove } = options;
  const knobs = knobsOf(layer.kind);
  const open = knobs.filter((knob) => free.includes(knob));
  const fields = Object.fromEntries(open.map((knob) => [knob, knobField(knob, layer, index, options)]));
  const shown = knobs.filter((knob) => knob in fields || fixed.includes(knob));
  const parts = shown.map((knob) => fields[knob]?.node ?? fixedKnob(knob, layer[knob]));
  const words = { "aria-label": `remove layer ${index + 1}`, title: "remove this layer" };
  const remove = button("×", onremove, { class: "dv-button dv-remove", ...words });
  const result = make("p", { class: "dv-result" });
  const head = kindChoice(layer, index, options);
  const node = make("li", { class: "dv-layer" }, head, box("dv-fields", ...parts), result, remove);
  const typed = (knob) => [knob, typedNumber(fields[knob].read())];
  const read = () => ({ ...layer, ...Object.fromEntries(open.map(typed)) });
  return { node, fields, result, remove, read };
}

// A new layer of a kind, with as many filters as the one it follows or replaces.
function freshLayer(kind, like, layers) {
  const filters = like?.filters || layers.findLast((layer) => layer.kind === "conv")?.filters || 1;
  return kind === "conv" ? convLayer(3, 1, 0, 1, filters) : poolLayer();
}

// The rows as they stand, without opinion: what is typed, and what `build` and `onedit` make of it.
function layerRows(options, onedit) {
  const { kinds, most } = options;
  const list = make("ol", { class: "dv-layers" });
  let rows = [];
  const draft = () => rows.map((row) => row.read());
  const adders = kinds.map((kind) => button(`+ ${KIND_NAMES[kind].toLowerCase()}`, () => add(kind)));

  function build(layers) {
    rows = layers.map((layer, index) =>
      layerRow(layer, index, {
        ...options,
        onedit,
        onkind: (kind) =>
          replace(draft().map((old, place) => (place === index ? freshLayer(kind, old, draft()) : old))),
        onremove: () => remove(index),
      }),
    );
    list.replaceChildren(...rows.map((row) => row.node));
    for (const row of rows) row.remove.hidden = rows.length === 1;
    for (const adder of adders) adder.disabled = rows.length >= most;
  }
  function replace(layers) {
    build(layers);
    onedit();
  }
  function add(kind) {
    replace([...draft(), freshLayer(kind, null, draft())]);
    rows[rows.length - 1].node.querySelector("input, select")?.focus();
  }
  function remove(index) {
    replace(draft().filter((_, place) => place !== index));
    rows[Math.min(index, rows.length - 1)].node.querySelector("input, select")?.focus();
  }
  return { list, adders, build, draft, rows: () => rows };
}

// `check(layers)` throws BadNumber (with .layer) on a bad list; `onchange(layers)` gets a good one.
export function layerEditor({ check, onchange, onbad = () => {}, fixed = [], ...options }) {
  const stand = layerRows({ fixed, ...options }, settle);
  const complaint = complaintLine();
  let known = "";

  // Checks what stands there; good lists go on, a bad one is named and stays. Says whether it was good.
  function settle() {
    const layers = stand.draft();
    const problem = problemOf(() => check(layers));
    blame(problem);
    if (problem) {
      onbad();
      return false;
    }
    known = JSON.stringify(layers);
    onchange(layers);
    return true;
  }
  function blame(problem) {
    stand.rows().forEach((row, index) => {
      const here = index === problem?.layer;
      for (const [knob, field] of Object.entries(row.fields)) field.blame(here && knob === problem.field);
    });
    const where = options.most > 1 && problem?.layer !== undefined ? `layer ${problem.layer + 1}: ` : "";
    complaint.say(problem && where + problem.message);
  }
  // Shows layers that came from elsewhere; what this editor handed on itself is already there.
  function update(layers) {
    if (known === JSON.stringify(layers)) return;
    known = JSON.stringify(layers);
    stand.build(layers);
    blame(null);
  }
  const describe = (texts) => stand.rows().forEach((row, index) => setText(row.result, texts[index] ?? ""));
  const adders = box("dv-adders", options.most > 1 ? stand.adders : []);
  const forget = () => (known = "");
  return { node: make("div", {}, stand.list, adders, complaint.node), update, describe, settle, forget };
}
