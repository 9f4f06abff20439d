// The derivative by one parameter, written out: a sum over paths, beside it delta times input, and J's two branches.
import { element } from "./backpropagation_dom.js";
import { edgeId, neuronId } from "./backpropagation_layout.js";
import { derivativeBy, derivativeOfObjective, finiteDifference, sumOverPaths } from "./backpropagation_network.js";
import {
  activationSymbol,
  breakable,
  equals,
  factor,
  letter,
  math,
  nameInput,
  nameScore,
  neuronSymbol,
  number,
  operator,
  parameterSymbol,
  parenthesised,
  partial,
  scoreSymbol,
  showNumber,
  showPrecisely,
  slopeSymbol,
  times,
} from "./backpropagation_notation.js";
import { paintMarkup } from "./backpropagation_paint.js";

// `onTrace(ids)` is called with the parts of a path while it is pointed at or focused, and with null after. Without
// `errors` only the sum over paths stands there, held beside a finite difference.
export function createPathPanel({ errors, onTrace }) {
  const title = element("p", { class: "dv-bp-heading" });
  const list = element("ol", { class: "dv-bp-paths" });
  const [checks, objective] = [element("dl", { class: "dv-bp-checks" }), element("dl", { class: "dv-bp-checks" })];
  const node = element("div", { class: "dv-bp-panel" }, title, list, checks);
  return { node, objective, update: (view) => updatePathPanel({ title, list, checks, objective, onTrace, errors }, view) };
}

function updatePathPanel({ title, list, checks, objective, onTrace, errors }, { net, measured, of, branch: b, parameter }) {
  const values = measured.branches[b];
  const { terms, total } = sumOverPaths(parameter, values, net);
  const symbol = parameterSymbol(parameter, net.sizes);
  const derivative = partial(scoreSymbol(b), symbol);
  const feeds = parameter.kind !== "x" || parameter.branch === b;
  const count = `is a sum over ${terms.length} path${terms.length === 1 ? "" : "s"}`;
  const silent = `= 0: ${nameInput(parameter.branch, parameter.j)} does not feed this branch`;
  paintMarkup(title, `${math(derivative)} ${feeds ? count : silent}`);
  fillRows(list, feeds ? terms.map((term) => describeTerm(term, parameter, b, net.sizes)) : [], onTrace);
  paintMarkup(checks, checkScore({ net, values, b, parameter, terms, total, derivative, of: errors && of }).join(""));
  if (errors) paintMarkup(objective, checkObjective({ net, measured, parameter, symbol, of }).join(""));
}

// Rows are kept from one frame to the next, so that the one in focus stays in focus.
function fillRows(list, rows, onTrace) {
  while (list.children.length > rows.length) list.lastChild.remove();
  while (list.children.length < rows.length) list.append(createRow(onTrace));
  rows.forEach(({ html, ids }, n) => {
    const row = list.children[n];
    paintMarkup(row, html);
    row.traced = ids;
  });
}

function createRow(onTrace) {
  const row = element("li", { tabindex: "0", class: "dv-bp-path" });
  for (const event of ["pointerenter", "focus"]) row.addEventListener(event, () => onTrace(row.traced));
  for (const event of ["pointerleave", "blur"]) row.addEventListener(event, () => onTrace(null));
  return row;
}

function describeTerm({ path, rates, product }, parameter, b, sizes) {
  const chips = rates.map((rate) => describeRate(rate, parameter, b, sizes));
  const start =
    parameter.kind === "b"
      ? "1"
      : parameter.kind === "W" && parameter.k > 1
        ? `neuron ${parameter.j + 1}`
        : nameInput(b, parameter.j);
  const route = [start, ...path.slice(0, -1).map(([k, i]) => `neuron ${i + 1} of layer ${k}`), nameScore(b)].join(
    " → ",
  );
  const result = `${math(equals)} <b>${showPrecisely(product)}</b>`;
  const html = `<span class="dv-bp-route"><span>${route}</span><span class="dv-bp-result">${result}</span></span>
    <span class="dv-bp-product">${chips.join(math(operator("×")))}</span>`;
  return { html, ids: partsOfPath(path, parameter, b) };
}

// A rate factor: its formula above, its numbers below.
function describeRate({ k, i, from, slope, other }, parameter, b, sizes) {
  const output = k === sizes.length;
  const passing = () => parameterSymbol({ kind: "W", k: k - 1, i, j: from }, sizes);
  const share = from === null ? startSymbol(parameter, b, i, sizes) : passing();
  const above = output ? share : slopeSymbol(b, k, i) + (share === "<mn>1</mn>" ? "" : share);
  const below = output ? number(other) : share === "<mn>1</mn>" ? number(slope) : number(slope) + times + factor(other);
  return `<span class="dv-bp-chip">${math(above)}${math(below)}</span>`;
}

