// The drawing of both branches and J: made once for a network's sizes and a width, then only its numbers move.
import { element, shape } from "./backpropagation_dom.js";
import { drawBands, drawBranch, drawObjective, drawToken } from "./backpropagation_glyphs.js";
import { handleKeys } from "./backpropagation_keys.js";
import { edgeId, layOut, neuronId, placeInFan, placeOfToken, pointAlong } from "./backpropagation_layout.js";
import { localGradient, rateOfEdge, rateOfWeight } from "./backpropagation_network.js";
import { nameScore, showBriefly, showNumber } from "./backpropagation_notation.js";
import { paintAttribute, paintText } from "./backpropagation_paint.js";

const TOKENS = 12;

// `onPick(id)` is called when a neuron or an edge is clicked, or reached by the arrow keys from `current`; without it
// the picture is only looked at. With `branches` 1 there is the branch of x and no J, without `errors` no delta.
export function createPicture({ sizes, width, onPick, current, branches = 2, errors = true }) {
  const plan = layOut(sizes, width, branches);
  const svg = shape("svg", {
    class: `dv-bp-net dv-bp-net-${plan.styleName}`,
    width: plan.width,
    height: plan.height,
    viewBox: `0 0 ${plan.width} ${plan.height}`,
    role: "group",
    "aria-label": `network ${sizes.join("-")}${branches > 1 ? " twice, fed x and x_c, and J" : ", fed x"}`,
  });
  const parts = new Map();
  drawBands(svg, plan);
  for (let b = 0; b < branches; b += 1) drawBranch(svg, plan, b, parts, errors);
  const objective = plan.objective && drawObjective(svg, plan);
  const tokens = Array.from({ length: TOKENS }, () => drawToken(svg));
  if (onPick) handleKeys(svg, parts, onPick, current);
  const node = element("div", { class: "dv-bp-picture" }, svg, createLegend(plan.width > width));
  return { node, update: (view) => updatePicture({ plan, parts, objective, tokens, view }) };
}

function createLegend(isWide) {
  const line = (kind) => `<i class="dv-bp-swatch is-${kind}"></i>`;
  const wide = isWide ? " The picture is wider than the page: scroll it sideways." : "";
  const html = `An edge stands for its rate factor: ${line("positive")} positive, ${line("negative")} negative, thicker
    where larger; a selected weight for the first factor of its paths.${wide}`;
  return element("p", { class: "dv-bp-edge-legend", html });
}

function writeObjective(formula, positive) {
  if (formula.dataset.positive === String(positive)) return;
  formula.dataset.positive = positive;
  const sum = [
    "1 + s",
    shape("tspan", { dy: 3.5, class: "dv-bp-sub", text: "c" }),
    shape("tspan", { dy: -3.5, text: " − s" }),
  ];
  formula.replaceChildren(...(positive ? sum : ["margin is met"]));
}

// `view`: { net, measured, of, selected, onPath, lit, reached, tokens }, where `onPath` holds ids that stand out, `lit`
// maps ids to classes (all others dim), `reached` holds the neurons whose delta is known so far, or null for all.
function updatePicture({ plan, parts, objective, tokens, view }) {
  const numbered = numberedEdges(plan, view);
  for (const [id, part] of parts) {
    if (part.kind === "neuron") updateNeuron(part, id, view);
    else if (part.kind === "edge") updateEdge(part, id, view, numbered.get(id) ?? null);
    else updateSignal(part, view);
    const dimmed = view.lit && !view.lit.has(id) ? "is-dim" : (view.lit?.get(id) ?? "");
    const kind = part.kind === "signal" ? "dv-bp-edge dv-bp-signal" : `dv-bp-${part.kind}`;
    const chosen = `${view.selected?.has(id) ? "is-selected" : ""} ${view.onPath?.has(id) ? "is-path" : ""}`;
    paintAttribute(part.node, "class", `${kind} ${part.sign ?? ""} ${dimmed} ${chosen}`);
    if (part.kind === "edge") paintAttribute(part.text, "class", `dv-bp-rate ${dimmed} ${chosen}`);
  }
  if (objective) updateObjective(objective, view);
  tokens.forEach((token, n) => placeToken(token, view.tokens?.[n], plan));
}

