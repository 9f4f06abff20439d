// What two losses say of scores, and four objectives for a pair of scores: the formulas of utils.reference.losses.

// e^(s_c) / sum_j e^(s_j) for each class.
export function softmax(scores) {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

// -log p of the true class, in nats: log sum_j e^(s_j - s_y), which stays exact where p would round to 1.
export function crossEntropy(scores, truth) {
  const leads = scores.filter((_, j) => j !== truth).map((score) => score - scores[truth]);
  const top = Math.max(0, ...leads);
  const rest = leads.reduce((total, lead) => total + Math.exp(lead - top), 0);
  return top === 0 ? Math.log1p(rest) : top + Math.log(Math.exp(-top) + rest);
}

// s_j - s_y + margin for each class, null for the true one.
export function violations(scores, truth, margin) {
  return scores.map((score, j) => (j === truth ? null : score - scores[truth] + margin));
}

// The sum of what is positive among the violations.
export function multiclassHinge(scores, truth, margin) {
  return violations(scores, truth, margin).reduce((total, term) => total + Math.max(0, term ?? 0), 0);
}

// Four objectives for the score of a true example and that of a corrupted one, and their slopes; at a kink 0.
export const STAGES = ["s_c", "s_c − s", "max(s_c − s, 0)", "max(m + s_c − s, 0)"];

export function objective(stage, s, sc, margin) {
  if (stage === 0) return { J: sc, ds: 0, dsc: 1 };
  if (stage === 1) return { J: sc - s, ds: -1, dsc: 1 };
  const violation = (stage === 3 ? margin : 0) + sc - s;
  return violation > 0 ? { J: violation, ds: -1, dsc: 1 } : { J: 0, ds: 0, dsc: 0 };
}

const hundredths = (value) => Math.round(100 * value) / 100;

// One step downhill for both scores, kept on the scale from -reach to reach.
export function descend(stage, { s, sc }, margin, rate, reach) {
  const { ds, dsc } = objective(stage, s, sc, margin);
  const moved = (score, slope) => hundredths(Math.min(reach, Math.max(-reach, score - rate * slope)));
  return { s: moved(s, ds), sc: moved(sc, dsc) };
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// 4 · 10⁻⁹: one digit and its power of ten.
function tiny(value) {
  const [digit, power] = value.toExponential(0).split("e-");
  return `${digit} · 10⁻${[...power].map((figure) => SUPERSCRIPTS[figure]).join("")}`;
}

// A loss as text: three decimals, and below that one digit and its power, so that what is not 0 never looks like 0.
export function lossText(loss) {
  if (loss === 0) return "0";
  return loss < 0.0005 ? tiny(loss) : loss.toFixed(3);
}

// A share of the softmax as text, which looks like 0 or 1 nowhere: `rest` is what the other classes have.
export function shareText(share, rest) {
  if (share < 0.0005) return tiny(share);
  return rest < 0.0005 ? `1 − ${tiny(rest)}` : share.toFixed(3);
}

export const signed = (value, digits = 2) => value.toFixed(digits).replace("-", "−");
