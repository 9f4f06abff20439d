// A grid over a photograph of fish: whose is which, what the cell is to say, and who shares a cell.

import { fishIn, goalsOf, movingBoxes, paint, rectangle, slider } from "./boxes_parts.js";
import { box, button, commit, draw, keepDrawn, keepKeys, make, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { gridNumbers, sharing, targetOf } from "./single_shot_numbers.js";

const KEYS = ["cells", "per_cell", "classes", "boxes", "chosen", "met"];
const WIDEST = 640; // pixels
const NUDGE = 4; // pixels of the frame, for an arrow key
const LIMITS = { cells: [1, 13, 1], per_cell: [1, 5, 1], classes: [1, 80, 1] };

const sameKind = (names, group) => new Set(group.map((place) => names[place])).size === 1;

export const GRID_GOALS = [
  {
    text: "Move a fish so that its centre shares a cell with another fish, in a grid of 7 × 7 or finer.",
    met: ({ cells, groups }) => cells >= 7 && groups.length > 0,
  },
  {
    text: "Make it worse: two fish of different kinds in one cell, so that the cell is to name both.",
    met: ({ cells, groups, names }) => cells >= 7 && groups.some((group) => !sameKind(names, group)),
  },
  {
    text: "Without moving a fish: find the coarsest grid in which no two of them share a cell.",
    met: ({ boxes, begin, cells, groups, fewer }) =>
      boxes.flat().join() === begin.boxes.flat().join() && cells > 1 && !groups.length && fewer.length > 0,
  },
  {
    text: "Give out exactly 1,470 numbers, as the paper does.",
    met: ({ numbers }) => numbers === 1470,
  },
];

export function gridSentence({ names, chosen, targets, groups, cells }) {
  const { row, column, x, y, w, h } = targets[chosen];
  const says = `x ${x.toFixed(2)}, y ${y.toFixed(2)}, w ${w.toFixed(2)}, h ${h.toFixed(2)}, confidence = its IoU, class ${names[chosen]}`;
  const mine = groups.find((group) => group.includes(chosen));
  if (!mine) return `Fish ${chosen + 1} belongs to row ${row}, column ${column} of ${cells} × ${cells}. The cell is to say: ${says}.`;
  const others = mine.filter((place) => place !== chosen).map((place) => `${place + 1} (${names[place]})`);
  const clash = sameKind(names, mine) ? "It has one list of classes, and both agree." : "It has one list of classes, and cannot say both.";
  return `Row ${row}, column ${column} is to say ${says}, and also fish ${others.join(", ")}. ${clash}`;
}

// The frame with its grid, the fish and their boxes; the cells that are responsible are tinted.
function stageOf(model, frame) {
  const svg = draw("svg", { class: "dv-stage", role: "group", "aria-label": "Fish under a grid" });
  const [water, tints, lines, layer] = [draw("g"), draw("g"), draw("path", { class: "dv-grid" }), draw("g")];
  svg.append(water, tints, lines, layer);
  let scale = 1;
  const groups = movingBoxes(model, frame, { unit: () => scale, step: NUDGE });
  layer.append(...groups);
  const resize = (width) => {
    scale = Math.min(width, WIDEST) / frame[0];
    const [wide, tall] = frame.map((side) => side * scale);
    paint(svg, { width: wide, height: tall, viewBox: `0 0 ${wide} ${tall}` });
  };
  const update = ({ cells, boxes, names, chosen, targets, groups: crowded }) => {
    const [wide, tall] = frame.map((side) => side / cells);
    const line = (n) => `M${n * wide * scale},0V${frame[1] * scale}M0,${n * tall * scale}H${frame[0] * scale}`;
    paint(lines, { d: Array.from({ length: cells + 1 }, (_, n) => line(n)).join("") });
    const busy = new Set(crowded.flat());
    tints.replaceChildren(
      ...targets.map(({ row, column }, place) => {
        const kind = busy.has(place) ? "dv-cell dv-cell-shared" : "dv-cell";
        const mark = place === chosen ? `${kind} dv-cell-mine` : kind;
        return rectangle([column * wide, row * tall, (column + 1) * wide, (row + 1) * tall], scale, { class: mark });
      }),
    );
    water.replaceChildren(...boxes.map((b) => fishIn(b, scale)));
    groups.forEach((node, place) => {
      const [x1, y1, x2, y2] = boxes[place];
      const centre = { class: "dv-centre", cx: ((x1 + x2) / 2) * scale, cy: ((y1 + y2) / 2) * scale, r: 4.5 };
      const label = draw("text", { x: x1 * scale + 4, y: y1 * scale + 14 }, `${place + 1} ${names[place]}`);
      node.replaceChildren(rectangle(boxes[place], scale), draw("circle", centre), label);
      const mine = place === chosen;
      const { row, column } = targets[place];
      const about = `fish ${place + 1}, ${names[place]}, row ${row}, column ${column}. Arrow keys move it.`;
      paint(node, { class: `dv-box dv-truth${mine ? " dv-chosen" : ""}`, tabindex: mine ? 0 : -1, "aria-label": about });
    });
  };
  return { svg, resize, update };
}

function chooserOf(model) {
  const id = uniqueId();
  const names = model.get("names");
  const options = names.map((name, place) => make("option", { value: place }, `${place + 1} ${name}`));
  const onchange = (event) => commit(model, { chosen: Number(event.target.value) });
  const select = make("select", { id, class: "dv-select", onchange }, options);
  return { node: box("dv-field", make("label", { for: id }, "Fish"), select), update: ({ chosen }) => (select.value = String(chosen)) };
}

function render({ model, el }) {
  const stage = stageOf(model, model.get("frame"));
  const chooser = chooserOf(model);
  const words = { cells: "Cells along a side, S", per_cell: "Boxes of a cell, B", classes: "Classes, C" };
  const sliders = Object.fromEntries(
    Object.entries(words).map(([key, label]) => [key, slider(label, LIMITS[key], (value) => commit(model, { [key]: value }))]),
  );
  const reset = button("Reset", () => commit(model, { ...model.get("begin") }));
  const [said, count] = [make("p", { class: "dv-said", role: "status", "aria-live": "polite" }), make("p", { class: "dv-count" })];
  const goals = goalsOf("Four to do", GRID_GOALS);
  const root = make("section", { class: "dv-boxes dv-yolo", "aria-label": "YOLO's grid" });
  const keys = { "dv-patch-cell": "cell that is responsible", "dv-patch-shared": "cell that is asked for two" };
  const legend = make("p", { class: "dv-legend" }, Object.entries(keys).map(([mark, word]) => make("span", { class: "dv-key" }, make("i", { class: `dv-patch ${mark}` }), word)));
  root.append(box("dv-fields", Object.values(sliders).map(({ node }) => node)), box("dv-fields", chooser.node, reset), stage.svg, legend, said, count, goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  function read() {
    const now = Object.fromEntries([...KEYS, "names", "begin"].map((key) => [key, model.get(key)]));
    const all = (cells) => now.boxes.map((b) => targetOf(b, model.get("frame"), cells));
    const targets = all(now.cells);
    const numbers = gridNumbers(now.cells, now.per_cell, now.classes);
    return { ...now, targets, groups: sharing(targets), fewer: sharing(all(Math.max(1, now.cells - 1))), numbers };
  }
  function update() {
    const now = read();
    stage.update(now);
    chooser.update(now);
    for (const key of Object.keys(words)) sliders[key].show(now[key]);
    setText(said, gridSentence(now));
    const { cells, per_cell, classes, numbers } = now;
    setText(count, `The network gives out ${cells} × ${cells} × (${per_cell} × 5 + ${classes}) = ${numbers.toLocaleString("en")} numbers.`);
    goals.judge(model, now);
  }
  return keepDrawn(root, model, KEYS, (width) => stage.resize(width), update);
}

export default { render };
