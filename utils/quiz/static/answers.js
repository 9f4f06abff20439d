// The canonical form of an answer; the twin of utils/quiz/answers.py and of the kinds' read methods.

import { LONGEST, readNumber, Reason, SPACES, stripped, strippedEnd } from "./expression.js";
import { fraction, productOf, quotientOf } from "./rationals.js";

const NONE = "none";
const NONE_WORDS = ["none", "does not fit", "it does not fit", "doesn t fit", "it doesn t fit"];
const SIZE = /^-?[0-9]{1,12}(\.[0-9]{1,12})?(\/[0-9]{1,12})?$/;
const BETWEEN = new RegExp(`[${SPACES}]*[xX×*,;][${SPACES}]*|[${SPACES}]+`);

/** An answer that is not of the kind asked for; its message is the one sentence that the student reads. */
export class Unreadable extends Error {}

/** Return the canonical form of what was typed (a text), or of the letters chosen (an array). */
export function canonicalOf(question, answer) {
  const { orNone } = question.reading;
  if (orNone && meansNone(answer, orNone)) return NONE;
  try {
    return READERS[question.kind](answer, question.reading);
  } catch (error) {
    if (!(error instanceof Reason)) throw error;
    throw new Unreadable(question.sentences[error.message].replace("{got}", () => quoted(answer)));
  }
}

/** Return the canonical forms that count as this one: itself, then its neighbours on the grid, nearest first. */
export function acceptedFor(question, canonical) {
  const reach = question.reading.near ?? 0;
  const found = [canonical];
  if (canonical === NONE) return found;
  for (let step = 1; step <= reach; step++) found.push(beside(canonical, -step), beside(canonical, step));
  return [...new Set(found)];
}

/** Return letters and digits in lower case, all else as single spaces. */
export function readWords(text) {
  const found = text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  if (!found) throw new Reason("empty");
  if ([...text].length > LONGEST) throw new Reason("unreadable");
  return found;
}

const READERS = {
  number: (text, { unit, decimals, digits }) => {
    const value = readNumber(text, unit);
    if (decimals !== null) return String(rounded(productOf(value, [10n ** BigInt(decimals), 1n])));
    return digits === null ? written(value) : onDigits(value, digits);
  },
  shape: (text, { dims }) => {
    const sizes = readShape(text);
    if (sizes.length !== dims) throw new Reason("dims");
    return sizes.map(written).join(",");
  },
  text: readWords,
  choice: chosen,
  choices: chosen,
};

function chosen(letters) {
  if (!letters.length) throw new Reason("empty");
  return [...letters].sort().join("");
}

function meansNone(text, phrase) {
  const words = text.trim() && /[\p{L}\p{N}]/u.test(text) && [...text].length <= LONGEST ? readWords(text) : "";
  return words !== "" && [...NONE_WORDS, readWords(phrase)].includes(words);
}

function quoted(text) {
  const signs = [...text];
  return `"${signs.length <= 40 ? text : signs.slice(0, 40).join("") + "…"}"`;
}

function written([above, below]) {
  return below === 1n ? String(above) : `${above}/${below}`;
}

function readShape(text) {
  let inner = stripped(text).replaceAll("−", "-");
  if (!inner) throw new Reason("empty");
  if (["()", "[]"].includes(inner[0] + inner.at(-1))) {
    inner = strippedEnd(stripped(inner.slice(1, -1)).replace(/,$/, ""));
  }
  const parts = inner.split(BETWEEN);
  if ([...text].length > LONGEST || !parts.every((part) => SIZE.test(part))) throw new Reason("unreadable");
  return parts.map(readSize);
}

function readSize(part) {
  const [above, below = "1"] = part.split("/");
  const [ones, decimals = ""] = above.split(".");
  if (BigInt(below) === 0n) throw new Reason("unreadable");
  return fraction(BigInt(ones + decimals), 10n ** BigInt(decimals.length) * BigInt(below));
}

function rounded([above, below]) {
  const size = (2n * (above < 0n ? -above : above) + below) / (2n * below);
  return above < 0n ? -size : size;
}

function onDigits([above, below], digits) {
  if (above === 0n) return "0";
  const size = [above < 0n ? -above : above, below];
  let power = String(size[0]).length - String(below).length - digits;
  while (size[0] * tenTo(power + digits)[1] >= below * tenTo(power + digits)[0]) power += 1;
  return fromDigits(rounded(quotientOf(size, tenTo(power))), power, digits, above < 0n ? "-" : "");
}

function tenTo(power) {
  return power < 0 ? [1n, 10n ** BigInt(-power)] : [10n ** BigInt(power), 1n];
}

function fromDigits(found, power, digits, sign) {
  const most = 10n ** BigInt(digits);
  if (found >= most) return `${sign}${most / 10n}e${power + 1}`;
  return found < most / 10n ? `${sign}${most - 1n}e${power - 1}` : `${sign}${found}e${power}`;
}

function beside(canonical, step) {
  const [mantissa, power] = canonical.split("e");
  if (power === undefined) return String(BigInt(mantissa) + BigInt(step));
  const found = mantissa.replace("-", "");
  return fromDigits(BigInt(found) + BigInt(step), Number(power), found.length, mantissa[0] === "-" ? "-" : "");
}
