// Three layers on one image: each unit reads all of it, each reads a window, and all windows share their weights.

import { layerWeights } from "./convolution.js";
import { box, commit, draw, keepKeys, listen, make, setText, uniqueId } from "./conv_arithmetic_dom.js";

export const SLIDERS = {
  side: ["Image side (pixels)", 20, 400, 10],
  kernel: ["Window side (pixels)", 1, 20, 1],
  filters: ["Shared filters", 1, 512, 1],
};
const NAMES = { dense: "Dense", local: "Local", shared: "Shared" };
const TELLS = {
  dense: "every unit reads every pixel",
  local: "every unit reads a window, through weights of its own",
  shared: "every unit of a filter reads a window, through the same weights",
};
const [CELLS, REACH, GAP, TALL] = [9, 3, 22, 74];
const COLOURS = ["#0072b2", "#d55e00", "#009e73"];

// Units on one image: one a pixel, as the dense and the local layer have them.
export function storyWeights({ side, kernel, filters }) {
  return layerWeights(side, side * side, kernel, filters);
}

// 1,600,000,000 as "1.6 billion" and the like.
export function roundNumber(count) {
  const [size, word] = [
    [1e12, "trillion"],
    [1e9, "billion"],
    [1e6, "million"],
    [1e3, "thousand"],
    [1, ""],
  ].find(([least]) => count >= least);
  return `${Number((count / size).toPrecision(3))}${word ? ` ${word}` : ""}`;
}

// Lines from a strip of pixels to a strip of units: [pixel, unit, colour], null for a weight of its own.
export function wires(kind) {
  if (kind === "dense") {
    return Array.from({ length: CELLS * CELLS }, (_, index) => [index % CELLS, Math.floor(index / CELLS), null]);
  }
  const units = CELLS - REACH + 1;
  return Array.from({ length: units * REACH }, (_, index) => {
    const [unit, tap] = [Math.floor(index / REACH), index % REACH];
    return [unit + tap, unit, kind === "shared" ? tap : null];
  });
}

function wiring(kind) {
  const units = kind === "dense" ? CELLS : CELLS - REACH + 1;
  const [x, shift] = [(place) => 12 + place * GAP, ((CELLS - units) * GAP) / 2];
  const line = ([pixel, unit, tap]) =>
    draw("line", {
      x1: x(pixel),
      y1: TALL,
      x2: x(unit) + shift,
      y2: 12,
      class: `dv-wire ${tap === null ? "dv-own" : ""}`,
      style: tap === null ? null : `stroke: ${COLOURS[tap]}; stroke-dasharray: ${["none", "5 3", "1.5 2.5"][tap]}`,
    });
  const dot = (count, y, offset, name) =>
    Array.from({ length: count }, (_, place) => draw("circle", { cx: x(place) + offset, cy: y, r: 5, class: name }));
  const width = 24 + (CELLS - 1) * GAP;
  const svg = {
    viewBox: `0 0 ${width} ${TALL + 12}`,
    width,
    height: TALL + 12,
    role: "img",
    "aria-label": TELLS[kind],
  };
  return draw(
    "svg",
    svg,
    ...wires(kind).map(line),
    ...dot(CELLS, TALL, 0, "dv-pixel"),
    ...dot(units, 12, shift, "dv-unit"),
  );
}

function slider(model, name) {
  const [label, min, max, step] = SLIDERS[name];
  const id = uniqueId();
  const text = make("label", { for: id });
  const oninput = () => commit(model, { [name]: Number(input.value) });
  const input = make("input", { id, type: "range", min, max, step, oninput });
  const update = () => {
    input.value = model.get(name);
    setText(text, `${label}: ${model.get(name)}`);
  };
  return { node: box("dv-field dv-slider", text, input), update };
}

// A row of the table: a drawing, what it means, a bar on a logarithmic scale and the count.
function storyRow(kind) {
  const [bar, count] = [make("span", { class: `dv-bar dv-bar-${kind}` }), make("b", { class: "dv-count-of" })];
  const words = box("dv-words", make("p", { class: "dv-title" }, NAMES[kind]), make("p", { class: "dv-note" }, TELLS[kind]));
  const node = box("dv-story", wiring(kind), words, box("dv-bars", bar, count));
  function update(weights, most) {
    bar.style.width = `${(68 * Math.log10(Math.max(weights, 1))) / Math.log10(most)}%`;
    setText(count, weights.toLocaleString("en-US"));
  }
  return { node, update };
}

export function storyText({ side, kernel, filters }) {
  const { dense, local, shared } = storyWeights({ side, kernel, filters });
  const [near, again] = [dense / local, local / shared];
  return (
    `${side} × ${side} pixels and as many units. Dense: ${roundNumber(dense)} weights. Windows of ${kernel} × ${kernel} ` +
    `divide that by ${roundNumber(near)}; sharing them among all places, with ${filters} filters, ` +
    (again >= 1
      ? `by ${roundNumber(again)} again.`
      : `multiplies it by ${roundNumber(1 / again)}: few places, many filters.`)
  );
}

function render({ model, el }) {
  const names = Object.keys(SLIDERS);
  const sliders = names.map((name) => slider(model, name));
  const rows = Object.fromEntries(Object.keys(NAMES).map((kind) => [kind, storyRow(kind)]));
  const caption = make("p", { class: "dv-caption", "aria-live": "polite" });
  const note =
    "Drawn: a strip of 9 pixels, windows of 3; lines of one pattern are one shared weight. Bars are logarithmic.";
  const parts = [box("dv-fields", ...sliders.map((one) => one.node)), ...Object.values(rows).map((row) => row.node)];
  const root = box("dv-arith dv-convolution dv-sharing", ...parts, caption, make("p", { class: "dv-note" }, note));
  keepKeys(root);
  el.replaceChildren(root);
  function update() {
    const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const weights = storyWeights(state);
    for (const one of sliders) one.update();
    for (const [kind, row] of Object.entries(rows)) row.update(weights[kind], weights.dense);
    setText(caption, storyText(state));
  }
  const stop = listen(model, names, update);
  update();
  return stop;
}

export default { render };
