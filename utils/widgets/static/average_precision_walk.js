// Down a ranked list of detections: verdicts, the curve as it grows, and the three average precisions of what is shown.

import { curveOf, envelopeOf, threeOf, verdictsAt } from "./average_precision.js";
import { goalsOf, paint, slider } from "./boxes_parts.js";
import { box, button, commit, draw, keepDrawn, keepKeys, make, setText } from "./conv_arithmetic_dom.js";

const KEYS = ["shown", "least", "met"];
const WORDS = { hit: "✓ hit", low: "✗ too little overlap", double: "✗ already found" };
const NAMES = { voc07: "VOC 2007, 11 points", area: "VOC 2010, area", coco: "COCO, mean of 0.50:0.95" };
const MARGIN = { left: 46, right: 10, top: 10, bottom: 38 };
const WIDEST = 430; // pixels
const HEIGHT = 270;
const GAP = 0.01;

export const CURVE_GOALS = [
  {
    text: "Go as far down the list as you can while precision stays 1.",
    met: ({ verdicts, shown }) => shown > 0 && verdicts.slice(0, shown).every((v) => v === "hit") && verdicts[shown] !== "hit",
  },
  {
    text: "Find an IoU at which a detection that was “already found” at 0.50 becomes a hit.",
    met: ({ detections, verdicts, shown }) =>
      verdictsAt(detections, 0.5).some((verdict, n) => n < shown && verdict === "double" && verdicts[n] === "hit"),
  },
  {
    text: "With the whole list, make VOC 2007 larger than VOC 2010 by 0.01 or more.",
    met: ({ three, shown, detections }) => shown === detections.length && three.voc07 >= three.area + GAP,
  },
  {
    text: "Now the other way round, by 0.007 or more: VOC 2007 is no upper bound.",
    met: ({ three, shown, detections }) => shown === detections.length && three.voc07 <= three.area - 0.7 * GAP,
  },
];

export function curveSentence({ verdicts, shown, positives, least }) {
  const hits = verdicts.slice(0, shown).filter((verdict) => verdict === "hit").length;
  if (!shown) return `No detection is accepted: recall 0 of ${positives}.`;
  const [precision, recall] = [hits / shown, hits / positives].map((value) => value.toFixed(2));
  return `${shown} detections accepted at IoU ≥ ${least.toFixed(2)}, ${hits} hits: precision ${hits}/${shown} = ${precision}, recall ${hits}/${positives} = ${recall}.`;
}

