// The sliding window: an input, a kernel, and sums that appear one by one, into a new picture or, wrongly, in place.

import {
  correlateInPlace,
  crossCorrelate,
  halfTurn,
  pictureOf,
  shownSum,
  windowPlaces,
  windowTerms,
} from "./convolution.js";
import { box, button, commit, complaintLine, keepKeys, legend, listen, make, setText } from "./conv_arithmetic_dom.js";
import { choiceButtons, figureOf, kernelFields, pixelBoard, placeAfterKey, sumText } from "./convolution_parts.js";
import { numberBoard } from "./convolution_numbers.js";

const KEYS = ["values", "kernel", "place", "in_place", "turned"];
const FEW = 9; // columns: up to here numbers are written out
const PACE = { numbers: 700, pixels: 30 }; // milliseconds from window to window

// All that is shown: the input as it now stands, sums so far, and which of them the overwriting has spoilt.
export function slidingPicture({ values, kernel, place, in_place: overwritten, turned }) {
  const given = pictureOf(values);
  const used = turned ? halfTurn(kernel) : kernel;
  const places = windowPlaces(given, used);
  const at = [Math.floor(place / places[1]), place % places[1]];
  const before = overwritten ? correlateInPlace(given, used, place) : given;
  const terms = windowTerms(before, used, at);
  const right = crossCorrelate(given, used);
  const after = overwritten ? correlateInPlace(given, used, place + 1) : given;
  const sums = overwritten ? insideOf(after, used, places) : right;
  const wrong = Array.from(sums.values, (sum, index) => index <= place && Math.abs(sum - right.values[index]) > 1e-9);
  return { given, input: after, before, used, places, at, terms, sums, wrong, total: sums.values[place] };
}

function insideOf({ columns, values }, kernel, [rows, across]) {
  const [top, left] = [(kernel.length - 1) / 2, (kernel[0].length - 1) / 2];
  const inner = (_, place) => values[(Math.floor(place / across) + top) * columns + (place % across) + left];
  return { rows, columns: across, values: Float64Array.from({ length: rows * across }, inner) };
}

export function slidingText({ places, at, terms, total, wrong }, { place, in_place: overwritten }) {
  const sum = terms.length > 9 ? `the sum is ${shownSum(total)}` : sumText(terms, total, shownSum);
  const story = `Window ${place + 1} of ${places[0] * places[1]}, row ${at[0]}, column ${at[1]}: ${sum}.`;
  if (!overwritten) return story;
  const count = wrong.filter(Boolean).length;
  return `${story} Written back into the input; ${count} of ${place + 1} sums are wrong so far.`;
}

// Step, play, and back to the start; `total` says how many windows there are.
function player(model, pace, total) {
  let timer = null;
  const play = button("▶ Play", toggle, { class: "dv-button dv-play" });
  function stop() {
    clearInterval(timer);
    timer = null;
    setText(play, "▶ Play");
  }
  const go = (place) => commit(model, { place: Math.min(total() - 1, Math.max(0, place)) });
  const step = () => (model.get("place") + 1 < total() ? go(model.get("place") + 1) : stop());
  function toggle() {
    if (timer) return stop();
    if (model.get("place") + 1 >= total()) go(0);
    timer = setInterval(step, pace);
    setText(play, "❚❚ Pause");
  }
  const by = (count) => () => (stop(), go(model.get("place") + count));
  const ends = [button("To the start", () => (stop(), go(0))), button("To the end", () => (stop(), go(total() - 1)))];
  const node = box("dv-transport", button("◀ Back", by(-1)), play, button("Next ▶", by(1)), ...ends);
  return { node, stop, go: (place) => (stop(), go(place)), playing: () => timer !== null };
}

