// What is selected and its number, to be changed by slider or by typing; and every number of the network at once.
import { element, numberControl, readNumber } from "./backpropagation_dom.js";
import { localGradient, readParameter } from "./backpropagation_network.js";
import {
  activationSymbol,
  breakable,
  equals,
  factor,
  math,
  nameInput,
  nameParameter,
  neuronSymbol,
  number,
  parameterSymbol,
  partial,
  slopeSymbol,
  times,
} from "./backpropagation_notation.js";
import { paintMarkup, paintText } from "./backpropagation_paint.js";

// How far a number may go from 0: an input far enough to saturate a hidden neuron alone.
const reachOf = ({ kind }) => (kind === "x" ? { reach: 10, step: 0.05 } : { reach: 3, step: 0.01 });

export function createInspector({ onValue, branchChoice }) {
  const name = element("span", { class: "dv-bp-symbol" });
  const words = element("span", { class: "dv-bp-words" });
  const rate = element("p", { class: "dv-bp-rate-line" });
  const trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
  const control = numberControl({
    onInput: onValue,
    complain: (text) => {
      trouble.textContent = text;
    },
  });
  const head = element("div", { class: "dv-bp-row dv-bp-chosen" }, name, control.node, words);
  const node = element(
    "div",
    { class: "dv-bp-panel dv-bp-inspector" },
    head,
    trouble,
    branchChoice && element("div", { class: "dv-bp-row" }, branchChoice.node),
    rate,
  );
  const update = ({ net, measured, branch, parameter }) => {
    paintMarkup(name, math(parameterSymbol(parameter, net.sizes)));
    paintText(words, describeParameter(parameter, net.sizes));
    control.set(nameParameter(parameter, net.sizes), readParameter(net, parameter), reachOf(parameter));
    paintMarkup(rate, describeRateFactor(parameter, measured.branches[branch], branch, net));
  };
  return { node, update, forget: control.forget };
}

function describeParameter({ kind, k, i, j, branch }, sizes) {
  const output = k + 1 === sizes.length;
  const to = output ? "the output" : `neuron ${i + 1} of layer ${k + 1}`;
  if (kind === "W") return `weight to ${to}, from ${k === 1 ? nameInput(0, j) : `neuron ${j + 1} of layer ${k}`}`;
  return kind === "b" ? `bias of ${to}` : `input of the ${branch ? "corrupted" : "true"} example`;
}

function describeRateFactor({ kind, k, i, j }, values, b, net) {
  if (kind === "x") return "Its edges lead to every neuron of layer 2: select one to see its rate factor.";
  const slope = localGradient(values.z, k + 1, i);
  const output = k + 1 === net.sizes.length;
  if (kind === "b")
    return `Local gradient of its neuron: ${breakable(output ? "" : slopeSymbol(b, k + 1, i) + equals, number(slope))}`;
  const above = neuronSymbol("a", b, k + 1, i);
  const symbol = parameterSymbol({ kind, k, i, j }, net.sizes);
  const forwarded = activationSymbol(b, k, j);
  const write = (ratio, other, value) =>
    output
      ? breakable(ratio, equals, other, equals, number(value))
      : breakable(ratio, equals, slopeSymbol(b, k + 1, i), other, equals, number(slope), times, factor(value)) +
        ` ${breakable(equals, number(slope * value))}`;
  const first = write(partial(above, symbol), forwarded, values.a[k - 1][j]);
  const passing = write(partial(above, forwarded), symbol, net.weights[k - 1][i][j]);
  return `<span>A path that starts at this weight begins with <span class="dv-bp-first">${first}</span></span>
    <span class="dv-bp-aside">A path that only passes over its edge takes ${passing}</span>`;
}

// Inputs, matrices and biases as tables of fields, rows "to" and columns "from", as the lecture writes them.
export function createNumberTables(onValue, branches) {
  const node = element("div", { class: "dv-bp-tables" });
  const trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
  const cells = [];
  let built = "";
  const update = (net) => {
    if (node.closest("details:not([open])")) return;
    if (built !== net.sizes.join()) {
      built = net.sizes.join();
      cells.length = 0;
      node.replaceChildren(...buildTables(net.sizes, branches, (parameter) => createCell(parameter, net.sizes, cells, onValue, trouble)));
    }
    cells.forEach(({ field, parameter }) => {
      if (field === field.ownerDocument.activeElement) return;
      field.value = String(readParameter(net, parameter));
      field.removeAttribute("aria-invalid");
    });
  };
  const forget = () => {
    built = trouble.textContent = "";
  };
  return { node: element("div", {}, node, trouble), update, forget };
}

function buildTables(sizes, branches, cell) {
  const range = (n) => [...Array(n).keys()];
  const vector = (caption, parameters) =>
    tableOf(
      caption,
      parameters.map((parameter) => [cell(parameter)]),
    );
  const inputs = ["", "<sub>c</sub>"].slice(0, branches).map((sub, branch) =>
    vector(
      `<i>x</i>${sub}`,
      range(sizes[0]).map((j) => ({ kind: "x", branch, j })),
    ),
  );
  const layers = sizes.slice(1).flatMap((size, n) => [
    tableOf(
      `<i>W</i><sup>(${n + 1})</sup>`,
      range(size).map((i) => range(sizes[n]).map((j) => cell({ kind: "W", k: n + 1, i, j }))),
    ),
    vector(
      `<i>b</i><sup>(${n + 1})</sup>`,
      range(size).map((i) => ({ kind: "b", k: n + 1, i })),
    ),
  ]);
  return [...inputs, ...layers];
}

function tableOf(caption, rows) {
  const body = rows.map((row) => element("tr", {}, ...row.map((field) => element("td", {}, field))));
  return element(
    "table",
    { class: "dv-bp-matrix" },
    element("caption", { html: caption }),
    element("tbody", {}, ...body),
  );
}

function createCell(parameter, sizes, cells, onValue, trouble) {
  const name = nameParameter(parameter, sizes);
  const field = element("input", {
    type: "text",
    inputmode: "decimal",
    class: "dv-bp-number",
    "aria-label": name,
    spellcheck: "false",
    autocomplete: "off",
  });
  field.addEventListener("input", () => {
    const { value, sentence } = readNumber(field.value, name, reachOf(parameter).reach);
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    trouble.textContent = sentence;
    if (!sentence) onValue(parameter, value);
  });
  cells.push({ field, parameter });
  return field;
}
