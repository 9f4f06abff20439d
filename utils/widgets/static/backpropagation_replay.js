// Wrong-answer replay: a typed derivative walks over the network until it departs from the numbers.
import { knownAnswers, recogniseAnswer, sameNumbers, trialNetworks } from "./backpropagation_answers.js";
import { element, markSentence, rootElement, watchWidth, writeSentence } from "./backpropagation_dom.js";
import { FormulaError } from "./backpropagation_expressions.js";
import { createFormulaField, markFormula } from "./backpropagation_formula.js";
import { idsOfParameter } from "./backpropagation_layout.js";
import { listen, pushState, readNetwork } from "./backpropagation_model.js";
import { finiteDifference, listParameters, measure } from "./backpropagation_network.js";
import {
  equals,
  letter,
  math,
  nameParameter,
  parameterSymbol,
  partial,
  readName,
  showPrecisely,
  typeParameter,
} from "./backpropagation_notation.js";
import { createPicture } from "./backpropagation_picture.js";
import { Player } from "./backpropagation_player.js";
import { makeReplayTask, tellReplay } from "./backpropagation_replay_steps.js";
import { createSeedForm } from "./backpropagation_seed.js";
import { valuesOnTrials, walkFormula } from "./backpropagation_walk.js";

const REST =
  "Type a formula for the derivative and play it: its factors light up where they live, from J back to the parameter.";

class Replay {
  constructor(model, root) {
    Object.assign(this, { model, root, steps: [], text: "", task: null });
    const { net } = readNetwork(model);
    this.net = net;
    this.measured = measure(net);
    this.target = readName(model.get("target"), net.sizes) ?? { kind: "W", k: 1, i: 0, j: 3 };
    this.build();
    this.stopListening = listen(model, ["target"], () =>
      this.aim(readName(model.get("target"), net.sizes) ?? this.target),
    );
    this.stopWatching = watchWidth(this.stage, (width) => this.draw(width));
    this.aim(this.target);
    if (model.get("formula")) this.field.attempt();
  }

  build() {
    const targets = listParameters(this.net.sizes).filter((parameter) => typeParameter(parameter) !== "b2_1");
    this.pick = element(
      "select",
      {
        "aria-label": "derivative by which parameter",
        onchange: () => this.aim(readName(this.pick.value, this.net.sizes)),
      },
      ...targets.map((parameter) =>
        element("option", { value: typeParameter(parameter), text: nameParameter(parameter, this.net.sizes) }),
      ),
    );
    this.goal = element("span", { class: "dv-bp-goal" });
    this.field = createFormulaField({
      sizes: this.net.sizes,
      label: "formula for the derivative",
      start: this.model.get("formula"),
      onTry: (tree, text) => this.attempt(tree, text),
      onEdit: () => this.forget(),
    });
    this.stage = element("div", { class: "dv-bp-stage" });
    this.echo = element("code", { class: "dv-bp-echo" });
    this.player = new Player({ onStep: () => this.refresh(), rest: REST, onEmpty: () => this.field.attempt() });
    this.numbers = element("div", { class: "dv-bp-trials" });
    this.verdict = element("p", { class: "dv-bp-said", "aria-live": "polite" });
    const label = element(
      "label",
      { class: "dv-bp-field" },
      element("span", { text: "derivative of J by" }),
      this.pick,
    );
    const head = element("div", { class: "dv-bp-row" }, label, this.goal);
    const { field, stage, echo, player, verdict, numbers } = this;
    this.root.append(head, field.node, this.buildTask(), stage, echo, player.node, verdict, numbers);
  }

  buildTask() {
    this.asked = element("p", { class: "dv-bp-asked", "aria-live": "polite" });
    const form = createSeedForm({
      start: this.model.get("seed") ?? 0,
      text: "Give me a task",
      about: "which derivative, written how",
      onSeed: (seed) => this.give(seed),
    });
    return element("div", { class: "dv-bp-task dv-bp-row" }, form, this.asked);
  }

  give(seed) {
    this.task = makeReplayTask(seed);
    pushState(this.model, { seed });
    this.aim(this.task.target);
    this.field.set("");
    this.asked.textContent = `Write ∂J/∂${nameParameter(this.task.target, this.net.sizes)} ${this.task.rule.text}.`;
  }

