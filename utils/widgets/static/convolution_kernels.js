// The kernel bench: a photo, a kernel to type into, and what comes out, computed anew at every key.

import {
  crossCorrelate,
  difference,
  halfTurn,
  kernelSum,
  pictureFromText,
  sameKernel,
  scaled,
  shownSum,
  windowPlaces,
  windowTerms,
} from "./convolution.js";
import {
  box,
  button,
  commit,
  complaintLine,
  keepKeys,
  listen,
  make,
  setText,
  uniqueId,
} from "./conv_arithmetic_dom.js";
import {
  choiceButtons,
  figureOf,
  kernelFields,
  pixelBoard,
  placeAfterKey,
  sumText,
  weightText,
} from "./convolution_parts.js";

const KEYS = ["photo", "kernel", "turned", "divided", "shown", "place"];
const SHOWN = { brightness: "As brightness", signed: "Grey is zero", size: "Size only" };
const FAR = 4; // pixels that an arrow key moves the probe

// All that is shown: the sums, the kernel that made them, and what half a turn would change.
export function benchAnswer(picture, { kernel, turned, divided }) {
  const used = turned ? halfTurn(kernel) : kernel;
  const sum = kernelSum(kernel);
  const divisor = divided && sum ? sum : 1;
  const answer = scaled(crossCorrelate(picture, used), divisor);
  const other = sameKernel(kernel, halfTurn(kernel))
    ? answer
    : scaled(crossCorrelate(picture, halfTurn(used)), divisor);
  return { used, sum, divisor, answer, turn: difference(answer, other) };
}

export function turnText({ turn, answer }, turned) {
  const name = turned
    ? "Convolution: the kernel meets the photo after half a turn."
    : "Cross-correlation: the kernel as it is written.";
  if (!turn.count) return `${name} Half a turn changes no sum: this kernel looks the same upside down.`;
  const share = turn.count === answer.values.length ? "every" : `${turn.count} of ${answer.values.length}`;
  return `${name} Half a turn changes ${share} sum${share === "every" ? "" : "s"}, by up to ${shownSum(turn.most)}.`;
}

export function flatText({ sum, divisor }) {
  const total = `The weights sum to ${shownSum(sum)}`;
  if (divisor !== 1) return `${total}, and every sum is divided by it: flat areas keep their brightness.`;
  if (Math.abs(sum) < 1e-9) return `${total}: flat areas answer 0.`;
  if (Math.abs(sum - 1) < 1e-9) return `${total}: flat areas keep their brightness.`;
  return `${total}: flat areas come out ${shownSum(sum)} times as bright.`;
}

// The kernel in another size: in the middle of zeros, or its middle alone.
export function resizedKernel(kernel, size) {
  const shift = (size - kernel.length) / 2;
  const line = (_, row) =>
    Array.from({ length: size }, (_unused, column) => kernel[row - shift]?.[column - shift] ?? 0);
  return Array.from({ length: size }, line);
}

// What a preset brings along: blurs are divided by their sum, answers around zero are shown around grey.
export function presetState(kernel) {
  const sum = kernelSum(kernel);
  return { kernel, divided: sum > 1, shown: sum === 0 ? "signed" : "brightness" };
}

function pickerOf(label, names, onpick) {
  const id = uniqueId();
  const choices = names.map((name) => make("option", { value: name }, name));
  const select = make("select", { id, onchange: () => onpick(select.value) }, choices);
  return { node: box("dv-field", make("label", { for: id }, label), select), select };
}

function controlsOf(model) {
  const presets = model.get("presets");
  const pick = (name) => name in presets && commit(model, presetState(presets[name]));
  const photo = pickerOf("Photo", Object.keys(model.get("photos")), (name) => commit(model, { photo: name }));
  const preset = pickerOf("Kernel", ["your own", ...Object.keys(presets)], pick);
  const resize = (size) => commit(model, { kernel: resizedKernel(model.get("kernel"), Number(size)) });
  const sizes = choiceButtons("Size of the kernel", { 3: "3 × 3", 5: "5 × 5" }, resize);
  const shown = choiceButtons("How sums are shown", SHOWN, (way) => commit(model, { shown: way }));
  const turn = () => commit(model, { turned: !model.get("turned") });
  const flip = button("Turn by half a turn", turn, { class: "dv-button dv-mode" });
  const divide = make("input", { type: "checkbox", onchange: () => commit(model, { divided: divide.checked }) });
  const divided = make("label", { class: "dv-check" }, divide, "divide by the sum of the weights");
  function update(state) {
    photo.select.value = state.photo;
    const named = Object.keys(presets).find((name) => sameKernel(presets[name], state.kernel));
    preset.select.value = named ?? "your own";
    sizes.update(String(state.kernel.length));
    shown.update(state.shown);
    flip.setAttribute("aria-pressed", String(state.turned));
    divide.checked = state.divided;
  }
  return {
    top: box("dv-fields", photo.node, preset.node, sizes.node),
    under: box("dv-fields", box("dv-modes", flip), shown.node, divided),
    update,
  };
}

