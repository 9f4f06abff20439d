// The bench's own task: reach an output and leave just so much unread. Drawn from a seed around a setting that is then
// forgotten; checked by measuring what stands on the bench.

import { commit, goalPanel } from "./conv_arithmetic_dom.js";
import { allMet, goalHint, goalText, isMet, measureStack } from "./conv_arithmetic_goals.js";
import { convLayer } from "./conv_arithmetic_levels.js";
import { extentsOf } from "./conv_arithmetic_picture.js";
import { nextSeed, seededRandom } from "./conv_arithmetic_random.js";

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

const exact = (got, what) => ({ what, is: "=", value: got[what] });

// Two kinds of task: some last rows unread and no others; or a rest that padding swallows. One number is given besides.
function goalsAround(got, kind, random) {
  const given = exact(got, random.pick(["kernel", "size", got.dilation > 1 ? "dilation" : "stride", "padding"]));
  if (kind === "tail") return got.tail > 0 ? [exact(got, "output"), exact(got, "tail"), given] : null;
  return got.fits || got.unread ? null : [exact(got, "output"), exact(got, "fits"), exact(got, "unread"), given];
}

function range([least, most]) {
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}

// Whether two settings at least meet the goals; what the goals give is not tried otherwise.
function severalWays(goals) {
  const spans = { size: [3, 12], kernel: [1, 6], stride: [1, 5], padding: [0, 3], dilation: [1, 2] };
  for (const { what, value } of goals) if (what in spans) spans[what] = [value, value];
  let ways = [{ channels: 1, filters: 1 }];
  for (const [what, span] of Object.entries(spans)) {
    ways = ways.flatMap((way) => range(span).map((value) => ({ ...way, [what]: value })));
  }
  const fits = ({ size, kernel, padding, dilation }) => dilation * (kernel - 1) < size + 2 * padding;
  let found = 0;
  return ways.some((way) => fits(way) && benchSolved(goals, way) && (found += 1) === 2);
}

// Goals of a seed that `begin` does not meet yet, and the numbers they were drawn around (for tests only).
export function drawBenchTask(seed, begin) {
  const random = seededRandom(7919 * seed + 17);
  const kind = random.pick(["tail", "tail", "padding"]);
  for (let tries = 0; tries < 5000; tries += 1) {
    const [size, kernel, stride] = [random.whole(5, 12), random.whole(2, 5), random.whole(2, 5)];
    const [padding, dilation] = [random.whole(0, 2), random.whole(1, 2)];
    const hidden = { ...begin, size, kernel, stride, padding, dilation };
    if (dilation * (kernel - 1) >= size || padding >= kernel) continue;
    const [got] = measureBench(hidden);
    const goals = got.output > 1 ? goalsAround(got, kind, random) : null;
    if (goals && !benchSolved(goals, begin) && severalWays(goals)) return { goals, hidden };
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
  const another = () => commit(model, { task: nextSeed((seed) => benchTask(seed, model.get("begin")), model.get("task")) });
  const panel = goalPanel("Your task: find numbers that give", another);
  let [goals, drawn, shown, good] = [[], "", "", true];
  // What the last good numbers meet is no verdict on the bad ones that stand in the fields.
  function judge(now) {
    if (now === good) return;
    [good, shown] = [now, ""];
    update();
  }
  function update() {
    const numbers = numbersOf(model);
    const [task, begin] = [model.get("task"), model.get("begin")];
    const [key, state] = [JSON.stringify([task, begin]), JSON.stringify(numbers)];
    if (key !== drawn) goals = benchTask(task, begin);
    if (key !== drawn || state !== shown) {
      if (good) panel.show(taskLines(goals, numbers));
      else panel.wait(goals.map(goalText));
    }
    [drawn, shown] = [key, state];
  }
  return { node: panel.node, update, judge };
}
