// Why the recursion wins: paths multiply from layer to layer, edges add. Bars for every depth of a network.
import { button, element, rootElement } from "./backpropagation_dom.js";
import { listen, pushState } from "./backpropagation_model.js";
import { countWork } from "./backpropagation_network.js";

const MOST_LAYERS = 9;
const MOST_NEURONS = 1000;

// Layer sizes as typed, "4-10-10-10-1"; or the one sentence that says what is wrong.
export function readSizes(text) {
  const plain = text.trim();
  const got = plain ? `“${plain.slice(0, 30)}”` : "nothing";
  if (!/^\d{1,9}(\s*[-–, ]\s*\d{1,9})+$/.test(plain)) {
    return {
      sentence: `Layer sizes must be whole numbers joined by hyphens, such as 4-10-10-10-1, got ${got}.`,
    };
  }
  const sizes = plain.split(/[^\d]+/).map(Number);
  const wrong = sizes.find((size) => size < 1 || size > MOST_NEURONS);
  if (wrong !== undefined) return { sentence: `Each layer must have 1 to ${MOST_NEURONS} neurons, got ${wrong}.` };
  if (sizes.length > MOST_LAYERS)
    return { sentence: `A network here has at most ${MOST_LAYERS} layers, got ${sizes.length}.` };
  return { sizes, sentence: "" };
}

// One row a depth: the network cut after each hidden layer, its output put back.
export function workByDepth(sizes) {
  const last = sizes.at(-1);
  return sizes
    .slice(1, -1)
    .map((_, n) => [...sizes.slice(0, n + 2), last])
    .concat(sizes.length === 2 ? [sizes] : [])
    .map((cut) => ({ sizes: cut, ...countWork(cut) }));
}

class WorkCounter {
  constructor(sizes, onChange) {
    this.onChange = onChange;
    this.field = element("input", {
      type: "text",
      class: "dv-bp-sizes",
      "aria-label": "layer sizes, such as 4-10-10-10-1",
      spellcheck: "false",
      autocomplete: "off",
      oninput: () => this.read(),
    });
    this.trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
    this.bars = element("div", { class: "dv-bp-bars" });
    this.summary = element("p", { class: "dv-bp-summary", "aria-live": "polite" });
    const label = element("label", { class: "dv-bp-field" }, element("span", { text: "layers" }), this.field);
    this.deeper = button("one hidden layer more", () => this.deepen());
    this.shallower = button("one less", () => this.flatten());
    const controls = element("div", { class: "dv-bp-row" }, label, this.deeper, this.shallower);
    this.node = element("div", { class: "dv-bp-work" }, controls, this.trouble, this.bars, this.summary);
    this.follow(sizes);
  }

  // Python changed the layers.
  follow(sizes) {
    if (sizes.join() === this.sizes?.join()) return;
    this.field.value = sizes.join("-");
    this.field.removeAttribute("aria-invalid");
    this.trouble.textContent = "";
    this.show(sizes);
  }

  read() {
    const { sizes, sentence } = readSizes(this.field.value);
    this.field.toggleAttribute("aria-invalid", Boolean(sentence));
    this.trouble.textContent = sentence;
    if (!sizes) return;
    this.show(sizes);
    this.onChange(sizes);
  }

  deepen() {
    const { sizes } = this;
    this.write([...sizes.slice(0, -1), sizes.at(-2), sizes.at(-1)]);
  }

  flatten() {
    this.write([...this.sizes.slice(0, -2), this.sizes.at(-1)]);
  }

  write(sizes) {
    this.field.value = sizes.join("-");
    this.read();
  }

  show(sizes) {
    this.sizes = sizes;
    this.deeper.disabled = sizes.length >= MOST_LAYERS;
    this.shallower.disabled = sizes.length <= 3;
    drawBars(this.bars, workByDepth(sizes));
    this.summary.innerHTML = summarise(sizes);
  }
}

const grouped = (count) => count.toLocaleString("en-US");

function drawBars(bars, rows) {
  const most = rows.reduce((largest, { paths, edges }) => Math.max(largest, Number(paths), edges), 1);
  bars.replaceChildren(
    ...rows.map(({ sizes, paths, edges }) =>
      element(
        "div",
        { class: "dv-bp-depth" },
        element("span", { class: "dv-bp-depth-name", text: sizes.join("-") }),
        bar("paths", grouped(paths), Number(paths) / most),
        bar("edges", grouped(edges), edges / most),
      ),
    ),
  );
}

function bar(kind, text, share) {
  const filled = element("span", { class: `dv-bp-bar dv-bp-bar-${kind}`, style: `width: ${(72 * share).toFixed(3)}%` });
  return element(
    "span",
    { class: "dv-bp-bar-row" },
    filled,
    element("span", { class: "dv-bp-bar-text", text: `${text} ${kind}` }),
  );
}

function summarise(sizes) {
  const { paths, edges } = countWork(sizes);
  const products = `${sizes.join(" × ")} = ${grouped(paths)} paths`;
  const sums = `${sizes
    .slice(1)
    .map((size, n) => `${sizes[n]}·${size}`)
    .join(" + ")} = ${grouped(edges)} edges`;
  const times = Number(paths) / edges;
  const verdict =
    times >= 2
      ? `The sum walks every path, the recursion asks one share of every edge: <b>${grouped(Number(times.toPrecision(2)))} times</b> less.`
      : "In so small a network the two cost about the same.";
  return `${products}, ${sums}. ${verdict}`;
}

function renderWorkCounter({ model, el }) {
  const root = rootElement("dv-bp-work-counter", "Work counter: paths and edges");
  const counter = new WorkCounter(model.get("sizes"), (sizes) => pushState(model, { sizes }));
  root.append(counter.node);
  el.replaceChildren(root);
  return listen(model, ["sizes"], () => counter.follow(model.get("sizes")));
}

export default { render: renderWorkCounter };
