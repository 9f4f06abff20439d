// Be the classifier: eight probabilities for every frame, and what log-loss makes of them while frames come by.
import { button, choice, element, rootElement, shape, watchWidth } from "./backpropagation_dom.js";
import { listen, pushState } from "./backpropagation_model.js";
import { paintAttribute, paintText } from "./backpropagation_paint.js";
import { CHART_HEIGHT, drawChart } from "./fisheries_chart.js";
import { CLIPS, forecastOf, forecastSentence, GOALS, percent } from "./fisheries_scoring.js";
import { lossText } from "./losses_numbers.js";
import { goalList, meter } from "./losses_parts.js";

const KEYS = ["weights", "eps", "seen", "met"];
const MOST = 100;
const DEAREST = -Math.log(CLIPS[0]);

// One class: its slider, its share, and what it costs if it is the truth.
function classRow(name, onWeight) {
  const slider = element("input", {
    type: "range",
    class: "dv-bp-slider",
    min: 0,
    max: MOST,
    step: 0.5,
    "aria-label": `belief in ${name}`,
    oninput: () => onWeight(Number(slider.value)),
  });
  const share = element("span", { class: "dv-fish-share" });
  const cost = meter("entropy");
  const node = element("div", { class: "dv-fish-row" }, element("span", { class: "dv-fish-name", text: name }), slider, share, cost.node);
  const update = (weight, part, price, isLast) => {
    if (Number(slider.value) !== weight) slider.value = weight;
    const words = part === null ? "refused" : percent(part);
    paintText(share, words);
    paintAttribute(slider, "aria-valuetext", words);
    cost.set(price === null ? 0 : price / DEAREST, price === null ? "" : `costs ${lossText(price)}`);
    node.classList.toggle("is-truth", isLast);
  };
  return { node, update };
}

function scoreCard(title) {
  const value = element("b", { class: "dv-loss-value" });
  const note = element("span", { class: "dv-loss-sum" });
  const head = element("span", { class: "dv-loss-card-head" }, element("span", { text: title }));
  const node = element("div", { class: "dv-loss-card" }, head, value, note);
  return { node, update: (text, words) => (paintText(value, text), paintText(note, words)) };
}

class Forecaster {
  constructor(model) {
    this.model = model;
    this.names = model.get("names");
    this.rows = this.names.map((name, label) =>
      classRow(name, (weight) => this.push({ weights: model.get("weights").with(label, weight) })),
    );
    this.clip = choice(
      "clip at",
      CLIPS.map((value) => ({ value, html: value === CLIPS[0] ? "10<sup>−15</sup>, as Kaggle" : String(value) })),
      (eps) => this.push({ eps }),
    );
    this.svg = shape("svg", { class: "dv-fish-chart", height: CHART_HEIGHT, role: "img" });
    this.chart = element("div", { class: "dv-fish-holder" }, this.svg);
    this.cards = [scoreCard("mean so far"), scoreCard("on all frames")];
    this.said = element("p", { class: "dv-loss-said", role: "status", "aria-live": "polite" });
    this.goals = goalList("Can you get …");
    const cards = element("div", { class: "dv-loss-cards" }, ...this.cards.map(({ node }) => node));
    this.node = element("div", {}, this.answers(), ...this.rows.map(({ node }) => node), this.clip.node);
    this.node.append(this.stream(), cards, this.chart, this.said, this.goals.node);
  }

  answers() {
    const counts = this.model.get("counts");
    const most = Math.max(...counts);
    const set = (text, weights) => button(text, () => this.push({ weights }));
    return element(
      "div",
      { class: "dv-bp-row dv-loss-buttons" },
      set("know nothing", counts.map(() => MOST / 2)),
      set("say the prior", counts.map((count) => (MOST * count) / most)),
      set("bluff: it is always the commonest", counts.map((count) => (count === most ? MOST : 0))),
    );
  }

  stream() {
    const come = (count) => this.push({ seen: Math.min(this.model.get("labels").length, this.model.get("seen") + count) });
    this.next = [button("next frame", () => come(1), { class: "dv-bp-button dv-bp-main" }), button("next 50", () => come(50))];
    const again = button("start again", () => this.push({ seen: 0 }));
    return element("div", { class: "dv-bp-row dv-loss-buttons" }, ...this.next, again);
  }

  push(changes) {
    pushState(this.model, changes);
    this.update();
  }

  get state() {
    const names = ["weights", "eps", "seen", "labels", "counts"];
    return Object.fromEntries(names.map((name) => [name, this.model.get(name)]));
  }

  update() {
    const { state } = this;
    const forecast = forecastOf(state);
    const { shares, costs, means, expected, last } = forecast;
    this.rows.forEach((row, label) =>
      row.update(state.weights[label], shares?.[label] ?? null, costs?.[label] ?? null, label === last),
    );
    this.clip.set(state.eps);
    this.next.forEach((node) => (node.disabled = state.seen >= state.labels.length));
    this.cards[0].update(means?.length ? lossText(means.at(-1)) : "–", `${state.seen} of ${state.labels.length} frames have come`);
    const frames = state.counts.reduce((total, count) => total + count, 0);
    this.cards[1].update(costs ? lossText(expected) : "refused", `${frames.toLocaleString("en")} frames`);
    const sentence = forecastSentence(forecast, this.names);
    paintText(this.said, sentence);
    paintAttribute(this.svg, "aria-label", `Mean log-loss against frames seen. ${sentence}`);
    if (this.width) drawChart(this.svg, this.width, { ...forecast, length: state.labels.length });
    this.judge(forecast);
  }

  resize(width) {
    this.width = width;
    this.update();
  }

  judge(forecast) {
    const before = this.model.get("met");
    const now = GOALS.flatMap(({ met }, n) => (before.includes(n) || met(forecast) ? [n] : []));
    this.goals.show(
      GOALS.map(({ text }) => text),
      now,
    );
    if (now.length > before.length) pushState(this.model, { met: now });
  }
}

function renderForecaster({ model, el }) {
  const root = rootElement("dv-fish", "Be the classifier: one row of probabilities for every frame");
  const forecaster = new Forecaster(model);
  root.append(forecaster.node);
  el.replaceChildren(root);
  forecaster.update();
  const stops = [listen(model, KEYS, () => forecaster.update())];
  stops.push(watchWidth(forecaster.chart, (width) => forecaster.resize(width)));
  return () => stops.forEach((stop) => stop());
}

export default { render: renderForecaster };
