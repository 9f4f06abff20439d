// A field for formulas: names to click, one sentence for what cannot be read.
import { button, element } from "./backpropagation_dom.js";
import { FormulaError, parseFormula } from "./backpropagation_expressions.js";
import { fullName } from "./backpropagation_names.js";

const PALETTE = ["x4", "xc4", "U1", "W1_14", "b1_1", "z2_1", "zc2_1", "a2_1", "ac2_1", "sp(z2_1)", "d2_1", "dc2_1"];

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
export function createFormulaField({ sizes, label, start = "", onTry, onEdit }) {
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
  const node = element("div", { class: "dv-bp-formula-field" }, row, trouble, buildPalette(field), buildLegend());
  return {
    node,
    attempt,
    set: (text) => {
      field.value = text;
      trouble.textContent = "";
    },
  };
}

function buildPalette(field) {
  const insert = (text) => {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
    field.focus();
  };
  const names = PALETTE.map((text) =>
    button(text, () => insert(text), { class: "dv-bp-button dv-bp-name-chip", title: `write ${text}` }),
  );
  return element("div", { class: "dv-bp-palette", role: "group", "aria-label": "names to insert" }, ...names);
}

function buildLegend() {
  const rows = [
    ["x4, xc4", "inputs x₄ and x_c₄"],
    ["W1_14, U1", "weights W₁₄⁽¹⁾ and U₁ = W₁₁⁽²⁾"],
    ["b1_2", "bias b₂⁽¹⁾"],
    ["z2_1, a2_1, d2_1", "z₁⁽²⁾, a₁⁽²⁾ and δ₁⁽²⁾ = ∂J/∂z₁⁽²⁾ in the branch of x"],
    ["zc2_1, ac2_1, dc2_1", "the same in the branch of x_c"],
    ["sp(z2_1) or σ'(z2_1)", "σ′(z₁⁽²⁾); sigma(…) is σ"],
    ["+ − * / ** ( )", "as in Python"],
  ];
  const list = element(
    "dl",
    { class: "dv-bp-legend" },
    ...rows.flatMap(([typed, meant]) => [element("dt", { text: typed }), element("dd", { text: meant })]),
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
