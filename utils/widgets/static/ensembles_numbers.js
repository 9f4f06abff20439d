// What a weighted mean of members scores beside its members, as utils/reference/averaging.py owns it: same numbers (a
// test holds them together). p[m][n] is the probability that member m gives to the truth of example n.

const EPS = 1e-15;
const lossOf = (p) => -Math.log(Math.min(1 - EPS, Math.max(EPS, p)));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// In nats: of the mean, of the members in the (weighted) mean, of each member alone, and the best of those at work.
export function mixtureOf(p, weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const alone = p.map((member) => mean(member.map(lossOf)));
  const mixed = p[0].map((_, n) => shares.reduce((sum, share, m) => sum + share * p[m][n], 0));
  const apart = shares.reduce((sum, share, m) => sum + share * alone[m], 0);
  const atWork = alone.filter((_, m) => weights[m] > 0);
  return { together: mean(mixed.map(lossOf)), apart, alone, best: Math.min(...atWork), atWork: atWork.length };
}
