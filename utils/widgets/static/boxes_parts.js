// What the widgets of lecture 10 share: sliders, boxes that can be dragged, goals that stay met.

import { box, commit, draw, goalItem, make, setText, uniqueId } from "./conv_arithmetic_dom.js";

export function slider(label, [min, max, step], oninput) {
  const id = uniqueId();
  const name = make("label", { for: id });
  const input = make("input", { id, type: "range", min, max, step, oninput: (event) => oninput(Number(event.target.value)) });
  const show = (value, words = String(value)) => {
    input.value = value;
    setText(name, `${label}: ${words}`);
    input.setAttribute("aria-valuetext", words);
  };
  const reach = (most) => input.setAttribute("max", most);
  return { node: box("dv-field dv-slider", name, input), input, show, reach };
}

export function paint(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

export function rectangle([x1, y1, x2, y2], scale, attributes = {}) {
  const size = { x: x1 * scale, y: y1 * scale, width: (x2 - x1) * scale, height: (y2 - y1) * scale };
  return draw("rect", { ...size, ...attributes });
}

export const moved = ([x1, y1, x2, y2], dx, dy) => [x1 + dx, y1 + dy, x2 + dx, y2 + dy];

// Moved by so much, but never out of the frame [width, height].
export function movedWithin(b, dx, dy, [width, height]) {
  const within = (by, low, high, most) => Math.min(most - high, Math.max(-low, by));
  return moved(b, within(dx, b[0], b[2], width), within(dy, b[1], b[3], height));
}

// Its lower right corner moved by so much, at least one unit from the other.
export function resizedWithin([x1, y1, x2, y2], dx, dy, [width, height]) {
  return [x1, y1, Math.min(width, Math.max(x1 + 1, x2 + dx)), Math.min(height, Math.max(y1 + 1, y2 + dy))];
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Lets arrow keys and the pointer move something: `onmove(dx, dy, resize)` in units; Shift, or a drag of the handle, resizes.
export function movable(node, { unit, onmove, step = 1 }) {
  let from = null;
  node.addEventListener("keydown", (event) => {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    onmove(by[0] * step, by[1] * step, event.shiftKey);
  });
  node.addEventListener("pointerdown", (event) => {
    node.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, resize: event.target.classList.contains("dv-handle") };
  });
  node.addEventListener("pointermove", (event) => {
    if (!from || !node.hasPointerCapture(event.pointerId)) return;
    const [dx, dy] = [(event.clientX - from.x) / unit(), (event.clientY - from.y) / unit()].map(Math.trunc);
    if (!dx && !dy) return;
    from = { ...from, x: from.x + dx * unit(), y: from.y + dy * unit() };
    onmove(dx, dy, from.resize);
  });
  node.addEventListener("pointerup", () => (from = null));
}

// A group for each of the model's boxes: the pointer chooses and moves it within the frame, arrow keys move it.
export function movingBoxes(model, frame, { unit, step }) {
  return model.get("boxes").map((_, place) => {
    const node = draw("g", { tabindex: -1, role: "application" });
    const onmove = (dx, dy) => {
      const boxes = model.get("boxes").map((b, other) => (other === place ? movedWithin(b, dx, dy, frame) : b));
      commit(model, { boxes, chosen: place });
    };
    node.addEventListener("pointerdown", () => commit(model, { chosen: place }));
    movable(node, { unit, onmove, step });
    return node;
  });
}

// Goals {text, met(now)}: once met they stay met, in the model's list `met`.
export function goalsOf(title, goals) {
  const list = make("ul", { class: "dv-goals" });
  const head = make("p", { class: "dv-title" }, title);
  const node = make("section", { class: "dv-task", role: "group", "aria-label": title }, head, list);
  let known = "";
  const judge = (model, now) => {
    const before = model.get("met");
    const after = goals.flatMap((goal, place) => (before.includes(place) || goal.met(now) ? [place] : []));
    const state = after.join();
    if (state !== known || !list.childNodes.length) {
      known = state;
      list.replaceChildren(...goals.map(({ text }, place) => goalItem({ text, met: after.includes(place), hint: "" })));
    }
    if (after.length > before.length) commit(model, { met: after });
  };
  return { node, judge };
}

// A fish that fills a box, head to the right.
export function fishIn([x1, y1, x2, y2], scale) {
  const [w, h] = [(x2 - x1) * scale, (y2 - y1) * scale];
  const at = (x, y) => `${(x1 * scale + x * w).toFixed(1)},${(y1 * scale + y * h).toFixed(1)}`;
  const body = `M${at(0, 0.12)}L${at(0.2, 0.5)}C${at(0.4, -0.17)} ${at(0.85, -0.17)} ${at(1, 0.5)}`;
  const path = `${body}C${at(0.85, 1.17)} ${at(0.4, 1.17)} ${at(0.2, 0.5)}L${at(0, 0.88)}L${at(0.07, 0.5)}Z`;
  const [cx, cy] = at(0.86, 0.4).split(",");
  return draw("g", { class: "dv-fish" }, draw("path", { d: path }), draw("circle", { cx, cy, r: Math.max(1.5, h * 0.05) }));
}
