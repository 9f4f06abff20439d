// The pooling view's numbers and its task, both drawn from seeds. A task is drawn around a hidden grid and setting that
// are then forgotten.

import { countSame, maxPool, maxPoolBackward, poolWindows, shiftedMap, tiedPlaces } from "./conv_arithmetic_pool.js";
import { seededRandom } from "./conv_arithmetic_random.js";

const square = (rows, columns) => `${rows}×${columns}`;

// Whether some 2x2 block, the first window to be pooled, has more than one largest number.
function tiesAtStart(numbers) {
  if (numbers.length < 2 || numbers[0].length < 2) return false;
  const blocks = poolWindows(numbers.length, numbers[0].length, 2, 2).flat();
  return blocks.some((places) => tiedPlaces(numbers, places).length > 1);
}

// Drawn anew until no maximum of the first windows is a tie.
export function seededNumbers(seed, rows, columns) {
  const random = seededRandom(seed);
  const drawn = () => Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.whole(0, 9)));
  let numbers = drawn();
  while (tiesAtStart(numbers)) numbers = drawn();
  return numbers;
}

// What a grid and a setting give under max pooling: output, the largest gradient that one input collects from ones, on
// the input as it is shown (shifted), and how many outputs stay as they are when it moves from its place by one pixel.
export function measurePool({ values, kernel, stride, shift = 0 }) {
  const output = maxPool(values, kernel, stride);
  const ones = output.map((line) => line.map(() => 1));
  const peak = Math.max(...maxPoolBackward(ones, shiftedMap(values, shift), kernel, stride).flat());
  const kept = countSame(output, maxPool(shiftedMap(values, 1), kernel, stride));
  return { rows: output.length, columns: output[0].length, peak, kept };
}

export function poolGoalMet(goal, got) {
  if (got.rows !== goal.rows || got.columns !== goal.columns) return false;
  return goal.peak === undefined ? got.kept === goal.kept : got.peak === goal.peak;
}

const SHIFTS = [0, 1, 2, 3];

// Whether some kernel, stride and shift meet the goal with the numbers as they are.
function metUnchanged(goal, { values }) {
  const [rows, columns] = [values.length, values[0].length];
  const steps = Array.from({ length: Math.min(rows, columns) }, (_, index) => index + 1);
  const places = (extent, kernel, stride) => Math.floor((extent - kernel) / stride) + 1;
  return steps.some((kernel) =>
    steps.some((stride) => {
      if (places(rows, kernel, stride) !== goal.rows || places(columns, kernel, stride) !== goal.columns) return false;
      return SHIFTS.some((shift) => poolGoalMet(goal, measurePool({ values, kernel, stride, shift })));
    }),
  );
}

// A goal that `begin` does not meet yet, and what it was drawn around (for tests only); null for a map too small. Where
// the map has room for it, kernel and stride alone do not reach the goal: a number has to change.
export function drawPoolTask(seed, begin) {
  const random = seededRandom(104729 * seed + 3);
  const kind = random.pick(["peak", "kept"]);
  const [rows, columns] = [begin.values.length, begin.values[0].length];
  const largest = Math.min(3, rows, columns);
  let easy = null;
  for (let tries = 0; largest > 1 && tries < 500; tries += 1) {
    const values = seededNumbers(random.whole(0, 1e6), rows, columns);
    const hidden = { values, kernel: random.whole(2, largest), stride: random.whole(1, 2) };
    const got = measurePool(hidden);
    if (kind === "peak" ? got.peak < 3 : got.kept < 1) continue;
    const goal = { rows: got.rows, columns: got.columns, [kind]: got[kind] };
    if (poolGoalMet(goal, measurePool(begin))) continue;
    if (!metUnchanged(goal, begin)) return { goal, hidden };
    easy ??= { goal, hidden };
  }
  return easy;
}

export function poolTask(seed, begin) {
  return drawPoolTask(seed, begin)?.goal ?? null;
}

function peakHint(value, wanted) {
  return value > wanted
    ? `yours collects ${value}, too much: let other inputs win some of its windows, or let windows overlap less.`
    : `yours collects ${value}, too little: let windows overlap more, and put a larger number where they do.`;
}

function sizeHint(got, goal) {
  const way = got.rows < goal.rows ? "too small; a smaller" : "too large; a larger";
  return `yours is ${square(got.rows, got.columns)}: ${way} kernel or stride helps.`;
}

// One line a goal, as the tasks of the bench have them.
export function poolTaskLines(goal, state) {
  const got = measurePool(state);
  const line = (text, met, hint) => ({ text, met, hint: met ? "" : hint });
  const sized = got.rows === goal.rows && got.columns === goal.columns;
  const output = line(`a pooled output of ${square(goal.rows, goal.columns)}`, sized, sizeHint(got, goal));
  if (goal.peak !== undefined) {
    const text = `${goal.peak} as the most gradient that one input collects under max pooling`;
    return [output, line(text, got.peak === goal.peak, peakHint(got.peak, goal.peak))];
  }
  const text = `exactly ${goal.kept} of the ${goal.rows * goal.columns} maxima unmoved by a shift of one pixel to the right`;
  const hint = `yours keeps ${got.kept}: a winner must stay inside its window, and nothing larger may enter.`;
  const note = state.shift > 1 ? ` (by one, not by the ${state.shift} that are shown now)` : "";
  return [output, line(text + note, got.kept === goal.kept, hint)];
}
