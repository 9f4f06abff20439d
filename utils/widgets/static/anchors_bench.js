// Anchors on a photo: choose place, scales, ratios, stride and rules; see what each anchor is, and what each object gets.

import { allAnchors, assign, countsOf, kindOf, kindsOfPlaces, mapOf, shapesOf } from "./anchors_numbers.js";
import { choicesOf, selectOf, switchOf, tableOf } from "./anchors_controls.js";
import { goalsOf, paint, rectangle, slider } from "./boxes_parts.js";
import { box, button, commit, draw, keepDrawn, keepKeys, make, setText } from "./conv_arithmetic_dom.js";

const KEYS = ["stride", "scales", "ratios", "low", "high", "best", "inside", "column", "row", "met"];
const RULES = ["stride", "scales", "ratios", "low", "high", "best", "inside"];
const WIDEST = 540; // pixels
const ROWS = 9;
const FEW = 3000;
const WORDS = { positive: "positive", ignored: "ignored", background: "background", outside: "left out" };

const allReach = ({ tops, low, high }) => tops.every(({ iou }) => iou >= Math.max(0.7, low, high));

export const ANCHOR_GOALS = [
  {
    text: "Find a place with an anchor that is positive by the upper limit.",
    met: ({ here, low, high }) => here.some(({ kind, iou }) => kind === "positive" && iou >= Math.max(low, high)),
  },
  {
    text: "Find a place with an anchor that is positive although it stays below the upper limit.",
    met: ({ here, low, high }) => here.some(({ kind, iou }) => kind === "positive" && iou < Math.max(low, high)),
  },
  {
    text: "With an upper limit of 0.7 or more and without the rule of the best: an anchor for every object.",
    met: (now) => !now.best && allReach(now),
  },
  {
    text: `The same with at most ${FEW.toLocaleString("en-US")} anchors on the whole map.`,
    met: (now) => !now.best && now.found.length <= FEW && allReach(now),
  },
];

// The anchors of the chosen place, best first: its shape, its object, its IoU, and what it is.
export function anchorsHere({ anchors, found, near, value, names }, place, shapes, labels) {
  return shapes
    .map(([w, h], n) => {
      const at = place * shapes.length + n;
      const [iou, kind] = [value[at], kindOf(found[at])];
      return { b: anchors[at], size: labels[n], w, h, iou, kind, name: iou ? names[found[at] >= 0 ? found[at] : near[at]] : "–" };
    })
    .sort((one, other) => other.iou - one.iou);
}

export function benchSentence({ here, found, column, row, columns, rows }) {
  const [top] = here;
  const meets = top.iou ? `meets the ${top.name} with an IoU of ${top.iou.toFixed(2)}: ${WORDS[top.kind]}` : "meets nothing";
  const { positive, background, ignored, outside } = countsOf(found);
  const number = (count) => count.toLocaleString("en-US");
  const left = outside ? `, ${number(outside)} left out` : "";
  const whole = `${number(found.length)} anchors on ${columns} × ${rows} places: ${number(positive)} positive, ${number(ignored)} ignored, ${number(background)} background${left}.`;
  return `Column ${column}, row ${row}: the best of ${here.length} ${here.length === 1 ? "anchor" : "anchors"} ${meets}. ${whole}`;
}

function stageOf(model, choose) {
  const frame = model.get("frame");
  const svg = draw("svg", { class: "dv-stage dv-anchors", role: "img" });
  const photo = draw("image", { href: model.get("photo"), x: 0, y: 0 });
  const [dots, objects, boxes, marker] = [draw("g"), draw("g"), draw("g"), draw("circle", { class: "dv-marker", r: 5 })];
  svg.append(photo, dots, objects, boxes, marker);
  let scale = 1;
  const at = (event) => {
    const corner = svg.getBoundingClientRect();
    choose([(event.clientX - corner.left) / scale, (event.clientY - corner.top) / scale]);
  };
  svg.addEventListener("pointerdown", (event) => (svg.setPointerCapture(event.pointerId), at(event)));
  svg.addEventListener("pointermove", (event) => svg.hasPointerCapture(event.pointerId) && at(event));
  const resize = (width) => {
    scale = Math.min(width, WIDEST) / frame[0];
    const [wide, tall] = frame.map((side) => side * scale);
    paint(svg, { width: wide, height: tall, viewBox: `0 0 ${wide} ${tall}` });
    paint(photo, { width: wide, height: tall });
  };
  const spots = (kinds, kind, { columns, stride }) =>
    kinds.flatMap((one, place) => {
      if (one !== kind) return [];
      const x = ((place % columns) + 0.5) * stride * scale - 1.2;
      return [`M${x.toFixed(1)},${((Math.floor(place / columns) + 0.5) * stride * scale - 1.2).toFixed(1)}h2.4v2.4h-2.4z`];
    });
  const update = (now, sentence) => {
    const kinds = ["background", "ignored", "positive"];
    dots.replaceChildren(...kinds.map((kind) => draw("path", { class: `dv-dot-${kind}`, d: spots(now.places, kind, now).join("") })));
    objects.replaceChildren(...now.truth.flatMap((b) => [rectangle(b, scale, { class: "dv-halo" }), rectangle(b, scale, { class: "dv-object" })]));
    const drawn = [...now.here].reverse().flatMap(({ b, kind }) => [
      rectangle(b, scale, { class: "dv-halo" }),
      rectangle(b, scale, { class: `dv-anchor dv-anchor-${kind}` }),
    ]);
    boxes.replaceChildren(...drawn);
    paint(marker, { cx: (now.column + 0.5) * now.stride * scale, cy: (now.row + 0.5) * now.stride * scale });
    paint(svg, { "aria-label": `The photo with the anchors of one place. ${sentence}` });
  };
  return { svg, resize, update };
}

