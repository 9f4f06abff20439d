// Box regression by hand: a proposal over a photo, the warped picture of it, and four offsets that move it.

import { BadNumber, typedNumber, wholeNumber } from "./arithmetic.js";
import { overlapOf } from "./boxes_numbers.js";
import { goalsOf, movable, movedWithin, paint, rectangle, resizedWithin, slider } from "./boxes_parts.js";
import { box, button, commit, complaintLine, draw, keepDrawn, keepKeys, make, numberField, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { decoded, encoded, proposalFor, warpedRegion } from "./rcnn_numbers.js";

const KEYS = ["chosen", "proposal", "told", "met"];
const EDGES = ["x1", "y1", "x2", "y2"];
const OFFSETS = ["tx", "ty", "tw", "th"];
const MEANS = ["right", "down", "wider", "taller"];
const LIMITS = [-2, 2, 0.01];
const LARGEST = 4; // as Python has it
const WIDEST = 420; // pixels
const NUDGE = 3; // pixels of the photo, for an arrow key
const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
const near = (value, wanted) => Math.abs(value - wanted) <= 0.02;
const capped = (offsets) => offsets.map((value) => Math.min(LARGEST, Math.max(-LARGEST, value)));

export const MOVER_GOALS = [
  { text: "Lift a proposal from an IoU below 0.5 to at least 0.9 by its offsets.", met: ({ before, after }) => before < 0.5 && after >= 0.9 },
  {
    text: "Then choose another object and touch nothing else: the same offsets do the same for it.",
    met: ({ chosen, begin, before, after }) => chosen !== begin.chosen && before < 0.5 && after >= 0.9,
  },
  {
    text: "Find a proposal that needs tw = th = 0.69 (within 0.02). How much too small is it?",
    met: ({ needed }) => near(needed[2], Math.log(2)) && near(needed[3], Math.log(2)),
  },
  { text: "Do harm: offsets that spoil a proposal of at least 0.8 to below 0.5.", met: ({ before, after }) => before >= 0.8 && after < 0.5 },
];

export function readingOf({ truth, names, chosen, proposal, told, begin }) {
  const target = truth[chosen];
  const moved = decoded(told, proposal);
  const [before, after] = [proposal, moved].map((b) => overlapOf(b, target).iou);
  return { truth, chosen, begin, proposal, told, target, moved, name: names[chosen], needed: encoded(target, proposal), before, after };
}

export function moverSentence({ name, needed, before, after }) {
  const needs = OFFSETS.map((offset, place) => `${offset} = ${signed(needed[place])}`).join(", ");
  const verdict = after > before + 0.005 ? "better" : after < before - 0.005 ? "worse" : "no different";
  return `To the ${name}: ${needs}. IoU ${before.toFixed(2)} before the offsets told, ${after.toFixed(2)} after: ${verdict}.`;
}

// The photo with the object, the proposal that can be moved, and where the offsets take it.
function stageOf(model, frame, move) {
  const svg = draw("svg", { class: "dv-stage", role: "group", "aria-label": "A photo with an object, a proposal and the moved box" });
  const photo = draw("image", { href: model.get("photo"), "aria-hidden": "true", preserveAspectRatio: "none" });
  const [truth, after] = [draw("g", { class: "dv-box dv-truth" }), draw("g", { class: "dv-box dv-moved" })];
  const proposal = draw("g", { class: "dv-box dv-proposal", tabindex: 0, role: "application" });
  const handle = draw("circle", { r: 7, class: "dv-handle" });
  let scale = 1;
  const onmove = (dx, dy, resize) => move((resize ? resizedWithin : movedWithin)(model.get("proposal"), dx, dy, frame));
  for (const grip of [proposal, handle]) movable(grip, { unit: () => scale, onmove, step: NUDGE });
  svg.append(photo, truth, after, proposal, handle);
  const resize = (width) => {
    scale = Math.min(width, WIDEST) / frame[0];
    const [wide, tall] = frame.map((side) => side * scale);
    paint(svg, { width: wide, height: tall, viewBox: `0 0 ${wide} ${tall}` });
    paint(photo, { width: wide, height: tall });
  };
  const update = (now) => {
    truth.replaceChildren(rectangle(now.target, scale));
    after.replaceChildren(rectangle(now.moved, scale));
    proposal.replaceChildren(rectangle(now.proposal, scale));
    paint(handle, { cx: now.proposal[2] * scale, cy: now.proposal[3] * scale });
    const where = now.proposal.map(Math.round).join(" ");
    paint(proposal, { "aria-label": `proposal, ${where}. Arrow keys move it, with Shift they resize it.` });
  };
  return { svg, resize, update };
}

// What the network sees of the proposal; nothing until the photo has been read.
function cropOf(model, redraw) {
  const crop = model.get("crop");
  const canvas = make("canvas", { class: "dv-crop", width: crop, height: crop, role: "img" });
  const caption = make("figcaption", {}, `what the network sees: ${crop} × ${crop}, always`);
  const photo = new Image();
  let pixels = null;
  photo.onload = () => {
    const whole = make("canvas", { width: photo.width, height: photo.height });
    const context = whole.getContext("2d");
    context.drawImage(photo, 0, 0);
    pixels = context.getImageData(0, 0, photo.width, photo.height);
    redraw();
  };
  photo.src = model.get("photo");
  const update = ({ proposal, name, before }) => {
    paint(canvas, { "aria-label": `The proposal, warped to a square; its IoU with the ${name} is ${before.toFixed(2)}` });
    if (!pixels) return;
    const image = new ImageData(Uint8ClampedArray.from(warpedRegion(pixels, proposal, crop, model.get("context"))), crop, crop);
    canvas.getContext("2d").putImageData(image, 0, 0);
  };
  return { node: make("figure", { class: "dv-sight" }, canvas, caption), update };
}

// The four edges of the proposal as number fields.
function edgeFields([width, height], edit) {
  const fields = EDGES.map((edge, place) =>
    numberField({ label: `Proposal ${edge}`, hint: `${edge} of the proposal in pixels`, limits: [0, place % 2 ? height : width], onedit: edit }),
  );
  const read = () => {
    const values = fields.map((field, place) => wholeNumber(EDGES[place], typedNumber(field.read()), 0));
    values.forEach((value, place) => {
      const most = place % 2 ? height : width;
      if (value > most) throw new BadNumber(place, `${EDGES[place]} must be at most ${most}, got ${value}`);
    });
    for (const low of [0, 1])
      if (values[low + 2] <= values[low])
        throw new BadNumber(low + 2, `${EDGES[low + 2]} must be more than ${EDGES[low]}, got ${values[low + 2]} and ${values[low]}`);
    return values;
  };
  const show = (values) => fields.forEach((field, place) => field.write(String(Math.round(values[place]))));
  return { node: box("dv-fields", fields.map(({ node }) => node)), read, show };
}

function chooserOf(names, choose) {
  const id = uniqueId();
  const options = names.map((name, place) => make("option", { value: place }, name));
  const select = make("select", { id, class: "dv-select", onchange: (event) => choose(Number(event.target.value)) }, options);
  return { node: box("dv-field", make("label", { for: id }, "Object"), select), show: (place) => (select.value = String(place)) };
}

function overlapsOf() {
  const values = [make("b"), make("b")];
  const term = (name, value) => box("", make("dt", {}, name), make("dd", {}, value));
  const node = make("dl", { class: "dv-three" }, term("IoU before", values[0]), term("IoU after", values[1]));
  return { node, show: (numbers) => numbers.forEach((value, place) => setText(values[place], value.toFixed(2))) };
}

function legendOf() {
  const words = { truth: "the object", proposal: "the proposal (drag it, or its corner)", moved: "where the offsets take it" };
  const key = ([mark, word]) => make("span", { class: "dv-key" }, make("i", { class: `dv-patch dv-patch-${mark}` }), word);
  return make("p", { class: "dv-legend" }, Object.entries(words).map(key));
}

function render({ model, el }) {
  const [frame, names] = [model.get("frame"), model.get("names")];
  const complaint = complaintLine();
  const change = (values) => {
    complaint.say("");
    commit(model, values);
    update();
  };
  const edit = () => {
    try {
      change({ proposal: fields.read() });
    } catch (problem) {
      if (!(problem instanceof BadNumber)) throw problem;
      complaint.say(problem.message);
    }
  };
  const fields = edgeFields(frame, edit);
  const stage = stageOf(model, frame, (proposal) => change({ proposal }));
  const sight = cropOf(model, () => update());
  const chooser = chooserOf(names, (chosen) => change({ chosen, proposal: proposalFor(read().needed, model.get("truth")[chosen]) }));
  const sliders = OFFSETS.map((offset, place) =>
    slider(`${offset} (${MEANS[place]})`, LIMITS, (value) => change({ told: model.get("told").map((old, other) => (other === place ? value : old)) })),
  );
  const buttons = [
    button("Tell the needed offsets", () => change({ told: capped(read().needed) })),
    button("All to 0", () => change({ told: OFFSETS.map(() => 0) })),
    button("Reset", () => change({ ...model.get("begin") })),
  ];
  const overlaps = overlapsOf();
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const goals = goalsOf("Four to do", MOVER_GOALS);
  const root = make("section", { class: "dv-boxes dv-mover", "aria-label": "Box regression by hand" });
  const side = box("dv-side", sight.node, overlaps.node);
  root.append(chooser.node, box("dv-pair", stage.svg, side), legendOf(), said);
  root.append(box("dv-fields", sliders.map(({ node }) => node)), box("dv-row", buttons), fields.node, complaint.node, goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  function read() {
    return readingOf(Object.fromEntries([...KEYS, "truth", "names", "begin"].map((key) => [key, model.get(key)])));
  }
  function update() {
    const now = read();
    stage.update(now);
    sight.update(now);
    chooser.show(now.chosen);
    if (complaint.node.hidden) fields.show(now.proposal);
    sliders.forEach((one, place) => one.show(now.told[place], signed(now.told[place])));
    overlaps.show([now.before, now.after]);
    setText(said, moverSentence(now));
    goals.judge(model, now);
  }
  return keepDrawn(root, model, KEYS, (width) => stage.resize(width), update);
}

export default { render };