function updateObjective({ node, value, formula }, { measured: { J }, lit }) {
  paintText(value, showNumber(J));
  const dimmed = lit && !lit.has("J") ? "is-dim" : "";
  paintAttribute(node, "class", `dv-bp-objective ${J > 0 ? "" : "is-met"} ${dimmed}`);
  if (formula) writeObjective(formula, J > 0);
}

// What a screen reader says holds what is shown, word by word, so that either can be used to name the neuron.
function updateNeuron({ place: { b, k, i }, texts, words, node, name }, id, { net, measured, of, reached }) {
  const branch = measured.branches[b];
  const shown = { a: showBriefly(branch.a[k - 1][i]) };
  if (k > 1) {
    const known = !reached || reached.has(id);
    shown.z = showBriefly(branch.z[k - 1][i]);
    shown.d = known ? showNumber(branch.deltas[of][k - 1][i]) : "?";
    shown.slope = k === net.sizes.length ? "1" : showNumber(localGradient(branch.z, k, i));
  }
  for (const [key, text] of Object.entries(texts)) paintText(text, shown[key]);
  const said = words.map(([key, word]) => `${word} ${shown[key]}`).join(", ");
  paintAttribute(node, "aria-label", `${k === 1 ? "input" : "neuron"} ${name}: ${said}`);
}

// The edges that bear their numbers, and where along them: of those that matter between two layers, the first fan.
function numberedEdges(plan, { selected, onPath, lit }) {
  const found = new Map();
  for (let b = 0; b < plan.neurons.length; b += 1) {
    for (let k = 1; k < plan.sizes.length; k += 1) {
      const edges = plan.neurons[b][k].flatMap((_, i) => plan.neurons[b][k - 1].map((__, j) => [i, j]));
      const isIn = (ids) => ids && edges.filter(([i, j]) => ids.has(edgeId(b, k, i, j)));
      const touching = edges.filter(([i]) => selected?.has(neuronId(b, k + 1, i)));
      const candidates = [edges, isIn(lit), isIn(onPath), touching, isIn(selected)].filter((some) => some?.length);
      const fan = candidates.find((some) => placeInFan(plan, some));
      for (const [i, j] of fan ?? []) found.set(edgeId(b, k, i, j), placeInFan(plan, fan));
    }
  }
  return found;
}

function updateEdge(part, id, view, along) {
  const { b, k, i, j } = part.place;
  const branch = view.measured.branches[b];
  const starts = view.selected?.has(id);
  const rate = starts ? rateOfWeight(branch, part.place) : rateOfEdge(branch, view.net.weights, k, i, j);
  part.sign = rate < 0 ? "is-negative" : "is-positive";
  paintAttribute(part.line, "stroke-width", (0.8 + 4.2 * Math.tanh(2 * Math.abs(rate))).toFixed(2));
  const covered = view.tokens?.some((token) => token.id === id);
  if (along !== null) {
    const { x, y } = pointAlong(part.ends, along);
    paintAttribute(part.text, "x", x);
    paintAttribute(part.text, "y", y + 4);
  }
  paintText(part.text, along !== null && !covered ? showNumber(rate) : "");
  const weight = view.net.weights[k - 1][i][j];
  paintAttribute(
    part.node,
    "aria-label",
    `weight ${part.name} = ${showNumber(weight)}, branch ${nameScore(b)}, ${starts ? "first factor" : "rate factor"} ${showNumber(rate)}`,
  );
}

function updateSignal(part, { measured }) {
  const signal = measured.signals[part.place.b];
  part.sign = signal < 0 ? "is-negative" : "is-positive";
  paintAttribute(part.line, "stroke-width", signal ? 3 : 1);
  paintText(part.text, signal > 0 ? "+1" : showNumber(signal, 0));
}

function placeToken({ node, rect, text }, token, plan) {
  node.classList.toggle("is-shown", Boolean(token));
  if (!token) return;
  const { x, y } = placeOfToken(plan, token.id, token.side);
  const width = 14 + 7 * token.text.length;
  const inside = Math.min(plan.width - width / 2 - 2, Math.max(width / 2 + 2, x));
  node.style.transform = `translate(${inside}px, ${y}px)`;
  node.setAttribute("data-kind", token.kind ?? "error");
  text.textContent = token.text;
  rect.setAttribute("x", -width / 2);
  rect.setAttribute("width", width);
}
