// What each of the four objectives lets through, in one sentence, and the four cheats that a reader is to catch.
import { objective, signed } from "./losses_numbers.js";

export const SCALE = 6;
export const RATE = 0.5;

const hundredth = 0.005;

export function stageSentence({ stage, s, sc, margin }) {
  const lead = s - sc;
  const tie = Math.abs(lead) < hundredth;
  const order = tie
    ? "The two scores are equal"
    : `The fish ${lead > 0 ? "leads" : "trails"} by ${signed(Math.abs(lead))}`;
  const { ds, dsc } = objective(stage, s, sc, margin);
  if (dsc === 0) return `${order}, and J is silent: nothing is pushed any more.`;
  if (sc <= -SCALE && (ds === 0 || s >= SCALE))
    return `${order}. Both stand at the end of the scale, and J would push on.`;
  if (ds === 0) return `${order}. J pushes the score without a fish down, and has never heard of the other.`;
  return `${order}. J pushes the fish up and the other down.`;
}

// Each cheat is judged on the objective that lets it through; the last one has none, so silence must be earned.
export const CHEATS = [
  {
    text: "1 · J below −3, and the fish does not even lead",
    met: ({ stage, s, sc }) => stage === 0 && sc < -3 && s <= sc,
  },
  { text: "2 · a lead of 5, and J still wants more", met: ({ stage, s, sc }) => stage === 1 && s - sc >= 5 },
  { text: "3 · J = 0, and the scores are equal", met: ({ stage, s, sc }) => stage === 2 && s === sc },
  {
    text: "4 · J = 0: what does that cost now?",
    met: ({ stage, s, sc, margin }) => stage === 3 && objective(stage, s, sc, margin).J === 0,
  },
];
