// What the two losses make of scores, in numbers and in one sentence, and what the reader is challenged to find.
import { crossEntropy, lossText, multiclassHinge, softmax, violations } from "./losses_numbers.js";

export const REACH = 10;
export const MARGINS = [0, 0.5, 1, 2, 4];

export function judgementOf(scores, truth, margin) {
  const top = Math.max(...scores);
  const answers = scores.flatMap((score, j) => (score === top ? [j] : []));
  return {
    scores,
    truth,
    margin,
    answers,
    right: answers.length === 1 && answers[0] === truth,
    terms: violations(scores, truth, margin),
    shares: softmax(scores),
    hinge: multiclassHinge(scores, truth, margin),
    entropy: crossEntropy(scores, truth),
  };
}

// How loudly a loss complains, in words: what is not 0 is never called silent.
export function loudness(loss) {
  if (loss === 0) return "is silent";
  if (loss < 0.05) return "whispers a complaint";
  if (loss < 0.5) return "complains softly";
  return loss < 3 ? "complains" : "complains loudly";
}

// What the answer is and who complains about it; `withNumbers` tells the two losses too.
export function verdictSentence({ answers, right, truth, hinge, entropy }, names, withNumbers = true) {
  const list = answers.map((j) => names[j]).join(" and ");
  const tie = answers.length > 1 ? `There is a tie between ${list}` : `The answer is ${list}`;
  const verdict = `${tie}, the truth is ${names[truth]}: ${right ? "right" : "not right"}.`;
  const numbers = withNumbers ? ` Hinge ${lossText(hinge)}, cross-entropy ${lossText(entropy)}.` : "";
  const who = hinge > 0 ? "Both complain." : "Only cross-entropy still complains.";
  return `${verdict}${numbers} ${entropy > 0 ? who : "Neither complains."}`;
}

// Each is judged at a margin above 0: with none, a hinge that is silent would be no news.
export const challenges = [
  { text: "the answer is right, and yet both complain", met: ({ right, hinge }) => right && hinge > 0 },
  {
    text: "the hinge is silent, and cross-entropy is above 0.5",
    met: ({ margin, hinge, entropy }) => margin >= 1 && hinge === 0 && entropy > 0.5,
  },
  {
    text: "the answer is wrong, and cross-entropy is below 0.75",
    met: ({ right, answers, truth, entropy }) => !right && !answers.includes(truth) && entropy < 0.75,
  },
  {
    text: "cross-entropy is below 0.001 (has it reached 0?)",
    met: ({ entropy }) => entropy < 0.001,
  },
];
