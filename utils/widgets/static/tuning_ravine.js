// Optimisers on a ravine: drag the start, set rate, memory and steepness; all four are timed on the same walk.

import { box, button, commit, draw, keepDrawn, keepKeys, make, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { METHODS, arrival, height, walk } from "./tuning_optimizers.js";

const KEYS = ["method", "start", "rate", "memory", "curvature"];
const REACH = [10, 4]; // half the width and height of the map
const STEPS = 200;
const GOAL = 0.01;
const WIDEST = 760; // pixels
const clamp = (value, most) => Math.min(most, Math.max(-most, Math.round(value * 10) / 10));

function slider(label, bounds, oninput) {
  const id = uniqueId();
  const name = make("label", { for: id });
  const [min, max, step] = bounds;
  const input = make("input", { id, type: "range", min, max, step, oninput: (event) => oninput(Number(event.target.value)) });
  const show = (position, value = position) => {
    input.value = position;
    setText(name, `${label}: ${value}`);
    input.setAttribute("aria-valuetext", String(value));
  };
  return { node: box("dv-field dv-slider", name, input), input, show };
}

// Rates as powers: slider position p is a rate of 10^(p / 20), to three digits.
export const rateOf = (position) => Number((10 ** (position / 20)).toPrecision(3));
export const positionOf = (rate) => Math.round(20 * Math.log10(rate));

function contours(toX, toY, scale, curvature) {
  return [0.05, 0.5, 2, 5, 12, 25, 50, 90, 160].map((level) => {
    const [rx, ry] = [Math.sqrt(2 * level) * scale, Math.sqrt((2 * level) / curvature) * scale];
    return draw("ellipse", { class: "dv-contour", cx: toX(0), cy: toY(0), rx, ry });
  });
}

function footsteps(places, toX, toY) {
  const inside = ([x, y]) => Math.abs(x) < 40 && Math.abs(y) < 40;
  const end = places.findIndex((place) => !inside(place));
  const shown = end < 0 ? places : places.slice(0, end + 1).map((place) => place.map((value) => Math.min(60, Math.max(-60, value))));
  const path = shown.map(([x, y], i) => `${i ? "L" : "M"}${toX(x).toFixed(1)},${toY(y).toFixed(1)}`).join("");
  const dots = shown.slice(1, 60).map(([x, y]) => draw("circle", { class: "dv-step-dot", cx: toX(x), cy: toY(y), r: 2.4 }));
  return [draw("path", { class: "dv-walk", d: path }), ...dots];
}

export function timesOf(state) {
  return Object.keys(METHODS).map((method) => [method, arrival(walk({ ...state, method, steps: STEPS }), state.curvature, GOAL)]);
}

function wordsOf(steps) {
  if (steps === null) return `not within ${STEPS} steps`;
  return steps < 0 ? "leaves for good" : `${steps} steps`;
}

function ravineControls(model) {
  const choose = (method) => button(METHODS[method], () => commit(model, { method }), { class: "dv-button dv-mode" });
  const buttons = Object.fromEntries(Object.keys(METHODS).map((method) => [method, choose(method)]));
  const rate = slider("Learning rate", [-60, 20, 1], (p) => commit(model, { rate: rateOf(p) }));
  const memory = slider("Memory μ", [0, 0.99, 0.01], (value) => commit(model, { memory: value }));
  const curvature = slider("Steepness c", [1, 50, 1], (value) => commit(model, { curvature: value }));
  const modes = make("div", { class: "dv-modes", role: "group", "aria-label": "Optimiser" }, Object.values(buttons));
  const update = (now) => {
    for (const [method, node] of Object.entries(buttons)) node.setAttribute("aria-pressed", String(method === now.method));
    rate.show(positionOf(now.lr), now.lr);
    memory.show(now.memory);
    memory.input.disabled = now.method === "sgd";
    curvature.show(now.curvature);
  };
  return { nodes: [modes, box("dv-fields", rate.node, memory.node, curvature.node)], update };
}

// The map of the ravine; the start follows the mouse and the arrow keys.
function ravineMap(model) {
  const map = draw("svg", { class: "dv-map", role: "application", tabindex: 0 });
  let [width, scale] = [0, 1];
  const toX = (x) => width / 2 + x * scale;
  const toY = (y) => REACH[1] * scale - y * scale;
  const moveTo = ([x, y]) => commit(model, { start: [clamp(x, REACH[0]), clamp(y, REACH[1])] });
  const place = (event) => {
    const frame = map.getBoundingClientRect();
    return [(event.clientX - frame.left - width / 2) / scale, REACH[1] - (event.clientY - frame.top) / scale];
  };
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    moveTo(place(event));
  });
  map.addEventListener("pointermove", (event) => map.hasPointerCapture(event.pointerId) && moveTo(place(event)));
  map.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, 0.2], ArrowDown: [0, -0.2] }[event.key];
    if (!by) return;
    event.preventDefault();
    moveTo(model.get("start").map((value, i) => value + by[i]));
  });
  const resize = (now) => {
    width = Math.min(now, WIDEST);
    scale = width / (2 * REACH[0]);
    const tall = 2 * REACH[1] * scale;
    furnishMap(map, { width, height: tall, viewBox: `0 0 ${width} ${tall}` });
  };
  const update = (now) => {
    const mark = (name, [x, y], r) => draw("circle", { class: name, cx: toX(x), cy: toY(y), r });
    const steps = footsteps(walk({ ...now, steps: STEPS }), toX, toY);
    const ground = [...contours(toX, toY, scale, now.curvature), mark("dv-goal", [0, 0], 4)];
    map.replaceChildren(...ground, ...steps, mark("dv-start", now.start, 8));
    const from = `the walk starts at (${now.start.join(", ")})`;
    furnishMap(map, { "aria-label": `Map of the ravine; ${from}. Arrow keys move the start.` });
  };
  return { node: map, resize, update };
}

function furnishMap(map, attributes) {
  for (const [name, value] of Object.entries(attributes)) map.setAttribute(name, value);
}

function timesTable(table, times, chosen) {
  const row = ([method, steps]) =>
    make("tr", { class: method === chosen ? "dv-own" : "" }, make("th", { scope: "row" }, METHODS[method]), make("td", {}, wordsOf(steps)));
  const caption = make("caption", {}, `Steps until the height stays below ${GOAL}`);
  table.replaceChildren(caption, make("tbody", {}, times.map(row)));
}

function render({ model, el }) {
  const [controls, map] = [ravineControls(model), ravineMap(model)];
  const say = make("p", { class: "dv-caption", role: "status" });
  const table = make("table", { class: "dv-report" });
  const note = make("p", { class: "dv-note" }, "Drag the start, or select the map and use the arrow keys.");
  const root = make("div", { class: "dv-tune dv-ravine" }, controls.nodes, note, map.node, say, table);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const given = ([name, key]) => [name, model.get(key)];
    const now = Object.fromEntries([...KEYS.filter((key) => key !== "rate").map((key) => [key, key]), ["lr", "rate"]].map(given));
    controls.update(now);
    const times = timesOf(now);
    const own = wordsOf(times.find(([method]) => method === now.method)[1]);
    const begins = height(now.start, now.curvature).toFixed(1);
    setText(say, `${METHODS[now.method]} from height ${begins} to below ${GOAL}: ${own}.`);
    timesTable(table, times, now.method);
    map.update(now);
  }
  return keepDrawn(root, model, KEYS, (now) => map.resize(now), update);
}

export default { render };
