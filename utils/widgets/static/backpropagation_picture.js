// The drawing of both branches and J: made once for a network's sizes and a width, then only its numbers move.
import { shape } from "./backpropagation_dom.js";
import { drawBands, drawBranch, drawObjective, drawToken } from "./backpropagation_glyphs.js";
import { handleKeys } from "./backpropagation_keys.js";
import { hasRoomForLabels, layOut, placeOfToken } from "./backpropagation_layout.js";
import { localGradient, rateOfEdge } from "./backpropagation_network.js";
import { nameScore, showNumber } from "./backpropagation_notation.js";
import { paintAttribute, paintText } from "./backpropagation_paint.js";

const TOKENS = 12;

// `onPick(id)` is called when a neuron or an edge is clicked, or reached by the arrow keys from `current`; without it
// the picture is only looked at.
export function createPicture({ sizes, width, onPick, current }) {
  const plan = layOut(sizes, width);
  const svg = shape("svg", {
    class: `dv-bp-net dv-bp-net-${plan.styleName}`,
    width: plan.width,
    height: plan.height,
    viewBox: `0 0 ${plan.width} ${plan.height}`,
    role: "group",
    "aria-label": `network ${sizes.join("-")} twice, fed x and x_c, and J`,
  });
  const parts = new Map();
  drawBands(svg, plan);
  for (const b of [0, 1]) drawBranch(svg, plan, b, parts);
  const objective = drawObjective(svg, plan);
  const tokens = Array.from({ length: TOKENS }, () => drawToken(svg));
  if (onPick) handleKeys(svg, parts, onPick, current);
  return { node: svg, plan, update: (view) => updatePicture({ plan, parts, objective, tokens, view }) };
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

// `view`: { net, measured, of, focus, selected, lit, reached, tokens }, where `lit` maps ids to classes (all others
// dim), `reached` holds the neurons whose delta is known so far, or null for all.
function updatePicture({ plan, parts, objective, tokens, view }) {
  for (const [id, part] of parts) {
    if (part.kind === "neuron") updateNeuron(part, id, view);
    else if (part.kind === "edge") updateEdge(part, id, view, plan);
    else updateSignal(part, view);
    const dimmed = view.lit && !view.lit.has(id) ? "is-dim" : (view.lit?.get(id) ?? "");
    const kind = part.kind === "signal" ? "dv-bp-edge dv-bp-signal" : `dv-bp-${part.kind}`;
    const chosen = view.selected?.has(id) ? "is-selected" : "";
    paintAttribute(part.node, "class", `${kind} ${part.sign ?? ""} ${dimmed} ${chosen}`);
  }
  const { J } = view.measured;
  paintText(objective.value, showNumber(J));
  paintAttribute(
    objective.node,
    "class",
    `dv-bp-objective ${J > 0 ? "" : "is-met"} ${view.lit && !view.lit.has("J") ? "is-dim" : ""}`,
  );
  if (objective.formula) writeObjective(objective.formula, J > 0);
  tokens.forEach((token, n) => placeToken(token, view.tokens?.[n], plan));
}

function updateNeuron({ place: { b, k, i }, texts, node, name }, id, { net, measured, of, reached }) {
  const branch = measured.branches[b];
  const [z, a] = [branch.z[k - 1][i], branch.a[k - 1][i]];
  paintText(texts.a, showNumber(a));
  if (k === 1) return paintAttribute(node, "aria-label", `input ${name}: ${showNumber(a)}`);
  const delta = branch.deltas[of][k - 1][i];
  const known = !reached || reached.has(id);
  paintText(texts.z, showNumber(z));
  paintText(texts.d, known ? showNumber(delta) : "?");
  if (texts.slope) paintText(texts.slope, k === net.sizes.length ? "1" : showNumber(localGradient(branch.z, k, i)));
  const error = known ? `delta ${showNumber(delta)}` : "delta not reached yet";
  return paintAttribute(node, "aria-label", `neuron ${name}: z ${showNumber(z)}, a ${showNumber(a)}, ${error}`);
}

function updateEdge(part, id, view, plan) {
  const { b, k, i, j } = part.place;
  const rate = rateOfEdge(view.measured.branches[b], view.net.weights, k, i, j);
  part.sign = rate < 0 ? "is-negative" : "is-positive";
  paintAttribute(part.line, "stroke-width", (0.8 + 4.2 * Math.tanh(2 * Math.abs(rate))).toFixed(2));
  const covered = view.tokens?.some((token) => token.id === id);
  const shown = !covered && (hasRoomForLabels(plan, k) || view.selected?.has(id) || view.lit?.has(id));
  paintText(part.text, shown ? showNumber(rate) : "");
  const weight = view.net.weights[k - 1][i][j];
  paintAttribute(
    part.node,
    "aria-label",
    `weight ${part.name} = ${showNumber(weight)}, branch ${nameScore(b)}, rate factor ${showNumber(rate)}`,
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
