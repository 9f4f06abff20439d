// Formulas a student types, such as -U1 * sp(z2_1) * x4: parsed here, never evaluated as code. Numbers, names,
// + - * / ** and parentheses, as in Python; sigma(...), its derivative sp(...) or σ'(...), and exp(...).
import { sigmoid, sigmoidSlope } from "./backpropagation_network.js";

export class FormulaError extends Error {}

const LONGEST = 200;
const DEEPEST = 40;
const FUNCTIONS = new Map([
  ["sigma", sigmoid],
  ["sp", sigmoidSlope],
  ["exp", Math.exp],
]);
const SPELLINGS = new Map([
  ["sigmoid", "sigma"],
  ["σ", "sigma"],
  ["sigma'", "sp"],
  ["sigmoid'", "sp"],
  ["σ'", "sp"],
  ["dsigma", "sp"],
]);
const SIGNS = new Map([
  ["−", "-"],
  ["–", "-"],
  ["·", "*"],
  ["×", "*"],
  ["⋅", "*"],
  ["^", "**"],
  ["÷", "/"],
]);
const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-zσδ][\w]*['′’]?)|(\*\*|[-+*/()^−–·×⋅÷])|(\S))/gu;

function splitTokens(text) {
  if (text.length > LONGEST)
    throw new FormulaError(`A formula has at most ${LONGEST} characters, this one has ${text.length}.`);
  const tokens = [];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, number, word, sign, other] = match;
    const to = match.index + whole.length;
    const from = to - whole.trimStart().length;
    if (other)
      throw new FormulaError(
        `A formula has no use for “${other}”: it takes names, numbers, + - * / ** and parentheses.`,
      );
    if (number) tokens.push({ type: "number", text: number, from, to });
    else if (word) tokens.push({ type: "word", text: spellOut(word), shown: word, from, to });
    else tokens.push({ type: "sign", text: SIGNS.get(sign) ?? sign, from, to });
  }
  return tokens;
}

function spellOut(word) {
  const plain = word.replace(/[′’]$/, "'");
  return SPELLINGS.get(plain) ?? plain.replace(/^δ/, "delta");
}

class Parser {
  constructor(text, canonical) {
    this.tokens = splitTokens(text);
    this.canonical = canonical;
    this.at = 0;
    this.depth = 0;
  }

  peek() {
    return this.tokens[this.at];
  }

  isNext(...signs) {
    const token = this.peek();
    return token?.type === "sign" && signs.includes(token.text);
  }

  deeper(parse) {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new FormulaError(`A formula nests at most ${DEEPEST} deep.`);
    const node = parse();
    this.depth -= 1;
    return node;
  }

  sum() {
    let left = this.product();
    while (this.isNext("+", "-")) left = this.join(left, () => this.product());
    return left;
  }

  product() {
    let left = this.signed();
    while (this.isNext("*", "/")) left = this.join(left, () => this.signed());
    return left;
  }

  join(left, parseRight) {
    const op = this.tokens[this.at++].text;
    const right = parseRight();
    return { type: "binary", op, left, right, from: left.from, to: right.to };
  }

  signed() {
    if (!this.isNext("-", "+")) return this.power();
    const token = this.tokens[this.at++];
    const of = this.deeper(() => this.signed());
    return token.text === "-" ? { type: "negative", of, from: token.from, to: of.to } : of;
  }

  power() {
    const base = this.atom();
    return this.isNext("**") ? this.join(base, () => this.deeper(() => this.signed())) : base;
  }

  atom() {
    const token = this.tokens[this.at++];
    if (!token) throw new FormulaError("The formula ends where a number or a name should follow.");
    if (token.type === "number") return { type: "number", value: Number(token.text), from: token.from, to: token.to };
    if (token.type === "word") return FUNCTIONS.has(token.text) ? this.call(token) : this.name(token);
    if (token.text === "(") return this.inner(token);
    const closes = token.text === ")";
    throw new FormulaError(
      closes
        ? "A ) closes nothing, or nothing stands before it."
        : `Before “${token.text}” a number or a name is missing.`,
    );
  }

  inner(open) {
    const node = this.deeper(() => this.sum());
    if (this.peek() && !this.isNext(")")) this.refuseNeighbour();
    if (!this.peek()) throw new FormulaError("A parenthesis opens and is never closed.");
    return { ...node, from: open.from, to: this.tokens[this.at++].to };
  }

  call(token) {
    if (!this.isNext("("))
      throw new FormulaError(`${token.shown} needs its argument in parentheses: ${token.shown}(z2_1).`);
    const of = this.inner(this.tokens[this.at++]);
    return { type: "call", name: token.text, of, from: token.from, to: of.to };
  }

  name(token) {
    if (this.isNext("("))
      throw new FormulaError(`${token.shown} is not a function: write ${token.shown} * ( to multiply.`);
    return { type: "name", name: this.canonical(token.text, token.shown), from: token.from, to: token.to };
  }

  refuseNeighbour() {
    const [before, after] = [this.tokens[this.at - 1], this.tokens[this.at]].map((token) => token.shown ?? token.text);
    if (after === ")") throw new FormulaError("A ) closes nothing.");
    throw new FormulaError(`Between ${before} and ${after} stands no sign: write ${before} * ${after} to multiply.`);
  }
}

// The tree of a formula; `canonical(name, shown)` returns the full name or throws FormulaError with one sentence.
export function parseFormula(text, canonical) {
  if (!text.trim()) throw new FormulaError("Type a formula first, for example U1 * sp(z2_1).");
  const parser = new Parser(text, canonical);
  const tree = parser.sum();
  if (parser.peek()) parser.refuseNeighbour();
  return tree;
}

// The value of a tree where `values` maps full names to numbers. No part of it may be infinite or undefined.
export function evaluateFormula(node, values) {
  const value = evaluateNode(node, values);
  if (Number.isFinite(value)) return value;
  throw new FormulaError("The formula has no finite value here: it divides by zero or grows without bound.");
}

function evaluateNode(node, values) {
  if (node.type === "number") return node.value;
  if (node.type === "name") return values.get(node.name);
  if (node.type === "negative") return -evaluateFormula(node.of, values);
  if (node.type === "call") return FUNCTIONS.get(node.name)(evaluateFormula(node.of, values));
  const [left, right] = [evaluateFormula(node.left, values), evaluateFormula(node.right, values)];
  if (node.op === "+") return left + right;
  if (node.op === "-") return left - right;
  if (node.op === "*") return left * right;
  return node.op === "/" ? left / right : left ** right;
}

export function namesIn(node) {
  if (node.type === "name") return [node.name];
  if (node.type === "binary") return [...namesIn(node.left), ...namesIn(node.right)];
  return node.of ? namesIn(node.of) : [];
}
