// Ten layers deep: what activations and gradients look like for an activation, a start of the weights and of the biases.

import { box, button, commit, draw, keepKeys, listen, make, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { ACTIVATIONS, measureStack, readStack } from "./tuning_layers.js";

const KEYS = ["activation", "gain", "bias"];
const [WIDTH, HEIGHT] = [64, 78];

function bars({ histogram }, layer) {
  const most = Math.max(...histogram);
  const wide = WIDTH / histogram.length;
  const bar = (count, bin) => {
    const tall = (count / most) * (HEIGHT - 4);
    return draw("rect", { class: "dv-bar", x: bin * wide, y: HEIGHT - tall, width: wide - 0.6, height: tall });
  };
  const title = `Histogram of the activations of layer ${layer}`;
  const frame = draw("path", { class: "dv-base", d: `M0,${HEIGHT}H${WIDTH}` });
  return draw("svg", { class: "dv-histogram", viewBox: `0 0 ${WIDTH} ${HEIGHT + 1}`, role: "img", "aria-label": title }, [...histogram.map(bar), frame]);
}

const small = (value) => (value === 0 ? "0" : value >= 0.01 && value < 1000 ? value.toPrecision(2) : value.toExponential(0));

function tableOf(layers, activation) {
  const stuck = ACTIVATIONS[activation].steepest === null ? "dead units" : "saturated";
  const row = (name, words) => make("tr", {}, make("th", { scope: "row" }, name), layers.map((layer, k) => make("td", {}, words(layer, k))));
  const head = make("tr", {}, make("th", { scope: "col" }, "hidden layer"), layers.map((_, k) => make("th", { scope: "col" }, String(k + 1))));
  return make(
    "table",
    { class: "dv-layers-table" },
    make("thead", {}, head),
    make(
      "tbody",
      {},
      row("activations", (layer, k) => bars(layer, k + 1)),
      row("deviation", ({ deviation }) => small(deviation)),
      row(stuck, (layer) => `${Math.round(100 * layer.stuck)}%`),
      row("gradient", ({ gradient }) => small(gradient)),
    ),
  );
}

export function judgement(layers, activation) {
  const ratio = layers[0].gradient / layers.at(-1).gradient;
  const dead = layers.at(-1).stuck;
  if (!(layers.at(-1).gradient > 0)) return "No gradient arrives anywhere: nothing can learn.";
  const round = (value) => value.toLocaleString("en", { maximumSignificantDigits: 2 });
  const times = ratio < 1 ? `${round(1 / ratio)} times smaller` : `${round(ratio)} times larger`;
  const stuck = `${Math.round(100 * dead)}% of the last layer ${ACTIVATIONS[activation].steepest === null ? "is dead" : "is saturated"}`;
  return `The gradient of the first layer is ${times} than that of the last one; ${stuck}.`;
}

function knob(name, [min, max, step], oninput) {
  const id = uniqueId();
  const label = make("label", { for: id });
  const input = make("input", { id, type: "range", min, max, step, oninput: (event) => oninput(Number(event.target.value)) });
  const show = (position, words) => {
    input.value = position;
    setText(label, `${name} ${words}`);
    input.setAttribute("aria-valuetext", words);
  };
  return { node: box("dv-field dv-slider", label, input), show };
}

function render({ model, el }) {
  const gains = model.get("gains");
  const stack = readStack({ inputs: model.get("inputs"), normals: model.get("normals") });
  const choose = (activation) => button(ACTIVATIONS[activation].name, () => commit(model, { activation }), { class: "dv-button dv-mode" });
  const buttons = Object.fromEntries(Object.keys(ACTIVATIONS).map((name) => [name, choose(name)]));
  const modes = make("div", { class: "dv-modes", role: "group", "aria-label": "Activation" }, Object.values(buttons));
  const gain = knob("Weights start at gain", [0, gains.length - 1, 1], (place) => commit(model, { gain: gains[place] }));
  const bias = knob("Biases start at", [-3, 3, 0.25], (value) => commit(model, { bias: value }));
  const scroll = make("div", { class: "dv-scroll", tabindex: 0, role: "region", "aria-label": "The ten layers" });
  const say = make("p", { class: "dv-caption", role: "status" });
  const root = make("div", { class: "dv-tune dv-depth" }, box("dv-fields", modes, gain.node, bias.node), scroll, say);
  keepKeys(root);
  el.replaceChildren(root);
  function update() {
    const state = Object.fromEntries(KEYS.map((name) => [name, model.get(name)]));
    const layers = measureStack(stack, state);
    for (const [name, node] of Object.entries(buttons)) node.setAttribute("aria-pressed", String(name === state.activation));
    gain.show(gains.indexOf(state.gain), String(state.gain));
    bias.show(state.bias, String(state.bias));
    scroll.replaceChildren(tableOf(layers, state.activation));
    setText(say, judgement(layers, state.activation));
  }
  const stopListening = listen(model, KEYS, update);
  update();
  return stopListening;
}

export default { render };