function chartOf() {
  const svg = draw("svg", { class: "dv-chart", role: "img" });
  let width = WIDEST;
  const toX = (recall) => MARGIN.left + recall * (width - MARGIN.left - MARGIN.right);
  const toY = (precision) => HEIGHT - MARGIN.bottom - precision * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const ticks = () =>
    [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
      draw("line", { class: "dv-rule", x1: toX(0), x2: toX(1), y1: toY(value), y2: toY(value) }),
      draw("text", { class: "dv-tick", x: toX(value), y: toY(0) + 15, "text-anchor": "middle" }, String(value)),
      draw("text", { class: "dv-tick", x: toX(0) - 6, y: toY(value) + 4, "text-anchor": "end" }, String(value)),
    ]);
  const axes = () => [
    draw("text", { class: "dv-axis", x: toX(0.5), y: HEIGHT - 6, "text-anchor": "middle" }, "recall"),
    draw("text", { class: "dv-axis", transform: `translate(12 ${toY(0.5)}) rotate(-90)`, "text-anchor": "middle" }, "precision"),
  ];
  const update = (curve, sentence) => {
    const best = envelopeOf(curve);
    let area = `M${toX(0)},${toY(0)}`;
    best.forEach(({ recall, precision }, n) => (area += `L${toX(n ? best[n - 1].recall : 0)},${toY(precision)}L${toX(recall)},${toY(precision)}`));
    if (best.length) area += `L${toX(best[best.length - 1].recall)},${toY(0)}Z`;
    const path = curve.map(({ recall, precision }, n) => `${n ? "L" : "M"}${toX(recall)},${toY(precision)}`).join("");
    const dots = curve.map(({ recall, precision }) => draw("circle", { class: "dv-dot", cx: toX(recall), cy: toY(precision), r: 3.5 }));
    const eleven = Array.from({ length: 11 }, (_, n) => {
      const height = best.find(({ recall }) => recall >= n / 10)?.precision ?? 0;
      const [x, y] = [toX(n / 10), toY(height)];
      return draw("path", { class: "dv-eleven", d: `M${x - 4},${y - 4}l8,8m0,-8l-8,8` });
    });
    paint(svg, { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-label": `Precision against recall. ${sentence}` });
    svg.replaceChildren(...ticks(), draw("path", { class: "dv-area", d: area }), draw("path", { class: "dv-raw", d: path }), ...dots, ...eleven, ...axes());
  };
  return { svg, update, resize: (now) => (width = Math.min(now, WIDEST)) };
}

function listOf(detections) {
  const names = ["rank", "score", "overlap", "verdict", "precision", "recall"];
  const body = make("tbody");
  const head = make("thead", {}, make("tr", {}, names.map((name) => make("th", { scope: "col" }, name))));
  const update = ({ verdicts, shown, curve }) => {
    const row = ([score, , overlap], n) => {
      const accepted = n < shown;
      const after = accepted ? [WORDS[verdicts[n]], curve[n].precision.toFixed(2), curve[n].recall.toFixed(2)] : ["", "", ""];
      const cells = [score.toFixed(2), overlap.toFixed(3), ...after].map((text) => make("td", {}, text));
      return make("tr", { class: accepted ? `dv-row-${verdicts[n]}` : "dv-row-out" }, make("th", { scope: "row" }, String(n + 1)), cells);
    };
    body.replaceChildren(...detections.map(row));
  };
  return { node: box("dv-scroll", make("table", { class: "dv-list" }, head, body)), update };
}

function scoresOf() {
  const values = Object.fromEntries(Object.keys(NAMES).map((name) => [name, make("b")]));
  const node = make("dl", { class: "dv-three" }, Object.entries(NAMES).map(([name, words]) => box("", make("dt", {}, words), make("dd", {}, values[name]))));
  const update = (three) => {
    for (const [name, value] of Object.entries(three)) setText(values[name], value.toFixed(3));
  };
  return { node, update };
}

function render({ model, el }) {
  const [detections, positives] = [model.get("detections"), model.get("positives")];
  const shown = slider("Accept the best", [0, detections.length, 1], (value) => commit(model, { shown: value }));
  const least = slider("IoU that makes a hit", [0.5, 0.95, 0.05], (value) => commit(model, { least: value }));
  const reset = button("Reset", () => commit(model, { ...model.get("begin") }));
  const [chart, list, scores] = [chartOf(), listOf(detections), scoresOf()];
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const key = make("p", { class: "dv-legend" }, "Dots: precision after each detection. Shaded: the best precision at that recall or a higher one. Crosses: the eleven places of VOC 2007.");
  const goals = goalsOf("Four to find", CURVE_GOALS);
  const root = make("section", { class: "dv-boxes", "aria-label": "Precision and recall, detection by detection" });
  const picture = box("dv-picture", chart.svg);
  root.append(box("dv-fields", shown.node, least.node, reset), said, scores.node, box("dv-pair", picture, list.node), key, goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const now = { detections, positives, shown: model.get("shown"), least: model.get("least") };
    const verdicts = verdictsAt(detections, now.least);
    const accepted = detections.slice(0, now.shown);
    const all = { ...now, verdicts, curve: curveOf(verdicts.slice(0, now.shown), positives), three: threeOf(accepted, now.least, positives) };
    const sentence = curveSentence(all);
    shown.show(now.shown, `${now.shown} of ${detections.length}`);
    least.show(now.least, now.least.toFixed(2));
    chart.update(all.curve, sentence);
    list.update(all);
    scores.update(all.three);
    setText(said, sentence);
    goals.judge(model, all);
  }
  return keepDrawn(root, model, KEYS, (width) => chart.resize(width - 8), update);
}

export default { render };
