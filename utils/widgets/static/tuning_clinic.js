// The ward: curves of a patient, its laboratory report, a diagnosis, and repairs whose curves were recorded.

import { box, button, commit, keepDrawn, keepKeys, make, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { endOf, lineChart } from "./tuning_chart.js";

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

function legendOf(healing, broken) {
  const key = (mark, word) => make("span", { class: "dv-key" }, make("i", { class: `dv-stroke dv-stroke-${mark}` }), word);
  const words = [key("sick-batch", "minibatch loss"), key("sick", "training loss | validation accuracy")];
  words.push(key("sick-train", "training accuracy"), key("level", "target"));
  if (healing) words.push(key("cure", "the same after the repair"));
  return broken ? [...words, make("span", { class: "dv-key" }, "✕ numbers overflow")] : words;
}

function reportTable(rows) {
  const line = ([label, value]) => make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, value));
  return make("table", { class: "dv-report" }, make("tbody", {}, rows.map(line)));
}

// All that stands on the ward, from top to bottom; `repairs` is filled anew for each patient.
function wardParts(model, charts, faults) {
  const at = () => model.get("at");
  const note = (key, value) => commit(model, { [key]: replaced(model.get(key), at(), value) });
  const door = (number, place) => button(`Patient ${number}`, () => commit(model, { at: place }), { class: "dv-button dv-mode" });
  const names = [["", "name the fault ..."], ...Object.keys(faults).map((name) => [name, name])];
  return {
    doors: model.get("begin").map(door),
    pictures: box("dv-pictures"),
    legend: make("p", { class: "dv-legend" }),
    lab: make("details", { class: "dv-fold" }, make("summary", { class: "dv-summary" }, "Laboratory report")),
    diagnosis: picker("Diagnosis", names, (name) => note("named", name)),
    tell: button("Tell me", () => note("named", charts[at()].fault)),
    opinion: make("p", { class: "dv-opinion", role: "status" }),
    repair: picker("Repair: change one setting", [], (index) => note("tried", Number(index))),
    verdict: make("p", { class: "dv-verdict", role: "status" }),
  };
}

function wardOf({ doors, pictures, legend, lab, diagnosis, tell, opinion, repair, verdict }) {
  const beds = make("div", { class: "dv-modes", role: "group", "aria-label": "Patients" }, doors);
  const ask = box("dv-fields", diagnosis.node, tell);
  return make("div", { class: "dv-tune dv-ward" }, beds, pictures, legend, lab, ask, opinion, repair.node, verdict);
}

// The papers of a patient: its report, folded, and what may be changed.
function admit({ lab, repair }, chart) {
  lab.open = false;
  while (lab.children.length > 1) lab.lastChild.remove();
  lab.append(reportTable(chart.report));
  const options = [["-1", "nothing yet ..."], ...chart.treatments.map(({ label }, index) => [String(index), label])];
  repair.select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
}

function paint({ pictures, legend }, chart, treatment, width, target) {
  const runs = [{ run: chart.sick, mark: treatment ? "faint" : "sick" }];
  if (treatment) runs.push({ run: treatment, mark: "cure" });
  const each = width >= WIDE ? Math.floor((width - 16) / 2) : width;
  pictures.replaceChildren(lossChart(runs, each), accuracyChart(runs, each, target));
  const broken = runs.some(({ run }) => endOf(run.loss.map((loss, step) => [step, loss])));
  legend.replaceChildren(...legendOf(Boolean(treatment), broken));
}

function opinionOn(name, chart, faults) {
  if (name === chart.fault) return `Right: ${name}. ${chart.why}`;
  return name && `Not this. With “${name}” one sees this: ${faults[name]}. Compare, and open the laboratory report.`;
}

function render({ model, el }) {
  const faults = model.get("faults");
  const charts = model.get("charts").map((chart) => ({
    ...chart,
    sick: curvesOf(chart.sick),
    treatments: chart.treatments.map(curvesOf),
  }));
  const parts = wardParts(model, charts, faults);
  const root = wardOf(parts);
  keepKeys(root);
  el.replaceChildren(root);
  let [width, shown] = [0, -1];

  function update() {
    const at = model.get("at");
    const [chart, name, tried] = [charts[at], model.get("named")[at], model.get("tried")[at]];
    if (shown !== at) admit(parts, chart);
    shown = at;
    const right = name === chart.fault;
    const treatment = right ? chart.treatments[tried] : undefined;
    parts.doors.forEach((door, place) => door.setAttribute("aria-pressed", String(place === at)));
    parts.diagnosis.select.value = name;
    parts.repair.select.value = String(tried);
    [parts.repair.node.hidden, parts.tell.hidden] = [!right, right];
    root.classList.toggle("dv-right", right);
    setText(parts.opinion, opinionOn(name, chart, faults));
    setText(parts.verdict, treatment ? treatment.verdict : "");
    parts.verdict.classList.toggle("dv-healed", Boolean(treatment?.healed));
    if (width) paint(parts, chart, treatment, width, model.get("target"));
  }
  return keepDrawn(parts.pictures, model, KEYS, (now) => (width = now), update);
}

export default { render };
