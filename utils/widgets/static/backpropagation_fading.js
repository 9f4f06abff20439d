// Fading: the first derivative is worked, the second has blanks, the third is the student's alone.
import { knownAnswers, recogniseAnswer, sameNumbers, trialNetworks } from "./backpropagation_answers.js";
import { button, choice, element, rootElement, watchWidth, writeSentence } from "./backpropagation_dom.js";
import { evaluateFormula, FormulaError } from "./backpropagation_expressions.js";
import { createFormulaField, readFormula } from "./backpropagation_formula.js";
import { idsOfParameter } from "./backpropagation_layout.js";
import { blankLines } from "./backpropagation_blanks.js";
import { pickTargets, WORKED, workedLines } from "./backpropagation_lessons.js";
import { listen, pushState, readNetwork } from "./backpropagation_model.js";
import { measure } from "./backpropagation_network.js";
import { namedValues } from "./backpropagation_names.js";
import {
  equals,
  letter,
  math,
  nameParameter,
  parameterSymbol,
  partial,
  showPrecisely,
} from "./backpropagation_notation.js";
import { createPicture } from "./backpropagation_picture.js";
import { createSeedForm } from "./backpropagation_seed.js";
import { tellWalk, valuesOnTrials, walkFormula } from "./backpropagation_walk.js";

class Fading {
  constructor(model, root) {
    Object.assign(this, { model, root, lit: null, shown: 1 });
    const { net } = readNetwork(model);
    this.here = { net, measured: measure(net) };
    this.stage = element("div", { class: "dv-bp-stage" });
    this.page = element("div", { class: "dv-bp-lines" });
    this.choices = element("div");
    const form = createSeedForm({
      start: model.get("seed") ?? 0,
      text: "New task",
      about: "another weight with blanks, another bias; the worked example stays",
      onSeed: (seed) => this.redeal(seed),
    });
    this.dealt = element("p", { class: "dv-bp-words", "aria-live": "polite" });
    const head = element("div", { class: "dv-bp-row dv-bp-top" }, this.choices, form);
    root.append(head, this.dealt, this.stage, this.page);
    this.deal(model.get("seed") ?? 0);
    this.stopListening = listen(model, ["page", "seed"], () => this.follow());
    this.stopWatching = watchWidth(this.stage, (width) => this.draw(width));
  }

  // The seed decides which weight has blanks, in what order they offer their options, and which bias comes last.
  deal(seed) {
    this.seed = seed;
    this.trials = trialNetworks(this.here.net.sizes, seed);
    Object.assign(this, pickTargets(seed));
    this.blanks = blankLines(this.weight, seed).map((line) => ({ ...line, picked: "" }));
    this.pageChoice = choice(
      "derivative of J by",
      [
        { value: "1", html: `${this.nameOf(WORKED)}, worked` },
        { value: "2", html: `${this.nameOf(this.weight)}, with blanks` },
        { value: "3", html: `${this.nameOf(this.bias)}, yours` },
      ],
      (value) => this.open(Number(value), true),
    );
    this.choices.replaceChildren(this.pageChoice.node);
    this.open(Math.min(3, Math.max(1, this.model.get("page") ?? 1)), false);
  }

  nameOf(parameter) {
    return nameParameter(parameter, this.here.net.sizes);
  }

  // Python changed the page or the seed.
  follow() {
    const [page, seed] = ["page", "seed"].map((key) => this.model.get(key));
    if (seed !== this.seed) this.deal(seed);
    else if (page !== this.number) this.open(page, false);
  }

  redeal(seed) {
    this.deal(seed);
    const [worked, weight, bias] = [WORKED, this.weight, this.bias].map((parameter) => this.nameOf(parameter));
    this.dealt.textContent = `Now ${weight} has the blanks and ${bias} is yours; ${worked} stays the worked example.`;
    pushState(this.model, { seed, solved: [] });
  }

  open(page, tell) {
    this.number = page;
    this.pageChoice.set(page);
    this.lit = null;
    this.target = [WORKED, this.weight, this.bias][page - 1];
    const build = [() => this.buildWorked(), () => this.buildBlanks(), () => this.buildOwn()][page - 1];
    this.page.replaceChildren(...build());
    this.refresh();
    if (tell) pushState(this.model, { page });
  }

  light(ids) {
    this.lit = ids?.length ? new Map(ids.map((id) => [id, "is-lit"])) : null;
    this.refresh();
  }

  markSolved(name) {
    const solved = this.model.get("solved") ?? [];
    if (!solved.includes(name)) pushState(this.model, { solved: [...solved, name] });
  }

  buildWorked() {
    const lines = workedLines(WORKED).map((line, n) => this.buildLine(line, n));
    const show = (count) => {
      this.shown = Math.max(1, Math.min(lines.length, count));
      lines.forEach(({ node }, n) => {
        node.hidden = n >= this.shown;
      });
      this.light(lines[this.shown - 1].ids);
      more.disabled = this.shown === lines.length;
      less.disabled = this.shown === 1;
      if (this.shown === lines.length) this.markSolved("worked");
    };
    const less = button("◂ Back", () => show(this.shown - 1));
    const more = button("Next line ▸", () => show(this.shown + 1), { class: "dv-bp-button dv-bp-main" });
    show(this.shown);
    return [
      element("ol", { class: "dv-bp-derivation", "aria-live": "polite" }, ...lines.map(({ node }) => node)),
      element("div", { class: "dv-bp-row" }, less, more),
    ];
  }

