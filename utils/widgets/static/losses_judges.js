// Two judges: scores under sliders, and what hinge and cross-entropy say of them, term by term.
import { button, choice, element, numberControl, rootElement, writeSentence } from "./backpropagation_dom.js";
import { listen, pushState } from "./backpropagation_model.js";
import { paintText } from "./backpropagation_paint.js";
import { challenges, judgementOf, loudness, MARGINS, REACH, verdictSentence } from "./losses_judgement.js";
import { lossText, shareText, signed } from "./losses_numbers.js";
import { goalList, meter } from "./losses_parts.js";

const restOf = (shares, j) => shares.reduce((sum, share, k) => (k === j ? sum : sum + share), 0);
const KEYS = ["scores", "truth", "margin", "met"];

// One class: is it the truth, its score, its term of the hinge, its share of the softmax.
function classRow(name, group, { onTruth, onScore, complain }) {
  const radio = element("input", {
    type: "radio",
    name: group,
    "aria-label": `${name} is the truth`,
    onchange: onTruth,
  });
  const control = numberControl({ onInput: onScore, complain });
  const hinge = meter("hinge");
  const entropy = meter("entropy");
  const label = element("label", { class: "dv-loss-class" }, radio, element("span", { text: name }));
  const node = element("div", { class: "dv-loss-row" }, label, control.node, hinge.node, entropy.node);
  const update = (judgement, j) => {
    const { scores, truth, terms, shares, margin } = judgement;
    radio.checked = truth === j;
    control.set(name, scores[j], { reach: REACH, step: 0.01 });
    node.classList.toggle("is-truth", truth === j);
    node.classList.toggle("is-chosen", judgement.answers.includes(j));
    const term = terms[j];
    const sum = `${signed(scores[j])} − ${signed(scores[truth])} + ${margin} = ${signed(term ?? 0)}`;
    hinge.set(Math.max(0, term ?? 0) / (2 * REACH), j === truth ? "the truth pays nothing" : sum.replace("− −", "+ "));
    entropy.set(shares[j], `p = ${shareText(shares[j], restOf(shares, j))}`);
  };
  return { node, update, forget: control.forget };
}

function verdictCard(kind, title) {
  const value = element("b", { class: "dv-loss-value" });
  const state = element("span", { class: "dv-loss-state" });
  const sum = element("span", { class: "dv-loss-sum" });
  const head = element("span", { class: "dv-loss-card-head" }, element("span", { text: title }), state);
  const node = element("div", { class: `dv-loss-card dv-loss-card-${kind}` }, head, value, sum);
  const update = (loss, unit, how) => {
    paintText(value, `${lossText(loss)}${unit}`);
    paintText(state, loudness(loss));
    paintText(sum, how);
    node.classList.toggle("is-silent", loss === 0);
  };
  return { node, update };
}

class Judges {
  constructor(model) {
    this.model = model;
    const group = `dv-loss-${Math.random().toString(36).slice(2)}`;
    this.trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
    const complain = (sentence) => writeSentence(this.trouble, sentence);
    this.rows = model.get("names").map((name, j) =>
      classRow(name, group, {
        complain,
        onTruth: () => this.push({ truth: j }),
        onScore: (score) => this.push({ scores: this.scores.with(j, score) }),
      }),
    );
    this.margin = choice(
      "margin m",
      MARGINS.map((value) => ({ value, html: String(value) })),
      (margin) => this.push({ margin }),
    );
    this.hinge = verdictCard("hinge", "hinge");
    this.entropy = verdictCard("entropy", "cross-entropy");
    this.said = element("p", { class: "dv-loss-said", role: "status", "aria-live": "polite" });
    this.goals = goalList("Can you find scores for which …");
    const look = model.get("terms") ? "dv-loss-judges" : "dv-loss-judges is-plain";
    this.node = element("div", { class: look }, this.header(), ...this.rows.map(({ node }) => node));
    this.node.append(this.trouble, this.buttons(), this.cards(), this.said, this.goals.node);
  }

  header() {
    const hinge = "hinge: <i>s<sub>j</sub></i> − <i>s<sub>y</sub></i> + <i>m</i>, if positive";
    const heads = ["truth", "score <i>s</i>", hinge, "cross-entropy: share <i>p</i> of the softmax"];
    const cells = heads.map((html) => element("span", { html }));
    return element("div", { class: "dv-loss-row dv-loss-heads", "aria-hidden": "true" }, ...cells);
  }

  buttons() {
    const change = (text, by) => {
      const node = button(text, () => this.push({ scores: by(this.scores) }));
      return { node, update: () => (node.disabled = by(this.scores).some((score) => Math.abs(score) > REACH)) };
    };
    const round = (score) => Math.round(100 * score) / 100;
    this.changes = [
      change("add 1 to every score", (scores) => scores.map((score) => round(score + 1))),
      change("double every score", (scores) => scores.map((score) => round(2 * score))),
    ];
    const again = button("start again", () => {
      this.rows.forEach(({ forget }) => forget());
      this.push({ ...this.model.get("start") });
    });
    const nodes = this.changes.map(({ node }) => node);
    return element("div", { class: "dv-bp-row dv-loss-buttons" }, this.margin.node, ...nodes, again);
  }

  cards() {
    return element("div", { class: "dv-loss-cards" }, this.hinge.node, this.entropy.node);
  }

  get scores() {
    return this.model.get("scores");
  }

  push(changes) {
    pushState(this.model, changes);
    this.update();
  }

  update() {
    const [scores, truth, margin] = KEYS.slice(0, 3).map((key) => this.model.get(key));
    const judgement = judgementOf(scores, truth, margin);
    this.rows.forEach((row, j) => row.update(judgement, j));
    this.margin.set(margin);
    this.changes.forEach(({ update }) => update());
    this.hinge.update(judgement.hinge, "", "sum of the positive terms");
    this.entropy.update(
      judgement.entropy,
      " nats",
      `−log(${shareText(judgement.shares[truth], restOf(judgement.shares, truth))})`,
    );
    paintText(this.said, verdictSentence(judgement, this.model.get("names"), this.model.get("terms")));
    this.judge(judgement);
  }

  judge(judgement) {
    const before = this.model.get("met");
    const now = challenges
      .map(({ met }, n) => before.includes(n) || met(judgement))
      .flatMap((is, n) => (is ? [n] : []));
    this.goals.show(
      challenges.map(({ text }) => text),
      now,
    );
    if (now.length > before.length) pushState(this.model, { met: now });
  }
}

function renderJudges({ model, el }) {
  const root = rootElement("dv-loss", "Two judges: hinge and cross-entropy on the same scores");
  const judges = new Judges(model);
  root.append(judges.node);
  el.replaceChildren(root);
  judges.update();
  return listen(model, KEYS, () => judges.update());
}

export default { render: renderJudges };
