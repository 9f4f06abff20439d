// Two boxes to drag: what they have in common, what they cover together, and the ratio of the two.

import { BadNumber, typedNumber, wholeNumber } from "./arithmetic.js";
import { commonBox, fraction, overlapOf } from "./boxes_numbers.js";
import { goalsOf, movable, movedWithin, paint, rectangle, resizedWithin } from "./boxes_parts.js";
import { box, button, commit, complaintLine, draw, keepDrawn, keepKeys, make, numberField, setText } from "./conv_arithmetic_dom.js";

const KEYS = ["truth", "prediction", "met"];
const EDGES = ["x1", "y1", "x2", "y2"];
const WIDEST = 640; // pixels
const inside = (a, b) => a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
const sides = ([x1, y1, x2, y2]) => [x2 - x1, y2 - y1];
const half = ({ intersection, union }) => 2 * intersection === union;

function touching(a, b) {
  const shared = (low) => Math.min(a[low + 2], b[low + 2]) - Math.max(a[low], b[low]);
  return [0, 1].some((axis) => shared(axis) === 0 && shared(1 - axis) > 0);
}

export const OVERLAP_GOALS = [
  {
    text: "Two boxes of the same width and height, IoU exactly 1/3.",
    met: ({ truth, prediction, intersection, union }) =>
      3 * intersection === union && sides(truth).join() === sides(prediction).join(),
  },
  {
    text: "Too small: the prediction lies inside of the truth, IoU exactly 1/2.",
    met: (now) => half(now) && inside(now.prediction, now.truth),
  },
  {
    text: "Too large: the prediction contains the truth, IoU exactly 1/2. Same number, another mistake.",
    met: (now) => half(now) && inside(now.truth, now.prediction),
  },
  { text: "So near and yet 0: the boxes touch along an edge.", met: ({ truth, prediction }) => touching(truth, prediction) },
];

export function overlapSentence(truth, prediction) {
  const { intersection, union, iou } = overlapOf(truth, prediction);
  const common = commonBox(truth, prediction);
  const [wide, tall] = common ? sides(common) : [0, 0];
  const [one, other] = [truth, prediction].map((b) => sides(b)[0] * sides(b)[1]);
  const first = common ? `Intersection ${wide} × ${tall} = ${intersection}` : "Nothing in common";
  return `${first}, union ${one} + ${other} − ${intersection} = ${union}: IoU = ${fraction(intersection, union)} = ${iou.toFixed(3)}.`;
}

// The four edges of one box as number fields.
function edgeFields(name, key, [width, height], edit) {
  const limits = [[0, width - 1], [0, height - 1], [1, width], [1, height]];
  const fields = EDGES.map((edge, place) =>
    numberField({ label: `${name} ${edge}`, hint: `${edge} of the ${name}`, limits: limits[place], onedit: () => edit(key) }),
  );
  const read = () => {
    const values = fields.map((field, place) => {
      const value = wholeNumber(`${name} ${EDGES[place]}`, typedNumber(field.read()), limits[place][0]);
      if (value > limits[place][1]) throw new BadNumber(place, `${name} ${EDGES[place]} must be at most ${limits[place][1]}, got ${value}`);
      return value;
    });
    for (const low of [0, 1])
      if (values[low + 2] <= values[low])
        throw new BadNumber(low + 2, `${name} ${EDGES[low + 2]} must be more than ${EDGES[low]}, got ${values[low + 2]} and ${values[low]}`);
    return values;
  };
  const show = (values) => fields.forEach((field, place) => field.write(String(values[place])));
  return { node: box("dv-fields", fields.map(({ node }) => node)), read, show };
}

// The stage: a grid of unit squares, the intersection, both boxes, and on top a handle at the lower right corner of each.
function stageOf(model, frame, change) {
  const svg = draw("svg", { class: "dv-stage", role: "group", "aria-label": "Two boxes on a grid" });
  let scale = 1;
  const grid = draw("path", { class: "dv-grid" });
  const common = draw("g", { class: "dv-common" });
  const groups = { truth: draw("g"), prediction: draw("g") };
  const handles = { truth: draw("circle", { r: 7 }), prediction: draw("circle", { r: 7 }) };
  for (const [key, node] of Object.entries(groups)) {
    paint(node, { class: `dv-box dv-${key}`, tabindex: 0, role: "application" });
    paint(handles[key], { class: `dv-handle dv-handle-${key}` });
    const onmove = (dx, dy, resize) =>
      change({ [key]: (resize ? resizedWithin : movedWithin)(model.get(key), dx, dy, frame) });
    for (const grip of [node, handles[key]]) movable(grip, { unit: () => scale, onmove });
  }
  svg.append(grid, common, ...Object.values(groups), ...Object.values(handles));
  const resize = (width) => {
    scale = Math.min(width, WIDEST) / frame[0];
    const [wide, tall] = frame.map((side) => side * scale);
    paint(svg, { width: wide, height: tall, viewBox: `0 0 ${wide} ${tall}` });
    const lines = (count, line) => Array.from({ length: count + 1 }, (_, n) => line(n * scale)).join("");
    paint(grid, { d: lines(frame[0], (x) => `M${x},0V${tall}`) + lines(frame[1], (y) => `M0,${y}H${wide}`) });
  };
  const update = (boxes) => {
    const both = commonBox(boxes.truth, boxes.prediction);
    common.replaceChildren(...(both ? [rectangle(both, scale)] : []));
    for (const [key, node] of Object.entries(groups)) {
      const [x1, y1, x2, y2] = boxes[key];
      paint(handles[key], { cx: x2 * scale, cy: y2 * scale });
      const label = draw("text", { x: x1 * scale + 4, y: (key === "truth" ? y1 : y2) * scale + (key === "truth" ? 14 : -5) }, key);
      node.replaceChildren(rectangle(boxes[key], scale), label);
      paint(node, { "aria-label": `${key}, ${x1} ${y1} to ${x2} ${y2}. Arrow keys move it, with Shift they resize it.` });
    }
  };
  return { svg, resize, update };
}

function render({ model, el }) {
  const frame = model.get("frame");
  const complaint = complaintLine();
  const change = (boxes) => {
    complaint.say("");
    commit(model, boxes);
    update();
  };
  const edit = (key) => {
    try {
      change({ [key]: fields[key].read() });
    } catch (problem) {
      if (!(problem instanceof BadNumber)) throw problem;
      complaint.say(problem.message);
    }
  };
  const fields = Object.fromEntries(["truth", "prediction"].map((key) => [key, edgeFields(key, key, frame, edit)]));
  const stage = stageOf(model, frame, change);
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const goals = goalsOf("Four to make", OVERLAP_GOALS);
  const reset = button("Reset", () => change({ ...model.get("begin") }));
  const root = make("section", { class: "dv-boxes", "aria-label": "Intersection over union" });
  root.append(stage.svg, said, fields.truth.node, fields.prediction.node, complaint.node, box("dv-row", reset), goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const now = { truth: model.get("truth"), prediction: model.get("prediction") };
    stage.update(now);
    for (const key of Object.keys(now)) if (complaint.node.hidden) fields[key].show(now[key]);
    setText(said, overlapSentence(now.truth, now.prediction));
    goals.judge(model, { ...now, ...overlapOf(now.truth, now.prediction) });
  }
  return keepDrawn(root, model, KEYS, (width) => stage.resize(width), update);
}

export default { render };
