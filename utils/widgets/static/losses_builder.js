// The ranking objective, term by term: four objectives on two scores, and where walking downhill ends on each.
import {
  button,
  choice,
  element,
  numberControl,
  rootElement,
  shape,
  watchWidth,
  writeSentence,
} from "./backpropagation_dom.js";
import { listen, pushState } from "./backpropagation_model.js";
import { paintText } from "./backpropagation_paint.js";
import { CHEATS, RATE, SCALE, stageSentence } from "./losses_cheats.js";
import { descend, objective, signed, STAGES } from "./losses_numbers.js";
import { goalList } from "./losses_parts.js";

const BUILDER_KEYS = ["stage", "s", "s_c", "margin", "met"];
const BUILDER_MARGINS = [0.5, 1, 2, 4];
const HEIGHT = 132;
const TICKS = [-6, -4, -2, 0, 2, 4, 6];

// s or s_c, with the index below the line, and what it is the score of.
function scoreName([index, words]) {
  const below = index ? shape("tspan", { dy: 4, "font-size": 10, text: index }) : "";
  return [
    shape("tspan", { "font-style": "italic", text: "s" }),
    below,
    shape("tspan", { dy: index ? -4 : 0, text: words }),
  ];
}

// One score on the line: a marker with its name, and an arrow that shows which way it is pushed.
function marker(name, colour, side, slope, place, width) {
  const up = side === "above";
  const [tip, text] = up ? [56, 30] : [76, 110];
  const base = up ? 44 : 88;
  const triangle = `${place},${tip} ${place - 8},${base} ${place + 8},${base}`;
  const label = shape(
    "text",
    { x: Math.min(width - 58, Math.max(58, place)), y: text, class: `dv-loss-name ${colour}` },
    ...scoreName(name),
  );
  const level = up ? 12 : 122;
  const arrow = slope < 0 ? `M${place} ${level}h30m-6 -5l6 5l-6 5` : `M${place} ${level}h-30m6 -5l-6 5l6 5`;
  return [
    shape("polygon", { points: triangle, class: `dv-loss-marker ${colour}` }),
    label,
    slope ? shape("path", { d: arrow, class: `dv-loss-push ${colour}` }) : null,
  ];
}

function drawLine(svg, width, { stage, s, sc, margin }) {
  const pad = 34;
  const at = (score) => pad + ((score + SCALE) / (2 * SCALE)) * (width - 2 * pad);
  const { ds, dsc } = objective(stage, s, sc, margin);
  const ticks = TICKS.flatMap((tick) => [
    shape("line", { x1: at(tick), x2: at(tick), y1: 62, y2: 70, class: "dv-loss-tick" }),
    shape("text", { x: at(tick) + 11, y: 80, class: "dv-loss-tick-text", text: signed(tick, 0) }),
  ]);
  const left = at(Math.max(-SCALE, s - margin));
  const zone = { x: left, y: 57, width: Math.max(0, at(s) - left), height: 18, class: "dv-loss-zone" };
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.replaceChildren(
    stage === 3 ? shape("rect", zone) : "",
    shape("line", { x1: at(-SCALE), x2: at(SCALE), y1: 66, y2: 66, class: "dv-loss-axis" }),
    ...ticks,
    ...marker(["", " with a fish"], "is-true", "above", ds, at(s), width).filter(Boolean),
    ...marker(["c", " without"], "is-corrupt", "below", dsc, at(sc), width).filter(Boolean),
  );
}

