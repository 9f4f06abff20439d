// Exact fractions of whole numbers, [above, below] with below > 0 and in lowest terms.

/** Return above / below in lowest terms. */
export function fraction(above, below = 1n) {
  let [a, b] = [above < 0n ? -above : above, below < 0n ? -below : below];
  while (b) [a, b] = [b, a % b];
  const common = below < 0n ? -a : a;
  return common ? [above / common, below / common] : [0n, 1n];
}

/** Return p + q. */
export function sumOf(p, q) {
  return fraction(p[0] * q[1] + q[0] * p[1], p[1] * q[1]);
}

/** Return p * q. */
export function productOf(p, q) {
  return fraction(p[0] * q[0], p[1] * q[1]);
}

/** Return p / q, where q is not zero. */
export function quotientOf(p, q) {
  return fraction(p[0] * q[1], p[1] * q[0]);
}

/** Return -p. */
export function negativeOf(p) {
  return [-p[0], p[1]];
}

/** Return p to a whole power, where p is not zero or the power not negative. */
export function powerOf(p, power) {
  return power < 0n ? fraction(p[1] ** -power, p[0] ** -power) : [p[0] ** power, p[1] ** power];
}

/** Return the bits of the longer of the two whole numbers. */
export function bitsOf(p) {
  const bits = (number) => (number === 0n ? 0 : (number < 0n ? -number : number).toString(2).length);
  return Math.max(bits(p[0]), bits(p[1]));
}
