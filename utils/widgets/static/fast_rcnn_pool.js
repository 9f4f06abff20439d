// RoI pooling to play with: two regions on a map, their bins, who wins in each, and where the gradient goes.

import { goalsOf, movable, movedWithin, paint, rectangle, resizedWithin, slider } from "./boxes_parts.js";
import { box, button, commit, draw, keepDrawn, keepKeys, make, setText } from "./conv_arithmetic_dom.js";
import { POOLING_GOALS, binSentence, shareSentence } from "./fast_rcnn_goals.js";
import { binWindows, gradientOf, upstreamOf, winnerIn, winnersOf } from "./fast_rcnn_numbers.js";

const KEYS = ["regions", "bins", "chosen", "bin", "met"];
const LETTERS = ["A", "B"];
const WIDEST = 410; // pixels of one of the two maps

// A map of numbers: squares, each with a number or nothing, shaded by its share of the largest.
function cellsOf(map) {
  const [squares, texts] = [draw("g"), draw("g", { class: "dv-cells" })];
  const update = (values, scale, mark) => {
    const most = Math.max(1, ...values.flat());
    squares.replaceChildren();
    texts.replaceChildren();
    values.forEach((row, y) =>
      row.forEach((value, x) => {
        const look = { class: "dv-cell", "fill-opacity": (0.6 * value) / most };
        squares.append(rectangle([x, y, x + 1, y + 1], scale, look));
        if (!value && mark === "sums") return;
        const at = { x: (x + 0.5) * scale, y: (y + 0.5) * scale };
        texts.append(draw("text", at, String(value)));
      }),
    );
  };
  const [width, height] = [map[0].length, map.length];
  const fit = (svg, scale) =>
    paint(svg, { width: width * scale, height: height * scale, viewBox: `0 0 ${width * scale} ${height * scale}` });
  return { nodes: [squares, texts], update, fit };
}

// The map x with both regions on it, the chosen one in bins.
function stageOf(model, map, change) {
  const svg = draw("svg", { class: "dv-stage", role: "group", "aria-label": "The map x with two regions" });
  const cells = cellsOf(map);
  const [marks, frame] = [draw("g"), [map[0].length, map.length]];
  let scale = 1;
  const groups = LETTERS.map((letter, place) => {
    const node = draw("g", { class: `dv-box dv-region-${letter}`, tabindex: 0, role: "application" });
    const handle = draw("circle", { r: 7, class: "dv-handle" });
    const onmove = (dx, dy, resize) => {
      const moved = (resize ? resizedWithin : movedWithin)(model.get("regions")[place], dx, dy, frame);
      change({ regions: model.get("regions").map((old, other) => (other === place ? moved : old)), chosen: place });
    };
    for (const grip of [node, handle]) movable(grip, { unit: () => scale, onmove });
    return { node, handle };
  });
  svg.append(...cells.nodes, marks, ...groups.flatMap(({ node, handle }) => [node, handle]));
  const resize = (side) => cells.fit(svg, (scale = side));
  const update = ({ regions, bins, chosen, bin, winners }) => {
    cells.update(map, scale, "values");
    const windows = binWindows(regions[chosen], bins);
    const lines = windows.map((window) => rectangle(window, scale, { class: "dv-bin" }));
    const now = rectangle(windows[bin], scale, { class: "dv-bin-now" });
    const rings = winners.flatMap((all, place) => all.map((winner) => ring(winner, place)));
    marks.replaceChildren(now, ...lines, ...rings);
    groups.forEach(({ node, handle }, place) => {
      const [x1, y1, x2, y2] = regions[place];
      const name = draw("text", { x: x1 * scale + 3, y: y1 * scale + 11 }, LETTERS[place]);
      node.replaceChildren(rectangle(regions[place], scale), name);
      paint(handle, { cx: x2 * scale, cy: y2 * scale });
      const label = `Region ${LETTERS[place]}, columns ${x1 + 1} to ${x2}, rows ${y1 + 1} to ${y2}`;
      paint(node, { "aria-label": `${label}. Arrow keys move it, with Shift they resize it.` });
    });
  };
  const ring = (winner, place) => {
    const [x, y] = [winner % frame[0], Math.floor(winner / frame[0])];
    const r = scale * (place ? 0.3 : 0.42);
    return draw("circle", { class: `dv-ring dv-ring-${LETTERS[place]}`, cx: (x + 0.5) * scale, cy: (y + 0.5) * scale, r });
  };
  return { svg, resize, update };
}

