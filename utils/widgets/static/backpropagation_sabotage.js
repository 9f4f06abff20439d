// Sabotaged passes: five backward passes, each with one mistake, to be told from the errors of a gradient check.
import { button, choice, element, rootElement, writeSentence } from "./backpropagation_dom.js";
import { listen, pushState } from "./backpropagation_model.js";
import { listParameters } from "./backpropagation_network.js";
import { nameParameter, showNumber, showPrecisely } from "./backpropagation_notation.js";
import {
  dealPasses,
  errorPattern,
  explainDiagnosis,
  makeCase,
  NEGLIGIBLE,
  numericGradients,
  PASS_SIZES,
  PASSES,
} from "./backpropagation_passes.js";
import { createSeedForm } from "./backpropagation_seed.js";

const LETTERS = "ABCDE";

class Sabotage {
  constructor(model, root) {
    Object.assign(this, { model, root });
    this.choices = element("div", { class: "dv-bp-row" });
    const form = createSeedForm({
      start: model.get("seed") ?? 0,
      text: "New task",
      about: "other numbers, passes in another order",
      onSeed: (seed) => this.redeal(seed),
    });
    const head = element("div", { class: "dv-bp-row dv-bp-top" }, this.choices, form);
    this.intro = element("p", {
      class: "dv-bp-why",
      html: `Each backward pass below has one mistake. The check compares its gradients of <i>J</i>, the mean over a
        batch of four pairs, with finite differences. Every cell is one parameter of a 4‑3‑3‑1 network and its own
        relative error: the difference over the larger of the two, entry by entry.`,
    });
    this.patterns = element("div", { class: "dv-bp-patterns" });
    this.reading = element("p", { class: "dv-bp-reading", "aria-live": "polite" });
    this.diagnosis = element("div", { class: "dv-bp-diagnosis" });
    root.append(head, this.intro, this.patterns, this.reading, this.diagnosis);
    this.deal(model.get("seed") ?? 0);
    this.stopListening = listen(
      model,
      ["seed"],
      () => this.model.get("seed") !== this.seed && this.deal(this.model.get("seed")),
    );
  }

  deal(seed) {
    this.seed = seed;
    this.batch = makeCase(seed);
    this.numeric = numericGradients(this.batch);
    this.passes = dealPasses(seed).map((pass) => ({ pass, analytic: pass.run(this.batch), named: null, picked: "" }));
    this.passChoice = choice(
      "pass",
      this.passes.map((_, n) => ({ value: String(n), html: LETTERS[n] })),
      (value) => this.open(Number(value)),
    );
    this.score = element("span", { class: "dv-bp-count", "aria-live": "polite" });
    this.choices.replaceChildren(this.passChoice.node, this.score);
    this.open(0);
  }

  redeal(seed) {
    this.deal(seed);
    pushState(this.model, { seed, diagnosed: [] });
  }

  open(n) {
    this.at = n;
    this.current = this.passes[n];
    this.passChoice.set(n);
    this.showPatterns();
    this.buildDiagnosis();
    this.keepScore();
  }

  keepScore() {
    const found = this.passes.filter(({ named, pass }) => named === pass.id).length;
    this.score.textContent = `${found} of ${this.passes.length} diagnosed`;
  }

  // The pattern of this pass, and beside it that of a diagnosis that does not fit.
  showPatterns() {
    const { analytic, named, pass } = this.current;
    const wrong = named && named !== pass.id ? PASSES.find(({ id }) => id === named) : null;
    const shown = [this.buildPattern(`pass ${LETTERS[this.at]}`, analytic)];
    if (wrong) shown.push(this.buildPattern("what you named would look like this", wrong.run(this.batch)));
    this.patterns.replaceChildren(...shown);
    this.reading.textContent = "Point at a cell, or walk with the arrow keys, to read both gradients.";
  }

  buildPattern(caption, analytic) {
    const errors = errorPattern(analytic, this.numeric);
    const parameters = listParameters(PASS_SIZES);
    const cells = parameters.map((parameter, n) => this.buildCell(parameter, analytic[n], this.numeric[n], errors[n]));
    const layers = PASS_SIZES.slice(1).map((size, layer) => {
      const tables = ["W", "b"].map((kind) => {
        const rows = Array.from({ length: size }, (_, i) =>
          parameters.flatMap((parameter, n) =>
            parameter.kind === kind && parameter.k === layer + 1 && parameter.i === i ? [cells[n]] : [],
          ),
        );
        const body = rows.map((row) => element("tr", {}, ...row));
        return element(
          "table",
          { class: "dv-bp-matrix dv-bp-heat" },
          element("caption", { html: `<i>${kind}</i><sup>(${layer + 1})</sup>` }),
          element("tbody", {}, ...body),
        );
      });
      return element("div", { class: "dv-bp-layer" }, ...tables);
    });
    cells[0].setAttribute("tabindex", "0");
    const node = element(
      "figure",
      { class: "dv-bp-pattern" },
      element("figcaption", { text: caption }),
      element("div", { class: "dv-bp-tables" }, ...layers),
    );
    node.addEventListener("keydown", (event) => walkCells(event, node));
    return node;
  }