// Input and output, as numbers or as pixels, and the one place where the window stands.
function boardsOf(model, complaint, go) {
  const few = model.get("values")[0].length <= FEW;
  const edit = (row, column, value) => {
    const values = model.get("values").map((line) => [...line]);
    values[row][column] = value;
    commit(model, { values });
  };
  const [input, output] = few
    ? [numberBoard("input", complaint, edit), numberBoard("output", complaint)]
    : [pixelBoard("Input pixels"), pixelBoard("Output pixels so far")];
  const [left, right] = [figureOf("Input", input.node), figureOf("Output", output.node)];
  if (!few) {
    output.canvas.addEventListener("pointerdown", (event) => go(output.at(event)));
    output.canvas.addEventListener("pointermove", (event) => event.buttons === 1 && go(output.at(event)));
  }
  function update(picture, { place, in_place: overwritten, kernel }) {
    const { input: now, sums, at, wrong, places } = picture;
    input.paint(now, "brightness");
    if (few) input.lock(overwritten);
    input.point(at, kernel.length, kernel[0].length);
    output.paint(sums, few || overwritten ? "brightness" : "signed", { until: place + 1, wrong });
    output.point(at);
    left.rename(`Input ${now.rows} × ${now.columns}${overwritten ? ", overwritten" : few ? ": change it" : ""}`);
    right.rename(`Output ${places[0]} × ${places[1]}`);
  }
  return { nodes: [left.node, right.node], update };
}

// Where sums go, and which operator makes them; to choose stops the playing.
function switchesOf(model, buttons) {
  const choose = (name) => (value) => (buttons.stop(), commit(model, { [name]: value === "yes" }));
  const places = choiceButtons("Where sums go", { no: "New picture", yes: "In place (wrong)" }, choose("in_place"));
  const turns = choiceButtons("Operator", { no: "Cross-correlation", yes: "Convolution" }, choose("turned"));
  const update = ({ in_place: overwritten, turned }) => {
    places.update(overwritten ? "yes" : "no");
    turns.update(turned ? "yes" : "no");
  };
  return { node: box("dv-head", places.node, turns.node), update };
}

// Input, kernel and output side by side; arrow keys ask `onkey` to move the window.
function stageOf([input, output], kernel, onkey) {
  const label = "Window over the input. Arrow keys move it.";
  const figures = box("dv-blocks", input, figureOf("Kernel: change it", kernel).node, output);
  const stage = make("div", { class: "dv-stage", tabindex: 0, role: "application", "aria-label": label }, figures);
  stage.addEventListener("keydown", (event) => event.target === stage && onkey(event.key) && event.preventDefault());
  return stage;
}

function render({ model, el }) {
  const state = () => Object.fromEntries(KEYS.map((name) => [name, model.get(name)]));
  let picture = slidingPicture(state());
  const few = model.get("values")[0].length <= FEW;
  const buttons = player(model, few ? PACE.numbers : PACE.pixels, () => picture.places[0] * picture.places[1]);
  const goTo = ([row, column]) => (buttons.go(row * picture.places[1] + column), true);
  const move = (key) => {
    const next = placeAfterKey(key, picture.at, picture.places);
    return next && goTo(next);
  };
  const complaint = complaintLine();
  const kernel = kernelFields(complaint, (next) => commit(model, { kernel: next }));
  const [switches, boards] = [switchesOf(model, buttons), boardsOf(model, complaint, goTo)];
  const caption = make("p", { class: "dv-caption", "aria-live": "polite" });
  const marks = legend({ inside: "the window, and its sum", changed: "a wrong sum" });
  const parts = [complaint.node, stageOf(boards.nodes, kernel.node, move), caption, marks, buttons.node];
  const root = box("dv-arith dv-convolution", switches.node, ...parts);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const now = state();
    picture = slidingPicture(now);
    kernel.update(now.kernel);
    boards.update(picture, now);
    switches.update(now);
    caption.setAttribute("aria-live", buttons.playing() ? "off" : "polite");
    setText(caption, slidingText(picture, now));
  }
  const stop = listen(model, KEYS, update);
  update();
  return () => (buttons.stop(), stop());
}

export default { render };