  buildLine({ why, formula, check, ids }) {
    const node = element(
      "li",
      { tabindex: "0" },
      element("p", { class: "dv-bp-why", html: why }),
      element("p", { class: "dv-bp-line-formula", html: formula }),
    );
    if (check) {
      const [measured, derived] = check(this.here);
      const agree = sameNumbers([measured], [derived], 1e-5);
      node.append(
        element("p", {
          class: "dv-bp-agree",
          text: `finite difference ${showPrecisely(measured)}, this line ${showPrecisely(derived)} ${agree ? "✓" : "✗"}`,
        }),
      );
    }
    for (const event of ["focus", "pointerenter"]) node.addEventListener(event, () => this.light(ids));
    return { node, ids };
  }

  buildBlanks() {
    const done = element("p", { class: "dv-bp-said", "aria-live": "polite" });
    const settle = () => {
      const open = this.blanks.filter((line) => !this.isRight(line, line.picked)).length;
      const name = this.nameOf(this.weight);
      done.dataset.done = open === 0;
      done.textContent = open
        ? `${open} of ${this.blanks.length} blanks to fill.`
        : `All blanks agree with the numbers: ∂J/∂${name} is yours. The bias comes next, without any lines.`;
      if (!open) this.markSolved("blanks");
    };
    const rows = this.blanks.map((line, n) => this.buildBlank(line, n, settle));
    settle();
    return [element("ol", { class: "dv-bp-derivation" }, ...rows), done];
  }

  isRight(line, typed) {
    if (!typed) return false;
    const { tree } = readFormula(typed, this.here.net.sizes);
    const values = this.trials.map(({ net, measured }) => evaluateFormula(tree, namedValues(net, measured)));
    return sameNumbers(values, this.trials.map(line.answer), 1e-5);
  }

  buildBlank(line, n, settle) {
    const said = element("p", { class: "dv-bp-said", "aria-live": "polite" });
    const options = [
      element("option", { value: "", text: "choose…" }),
      ...line.options.map(({ shown, typed }) => element("option", { value: typed, text: shown })),
    ];
    const pick = element("select", { "aria-label": `blank ${n + 1}: ${line.why}` }, ...options);
    const judge = () => {
      const right = this.isRight(line, line.picked);
      said.dataset.done = right;
      const hint = line.options.find(({ typed }) => typed === line.picked)?.hint ?? "";
      writeSentence(said, right ? "Agrees with the numbers." : hint);
    };
    pick.value = line.picked;
    pick.addEventListener("focus", () => this.light(line.ids));
    pick.addEventListener("change", () => {
      line.picked = pick.value;
      judge();
      settle();
      this.light(line.ids);
    });
    judge();
    const why = element("p", { class: "dv-bp-why" });
    writeSentence(why, line.why);
    return element(
      "li",
      {},
      why,
      element("div", { class: "dv-bp-row dv-bp-blank" }, element("span", { html: line.before }), pick, said),
    );
  }

  buildOwn() {
    const said = element("p", { class: "dv-bp-said", "aria-live": "polite" });
    const goal = element("p", {
      class: "dv-bp-goal",
      html: math(partial(letter("J"), parameterSymbol(this.bias, this.here.net.sizes)), equals),
    });
    const field = createFormulaField({
      sizes: this.here.net.sizes,
      label: `formula for the derivative of J by ${this.nameOf(this.bias)}`,
      errors: false,
      onTry: (tree) => this.judgeOwn(tree, said),
      onEdit: () => {
        said.textContent = "";
        this.light(null);
      },
    });
    const words = "No lines this time: work it out on paper, in the same order, then write it here.";
    return [element("p", { class: "dv-bp-why", text: words }), goal, field.node, said];
  }

  judgeOwn(tree, said) {
    said.textContent = "";
    if (!tree) return;
    try {
      const values = valuesOnTrials(tree, this.trials);
      const right = sameNumbers(values, this.trials.map(knownAnswers(this.bias, this.here.net.sizes)[0].value));
      said.dataset.done = right;
      writeSentence(
        said,
        right
          ? `Right: it equals the finite difference of J on ${this.trials.length} random networks.`
          : this.explain(tree, values),
      );
      if (right) this.markSolved("own");
    } catch (problem) {
      if (!(problem instanceof FormulaError)) throw problem;
      said.textContent = problem.message;
    }
  }

  explain(tree, values) {
    const known = recogniseAnswer(this.bias, this.trials, values);
    if (known) return known.sentence;
    const walks = walkFormula(tree, this.bias, this.trials);
    const b = walks[0].stop === null ? 1 : 0;
    return tellWalk(walks[b], b);
  }

  draw(width) {
    this.picture = createPicture({ sizes: this.here.net.sizes, width, errors: false });
    this.stage.replaceChildren(this.picture.node);
    this.refresh();
  }

  refresh() {
    const selected = idsOfParameter(this.target);
    this.picture?.update({ ...this.here, of: "J", selected, lit: this.lit });
  }

  stop() {
    this.stopListening();
    this.stopWatching();
  }
}

function renderFading({ model, el }) {
  const root = rootElement("dv-bp-fading", "Fading: from a worked derivative to your own");
  el.replaceChildren(root);
  const fading = new Fading(model, root);
  return () => fading.stop();
}

export default { render: renderFading };
