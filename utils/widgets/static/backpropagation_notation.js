// The lecture's notation twice: MathML for formulas on their own, Unicode for running sentences, labels and SVG.

const SUB = "₀₁₂₃₄₅₆₇₈₉";
const SUP = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const lowered = (text) => String(text).replace(/\d/g, (digit) => SUB[digit]);
const raised = (text) => `⁽${String(text).replace(/\d/g, (digit) => SUP[digit])}⁾`;

// Numbers as people read them: a true minus, no negative zero.
export function showNumber(value, digits = 2) {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? (0).toFixed(digits) : text).replace("-", "−");
}

// The same where there is little room: two digits before the point leave one behind it.
export const showBriefly = (value) => showNumber(value, Math.abs(value) >= 9.995 ? 1 : 2);

// Four significant digits, and powers of ten where a fixed number would hide everything.
export function showPrecisely(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) return value.toExponential(1).replace(/-/g, "−").replace("e+", "e");
  const text = value.toFixed(Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(size)))));
  return (text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace("-", "−");
}

export const LECTURE_SIZES = [4, 2, 1];

// Where a layer has a single neuron its index is dropped: W₁⁽²⁾ is short for W₁₁⁽²⁾.
const entryOfWeight = ({ k, i, j }, sizes) => `${sizes[k] === 1 ? "" : i + 1}${j + 1}`;

// Unicode: W₁₄⁽¹⁾, b₂⁽¹⁾, x₄ of a parameter; z₁⁽²⁾ of a neuron, with c in the corrupted branch.
export function nameParameter(parameter, sizes) {
  const { kind, k, i, j, branch } = parameter;
  if (kind === "W") return `W${lowered(entryOfWeight(parameter, sizes))}${raised(k)}`;
  return kind === "b" ? `b${lowered(i + 1)}${raised(k)}` : nameInput(branch, j);
}

export const nameInput = (b, j) => `x${b ? "c" : ""}${lowered(j + 1)}`;
export const nameNeuron = (letter, b, k, i) => `${letter}${b ? "c" : ""}${lowered(i + 1)}${raised(k)}`;
export const nameScore = (b) => (b ? "s_c" : "s");

// The name a student types and Python keeps: W1_14, b1_2, x4, xc4.
export function typeParameter({ kind, k, i, j, branch }) {
  if (kind === "W") return `W${k}_${i + 1}${j + 1}`;
  return kind === "b" ? `b${k}_${i + 1}` : `x${branch ? "c" : ""}${j + 1}`;
}

// The parameter of such a name, or null where the network has none.
export function readName(name, sizes) {
  const [, letter, c, first, second, third] = /^(W|b|x)(c?)(\d)(?:_(\d)(\d)?)?$/.exec(name) ?? [];
  const [k, i, j] = [Number(first), Number(second) - 1, Number(third) - 1];
  if (letter === "x" && k >= 1 && k <= sizes[0] && !second) return { kind: "x", branch: c ? 1 : 0, j: k - 1 };
  if (!letter || letter === "x" || c || !(k >= 1 && k < sizes.length && i >= 0 && i < sizes[k])) return null;
  if (letter === "b") return third ? null : { kind: "b", k, i };
  return j >= 0 && j < sizes[k - 1] ? { kind: "W", k, i, j } : null;
}

// MathML pieces, joined by `math`.
export const math = (...pieces) => `<math displaystyle="true">${pieces.join("")}</math>`;
export const letter = (text) => `<mi>${text}</mi>`;
export const number = (value, digits) =>
  `<mn>${digits === undefined ? showPrecisely(value) : showNumber(value, digits)}</mn>`;
export const operator = (text) => (/[=+]/.test(text) ? `<mo form="infix">${text}</mo>` : `<mo>${text}</mo>`);
export const times = operator("·");
export const equals = operator("=");
const group = (...pieces) => `<mrow>${pieces.join("")}</mrow>`;
const layerMark = (k) => group('<mo stretchy="false">(</mo>', `<mn>${k}</mn>`, '<mo stretchy="false">)</mo>');
const scripted = (base, sub, k) => `<msubsup>${letter(base)}<mrow>${sub}</mrow>${layerMark(k)}</msubsup>`;
const subscript = (b, i) => `${b ? '<mi mathvariant="normal">c</mi>' : ""}<mn>${i + 1}</mn>`;

export const parenthesised = (...pieces) =>
  group('<mo stretchy="false">(</mo>', ...pieces, '<mo stretchy="false">)</mo>');
export const factor = (value) => (value < 0 ? parenthesised(number(value)) : number(value));
export const neuronSymbol = (base, b, k, i) => scripted(base, subscript(b, i), k);
export const slopeSymbol = (b, k, i) =>
  group(`<msup>${letter("σ")}<mi mathvariant="normal">′</mi></msup>`, parenthesised(neuronSymbol("z", b, k, i)));
export const scoreSymbol = (b) => (b ? `<msub>${letter("s")}<mi mathvariant="normal">c</mi></msub>` : letter("s"));
export const partial = (above, below) =>
  `<mfrac><mrow><mo>∂</mo>${above}</mrow><mrow><mo>∂</mo>${below}</mrow></mfrac>`;

export function parameterSymbol(parameter, sizes) {
  const { kind, k, i, j, branch } = parameter;
  if (kind === "W") return scripted("W", `<mn>${entryOfWeight(parameter, sizes)}</mn>`, k);
  if (kind === "b") return scripted("b", `<mn>${i + 1}</mn>`, k);
  return `<msub>${letter("x")}<mrow>${subscript(branch, j)}</mrow></msub>`;
}

// What a neuron forwards: x_j in the input layer, a_j^(k) above; the lecture writes both.
export const activationSymbol = (b, k, i) => neuronSymbol("a", b, k, i);

// A symbol with indices that stand for any neuron, δ_i^(k), and the sum over them.
export function indexedSymbol(base, indices, k) {
  const marks = [...indices].map((mark) => (/\d/.test(mark) ? `<mn>${mark}</mn>` : letter(mark)));
  return scripted(base, marks.join(""), k);
}
export const sumOverI = `<munder><mo>∑</mo>${letter("i")}</munder>`;

// A formula that may break into lines before = and +, for browsers break none. Both must stand at its top level.
export function breakable(...pieces) {
  const parts = pieces.join("").split(/(?=<mo form="infix">)/);
  return parts.map((part) => math(part)).join(" ");
}

// Prose with formulas: every value is set as one, an array of pieces or a single one.
export function prose(strings, ...values) {
  const set = (value) => breakable(...(Array.isArray(value) ? value : [value]));
  return strings.map((text, n) => text + (n < values.length ? set(values[n]) : "")).join("");
}
