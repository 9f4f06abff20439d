// What the drawing is made of: bands, edges, neurons, J and the travelling numbers, each made once.
import { shape } from "./backpropagation_dom.js";
import {
  edgeId,
  endsOfEdge,
  endsOfSignal,
  neuronId,
  pointAlong,
  signalId,
} from "./backpropagation_layout.js";
import { nameInput, nameNeuron, nameParameter } from "./backpropagation_notation.js";

function label(x, y, text, className, anchor = "start") {
  return shape("text", { x, y, class: className, "text-anchor": anchor, text });
}

// A letter with its subscript, such as z with c1.
function symbol(x, y, base, sub, className = "dv-bp-name", anchor = "start") {
  const lowered = shape("tspan", { dy: 3.5, class: "dv-bp-sub", text: sub });
  return shape("text", { x, y, class: className, "text-anchor": anchor }, base, ...(sub ? [lowered] : []));
}

export function drawBands(svg, plan) {
  const short = plan.styleName === "narrow";
  plan.bands.forEach((band, b) => {
    svg.append(shape("rect", { class: "dv-bp-band", x: band.x, y: band.y, width: band.w, height: band.h, rx: 10 }));
    svg.append(drawCaption(band, b));
  });
  plan.sizes.forEach((_, n) => {
    const box = plan.neurons[0][n][0];
    const last = n === plan.sizes.length - 1;
    const words = n === 0 ? "layer 1" : `layer ${n + 1}`;
    svg.append(
      label(
        box.x + box.w / 2,
        15,
        short ? `(${n + 1})` : last ? `${words}: a = z` : n ? `${words}: a = σ(z)` : `${words}: a = x`,
        "dv-bp-header",
        "middle",
      ),
    );
  });
}

function drawCaption({ x, y }, b) {
  const sub = () =>
    b ? [shape("tspan", { dy: 3.5, class: "dv-bp-sub", text: "c" }), shape("tspan", { dy: -3.5, text: "" })] : [];
  const letterOf = (base) => shape("tspan", { class: "dv-bp-italic", text: base });
  const text = shape(
    "text",
    { x: x + 10, y: y + 17, class: "dv-bp-caption" },
    b ? "corrupted example " : "true example ",
    letterOf("x"),
    ...sub(),
  );
  text.append(shape("tspan", { dy: b ? -3.5 : 0, text: ", score " }), letterOf("s"), ...sub());
  return text;
}

export function drawBranch(svg, plan, b, parts, errors) {
  plan.sizes.slice(1).forEach((size, n) => {
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < plan.sizes[n]; j += 1) drawEdge(svg, plan, { b, k: n + 1, i, j }, parts);
    }
  });
  // The numbers of edges lie above all lines.
  for (const { kind, place, text } of parts.values()) if (kind === "edge" && place.b === b) svg.append(text);
  if (plan.objective) drawSignal(svg, plan, b, parts);
  plan.sizes.forEach((size, n) => {
    for (let i = 0; i < size; i += 1) drawNeuron(svg, plan, { b, k: n + 1, i, errors }, parts);
  });
}

function drawEdge(svg, plan, place, parts) {
  const { b, k, i, j } = place;
  const ends = endsOfEdge(plan, b, k, i, j);
  const halo = shape("line", { class: "dv-bp-hit", ...ends });
  const line = shape("line", { class: "dv-bp-line", ...ends });
  const text = label(0, 0, "", "dv-bp-rate", "middle");
  const node = shape("g", { class: "dv-bp-edge", role: "img" }, halo, line);
  svg.append(node);
  parts.set(edgeId(b, k, i, j), {
    kind: "edge",
    place,
    node,
    line,
    text,
    ends,
    column: 2 * k - 1,
    y: (ends.y1 + ends.y2) / 2,
    name: nameParameter({ kind: "W", k, i, j }, plan.sizes),
  });
}

function drawSignal(svg, plan, b, parts) {
  const ends = endsOfSignal(plan, b);
  const line = shape("line", { class: "dv-bp-line", ...ends });
  const spot = pointAlong(ends, 0.42);
  const text = label(spot.x, spot.y + 4, "", "dv-bp-rate", "middle");
  const node = shape("g", { class: "dv-bp-edge dv-bp-signal" }, line, text);
  svg.append(node);
  parts.set(signalId(b), { kind: "signal", place: { b }, node, line, text });
}

