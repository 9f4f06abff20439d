// Elements in one call, and the few controls the widgets share. Labels wrap their inputs, so no ids are needed.

const SVG = "http://www.w3.org/2000/svg";

export const element = (tag, attributes, ...children) => furnish(document.createElement(tag), attributes, children);
export const shape = (tag, attributes, ...children) =>
  furnish(document.createElementNS(SVG, tag), attributes, children);

// on... keys listen, `html` and `text` fill, true and false switch, all else are attributes.
function furnish(node, attributes = {}, children = []) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "html") node.innerHTML = value;
    else if (key === "text") node.textContent = value;
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// The widget's root: JupyterLab must not take its keys.
export function rootElement(name, label) {
  const root = element("section", {
    class: `dv-bp ${name}`,
    role: "group", // a landmark must be the only one of its name, and a page may show the same widget twice
    "aria-label": label,
    "data-lm-suppress-shortcuts": "true",
  });
  root.addEventListener("keydown", (event) => event.stopPropagation());
  return root;
}

export function button(text, onclick, attributes = {}) {
  return element("button", { type: "button", class: "dv-bp-button", onclick, text, ...attributes });
}

// One choice of a few, as radio buttons side by side; `set` moves it without telling anybody. With `again` a click on
// what is chosen already is told too.
export function choice(legend, options, onPick, { again = false } = {}) {
  const name = `dv-bp-${Math.random().toString(36).slice(2)}`;
  const inputs = options.map(({ value }) =>
    element("input", { type: "radio", name, value, [again ? "onclick" : "onchange"]: () => onPick(value) }),
  );
  const labels = options.map(({ html, title }, n) => element("label", { title }, inputs[n], element("span", { html })));
  const node = element("fieldset", { class: "dv-bp-choice" }, element("legend", { text: legend }), ...labels);
  return {
    node,
    set: (value) =>
      inputs.forEach((input) => {
        input.checked = input.value === String(value);
      }),
  };
}

// A number typed or slid. Bad text keeps the old number and says one sentence; `set` skips the field being typed in.
export function numberControl({ onInput, complain }) {
  const slider = element("input", { type: "range", class: "dv-bp-slider" });
  const field = element("input", {
    type: "text",
    inputmode: "decimal",
    class: "dv-bp-number",
    spellcheck: "false",
    autocomplete: "off",
  });
  let name = "the value";
  let most = 0;
  slider.addEventListener("input", () => {
    field.value = slider.value;
    complain("");
    onInput(Number(slider.value));
  });
  field.addEventListener("input", () => {
    const { value, sentence } = readNumber(field.value, name, most);
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    complain(sentence);
    if (sentence) return;
    slider.value = value;
    onInput(value);
  });
  // The number called `shown` lies between -reach and reach.
  const set = (shown, value, { reach, step }) => {
    name = shown;
    most = reach;
    for (const [key, bound] of Object.entries({ min: -reach, max: reach, step })) slider.setAttribute(key, bound);
    slider.setAttribute("aria-label", `${name}, slider`);
    field.setAttribute("aria-label", `${name}, number`);
    if (field !== field.ownerDocument.activeElement || field.dataset.name !== shown) {
      field.value = String(value);
      field.removeAttribute("aria-invalid");
      complain("");
    }
    field.dataset.name = shown;
    slider.value = value;
  };
  const forget = () => {
    field.dataset.name = "";
  };
  return { node: element("span", { class: "dv-bp-control" }, slider, field), set, forget };
}

// A typed number between -most and most, or the one sentence that says what is wrong with it.
export function readNumber(text, name, most) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  if (Math.abs(value) <= most) return { value, sentence: "" };
  const got = plain === "" ? "nothing" : Number.isNaN(value) ? `“${text.trim().slice(0, 20)}”` : plain;
  return { value: null, sentence: `${name} must be a number from −${most} to ${most}, got ${got}.` };
}

// A sentence as markup, with x_c and s_c as the lecture writes them; nothing else in it is read as markup.
export function markSentence(sentence) {
  const escaped = sentence.replace(/[&<>]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[mark]);
  return escaped.replace(/\b([xs])_c\b/g, "<i>$1</i><sub>c</sub>");
}

export function writeSentence(node, sentence) {
  node.innerHTML = markSentence(sentence);
}

// Calls `draw(width)` whenever the node's width changes, and once it is known; returns the way to stop.
export function watchWidth(node, draw) {
  let last = 0;
  const observer = new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 0 && width !== last) draw((last = width));
  });
  observer.observe(node);
  return () => observer.disconnect();
}
