// Dropout on six units: drop some by hand, see what this sub-network says, and where all 64 lie.

import { box, button, commit, draw, keepDrawn, keepKeys, make, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { KINDS, ensemble } from "./tuning_masks.js";
import { niceTicks } from "./tuning_chart.js";

const KEYS = ["mask", "keep", "kind"];
const HEIGHT = 190;
const LEFT = 14;
const WIDEST = 760; // pixels

function stems(found, chosen, width) {
  const least = Math.min(...found.values, found.scaled);
  const most = Math.max(...found.values, found.scaled);
  const pad = (most - least || 1) * 0.06;
  const tall = Math.max(...found.probabilities);
  const toX = (value) => LEFT + ((value - least + pad) / (most - least + 2 * pad)) * (width - 2 * LEFT);
  const bottom = HEIGHT - 40;
  const up = (probability) => bottom - 6 - (probability / tall) * (bottom - 24);
  const stem = (m) =>
    draw("line", { class: m === chosen ? "dv-stem dv-stem-chosen" : "dv-stem", x1: toX(found.values[m]), x2: toX(found.values[m]), y1: bottom, y2: up(found.probabilities[m]) });
  const order = found.values.map((_, m) => m).filter((m) => m !== chosen);
  const level = (value, mark) => draw("path", { class: `dv-mean dv-mean-${mark}`, d: `M${toX(value)},4V${bottom + 4}` });
  const ticks = niceTicks(least - pad, most + pad).map((tick) =>
    draw("text", { class: "dv-tick", x: toX(tick), y: bottom + 16, "text-anchor": "middle" }, String(tick)),
  );
  const axis = draw("path", { class: "dv-base", d: `M${LEFT},${bottom}H${width - LEFT}` });
  const label = draw("text", { class: "dv-axis", x: width / 2, y: HEIGHT - 5, "text-anchor": "middle" }, "output of a sub-network (height: its probability)");
  const means = [level(found.arithmetic, "arithmetic"), level(found.scaled, "scaled")];
  if (found.geometric !== null) means.push(level(found.geometric, "geometric"));
  const title = "Outputs of all 64 sub-networks with their probabilities, their mean, and the scaled network";
  return draw("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": title }, [axis, ...order.map(stem), stem(chosen), ...means, ...ticks, label]);
}

export function sentenceOf(found, kind) {
  const close = (one, other) => Math.abs(one - other) < 1e-9;
  const number = (value) => value.toFixed(4);
  const arithmetic = `All 64 together: mean ${number(found.arithmetic)}, scaled network ${number(found.scaled)}`;
  if (kind === "softmax") {
    const equal = close(found.geometric, found.scaled) ? "the same to every digit" : "not the same";
    return `${arithmetic}. Normalised geometric mean ${number(found.geometric)}: ${equal}.`;
  }
  return `${arithmetic}: ${close(found.arithmetic, found.scaled) ? "the same to every digit" : "not the same"}.`;
}

function dropoutParts(model) {
  const toggle = (unit) => commit(model, { mask: model.get("mask").map((kept, j) => (j === unit ? 1 - kept : kept)) });
  const unit = (value, j) => button("", () => toggle(j), { class: "dv-button dv-unit" });
  const choose = (kind) => button(KINDS[kind], () => commit(model, { kind }), { class: "dv-button dv-mode" });
  const id = uniqueId();
  const oninput = (event) => commit(model, { keep: Number(event.target.value) });
  return {
    units: model.get("a").map(unit),
    kinds: Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, choose(kind)])),
    label: make("label", { for: id }),
    keep: make("input", { id, type: "range", min: 0.05, max: 1, step: 0.05, oninput }),
    say: make("p", { class: "dv-caption", role: "status" }),
    picture: box("dv-pictures"),
    verdict: make("p", { class: "dv-verdict" }),
    geometric: strokeKey("geometric", "normalised geometric mean"),
  };
}

function strokeKey(mark, word) {
  return make("span", { class: "dv-key" }, make("i", { class: `dv-stroke dv-stroke-${mark}` }), word);
}

function layerOf({ units, kinds, label, keep, say, picture, verdict, geometric }) {
  const modes = make("div", { class: "dv-modes", role: "group", "aria-label": "What the units lead to" }, Object.values(kinds));
  const row = make("div", { class: "dv-units-row", role: "group", "aria-label": "Units: press to drop or keep" }, units);
  const keys = [strokeKey("chosen", "this sub-network"), strokeKey("arithmetic", "mean of all"), strokeKey("scaled", "scaled network")];
  const legend = make("p", { class: "dv-legend" }, keys, geometric);
  const knobs = box("dv-fields", modes, box("dv-field dv-slider", label, keep));
  return make("div", { class: "dv-tune dv-dropout" }, knobs, row, say, picture, legend, verdict);
}

function subNetworkSentence(found, chosen, mask) {
  const kept = mask.reduce((sum, one) => sum + one, 0);
  const name = `Sub-network ${chosen} of 0 to ${found.values.length - 1}, ${kept} of ${mask.length} units kept`;
  const [says, chance] = [found.values[chosen], found.probabilities[chosen]].map((value) => value.toFixed(4));
  return `${name}: it says ${says}, and is drawn with probability ${chance}.`;
}

function render({ model, el }) {
  const a = model.get("a");
  const parts = dropoutParts(model);
  const root = layerOf(parts);
  keepKeys(root);
  el.replaceChildren(root);
  let width = 0;

  function update() {
    const [mask, kind, keep] = [model.get("mask"), model.get("kind"), model.get("keep")];
    const found = ensemble({ a, W: model.get("W"), b: model.get("b"), keep, kind });
    const chosen = mask.reduce((number, kept) => 2 * number + kept, 0);
    parts.units.forEach((unit, j) => {
      unit.setAttribute("aria-pressed", String(Boolean(mask[j])));
      setText(unit, mask[j] ? String(a[j]) : "0");
      unit.setAttribute("aria-label", `unit ${j + 1}, value ${a[j]}${mask[j] ? "" : ", dropped: sends 0"}`);
    });
    for (const [name, node] of Object.entries(parts.kinds)) node.setAttribute("aria-pressed", String(name === kind));
    parts.keep.value = keep;
    setText(parts.label, `Keep a unit with probability ${keep}`);
    setText(parts.say, subNetworkSentence(found, chosen, mask));
    setText(parts.verdict, sentenceOf(found, kind));
    parts.geometric.hidden = found.geometric === null;
    if (width) parts.picture.replaceChildren(stems(found, chosen, Math.min(width, WIDEST)));
  }
  return keepDrawn(parts.picture, model, KEYS, (now) => (width = now), update);
}

export default { render };