  buildCell(parameter, analytic, numeric, error) {
    const name = nameParameter(parameter, PASS_SIZES);
    const ratio = Math.abs(numeric) > 1e-9 ? `, ratio ${showNumber(analytic / numeric, 2)}` : "";
    const [said, measured] = [analytic, numeric].map((value) => showPrecisely(snap(value)));
    const both = `${name}: this pass says ${said}, finite differences ${measured}${ratio}`;
    const text = `${both}; relative error ${showError(error)}.`;
    const cell = element("td", {
      tabindex: "-1",
      class: error > NEGLIGIBLE ? "is-wrong" : "is-right",
      "aria-label": text,
      text: showError(error),
      style: `--dv-heat: ${(100 * Math.min(1, error)).toFixed(1)}%`,
    });
    for (const event of ["focus", "pointerenter"])
      cell.addEventListener(event, () => {
        this.reading.textContent = text;
      });
    return cell;
  }

  buildDiagnosis() {
    const said = element("p", { class: "dv-bp-said", "aria-live": "polite" });
    const name = `dv-bp-${Math.random().toString(36).slice(2)}`;
    const options = PASSES.map(({ id, name: words }) => {
      const input = element("input", {
        type: "radio",
        name,
        value: id,
        onchange: () => {
          this.current.picked = id;
        },
      });
      input.checked = id === this.current.picked;
      const text = element("span");
      writeSentence(text, words);
      return element("label", { class: "dv-bp-option" }, input, text);
    });
    const judge = button("Diagnose", () => this.judge(said), { class: "dv-bp-button dv-bp-main" });
    const list = element(
      "fieldset",
      { class: "dv-bp-options" },
      element("legend", { text: `What is wrong with pass ${LETTERS[this.at]}?` }),
      ...options,
    );
    this.diagnosis.replaceChildren(list, element("div", { class: "dv-bp-row" }, judge), said);
    if (this.current.named) this.tell(said);
  }

  judge(said) {
    if (!this.current.picked) {
      said.dataset.done = false;
      said.textContent = "Pick a diagnosis first.";
      return;
    }
    this.current.named = this.current.picked;
    this.showPatterns();
    this.tell(said);
    this.keepScore();
    const diagnosed = this.passes.map(({ named, pass }) => named === pass.id);
    pushState(this.model, { diagnosed });
  }

  tell(said) {
    const { pass, named, analytic } = this.current;
    const right = named === pass.id;
    said.dataset.done = right;
    if (right) return writeSentence(said, `Yes: ${pass.sees}.`);
    const chosen = PASSES.find(({ id }) => id === named);
    const [pattern, imagined] = [analytic, chosen.run(this.batch)].map((gradients) =>
      errorPattern(gradients, this.numeric),
    );
    return writeSentence(said, explainDiagnosis(chosen, pattern, imagined));
  }

  stop() {
    this.stopListening();
  }
}

// Rounding of finite differences would otherwise be read as a gradient.
const snap = (value) => (Math.abs(value) < 1e-9 ? 0 : value);

function showError(error) {
  if (error > NEGLIGIBLE) return showNumber(error, 2);
  return error === 0 ? "0" : error.toExponential(0).replace("-", "−");
}

// Up and down within a matrix, left and right along its row and on to the matrix beside it.
function walkCells(event, node) {
  const here = event.target;
  const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0;
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  if (!here.matches("td") || !(aside || down)) return;
  event.preventDefault();
  const [table, row] = [here.closest("table"), here.parentNode.rowIndex + down];
  const next = table.rows[row]?.cells[here.cellIndex + aside] ?? (aside ? cellBeside(node, table, row, aside) : null);
  if (!next) return;
  here.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

function cellBeside(node, table, row, aside) {
  const tables = [...node.querySelectorAll("table")];
  const { rows } = tables[tables.indexOf(table) + aside] ?? {};
  const cells = rows && rows[Math.min(row, rows.length - 1)].cells;
  return cells?.[aside > 0 ? 0 : cells.length - 1];
}

function renderSabotage({ model, el }) {
  const root = rootElement("dv-bp-sabotage", "Sabotaged backward passes");
  el.replaceChildren(root);
  const sabotage = new Sabotage(model, root);
  return () => sabotage.stop();
}

export default { render: renderSabotage };
