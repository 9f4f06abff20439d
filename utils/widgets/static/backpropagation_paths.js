// The derivative by one parameter, written out: a sum over paths, beside it delta times input, and J's two branches.
import { element } from "./backpropagation_dom.js";
import { edgeId, neuronId } from "./backpropagation_layout.js";
import { derivativeBy, derivativeOfObjective, finiteDifference, sumOverPaths } from "./backpropagation_network.js";
import {
  activationSymbol,
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
  showPrecisely,
  slopeSymbol,
  times,
} from "./backpropagation_notation.js";

// `onTrace(ids)` is called with the parts of a path while it is pointed at or focused, and with null after.
export function createPathPanel(onTrace) {
  const title = element("h4", { class: "dv-bp-heading" });
  const list = element("ol", { class: "dv-bp-paths" });
  const [checks, objective] = [element("dl", { class: "dv-bp-checks" }), element("dl", { class: "dv-bp-checks" })];
  const node = element("div", { class: "dv-bp-panel" }, title, list, checks);
  return { node, objective, update: (view) => updatePathPanel({ title, list, checks, objective, onTrace }, view) };
}

function updatePathPanel({ title, list, checks, objective, onTrace }, { net, measured, branch: b, parameter }) {
  const values = measured.branches[b];
  const { terms, total } = sumOverPaths(parameter, values, net);
  const symbol = parameterSymbol(parameter);
  const derivative = partial(scoreSymbol(b), symbol);
  if (parameter.kind === "x" && parameter.branch !== b) {
    title.innerHTML = `${math(derivative, equals, number(0))}: ${nameInput(parameter.branch, parameter.j)} does not feed this branch`;
    list.replaceChildren();
  } else {
    title.innerHTML = `${math(derivative)} is a sum over ${terms.length} path${terms.length === 1 ? "" : "s"}`;
    fillRows(
      list,
      terms.map((term) => describeTerm(term, parameter, b)),
      onTrace,
    );
  }
  checks.innerHTML = checkScore({ net, values, b, parameter, terms, total, derivative }).join("");
  objective.innerHTML = checkObjective({ net, measured, parameter, symbol }).join("");
}

// Rows are kept from one frame to the next, so that the one in focus stays in focus.
function fillRows(list, rows, onTrace) {
  while (list.children.length > rows.length) list.lastChild.remove();
  while (list.children.length < rows.length) list.append(createRow(onTrace));
  rows.forEach(({ html, ids }, n) => {
    const row = list.children[n];
    row.innerHTML = html;
    row.traced = ids;
  });
}

function createRow(onTrace) {
  const row = element("li", { tabindex: "0", class: "dv-bp-path" });
  for (const event of ["pointerenter", "focus"]) row.addEventListener(event, () => onTrace(row.traced));
  for (const event of ["pointerleave", "blur"]) row.addEventListener(event, () => onTrace(null));
  return row;
}

function describeTerm({ path, rates, product }, parameter, b) {
  const chips = rates.map((rate, n) => describeRate(rate, n, rates.length, parameter, b));
  const start =
    parameter.kind === "b"
      ? "1"
      : parameter.kind === "W" && parameter.k > 1
        ? `neuron ${parameter.j + 1}`
        : nameInput(b, parameter.j);
  const route = [start, ...path.slice(0, -1).map(([k, i]) => `neuron ${i + 1} of layer ${k}`), nameScore(b)].join(
    " → ",
  );
  const written = `${chips.join(math(operator("×")))}${math(equals)}<b>${showPrecisely(product)}</b>`;
  const html = `<span class="dv-bp-route">${route}</span><span class="dv-bp-product">${written}</span>`;
  return { html, ids: partsOfPath(path, parameter, b) };
}

// A rate factor: its formula above, its numbers below.
function describeRate({ k, i, from, slope, other }, n, count, parameter, b) {
  const output = n === count - 1;
  const share = n === 0 ? startSymbol(parameter, b, i) : parameterSymbol({ kind: "W", k: k - 1, i, j: from });
  const above = output ? share : slopeSymbol(b, k, i) + (share === "<mn>1</mn>" ? "" : share);
  const below = output ? number(other) : share === "<mn>1</mn>" ? number(slope) : number(slope) + times + factor(other);
  return `<span class="dv-bp-chip">${math(above)}${math(below)}</span>`;
}

function startSymbol({ kind, k, j }, b, i) {
  if (kind === "W") return activationSymbol(b, k, j);
  return kind === "b" ? "<mn>1</mn>" : parameterSymbol({ kind: "W", k: 1, i, j });
}

// The parts of the picture that a path passes.
export function partsOfPath(path, parameter, b) {
  const ids = path.flatMap(([k, i], n) => [neuronId(b, k, i), ...(n ? [edgeId(b, k - 1, i, path[n - 1][1])] : [])]);
  const [[, first]] = path;
  if (parameter.kind === "W")
    ids.push(edgeId(b, parameter.k, parameter.i, parameter.j), neuronId(b, parameter.k, parameter.j));
  if (parameter.kind === "x") ids.push(edgeId(b, 1, first, parameter.j), neuronId(b, 1, parameter.j));
  return ids;
}

const check = (name, ...pieces) => `<div><dt>${name}</dt><dd>${pieces.join("")}</dd></div>`;

function checkScore({ net, values, b, parameter, terms, total, derivative }) {
  if (parameter.kind === "x" && parameter.branch !== b) return [];
  const products =
    terms.length > 1 && terms.length <= 4
      ? [terms.map(({ product }) => factor(product)).join(operator("+")), equals]
      : [];
  const recursion = derivativeBy(parameter, values, values.deltas.s, net.weights);
  return [
    check("sum over paths", math(derivative, equals, ...products, number(total))),
    check(
      "error times input",
      math(deltaFormula(net, parameter, b), equals, number(recursion)),
      "<small>δ started with 1</small>",
    ),
    check("finite difference", math(number(finiteDifference(net, parameter, b ? "s_c" : "s")))),
  ];
}

function deltaFormula(net, { kind, k, i, j }, b) {
  if (kind === "x")
    return net.weights[0]
      .map((_, n) => neuronSymbol("δ", b, 2, n) + parameterSymbol({ kind: "W", k: 1, i: n, j }))
      .join(operator("+"));
  return neuronSymbol("δ", b, k + 1, i) + (kind === "W" ? activationSymbol(b, k, j) : "");
}

function checkObjective({ net, measured, parameter, symbol }) {
  const ways = [0, 1].filter((b) => parameter.kind !== "x" || parameter.branch === b);
  const total = derivativeOfObjective(parameter, net, measured);
  const symbols = ways
    .map((b) => partial(letter("J"), scoreSymbol(b)) + partial(scoreSymbol(b), symbol))
    .join(operator("+"));
  const numbers = ways
    .map((b) => {
      const values = measured.branches[b];
      return (
        parenthesised(number(values.signal, 0)) +
        times +
        factor(derivativeBy(parameter, values, values.deltas.s, net.weights))
      );
    })
    .join(operator("+"));
  const name = parameter.kind === "x" ? "J, one branch" : "J, both branches";
  return [
    check(
      name,
      math(partial(letter("J"), symbol), equals, symbols),
      math(equals, numbers, equals, `<mstyle mathsize="1.1em">${number(total)}</mstyle>`),
    ),
    check("finite difference of J", math(number(finiteDifference(net, parameter, "J")))),
  ];
}