  aim(target) {
    if (this.task && typeParameter(target) !== typeParameter(this.task.target)) {
      this.task = null;
      this.asked.textContent = "";
    }
    this.target = target;
    this.pick.value = typeParameter(target);
    this.goal.innerHTML = math(partial(letter("J"), parameterSymbol(target, this.net.sizes)), equals, letter("?"));
    const { net, measured } = this;
    this.trials = [{ net, measured }, ...trialNetworks(net.sizes, this.model.get("seed") ?? 0)];
    if (this.model.get("target") !== typeParameter(target)) pushState(this.model, { target: typeParameter(target) });
    this.forget();
  }

  // What was said about another formula no longer holds.
  forget() {
    this.steps = [];
    this.verdict.textContent = "";
    this.numbers.replaceChildren();
    this.echo.replaceChildren();
    this.player.set([], 0);
    this.refresh();
  }

  attempt(tree, text) {
    this.forget();
    this.text = text;
    if (!tree) {
      pushState(this.model, { formula: text, verdict: "unreadable" });
      return;
    }
    try {
      this.judge(tree, text);
    } catch (problem) {
      if (!(problem instanceof FormulaError)) throw problem;
      this.say("undefined", problem.message);
    }
  }

  judge(tree, text) {
    const values = valuesOnTrials(tree, this.trials);
    const right = sameNumbers(values, this.trials.map(knownAnswers(this.target, this.net.sizes)[0].value));
    const walks = walkFormula(tree, this.target, this.trials);
    this.steps = tellReplay({ walks, target: this.target, net: this.net, measured: this.measured, text });
    this.player.set(
      this.steps.map(({ text: told }) => markSentence(told)),
      0,
    );
    this.showNumbers(values);
    const broken = right && this.task?.rule.broken(tree);
    if (broken) this.say("rule", `The numbers are right, but the task wants it ${this.task.rule.text}. ${broken}`);
    else if (right)
      this.say("right", `Right: here and on ${this.trials.length - 1} random networks it equals the finite difference of J.`);
    else this.sayWrong(values);
    this.player.play();
  }

  sayWrong(values) {
    const known = recogniseAnswer(this.target, this.trials, values) ?? this.recogniseHere(values);
    this.say(
      known?.id ?? "unknown",
      known?.sentence ??
        "It departs from the numbers and is the derivative of nothing known here: the replay shows where it departs.",
    );
  }

  // A number read off this network, good to about three digits, and what it misses on the first other one.
  recogniseHere(values) {
    const measured = this.trials.map(({ net }) => finiteDifference(net, this.target, "J"));
    if (!sameNumbers([values[0]], [measured[0]], 5e-3)) return null;
    const n = values.findIndex((value, index) => !sameNumbers([value], [measured[index]], 5e-3));
    const [mine, wanted] = [values[n], measured[n]].map(showPrecisely);
    const sentence = `It fits this network only: on random network ${n} it gives ${mine}, the finite difference ${wanted}.`;
    return n > 0 ? { id: "here only", sentence } : null;
  }

  say(id, sentence) {
    writeSentence(this.verdict, sentence);
    this.verdict.dataset.done = id === "right";
    pushState(this.model, { formula: this.text, verdict: id });
  }

  showNumbers(values) {
    const row = (tag, cells) => element("tr", {}, ...cells.map((text) => element(tag, { text })));
    const head = row("th", ["network", "your formula", "finite difference", "agree"]);
    const rows = this.trials.map(({ net }, n) => {
      const measured = finiteDifference(net, this.target, "J");
      const same = sameNumbers([values[n]], [measured], 1e-4);
      const name = n ? `random ${n}` : "this one";
      return row("td", [name, showPrecisely(values[n]), showPrecisely(measured), same ? "✓" : "✗"]);
    });
    this.numbers.replaceChildren(element("table", { class: "dv-bp-numbers" }, element("tbody", {}, head, ...rows)));
  }

  draw(width) {
    this.picture = createPicture({ sizes: this.net.sizes, width });
    this.stage.replaceChildren(this.picture.node);
    this.player.reserve();
    this.refresh();
  }

  refresh() {
    const at = this.player.at;
    const step = at ? this.steps[at - 1] : null;
    if (this.steps.length) markFormula(this.echo, this.text, step?.marks ?? []);
    const selected = idsOfParameter(this.target);
    this.picture?.update({
      net: this.net,
      measured: this.measured,
      of: "J",
      selected,
      lit: step?.lit ?? null,
      tokens: step?.tokens,
    });
  }

  stop() {
    this.player.stop();
    this.stopListening();
    this.stopWatching();
  }
}

function renderReplay({ model, el }) {
  const root = rootElement("dv-bp-replay", "Wrong-answer replay");
  el.replaceChildren(root);
  const replay = new Replay(model, root);
  return () => replay.stop();
}

export default { render: renderReplay };
