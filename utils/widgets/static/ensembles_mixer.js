// Members under sliders: what their mean scores, what they score on average, and what the best of them scores.

import { goalsOf, paint, slider } from "./boxes_parts.js";
import { box, button, commit, draw, keepDrawn, keepKeys, make, setText } from "./conv_arithmetic_dom.js";
import { mixtureOf } from "./ensembles_numbers.js";

const KEYS = ["weights", "met"];
export const MOST = 5; // parts
const MARGIN = { left: 104, right: 14, top: 26, bottom: 40 };
const WIDEST = 640; // pixels
const ROW = 24;
const TICKS = [0.1, 0.2, 0.3, 0.5, 1, 2, 3];
const NAMES = { together: "loss of the mean", best: "best member at work", apart: "mean of the losses" };
const TOUCH = 1e-9;

export const MIXER_GOALS = [
  {
    text: "Let two or more work, and beat the best of them by 0.02 or more.",
    met: ({ together, best, atWork }) => atWork > 1 && together <= best - 0.02,
  },
  {
    text: "Now lose to the best member at work, by 0.05 or more.",
    met: ({ together, best }) => together >= best + 0.05,
  },
  {
    text: "Let two or more work and gain nothing: make the gap 0.",
    met: ({ together, apart, atWork }) => atWork > 1 && apart - together < TOUCH,
  },
  {
    text: "On these frames, score lower than the five folds with one part each do.",
    met: ({ together, rival }) => together < rival - 0.0005,
  },
];

export function mixerSentence({ together, apart, best, atWork }) {
  if (atWork === 1) return `One member alone: nothing is averaged, all three numbers are ${together.toFixed(3)}.`;
  const gap = `${apart.toFixed(3)} − ${together.toFixed(3)} = ${(apart - together).toFixed(3)}`;
  const by = Math.abs(together - best).toFixed(3);
  const verdict = together < best ? `beats the best of them by ${by}` : `loses to the best of them by ${by}`;
  return `${atWork} members at work. Averaging gains ${gap} on what they score on average, and ${verdict}.`;
}

// The losses on a logarithmic axis: a dot for each member, a line for each of the two averages.
function chartOf(members) {
  const svg = draw("svg", { class: "dv-chart", role: "img" });
  const height = MARGIN.top + ROW * members.length + MARGIN.bottom;
  const foot = height - MARGIN.bottom;
  let width = WIDEST;
  const update = ({ alone, together, apart, weights }, sentence) => {
    const [low, high] = [0.75 * Math.min(...alone, together), 1.15 * Math.max(...alone)].map(Math.log);
    const toX = (loss) => MARGIN.left + ((Math.log(loss) - low) / (high - low)) * (width - MARGIN.left - MARGIN.right);
    const marks = TICKS.filter((tick) => Math.log(tick) > low && Math.log(tick) < high);
    const ticks = marks.flatMap((tick) => [
      draw("line", { class: "dv-rule", x1: toX(tick), x2: toX(tick), y1: MARGIN.top, y2: foot }),
      draw("text", { class: "dv-tick", x: toX(tick), y: foot + 15, "text-anchor": "middle" }, String(tick)),
    ]);
    const rows = members.flatMap((name, m) => {
      const y = MARGIN.top + ROW * (m + 0.5);
      const dot = { class: weights[m] ? "dv-member" : "dv-member dv-idle", cx: toX(alone[m]), cy: y, r: 4 + weights[m] };
      return [draw("text", { class: "dv-tick", x: MARGIN.left - 14, y: y + 4, "text-anchor": "end" }, name), draw("circle", dot)];
    });
    const line = (loss, name) => draw("line", { class: `dv-mix dv-mix-${name}`, x1: toX(loss), x2: toX(loss), y1: MARGIN.top - 8, y2: foot });
    const axis = draw("text", { class: "dv-axis", x: (MARGIN.left + width) / 2, y: height - 8, "text-anchor": "middle" }, "log-loss (nats), logarithmic");
    paint(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": `Log-loss of members and averages. ${sentence}` });
    svg.replaceChildren(...ticks, line(apart, "apart"), line(together, "together"), ...rows, axis);
  };
  return { svg, update, resize: (now) => (width = Math.min(now, WIDEST)) };
}

function numbersOf() {
  const values = Object.fromEntries(Object.keys(NAMES).map((name) => [name, make("b")]));
  const entry = ([name, words]) => box(`dv-of-${name}`, make("dt", {}, words), make("dd", {}, values[name]));
  const node = make("dl", { class: "dv-three" }, Object.entries(NAMES).map(entry));
  const update = (now) => Object.keys(NAMES).forEach((name) => setText(values[name], now[name].toFixed(3)));
  return { node, update };
}

const partsText = (parts) => (parts === 1 ? "1 part" : `${parts} parts`);

function render({ model, el }) {
  const [members, p, begin] = [model.get("members"), model.get("p"), model.get("begin")];
  const change = (m, value) => {
    const weights = model.get("weights").map((weight, place) => (place === m ? value : weight));
    // The last one at work goes on: a mean of nobody is none.
    commit(model, { weights: weights.some((weight) => weight > 0) ? weights : model.get("weights") });
    update();
  };
  const sliders = members.map((name, m) => slider(name, [0, MOST, 1], (value) => change(m, value)));
  const reset = button("Reset", () => commit(model, { ...begin }));
  const [chart, numbers] = [chartOf(members), numbersOf()];
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const key = make("p", { class: "dv-legend" }, "Dots: each member alone, larger with more parts, hollow when idle. Solid line: loss of the mean. Dashed: mean of the losses.");
  const goals = goalsOf("Four to reach", MIXER_GOALS);
  const root = make("section", { class: "dv-boxes dv-mixer", "aria-label": "A mixture of members and its log-loss" });
  root.append(box("dv-fields", sliders.map(({ node }) => node), reset), said, numbers.node, box("dv-picture", chart.svg), key, goals.node);
  keepKeys(root);
  el.replaceChildren(root);
  const rival = mixtureOf(p, model.get("rival")).together;

  function update() {
    const weights = model.get("weights");
    const now = { ...mixtureOf(p, weights), weights, rival };
    const sentence = mixerSentence(now);
    sliders.forEach((one, m) => one.show(weights[m], partsText(weights[m])));
    chart.update(now, sentence);
    numbers.update(now);
    setText(said, sentence);
    goals.judge(model, now);
  }
  return keepDrawn(root, model, KEYS, (width) => chart.resize(width - 8), update);
}

export default { render };