// The gradient on the same map, read only.
function gradientStage(map) {
  const svg = draw("svg", { class: "dv-stage", role: "img" });
  const cells = cellsOf(map);
  let scale = 1;
  svg.append(...cells.nodes);
  const resize = (side) => cells.fit(svg, (scale = side));
  const update = (gradient) => {
    cells.update(gradient, scale, "sums");
    const told = gradient.flatMap((row, y) => row.flatMap((sum, x) => (sum ? [`row ${y + 1} column ${x + 1}: ${sum}`] : [])));
    paint(svg, { "aria-label": `The gradient; all cells are 0 but ${told.join(", ")}` });
  };
  return { svg, resize, update };
}

// y and dL/dy of both regions, a table each.
function outputsOf(place) {
  const body = make("tbody");
  const caption = make("caption", {}, `${LETTERS[place]}: y, below it ∂L/∂y`);
  const node = make("table", { class: `dv-list dv-outputs dv-outputs-${LETTERS[place]}` }, caption, body);
  const update = ({ map, regions, bins, chosen, bin }) => {
    const [windows, upstream] = [binWindows(regions[place], bins), upstreamOf(place, bins)];
    const value = (window) => map.flat()[winnerIn(map, window)];
    const cell = (j) => {
      const now = chosen === place && bin === j;
      return make("td", { class: now ? "dv-now" : "" }, make("b", {}, String(value(windows[j]))), make("small", {}, String(upstream[j])));
    };
    const row = (y) => make("tr", {}, Array.from({ length: bins }, (_, x) => cell(y * bins + x)));
    body.replaceChildren(...Array.from({ length: bins }, (_, y) => row(y)));
  };
  return { node, update };
}

function chooserOf(choose) {
  const buttons = LETTERS.map((letter, place) => button(`Region ${letter}`, () => choose(place), { class: "dv-button dv-mode" }));
  const node = make("div", { class: "dv-modes", role: "group", "aria-label": "Region whose bins are shown" }, buttons);
  const show = (chosen) => buttons.forEach((one, place) => one.setAttribute("aria-pressed", String(place === chosen)));
  return { node, show };
}

function render({ model, el }) {
  const map = model.get("map");
  const change = (changes) => {
    commit(model, changes);
    update();
  };
  const stage = stageOf(model, map, change);
  const back = gradientStage(map);
  const outputs = LETTERS.map((_, place) => outputsOf(place));
  const chooser = chooserOf((chosen) => change({ chosen }));
  const bins = slider("Bins a side", [1, 3, 1], (value) => change({ bins: value, bin: 0 }));
  const bin = slider("Look at bin", [1, 9, 1], (value) => change({ bin: value - 1 }));
  const reset = button("Reset", () => change({ ...model.get("begin") }));
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const goals = goalsOf("Four to make", POOLING_GOALS);
  const root = make("section", { class: "dv-boxes", "aria-label": "RoI pooling, forward and backward" });
  const titled = (title, node) => box("dv-picture", make("p", { class: "dv-title" }, title), node);
  const pair = box("dv-pair", titled("forward: the map x, winners ringed", stage.svg), titled("backward: ∂L/∂x", back.svg));
  const fields = box("dv-fields", chooser.node, bins.node, bin.node, reset);
  root.append(fields, pair, box("dv-pair", outputs.map(({ node }) => node)), said, goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const now = { map, ...Object.fromEntries(KEYS.map((key) => [key, model.get(key)])) };
    now.bin = Math.min(now.bin, now.bins ** 2 - 1);
    now.winners = now.regions.map((region) => winnersOf(map, region, now.bins));
    stage.update(now);
    back.update(gradientOf(map, now.regions, now.bins));
    outputs.forEach((table) => table.update(now));
    chooser.show(now.chosen);
    bins.show(now.bins, `${now.bins} × ${now.bins}`);
    bin.reach(now.bins ** 2);
    bin.show(now.bin + 1, `${now.bin + 1} of ${now.bins ** 2}`);
    setText(said, `${binSentence(now)} ${shareSentence(now)}`);
    goals.judge(model, now);
  }
  const resize = (width) => {
    const side = Math.min(width, WIDEST) / map[0].length;
    for (const each of [stage, back]) each.resize(side);
  };
  return keepDrawn(root, model, KEYS, resize, update);
}

export default { render };
