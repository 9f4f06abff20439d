// What a cut through a trunk means, as utils/shapes/cuts.py owns it (a test holds them together), and what goals ask.
import { grouped } from "./conv_arithmetic_goals.js";

const sumOfAll = (blocks, key) => blocks.reduce((sum, block) => sum + block[key], 0);

export function cutNumbers(blocks, first) {
  const [below, above] = [blocks.slice(0, first), blocks.slice(first)];
  const forward = sumOfAll(blocks, "multiply_adds");
  return {
    frozen: sumOfAll(below, "weights"),
    trained: sumOfAll(above, "weights"),
    forward,
    training: forward + 2 * sumOfAll(above, "multiply_adds"),
  };
}

const millions = (count) => `${(count / 1e6).toFixed(1)} million`;
const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;

// The cut in words: what is frozen, what is trained, what it costs, what it scored.
export function cutSentences(blocks, scores, first) {
  const { frozen, trained, forward, training } = cutNumbers(blocks, first);
  const [name, last] = [blocks[first].name, blocks[blocks.length - 1].name];
  const below = first > 1 ? `${blocks[0].name} to ${blocks[first - 1].name}` : blocks[0].name;
  const kept = first ? `Frozen: ${below}. ` : "Nothing is frozen. ";
  const what = name === last ? `the ${last} alone` : `${name} to the ${last}`;
  const score = scores[first];
  const said = score === undefined ? "no run of this cut is recorded" : `${score.toFixed(3)} nats on unseen boats`;
  return [
    `${kept}Trained: ${what}, ${grouped(trained)} weights, ${percent(trained / (frozen + trained))} of all.`,
    `A training image takes ${millions(training)} multiply-adds, ${(training / forward).toFixed(2)} forward passes.`,
    `Recorded log-loss: ${said}.`,
  ];
}

const limitOf = (relation) => (relation === "<=" ? "at most" : "at least");
const CUT_WORDS = {
  trained: ({ is, value }) => `${limitOf(is)} ${grouped(value)} weights trained`,
  training: ({ is, value }) => `${limitOf(is)} ${grouped(value)} multiply-adds for a training image`,
  score: ({ is, value }) => `a recorded log-loss of ${limitOf(is)} ${value}`,
};

export const cutGoal = (goal) => CUT_WORDS[goal.what](goal);

function cutHint(goal, found) {
  if (found === undefined) return "no run of this cut is recorded";
  const written = goal.what === "score" ? found.toFixed(3) : grouped(found);
  return `here ${written}: too ${found < goal.value ? "few" : "much"}`;
}

// One line a goal: its text, whether the cut meets it, and what it has instead.
export function cutLines(goals, blocks, scores, first) {
  const got = { ...cutNumbers(blocks, first), score: scores[first] };
  return goals.map((goal) => {
    const found = got[goal.what];
    const met = found !== undefined && (goal.is === "<=" ? found <= goal.value : found >= goal.value);
    return { text: cutGoal(goal), met, hint: met ? "" : cutHint(goal, found) };
  });
}
