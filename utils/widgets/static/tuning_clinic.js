// The ward: curves of a patient, its laboratory report, a diagnosis, and repairs whose curves were recorded.

import { box, button, commit, keepKeys, listen, make, setText, uniqueId, watchWidth } from "./conv_arithmetic_dom.js";
import { lineChart } from "./tuning_chart.js";

const KEYS = ["charts", "at", "named", "tried"];
const HIGHEST = 60; // nats; what lies above is drawn on the upper edge
const WIDE = 640;

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];
const present = (values) => values.filter((value) => value !== null);

// The largest loss that the picture must hold, so that a few spikes do not flatten all else.
export function topOfLoss(runs) {
  const each = runs.map((run) => quantile(present(run.loss), 0.97) ?? 0);
  return Math.min(HIGHEST, Math.max(2.6, ...each) * 1.08);
}

export function lossChart(runs, width) {
  const longest = Math.max(...runs.map(({ run }) => run.steps.at(-1))) + 1;
  const top = topOfLoss(runs.map(({ run }) => run));
  const epoch = (run, place) => (place * (run.steps.at(-1) + 1)) / (run.mean.length - 1);
  const lines = [
    ...runs.map(({ run, mark }) => ({ mark: `${mark}-batch`, points: run.steps.map((step, i) => [step, run.loss[i]]) })),
    ...runs.map(({ run, mark }) => ({ mark, points: run.mean.map((value, place) => [epoch(run, place), value]) })),
  ];
  const x = { least: 0, most: longest, label: "step" };
  const title = "Loss of single minibatches, and of all training examples after each epoch, against the step";
  return lineChart({ width, height: 220, x, y: { least: 0, most: top, label: "loss (nats)" }, lines, title });
}

export function accuracyChart(runs, width, target) {
  const longest = Math.max(...runs.map(({ run }) => run.train.length)) - 1;
  const lines = runs.flatMap(({ run, mark }) => [
    { mark: `${mark}-train`, points: run.train.map((value, epoch) => [epoch, value]) },
    { mark, points: run.val.map((value, epoch) => [epoch, value]) },
  ]);
  const x = { least: 0, most: longest, label: "epoch" };
  const y = { least: 0, most: 1, label: "accuracy", percent: true };
  const title = "Accuracy in training and validation against the epoch";
  return lineChart({ width, height: 220, x, y, lines, level: target, title });
}

// Numbers as a record holds them, in one line; null where there is none.
export function numbersOf(line) {
  return line.split(" ").map((word) => (word === "-" ? null : Number(word)));
}

function curvesOf(record) {
  const lines = ["steps", "loss", "mean", "train", "val"].map((name) => [name, numbersOf(record[name])]);
  return { ...record, ...Object.fromEntries(lines) };
}

function replaced(list, place, value) {
  return list.map((old, index) => (index === place ? value : old));
}

function picker(label, options, onpick) {
  const id = uniqueId();
  const onchange = (event) => onpick(event.target.value);
  const select = make("select", { id, class: "dv-select", onchange });
  for (const [value, text] of options) select.append(make("option", { value }, text));
  return { node: box("dv-field", make("label", { for: id }, label), select), select };
}

function legendOf(healing) {
  const key = (mark, word) => make("span", { class: "dv-key" }, make("i", { class: `dv-stroke dv-stroke-${mark}` }), word);
  const words = [key("sick-batch", "minibatch loss"), key("sick", "training loss | validation accuracy")];
  words.push(key("sick-train", "training accuracy"), key("level", "target"));
  return healing ? [...words, key("cure", "the same after the repair")] : words;
}

function reportTable(rows) {
  const line = ([label, value]) => make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, value));
  return make("table", { class: "dv-report" }, make("tbody", {}, rows.map(line)));
}

function render({ model, el }) {
  const charts = model.get("charts").map((chart) => ({
    ...chart,
    sick: curvesOf(chart.sick),
    treatments: chart.treatments.map(curvesOf),
  }));
  const faults = model.get("faults");
  const at = () => model.get("at");
  const choose = (place) => commit(model, { at: place });
  const doors = charts.map((_, place) => button(`Patient ${model.get("begin")[place]}`, () => choose(place), { class: "dv-button dv-mode" }));
  const beds = make("div", { class: "dv-modes", role: "group", "aria-label": "Patients" }, doors);
  const pictures = box("dv-pictures");
  const legend = make("p", { class: "dv-legend" });
  const lab = make("details", { class: "dv-fold" }, make("summary", { class: "dv-summary" }, "Laboratory report"));
  const names = [["", "name the fault ..."], ...Object.keys(faults).map((name) => [name, name])];
  const diagnosis = picker("Diagnosis", names, (name) => commit(model, { named: replaced(model.get("named"), at(), name) }));
  const opinion = make("p", { class: "dv-opinion", role: "status" });
  const tell = button("Tell me", () => commit(model, { named: replaced(model.get("named"), at(), charts[at()].fault) }));
  const repair = picker("Repair: change one setting", [], (index) =>
    commit(model, { tried: replaced(model.get("tried"), at(), Number(index)) }),
  );
  const verdict = make("p", { class: "dv-verdict", role: "status" });
  const ask = box("dv-fields", diagnosis.node, tell);
  const root = make("div", { class: "dv-tune dv-ward" }, beds, pictures, legend, lab, ask, opinion, repair.node, verdict);
  keepKeys(root);
  el.replaceChildren(root);
  let width = 0;
  let shown = -1;

  function admit(chart) {
    lab.open = false;
    while (lab.children.length > 1) lab.lastChild.remove();
    lab.append(reportTable(chart.report));
    const options = [["-1", "nothing yet ..."], ...chart.treatments.map(({ label }, index) => [String(index), label])];
    repair.select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
    shown = at();
  }
  function paint(chart, treatment) {
    const runs = [{ run: chart.sick, mark: treatment ? "faint" : "sick" }];
    if (treatment) runs.push({ run: treatment, mark: "cure" });
    const each = width >= WIDE ? Math.floor((width - 16) / 2) : width;
    pictures.replaceChildren(lossChart(runs, each), accuracyChart(runs, each, model.get("target")));
    legend.replaceChildren(...legendOf(Boolean(treatment)));
  }
  function update() {
    const chart = charts[at()];
    if (shown !== at()) admit(chart);
    const name = model.get("named")[at()];
    const right = name === chart.fault;
    const treatment = right ? chart.treatments[model.get("tried")[at()]] : undefined;
    doors.forEach((door, place) => door.setAttribute("aria-pressed", String(place === at())));
    diagnosis.select.value = name;
    repair.select.value = String(model.get("tried")[at()]);
    repair.node.hidden = !right;
    tell.hidden = right;
    root.classList.toggle("dv-right", right);
    const wrong = `Not this. With “${name}” one sees this: ${faults[name]}. Compare, and open the laboratory report.`;
    setText(opinion, right ? `Right: ${name}. ${chart.why}` : name && wrong);
    setText(verdict, treatment ? treatment.verdict : "");
    verdict.classList.toggle("dv-healed", Boolean(treatment?.healed));
    if (width) paint(chart, treatment);
  }
  const stopWatching = watchWidth(pictures, (now) => {
    width = now;
    update();
  });
  const stopListening = listen(model, KEYS, update);
  update();
  return () => {
    stopWatching();
    stopListening();
  };
}

export default { render };
