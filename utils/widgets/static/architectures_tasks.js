// The tasks under a table of lecture 6: goals whose limits Python counted, judged on the rows that stand above.
import { grouped, isMet } from "./conv_arithmetic_goals.js";
import { commit, goalPanel } from "./conv_arithmetic_dom.js";
import { networkRows, totalsOf } from "./architectures_rows.js";

const isConv = (row) => row.name.startsWith("conv");

export function measureNetwork(spec) {
  const rows = networkRows(spec);
  const heavier = (best, row) => (row.weights > best.weights ? row : best);
  const maps = rows.filter((row) => !row.name.startsWith("fc"));
  const [, extent] = maps[maps.length - 1].output;
  const { values, parameters } = totalsOf(rows);
  return {
    size: spec.size,
    depth: rows.filter((row) => row.weights).length,
    parameters,
    bytes: 4 * values,
    convWeights: rows.filter(isConv).reduce((sum, row) => sum + row.weights, 0),
    extent,
    convHeaviest: Number(isConv(rows.reduce(heavier))),
  };
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const limit = (relation) => ({ "=": "exactly ", ">=": "at least ", "<=": "at most " })[relation];

const PHRASES = {
  size: ({ value }) => `an image width of ${value}`,
  depth: ({ is, value }) => `${limit(is)}${value} layers with weights`,
  parameters: ({ is, value }) => `${limit(is)}${grouped(value)} parameters`,
  bytes: ({ is, value }) => `${limit(is)}${megabytes(value)} an image`,
  convWeights: ({ value }) => `${grouped(value)} weights in all convolutions together, as at the start`,
  extent: ({ value }) => `maps of ${value}×${value} before the first FC layer`,
  convHeaviest: () => "the most weights in a convolution, not in an FC layer",
};

const PRINTED = { parameters: grouped, bytes: megabytes, convWeights: grouped };

function hint(goal, got) {
  const value = got[goal.what];
  if (goal.what === "convHeaviest") return "here an FC layer has the most";
  if (goal.what === "extent") return `here ${value}×${value}`;
  return `here ${(PRINTED[goal.what] ?? String)(value)}: too ${value < goal.value ? "few" : "many"}`;
}

export const goalWords = (goal) => PHRASES[goal.what](goal);

// One line a goal: its text, whether the network meets it, and what it has instead.
export function networkLines(goals, spec) {
  const got = measureNetwork(spec);
  return goals.map((goal) => {
    const met = isMet(goal, got);
    return { text: goalWords(goal), met, hint: met ? "" : hint(goal, got) };
  });
}

// The panel: `show` judges a network, `wait` lists the goals alone while the numbers are bad.
export function networkTasks(model) {
  const tasks = model.get("tasks");
  const panel = goalPanel("Your task: a network with", () => commit(model, { task: (model.get("task") + 1) % tasks.length }));
  const goals = () => tasks[model.get("task") % tasks.length];
  return {
    node: panel.node,
    show: (spec) => panel.show(networkLines(goals(), spec)),
    wait: () => panel.wait(goals().map(goalWords)),
  };
}
