// A typed number as an exact fraction; the twin of utils/quiz/expression.py, where the grammar stands.

import { bitsOf, fraction, negativeOf, powerOf, productOf, quotientOf, sumOf } from "./rationals.js";

export const LONGEST = 120;
export const SPACES = " \t\n\r\u00a0\u2009\u202f";
const LARGEST_BITS = 4096;
const LARGEST_EXPONENT = 512n;
const NUMBER =
  "(?:[1-9][0-9]{0,2}(?:[,_' \\u00a0\\u2009\\u202f][0-9]{3})+(?![0-9])|[0-9]+)(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?" +
  "|\\.[0-9]+(?:[eE][+-]?[0-9]+)?";
const TOKEN = new RegExp(`(${NUMBER})|(\\*\\*|[-+*/(),])|([${SPACES}]+)`, "y");
const SIGNS = { "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "∕": "/", "^": "**" };

/** Why an answer cannot be read, as a name: empty, unreadable, comma, zero, large or dims. */
export class Reason extends Error {}

/** Return the text without spaces (and the further signs) at its ends. */
export function stripped(text, further = "") {
  return strippedEnd(text.replace(new RegExp(`^[${SPACES}${further}]+`), ""));
}

/** Return the text without spaces at its end. */
export function strippedEnd(text) {
  return text.replace(new RegExp(`[${SPACES}]+$`), "");
}

/** Return the value of a typed number, whose trailing unit is ignored. */
export function readNumber(text, unit = "") {
  let bare = stripped(text);
  if (unit && bare.toLowerCase().endsWith(unit.toLowerCase())) {
    bare = strippedEnd(bare.slice(0, bare.length - unit.length));
  }
  if (!bare) throw new Reason("empty");
  if ([...text].length > LONGEST) throw new Reason("large");
  const plain = Array.from(stripped(bare, "=≈~"), (sign) => SIGNS[sign] ?? sign).join("");
  return new Reader(tokensOf(plain)).whole();
}

function tokensOf(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw new Reason("unreadable");
    if (match[1] || match[2]) found.push(match[0]);
  }
  return found;
}

class Reader {
  constructor(tokens) {
    this.tokens = [...tokens, ""];
    this.at = 0;
  }

  take(...wanted) {
    const token = this.tokens[this.at];
    if (!wanted.includes(token)) return "";
    this.at += 1;
    return token;
  }

  refuse() {
    throw new Reason(this.tokens[this.at] === "," ? "comma" : "unreadable");
  }

  whole() {
    const value = this.sum();
    return this.tokens[this.at] ? this.refuse() : value;
  }

  sum() {
    let value = this.product();
    for (let sign; (sign = this.take("+", "-")); ) {
      const other = this.product();
      value = bounded(sumOf(value, sign === "+" ? other : negativeOf(other)));
    }
    return value;
  }

  product() {
    let value = this.sign();
    for (let sign; (sign = this.take("*", "/")); ) {
      const other = this.sign();
      if (sign === "/" && other[0] === 0n) throw new Reason("zero");
      value = bounded(sign === "*" ? productOf(value, other) : quotientOf(value, other));
    }
    return value;
  }

  sign() {
    if (this.take("+")) return this.sign();
    return this.take("-") ? negativeOf(this.sign()) : this.power();
  }

  power() {
    const base = this.atom();
    return this.take("**") ? boundedPower(base, this.sign()) : base;
  }

  atom() {
    if (this.take("(")) {
      const value = this.sum();
      return this.take(")") ? value : this.refuse();
    }
    const token = this.tokens[this.at];
    if (!/^[.0-9]/.test(token)) this.refuse();
    this.at += 1;
    return literal(token);
  }
}

function literal(token) {
  const [mantissa, exponent = "0"] = token.replace(/[,_' \u00a0\u2009\u202f]/g, "").toLowerCase().split("e");
  const [ones, decimals = ""] = mantissa.split(".");
  const value = fraction(BigInt(ones + decimals), 10n ** BigInt(decimals.length));
  return bounded(productOf(value, boundedPower([10n, 1n], [BigInt(exponent.replace("+", "")), 1n])));
}

function boundedPower(base, [exponent, below]) {
  if (below !== 1n) throw new Reason("unreadable");
  if (base[0] === 0n && exponent < 0n) throw new Reason("zero");
  const size = exponent < 0n ? -exponent : exponent;
  if (size > LARGEST_EXPONENT || bitsOf(base) * Number(size) > LARGEST_BITS) throw new Reason("large");
  return powerOf(base, exponent);
}

function bounded(value) {
  if (bitsOf(value) > LARGEST_BITS) throw new Reason("large");
  return value;
}
