// Greedy suppression step by step: the best box stays, those that overlap it too much go; every box can be moved.

import { keptFor, overlapOf, suppress, wronglyStruck } from "./boxes_numbers.js";
import { fishIn, goalsOf, movingBoxes, paint, rectangle, slider } from "./boxes_parts.js";
import { box, button, commit, draw, keepDrawn, keepKeys, make, setText, uniqueId } from "./conv_arithmetic_dom.js";

const KEYS = ["boxes", "scores", "threshold", "step", "chosen", "met"];
const WIDEST = 720; // pixels
const NUDGE = 2; // pixels of the frame, for an arrow key
const SCORE = [0.01, 0.99, 0.01];

export const SUPPRESSION_GOALS = [
  {
    text: "Find a threshold that leaves every fish exactly one box.",
    met: ({ steps, boxes, truth }) =>
      steps.length === truth.length && keptFor(steps, boxes, truth).every((kept) => kept.length === 1),
  },
  {
    text: "Find a wrongful death: step to where a box strikes out the best box of another fish.",
    met: ({ steps, step, boxes, scores, truth }) => wronglyStruck(steps, step, boxes, scores, truth) !== null,
  },
  {
    text: "With a threshold of at most 0.30, move boxes until every fish has one again.",
    met: ({ steps, threshold, boxes, truth }) =>
      threshold <= 0.3 && keptFor(steps, boxes, truth).every((kept) => kept.length > 0),
  },
];

// What each box is after so many steps: waiting, best (of this step), struck now, kept or struck.
export function standing(steps, step, count) {
  const state = Array(count).fill("waiting");
  steps.slice(0, step).forEach(({ best, struck }, place) => {
    state[best] = place + 1 === step ? "best" : "kept";
    for (const gone of struck) state[gone] = place + 1 === step ? "struck-now" : "struck";
  });
  return state;
}

export function stepSentence({ steps, step, boxes, scores, truth, threshold }) {
  if (!step) return `Nothing is decided yet: ${boxes.length} boxes wait, best score first. At ${threshold.toFixed(2)}, ${steps.length} will stay.`;
  const { best, struck } = steps[step - 1];
  const gone = struck.map((place) => `${place + 1} (IoU ${overlapOf(boxes[best], boxes[place]).iou.toFixed(2)})`);
  const deed = gone.length ? `strikes out ${gone.join(", ")}` : "strikes out nothing";
  const wrong = wronglyStruck(steps, step, boxes, scores, truth);
  const verdict = wrong === null ? "" : ` Box ${wrong + 1} was the best box of another fish!`;
  const end = step === steps.length ? " Nothing is left: done." : "";
  return `Step ${step} of ${steps.length}: box ${best + 1} (score ${scores[best].toFixed(2)}) stays and ${deed}.${verdict}${end}`;
}

// All boxes over the fish; the chosen one can be moved by pointer or arrow keys.
function stageOf(model, frame) {
  const svg = draw("svg", { class: "dv-stage", role: "group", "aria-label": "Fish and boxes" });
  const [water, layer] = [draw("g"), draw("g")];
  svg.append(water, layer);
  let scale = 1;
  const groups = movingBoxes(model, frame, { unit: () => scale, step: NUDGE });
  layer.append(...groups);
  const resize = (width) => {
    scale = Math.min(width, WIDEST) / frame[0];
    const [wide, tall] = frame.map((side) => side * scale);
    paint(svg, { width: wide, height: tall, viewBox: `0 0 ${wide} ${tall}` });
    water.replaceChildren(...model.get("truth").map((b) => fishIn(b, scale)));
  };
  const update = ({ boxes, scores, chosen }, state) =>
    groups.forEach((node, place) => {
      const [x1, y1] = boxes[place];
      const name = draw("text", { x: x1 * scale + 3, y: y1 * scale + 12 }, String(place + 1));
      node.replaceChildren(rectangle(boxes[place], scale), name);
      const mine = place === chosen;
      const about = `box ${place + 1}, score ${scores[place].toFixed(2)}, ${state[place].replace("-", " ")}`;
      paint(node, { class: `dv-box dv-${state[place]}${mine ? " dv-chosen" : ""}`, tabindex: mine ? 0 : -1, "aria-label": `${about}. Arrow keys move it.` });
    });
  return { svg, resize, update };
}

// Which box is chosen, and its score.
function chooserOf(model) {
  const id = uniqueId();
  const options = model.get("boxes").map((_, place) => make("option", { value: place }, `box ${place + 1}`));
  const onchange = (event) => commit(model, { chosen: Number(event.target.value) });
  const select = make("select", { id, class: "dv-select", onchange }, options);
  const score = slider("Its score", SCORE, (value) => {
    const scores = model.get("scores").map((old, place) => (place === model.get("chosen") ? value : old));
    commit(model, { scores });
  });
  const field = box("dv-field", make("label", { for: id }, "Box to change"), select);
  const update = ({ chosen, scores }) => {
    select.value = String(chosen);
    score.show(scores[chosen], scores[chosen].toFixed(2));
  };
  return { nodes: [field, score.node], update };
}

function legendOf() {
  const words = { best: "stays (this step)", "struck-now": "struck out (this step)", kept: "stays", struck: "struck out", waiting: "waits" };
  const key = ([mark, word]) => make("span", { class: "dv-key" }, make("i", { class: `dv-patch dv-patch-${mark}` }), word);
  return make("p", { class: "dv-legend" }, Object.entries(words).map(key));
}

function render({ model, el }) {
  const stage = stageOf(model, model.get("frame"));
  const chooser = chooserOf(model);
  const threshold = slider("Threshold on IoU", [0, 1, 0.05], (value) => commit(model, { threshold: value, step: 0 }));
  const go = (step) => () => commit(model, { step: Math.min(read().steps.length, Math.max(0, step(model.get("step")))) });
  const buttons = {
    back: button("◀ Back", go((step) => step - 1)),
    next: button("Next ▶", go((step) => step + 1)),
    end: button("To the end", go(() => Infinity)),
    reset: button("Reset", () => commit(model, { ...model.get("begin") })),
  };
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const goals = goalsOf("Three to find", SUPPRESSION_GOALS);
  const root = make("section", { class: "dv-boxes", "aria-label": "Suppression, step by step" });
  const row = box("dv-row", Object.values(buttons));
  root.append(box("dv-fields", threshold.node, chooser.nodes), row, stage.svg, legendOf(), said, goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  function read() {
    const now = Object.fromEntries([...KEYS, "truth"].map((key) => [key, model.get(key)]));
    const steps = suppress(now.boxes, now.scores, now.threshold);
    return { ...now, steps, step: Math.min(now.step, steps.length) };
  }
  function update() {
    const now = read();
    stage.update(now, standing(now.steps, now.step, now.boxes.length));
    chooser.update(now);
    threshold.show(now.threshold, now.threshold.toFixed(2));
    buttons.back.disabled = now.step === 0;
    for (const name of ["next", "end"]) buttons[name].disabled = now.step === now.steps.length;
    setText(said, stepSentence(now));
    goals.judge(model, now);
  }
  return keepDrawn(root, model, KEYS, (width) => stage.resize(width), update);
}

export default { render };