class Builder {
  constructor(model) {
    this.model = model;
    this.trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
    const complain = (sentence) => writeSentence(this.trouble, sentence);
    const pick = (stage) => this.push({ stage });
    const stages = STAGES.map((text, value) => ({
      value,
      html: `${value + 1} · J = ${text.replace("s_c", "s<sub>c</sub>")}`,
    }));
    this.stages = choice("objective", stages, pick);
    this.stages.node.classList.add("dv-loss-stages");
    this.controls = {
      s: numberControl({ onInput: (s) => this.push({ s }), complain }),
      s_c: numberControl({ onInput: (sc) => this.push({ s_c: sc }), complain }),
    };
    const margins = BUILDER_MARGINS.map((value) => ({ value, html: String(value) }));
    this.margin = choice("margin m", margins, (margin) => this.push({ margin }));
    this.svg = shape("svg", { class: "dv-loss-line", height: HEIGHT, role: "img" });
    this.value = element("b", { class: "dv-loss-value" });
    this.slopes = element("span", { class: "dv-loss-sum" });
    this.said = element("p", { class: "dv-loss-said", role: "status", "aria-live": "polite" });
    this.goals = goalList("Catch each objective cheating:");
    this.down = button("one step downhill", () => this.step(1), { class: "dv-bp-button dv-bp-main" });
    this.node = element("div", { class: "dv-loss-builder" });
    this.node.append(
      this.stages.node,
      this.sliders(),
      this.trouble,
      this.svg,
      this.outcome(),
      this.said,
      this.goals.node,
    );
  }

  sliders() {
    const field = (name, key) =>
      element("span", { class: "dv-loss-field" }, element("span", { html: name }), this.controls[key].node);
    const nodes = [
      field("<i>s</i>, with a fish", "s"),
      field("<i>s</i><sub>c</sub>, without", "s_c"),
      this.margin.node,
    ];
    return element("div", { class: "dv-bp-row dv-loss-buttons" }, ...nodes);
  }

  outcome() {
    const many = button("twenty steps", () => this.step(20));
    const again = button("start again", () => {
      Object.values(this.controls).forEach(({ forget }) => forget());
      this.push({ ...this.model.get("start") });
    });
    const row = element("div", { class: "dv-bp-row" }, this.down, many, again);
    const card = element("div", { class: "dv-loss-card" }, this.value, this.slopes);
    return element("div", { class: "dv-loss-outcome" }, card, row);
  }

  get state() {
    const [stage, s, sc, margin] = BUILDER_KEYS.slice(0, 4).map((key) => this.model.get(key));
    return { stage, s, sc, margin };
  }

  step(count) {
    let { stage, s, sc, margin } = this.state;
    for (let n = 0; n < count; n += 1) ({ s, sc } = descend(stage, { s, sc }, margin, RATE, SCALE));
    Object.values(this.controls).forEach(({ forget }) => forget());
    this.push({ s, s_c: sc });
  }

  push(changes) {
    pushState(this.model, changes);
    this.update();
  }

  update() {
    const { state } = this;
    const { J, ds, dsc } = objective(state.stage, state.s, state.sc, state.margin);
    this.stages.set(state.stage);
    this.margin.set(state.margin);
    this.margin.node.hidden = state.stage !== 3;
    this.controls.s.set("score with a fish", state.s, { reach: SCALE, step: 0.01 });
    this.controls.s_c.set("score without", state.sc, { reach: SCALE, step: 0.01 });
    this.down.disabled = ds === 0 && dsc === 0;
    paintText(this.value, `J = ${signed(J)}`);
    writeSentence(this.slopes, `slopes: ${signed(ds, 0)} for s, ${dsc > 0 ? "+" : ""}${dsc} for s_c`);
    const sentence = stageSentence(state);
    paintText(this.said, sentence);
    this.svg.setAttribute("aria-label", `The two scores on a line. ${sentence}`);
    if (this.width) drawLine(this.svg, this.width, state);
    this.judge(state);
  }

  resize(width) {
    this.width = width;
    this.svg.setAttribute("width", width);
    this.update();
  }

  judge(state) {
    const before = this.model.get("met");
    const now = CHEATS.flatMap(({ met }, n) => (before.includes(n) || met(state) ? [n] : []));
    this.goals.show(
      CHEATS.map(({ text }) => text),
      now,
    );
    if (now.length > before.length) pushState(this.model, { met: now });
  }
}

function renderBuilder({ model, el }) {
  const root = rootElement("dv-loss", "The ranking objective, term by term");
  const builder = new Builder(model);
  root.append(builder.node);
  el.replaceChildren(root);
  builder.update();
  const stops = [listen(model, BUILDER_KEYS, () => builder.update())];
  stops.push(watchWidth(builder.node, (width) => builder.resize(width)));
  return () => stops.forEach((stop) => stop());
}

export default { render: renderBuilder };