function controlsOf(model) {
  const set = (key) => (value) => commit(model, { [key]: value });
  const ratios = Object.keys(model.get("all_ratios"));
  const parts = {
    column: slider("Column", [0, 1, 1], set("column")),
    row: slider("Row", [0, 1, 1], set("row")),
    stride: selectOf("Stride, pixels", model.get("all_strides"), set("stride")),
    scales: choicesOf("Scales: roots of areas, pixels", model.get("all_scales"), () => model.get("scales"), set("scales")),
    ratios: choicesOf("Height : width", ratios, () => model.get("ratios"), set("ratios")),
    low: slider("Background below", [0, 1, 0.05], set("low")),
    high: slider("Positive from", [0, 1, 0.05], set("high")),
    best: switchOf("The best anchor of each object is positive in any case", set("best")),
    inside: switchOf("Leave out anchors that cross the border", set("inside")),
  };
  const rows = [["column", "row", "stride"], ["scales", "ratios"], ["low", "high"], ["best", "inside"]];
  const nodes = rows.map((names) => box("dv-fields", names.map((name) => parts[name].node)));
  const update = (now) => {
    parts.column.reach(now.columns - 1);
    parts.row.reach(now.rows - 1);
    for (const name of ["column", "row", "stride", "scales", "ratios", "best", "inside"]) parts[name].show(now[name]);
    for (const name of ["low", "high"]) parts[name].show(now[name], now[name].toFixed(2));
  };
  return { nodes, update };
}

function legendOf() {
  const key = ([mark, word]) => make("span", { class: "dv-key" }, make("i", { class: `dv-patch dv-anchor-patch-${mark}` }), word);
  const words = { object: "object", positive: "positive anchor", ignored: "ignored", background: "background" };
  return make("p", { class: "dv-legend" }, Object.entries(words).map(key), "Dots: places, by the best of their anchors.");
}

function render({ model, el }) {
  const [frame, names, truth] = ["frame", "names", "truth"].map((key) => model.get(key));
  const choose = (point) => {
    const stride = model.get("stride");
    const { columns, rows } = mapOf(frame, stride);
    const [column, row] = point.map((at, axis) => Math.min([columns, rows][axis] - 1, Math.max(0, Math.floor(at / stride))));
    commit(model, { column, row });
  };
  const stage = stageOf(model, choose);
  const controls = controlsOf(model);
  const here = tableOf("The place's anchors, best first", ["anchor", "width × height", "meets", "IoU", "is"]);
  const objects = tableOf("Objects", ["object", "best IoU", "anchors"]);
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const goals = goalsOf("Four to find", ANCHOR_GOALS);
  const reset = button("Reset", () => commit(model, { ...model.get("begin") }));
  const root = make("section", { class: "dv-boxes", "aria-label": "Anchors on a photo" });
  const side = box("dv-tables", box("dv-scroll", here.node), box("dv-scroll", objects.node));
  root.append(...controls.nodes, box("dv-row", reset), said, box("dv-pair", box("dv-picture", stage.svg, legendOf()), side), goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  let [known, assigned] = ["", null];
  function read() {
    const now = Object.fromEntries(KEYS.map((key) => [key, model.get(key)]));
    const rules = JSON.stringify(RULES.map((key) => now[key]));
    const ratios = now.ratios.map((ratio) => model.get("all_ratios")[ratio]);
    const shapes = shapesOf(now.scales, ratios);
    if (rules !== known) {
      const anchors = allAnchors(frame, now.stride, shapes);
      const found = assign(anchors, truth, { ...now, frame });
      [known, assigned] = [rules, { ...found, anchors, places: kindsOfPlaces(found.found, shapes.length) }];
    }
    const { columns, rows } = mapOf(frame, now.stride);
    const [column, row] = [Math.min(now.column, columns - 1), Math.min(now.row, rows - 1)];
    const labels = now.ratios.flatMap((ratio) => now.scales.map((scale) => `${scale}², ${ratio}`));
    const place = row * columns + column;
    return { ...now, ...assigned, column, row, columns, rows, truth, here: anchorsHere({ ...assigned, names }, place, shapes, labels) };
  }
  function update() {
    const now = read();
    const sentence = benchSentence(now);
    stage.update(now, sentence);
    controls.update(now);
    const shown = now.here.slice(0, ROWS);
    here.update(shown.map(({ size, w, h, name, iou, kind }) => [kind, [size, `${w.toFixed(0)} × ${h.toFixed(0)}`, name, iou.toFixed(2), WORDS[kind]]]));
    here.say(now.here.length > ROWS ? `and ${now.here.length - ROWS} more` : "");
    objects.update(
      now.tops.map(({ iou, lifted }, object) => {
        const count = now.found.filter((what) => what === object).length;
        return [count ? "positive" : "background", [names[object], iou.toFixed(2), lifted ? `${count} (its best)` : String(count)]];
      }),
    );
    setText(said, sentence);
    goals.judge(model, now);
  }
  return keepDrawn(root, model, KEYS, (width) => stage.resize(width - 2), update);
}

export default { render };
