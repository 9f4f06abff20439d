// The bench's own task: reach an output and leave just so much unread. Drawn from a seed around a setting that is then
// forgotten; checked by measuring what stands on the bench.

import { button, commit, goalItem, make, setText } from "./conv_arithmetic_dom.js";
import { allMet, goalHint, goalText, isMet, measureStack } from "./conv_arithmetic_goals.js";
import { convLayer } from "./conv_arithmetic_levels.js";
import { extentsOf } from "./conv_arithmetic_picture.js";
import { seededRandom } from "./conv_arithmetic_random.js";

const FREE = ["size", "kernel", "stride", "padding", "dilation"];

// What the bench's numbers measure, once an axis.
export function measureBench({ size, kernel, stride, padding, dilation, channels, filters }) {
  return extentsOf(size).map((extent) =>
    measureStack(extent, channels, [convLayer(kernel, stride, padding, dilation, filters)]),
  );
}

export function benchSolved(goals, numbers) {
  return measureBench(numbers).every((measured) => allMet(goals, measured));
}

function goalsAround(got, kind, random) {
  const output = { what: "output", is: "=", value: got.output };
  if (kind === "padding")
    return got.fits || got.unread
      ? null
      : [output, { what: "fits", is: "=", value: 0 }, { what: "unread", is: "=", value: 0 }];
  if (got.tail < 1) return null;
  const given = random.pick(
    ["kernel", "size", "dilation", "padding"].filter(
      (what) => what === "size" || what === "kernel" || got[what] > (what === "dilation" ? 1 : 0),
    ),
  );
  return [output, { what: "tail", is: "=", value: got.tail }, { what: given, is: "=", value: got[given] }];
}

// Goals of a seed that `begin` does not meet yet, and the numbers they were drawn around (for tests only).
export function drawBenchTask(seed, begin) {
  const random = seededRandom(7919 * seed + 17);
  const kind = random.pick(["tail", "tail", "padding"]);
  for (let tries = 0; tries < 5000; tries += 1) {
    const size = random.whole(5, 12);
    const [kernel, stride, padding, dilation] = [
      random.whole(2, 5),
      random.whole(2, 5),
      random.whole(0, 2),
      random.whole(1, 2),
    ];
    const hidden = { ...begin, size, kernel, stride, padding, dilation };
    if (dilation * (kernel - 1) >= size || padding >= kernel) continue;
    const [got] = measureBench(hidden);
    const goals = got.output > 1 ? goalsAround(got, kind, random) : null;
    if (goals && !benchSolved(goals, begin)) return { goals, hidden };
  }
  throw new Error(`seed must give a task, got none for ${seed}`);
}

export function benchTask(seed, begin) {
  return drawBenchTask(seed, begin).goals;
}

// One line a goal: text, whether it is met on every axis, and the hint of the first axis where it is not.
export function taskLines(goals, numbers) {
  const axes = measureBench(numbers);
  return goals.map((goal) => {
    const missed = axes.find((measured) => !isMet(goal, measured));
    return { text: goalText(goal), met: !missed, hint: missed ? goalHint(goal, missed, FREE) : "" };
  });
}

export function taskPanel(model, numbersOf) {
  const list = make("ul", { class: "dv-goals" });
  const verdict = make("p", { class: "dv-verdict", role: "status" });
  const next = button("Another task", () => commit(model, { task: model.get("task") + 1 }));
  const title = make("h4", {}, "Your task: find numbers that give");
  const node = make(
    "section",
    { class: "dv-task", "aria-label": "Task" },
    make("div", { class: "dv-task-head" }, title, next),
    list,
    verdict,
  );
  let drawn = "";
  function update() {
    const numbers = numbersOf(model);
    const key = JSON.stringify([numbers, model.get("task"), model.get("begin")]);
    if (key === drawn) return;
    drawn = key;
    const lines = taskLines(benchTask(model.get("task"), model.get("begin")), numbers);
    list.replaceChildren(...lines.map(goalItem));
    setText(
      verdict,
      lines.every((line) => line.met) ? "Done: every goal is met. Many settings do it; yours is one." : "",
    );
  }
  return { node, update };
}