function startSymbol({ kind, k, j }, b, i, sizes) {
  if (kind === "W") return activationSymbol(b, k, j);
  return kind === "b" ? "<mn>1</mn>" : parameterSymbol({ kind: "W", k: 1, i, j }, sizes);
}

// All parts of the picture that lie on a path from the parameter to the score of the branch.
export function idsOfPaths({ net, measured, branch: b, parameter }) {
  if (parameter.kind === "x" && parameter.branch !== b) return new Set();
  const { terms } = sumOverPaths(parameter, measured.branches[b], net);
  return new Set(terms.flatMap(({ path }) => partsOfPath(path, parameter, b)));
}

// The parts of the picture that a path passes.
function partsOfPath(path, parameter, b) {
  const ids = path.flatMap(([k, i], n) => [neuronId(b, k, i), ...(n ? [edgeId(b, k - 1, i, path[n - 1][1])] : [])]);
  const [[, first]] = path;
  if (parameter.kind === "W")
    ids.push(edgeId(b, parameter.k, parameter.i, parameter.j), neuronId(b, parameter.k, parameter.j));
  if (parameter.kind === "x") ids.push(edgeId(b, 1, first, parameter.j), neuronId(b, 1, parameter.j));
  return ids;
}

const check = (name, ...pieces) => `<div><dt>${name}</dt><dd>${pieces.join("")}</dd></div>`;

function checkScore({ net, values, b, parameter, terms, total, derivative, of }) {
  if (parameter.kind === "x" && parameter.branch !== b) return [];
  const products = terms.map(({ product }) => factor(product)).join(operator("+"));
  const written = terms.length > 1 && terms.length <= 4 ? [products, equals] : [];
  const measured = finiteDifference(net, parameter, b ? "s_c" : "s");
  return [
    check("sum over paths", breakable(derivative, equals, ...written, number(total))),
    ...(of ? [checkErrors({ net, values, b, parameter, of })] : []),
    check("finite difference", math(number(measured))),
  ];
}

// Delta times input, with the delta that the picture shows: of s it is this very derivative, of J the branch's part.
function checkErrors({ net, values, b, parameter, of }) {
  const product = derivativeBy(parameter, values, values.deltas[of], net.weights);
  const start = of === "s" ? "1" : showNumber(values.signal, 0);
  const part = of === "s" ? "" : ", so this is the branch's part";
  const formula = breakable(deltaFormula(net, parameter, b), equals, number(product));
  return check("error times input", formula, startedWith(start + part));
}

const startedWith = (start) => `<small>δ started with ${start}</small>`;

function deltaFormula(net, { kind, k, i, j }, b) {
  if (kind !== "x") return neuronSymbol("δ", b, k + 1, i) + (kind === "W" ? activationSymbol(b, k, j) : "");
  const weightTo = (n) => parameterSymbol({ kind: "W", k: 1, i: n, j }, net.sizes);
  return net.weights[0].map((_, n) => neuronSymbol("δ", b, 2, n) + weightTo(n)).join(operator("+"));
}

// The error of s still owes the sign with which its score enters J; the error of J has paid it.
const errorOf = (of, signal, product) =>
  of === "J" ? product : parenthesised(number(signal, 0)) + times + (/[+]/.test(product) ? parenthesised(product) : product);

function checkObjective({ net, measured, parameter, symbol, of }) {
  const ways = [0, 1].filter((b) => parameter.kind !== "x" || parameter.branch === b);
  const total = number(derivativeOfObjective(parameter, net, measured));
  const chain = ways.map((b) => partial(letter("J"), scoreSymbol(b)) + partial(scoreSymbol(b), symbol));
  const numbers = ways.map((b) => {
    const { signal, deltas } = measured.branches[b];
    const ofScore = derivativeBy(parameter, measured.branches[b], deltas.s, net.weights);
    return parenthesised(number(signal, 0)) + times + factor(ofScore);
  });
  const products = ways.map((b) => errorOf(of, measured.signals[b], deltaFormula(net, parameter, b)));
  const [symbols, values, errors] = [chain, numbers, products].map((terms) => terms.join(operator("+")));
  const signals = of === "s" ? "1" : ways.map((b) => showNumber(measured.signals[b], 0)).join(" and ");
  return [
    check(
      ways.length > 1 ? "J, both branches" : "J, one branch",
      breakable(partial(letter("J"), symbol), equals, symbols),
      "<br>",
      `<span class="dv-bp-total">${breakable(equals, values, equals, total)}</span>`,
    ),
    check("error times input", breakable(errors, equals, total), startedWith(signals)),
    check("finite difference of J", math(number(finiteDifference(net, parameter, "J")))),
  ];
}
