// A field for formulas: names to click, one sentence for what cannot be read.
import { button, element, writeSentence } from "./backpropagation_dom.js";
import { FormulaError, parseFormula } from "./backpropagation_expressions.js";
import { fullName } from "./backpropagation_names.js";

// The chips, one row for what feeds the network and one for each hidden neuron; delta only where it has been taught.
function listChips([inputs, hidden], errors) {
  const count = (n) => [...Array(n).keys()].map((index) => index + 1);
  const both = (letter, index) => [`${letter}${index}`, `${letter}c${index}`];
  const ofNeuron = (n) => {
    const [z, zc] = both("z", `2_${n}`);
    return [`U${n}`, z, zc, ...both("a", `2_${n}`), `sp(${z})`, `sp(${zc})`, ...(errors ? both("d", `2_${n}`) : [])];
  };
  return [count(inputs).flatMap((n) => both("x", n)), ...count(hidden).map(ofNeuron)];
}

// What a chip writes after this text: a product, where something stands there that can be multiplied.
export const writeChip = (before, chip) => (/[\w)′']\s*$/.test(before) ? ` * ${chip}` : chip);

// The tree of a text, or the sentence that says what is wrong with it: { tree } or { sentence }.
export function readFormula(text, sizes) {
  try {
    return { tree: parseFormula(text, (name, shown) => fullName(name, shown, sizes)), sentence: "" };
  } catch (problem) {
    if (!(problem instanceof FormulaError)) throw problem;
    return { tree: null, sentence: problem.message };
  }
}

// `onTry(tree, text)` is called with what was read; text that cannot be read is answered here.
export function createFormulaField({ sizes, label, start = "", errors = true, onTry, onEdit }) {
  const field = element("input", {
    type: "text",
    class: "dv-bp-formula",
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    "aria-label": label,
    placeholder: "for example U1 * sp(z2_1)",
  });
  const trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
  field.value = start;
  const attempt = () => {
    const { tree, sentence } = readFormula(field.value, sizes);
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    trouble.textContent = sentence;
    onTry(tree, field.value);
  };
  field.addEventListener("keydown", (event) => event.key === "Enter" && attempt());
  field.addEventListener("input", () => {
    field.removeAttribute("aria-invalid");
    trouble.textContent = "";
    onEdit?.();
  });
  const row = element(
    "div",
    { class: "dv-bp-row" },
    field,
    button("Try it", attempt, { class: "dv-bp-button dv-bp-main" }),
  );
  const node = element("div", { class: "dv-bp-formula-field" }, row, trouble, buildPalette(field, listChips(sizes, errors)), buildLegend(errors));
  return {
    node,
    attempt,
    set: (text) => {
      field.value = text;
      trouble.textContent = "";
    },
  };
}

function buildPalette(field, rows) {
  const insert = (chip) => {
    const text = writeChip(field.value.slice(0, field.selectionStart), chip);
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
    field.focus();
  };
  const chip = (text) =>
    button(text, () => insert(text), { class: "dv-bp-button dv-bp-name-chip", title: `write ${text}` });
  const groups = rows.map((names) => element("div", { class: "dv-bp-palette" }, ...names.map(chip)));
  return element("div", { class: "dv-bp-palettes", role: "group", "aria-label": "names to insert" }, ...groups);
}

function buildLegend(errors) {
  const rows = [
    ["x4, xc4", "inputs x₄ and x_c₄"],
    ["W1_14, U1", "weights W₁₄⁽¹⁾ and U₁ = W₁⁽²⁾"],
    ["b1_2", "bias b₂⁽¹⁾"],
    errors
      ? ["z2_1, a2_1, d2_1", "z₁⁽²⁾, a₁⁽²⁾ and δ₁⁽²⁾ = ∂J/∂z₁⁽²⁾ in the branch of x"]
      : ["z2_1, a2_1", "z₁⁽²⁾ and a₁⁽²⁾ in the branch of x"],
    [errors ? "zc2_1, ac2_1, dc2_1" : "zc2_1, ac2_1", "the same in the branch of x_c"],
    ["sp(z2_1) or σ'(z2_1)", "σ′(z₁⁽²⁾); sigma(…) is σ"],
    ["+ − * / ** ( )", "as in Python"],
  ];
  const list = element(
    "dl",
    { class: "dv-bp-legend" },
    ...rows.flatMap(([typed, meant]) => {
      const meaning = element("dd");
      writeSentence(meaning, meant);
      return [element("dt", { text: typed }), meaning];
    }),
  );
  return element("details", { class: "dv-bp-help" }, element("summary", { text: "What can I write?" }), list);
}

// The formula as text in which spans are marked: `marks` lists [[from, to], class].
export function markFormula(node, text, marks) {
  const classes = [...text].map(() => "");
  for (const [span, className] of marks) if (span) classes.fill(className, span[0], span[1]);
  const pieces = [];
  for (let at = 0; at < text.length;) {
    let end = at + 1;
    while (end < text.length && classes[end] === classes[at]) end += 1;
    pieces.push(element("span", { class: classes[at], text: text.slice(at, end) }));
    at = end;
  }
  node.replaceChildren(...pieces);
}