function usedTable() {
  const body = make("tbody");
  const node = make("table", { class: "dv-used", "aria-label": "The kernel as it meets the photo" }, body);
  const cell = (weight) => make("td", {}, weightText(weight));
  const update = (kernel) => body.replaceChildren(...kernel.map((line) => make("tr", {}, ...line.map(cell))));
  return { node, update };
}

// Photo and answer side by side, with the window that is looked at; keys and pointer move it.
function photoStage(model, moved) {
  const [photo, answer] = [pixelBoard("The photo"), pixelBoard("The sums, as a picture")];
  const [left, right] = [figureOf("Photo", photo.node), figureOf("Answer", answer.node)];
  const label = "Photo and answer. Arrow keys move the window that is looked at.";
  const node = make(
    "div",
    { class: "dv-stage dv-photos", tabindex: 0, role: "application", "aria-label": label },
    left.node,
    right.node,
  );
  const follow = (event) => (event.type === "pointerdown" || event.buttons === 1) && moved(answer.at(event));
  for (const kind of ["pointerdown", "pointermove"]) answer.canvas.addEventListener(kind, follow);
  function update(picture, result, { shown }, place) {
    photo.paint(picture, "brightness");
    answer.paint(result.answer, shown);
    photo.point(place, result.used.length, result.used.length);
    answer.point(place);
    left.rename(`Photo ${picture.rows} × ${picture.columns}`);
    right.rename(`Answer ${result.answer.rows} × ${result.answer.columns}`);
  }
  return { node, update };
}

// Lines of text under the photos; the first is read aloud when it changes.
function storyOf() {
  const line = (attributes) => make("p", { class: "dv-caption", ...attributes });
  const [probe, turn, flat] = [line({ "aria-live": "polite" }), line(), line()];
  function update(picture, result, state, place) {
    const terms = windowTerms(picture, result.used, place);
    const raw = terms.reduce((sum, [weight, value]) => sum + weight * value, 0);
    const value = shownSum(raw / result.divisor);
    const divided = result.divisor === 1 ? "" : `, divided by ${shownSum(result.divisor)}: ${value}`;
    const short = terms.length > 9 ? `the sum is ${shownSum(raw)}` : sumText(terms, raw, shownSum);
    setText(probe, `Row ${place[0]}, column ${place[1]}: ${short}${divided}.`);
    setText(turn, turnText(result, state.turned));
    setText(flat, flatText(result));
  }
  return { nodes: [probe, turn, flat], update };
}

function render({ model, el }) {
  const complaint = complaintLine();
  const pictures = Object.fromEntries(
    Object.entries(model.get("photos")).map(([name, one]) => [name, pictureFromText(one)]),
  );
  const state = () => Object.fromEntries(KEYS.map((name) => [name, model.get(name)]));
  const room = () => windowPlaces(pictures[model.get("photo")], model.get("kernel"));
  const inside = (place) => place.map((at, axis) => Math.min(room()[axis] - 1, Math.max(0, at)));
  const controls = controlsOf(model);
  const kernel = kernelFields(complaint, (next) => commit(model, { kernel: next }));
  const used = usedTable();
  const stage = photoStage(model, (place) => commit(model, { place: inside(place) }));
  const story = storyOf();
  const side = box(
    "dv-block",
    figureOf("Kernel: change it", kernel.node).node,
    figureOf("as it meets the photo", used.node).node,
  );
  const root = box(
    "dv-arith dv-convolution",
    controls.top,
    complaint.node,
    box("dv-bench", stage.node, side),
    controls.under,
    ...story.nodes,
  );
  stage.node.addEventListener("keydown", (event) => {
    const next = placeAfterKey(event.key, inside(model.get("place")), room(), FAR);
    if (!next) return;
    event.preventDefault();
    commit(model, { place: next });
  });
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const now = state();
    const [picture, place] = [pictures[now.photo], inside(now.place)];
    const result = benchAnswer(picture, now);
    kernel.update(now.kernel);
    controls.update(now);
    used.update(result.used);
    stage.update(picture, result, now, place);
    story.update(picture, result, now, place);
  }
  const stop = listen(model, KEYS, update);
  update();
  return stop;
}

export default { render };