function drawNeuron(svg, plan, place, parts) {
  const { b, k, i } = place;
  const box = plan.neurons[b][k - 1][i];
  const [left, top] = [box.x, box.y - box.h / 2];
  const node = shape(
    "g",
    { class: "dv-bp-neuron", role: "img" },
    shape("rect", { class: "dv-bp-pill", x: left, y: top, width: box.w, height: box.h, rx: 9 }),
  );
  const names = namesOfTexts(place, plan);
  const texts =
    k === 1
      ? inputTexts(node, box, names)
      : plan.styleName === "roomy"
        ? roomyTexts(node, box, names, place.errors)
        : stackedTexts(node, box, names, plan, place.errors);
  svg.append(node);
  parts.set(neuronId(b, k, i), {
    kind: "neuron",
    place,
    node,
    texts,
    words: Object.keys(texts).map((key) => [key, (k === 1 ? names.x : names[key]).join("")]),
    column: 2 * (k - 1),
    y: box.y,
    name: k === 1 ? nameInput(b, i) : nameNeuron("a", b, k, i),
  });
}

function namesOfTexts({ b, k, i, errors }, plan) {
  const output = k === plan.sizes.length;
  const sub = `${b ? "c" : ""}${i + 1}`;
  const slope = plan.styleName === "roomy" ? "slope σ′(z)" : "σ′";
  return {
    x: ["x", sub],
    z: ["z", sub],
    a: output ? ["s", b ? "c" : ""] : ["a", sub],
    d: ["δ", sub],
    slope: output ? ["slope", ""] : [errors ? "σ′" : slope, ""],
  };
}

function inputTexts(node, box, names) {
  const value = label(box.x + box.w - 5, box.y + 4, "", "dv-bp-forward", "end");
  node.append(symbol(box.x + 5, box.y + 4, ...names.x), " ", value);
  return { a: value };
}

// Two by two: z and a above, delta and the slope below; where errors are not told, the slope has the lower row alone.
function roomyTexts(node, box, names, errors) {
  const [middle, bottom] = [box.x + box.w / 2, box.y + (errors ? box.h / 2 : 0)];
  node.append(shape("line", { class: "dv-bp-divider", x1: middle, x2: middle, y1: box.y - box.h / 2, y2: bottom }));
  const write = (x, y, key, kind, width = box.w / 2) => {
    const value = label(x + width - 8, y, "", kind, "end");
    node.append(symbol(x + 8, y, ...names[key]), " ", value, " ");
    return value;
  };
  const forward = {
    z: write(box.x, box.y - 5, "z", "dv-bp-forward"),
    a: write(middle, box.y - 5, "a", "dv-bp-forward"),
  };
  if (!errors) return { ...forward, slope: write(box.x, box.y + 16, "slope", "dv-bp-slope", box.w) };
  return {
    ...forward,
    d: write(box.x, box.y + 14, "d", "dv-bp-backward"),
    slope: write(middle, box.y + 14, "slope", "dv-bp-slope"),
  };
}

function stackedTexts(node, box, names, plan, errors) {
  const step = plan.styleName === "narrow" ? 17 : 18;
  const write = (n, key, kind) => {
    const y = box.y + 4 + (n - 1) * step;
    const value = label(box.x + box.w - 5, y, "", kind, "end");
    node.append(symbol(box.x + 5, y, ...names[key]), " ", value, " ");
    return value;
  };
  const forward = { z: write(0, "z", "dv-bp-forward"), a: write(1, "a", "dv-bp-forward") };
  return errors
    ? { ...forward, d: write(2, "d", "dv-bp-backward") }
    : { ...forward, slope: write(2, "slope", "dv-bp-slope") };
}

export function drawObjective(svg, plan) {
  const { x, y, w, h } = plan.objective;
  const short = plan.styleName === "narrow";
  const value = label(x + w / 2, y + (short ? 16 : 24), "", "dv-bp-forward dv-bp-large", "middle");
  const formula = shape("text", { x: x + w / 2, y: y + 3, class: "dv-bp-name", "text-anchor": "middle" });
  const node = shape(
    "g",
    { class: "dv-bp-objective" },
    shape("rect", { class: "dv-bp-pill", x, y: y - h / 2, width: w, height: h, rx: 9 }),
    label(x + w / 2, y - (short ? 6 : 14), "J", "dv-bp-title", "middle"),
    formula,
    value,
  );
  svg.append(node);
  return { node, value, formula: short ? null : formula };
}

export function drawToken(svg) {
  const text = shape("text", { "text-anchor": "middle", y: 4 });
  const rect = shape("rect", { rx: 9, y: -10, height: 20 });
  const node = shape("g", { class: "dv-bp-token" }, rect, text);
  svg.append(node);
  return { node, rect, text };
}
