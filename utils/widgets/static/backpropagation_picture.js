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

// `view`: { net, measured, of, selected, onPath, lit, reached, tokens }, where `onPath` holds ids that stand out, `lit`
// maps ids to classes (all others dim), `reached` holds the neurons whose delta is known so far, or null for all.
function updatePicture({ plan, parts, objective, tokens, view }) {
  for (const [id, part] of parts) {
    if (part.kind === "neuron") updateNeuron(part, id, view);
    else if (part.kind === "edge") updateEdge(part, id, view, plan);
    else updateSignal(part, view);
    const dimmed = view.lit && !view.lit.has(id) ? "is-dim" : (view.lit?.get(id) ?? "");
    const kind = part.kind === "signal" ? "dv-bp-edge dv-bp-signal" : `dv-bp-${part.kind}`;
    const chosen = `${view.selected?.has(id) ? "is-selected" : ""} ${view.onPath?.has(id) ? "is-path" : ""}`;
    paintAttribute(part.node, "class", `${kind} ${part.sign ?? ""} ${dimmed} ${chosen}`);
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

function updateNeuron({ place: { b, k, i }, texts, node, name }, id, { net, measured, of, reached }) {
  const branch = measured.branches[b];
  const [z, a] = [branch.z[k - 1][i], branch.a[k - 1][i]];
  paintText(texts.a, showNumber(a));
  if (k === 1) return paintAttribute(node, "aria-label", `input ${name}: ${showNumber(a)}`);
  const slope = k === net.sizes.length ? "1" : showNumber(localGradient(branch.z, k, i));
  const known = !reached || reached.has(id);
  const delta = known ? showNumber(branch.deltas[of][k - 1][i]) : "?";
  paintText(texts.z, showNumber(z));
  if (texts.d) paintText(texts.d, delta);
  if (texts.slope) paintText(texts.slope, slope);
  const error = known ? `delta ${delta}` : "delta not reached yet";
  const said = `neuron ${name}: z ${showNumber(z)}, a ${showNumber(a)}, ${texts.d ? error : `slope ${slope}`}`;
  return paintAttribute(node, "aria-label", said);
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
