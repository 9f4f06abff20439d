// One branch of one measured network, as a story about it needs it: symbols, numbers, and what has been lit so far.
import { carriedError, localGradient } from "./backpropagation_network.js";
import {
  activationSymbol,
  factor,
  neuronSymbol,
  operator,
  parameterSymbol,
  showNumber,
  times,
} from "./backpropagation_notation.js";

export const countTo = (n) => [...Array(n).keys()];

export class Teller {
  constructor({ net, measured, branch: b, of }) {
    const values = measured.branches[b];
    Object.assign(this, { net, b, of, values, K: net.sizes.length, deltas: values.deltas[of] });
    this.start = of === "s" ? 1 : values.signal;
    this.steps = [];
    this.lit = new Map();
    this.reached = new Set();
  }

  weight(k, i, j) {
    return parameterSymbol({ kind: "W", k, i, j }, this.net.sizes);
  }

  delta(k, i) {
    return neuronSymbol("δ", this.b, k, i);
  }

  a(k, i) {
    return activationSymbol(this.b, k, i);
  }

  z(k, i) {
    return neuronSymbol("z", this.b, k, i);
  }

  slope(k, i) {
    return localGradient(this.values.z, k, i);
  }

  // The error received at a_j^(k): what layer k + 1 sends back over its edges.
  received(k, j) {
    return carriedError(this.deltas[k], this.net.weights[k - 1], j);
  }

  receivedAsFormula(k, j) {
    const terms = countTo(this.net.sizes[k]).map((i) => this.delta(k + 1, i) + this.weight(k, i, j));
    return terms.join(operator("+"));
  }

  receivedAsNumbers(k, j) {
    const weights = this.net.weights[k - 1];
    const terms = weights.map((row, i) => factor(this.deltas[k][i]) + times + factor(row[j]));
    return terms.join(operator("+"));
  }

  light(...ids) {
    ids.forEach((id) => this.lit.set(id, "is-lit"));
  }

  token(id, side, value, kind) {
    return { id, side, kind, text: typeof value === "string" ? value : showNumber(value) };
  }

  // What has been lit and reached by now belongs to this step and to those after it.
  tell(html, tokens) {
    this.steps.push({ html, tokens, lit: new Map(this.lit), reached: new Set(this.reached) });
  }
}
