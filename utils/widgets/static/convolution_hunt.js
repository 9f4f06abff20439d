// The hunt: what a secret kernel makes of a photo is shown, and weights are typed until yours makes the same of it.

import { crossCorrelate, halfTurn, kernelSum, pictureFromText, sameKernel, shownSum } from "./convolution.js";
import { box, button, commit, complaintLine, keepKeys, listen, make, setText } from "./conv_arithmetic_dom.js";
import { figureOf, kernelFields, pixelBoard } from "./convolution_parts.js";

const KEYS = ["level", "kernel", "hints", "solved"];
const CLOSE = 0.5; // grey levels
const COPY = [
  [0, 0, 0],
  [0, 1, 0],
  [0, 0, 0],
];

export function meanDifference(first, second) {
  return (
    first.values.reduce((sum, value, place) => sum + Math.abs(value - second.values[place]), 0) / first.values.length
  );
}

// Hints, from general to particular; the last one gives a row away.
export function huntHints(secret) {
  const alike = sameKernel(secret, halfTurn(secret));
  const zeros = secret.flat().filter((weight) => !weight).length;
  return [
    `Its weights sum to ${shownSum(kernelSum(secret))}.`,
    `It looks ${alike ? "the same" : "different"} after half a turn.`,
    zeros ? `Of its nine weights ${zeros} ${zeros === 1 ? "is" : "are"} zero.` : "None of its weights is zero.",
    `Its middle row is ${secret[1].map(shownSum).join(", ")}.`,
  ];
}

export function huntText(gap, found, wasFound) {
  if (found) return "Found: both pictures are the same.";
  const text = `Yours differs by ${shownSum(gap)} grey levels on average.`;
  return wasFound ? `${text} (You have found this one before.)` : text;
}

// One button for each secret; those that were found are marked by more than their colour.
function levelButtons(count, choose) {
  const buttons = Array.from({ length: count }, (_, level) =>
    button(String(level + 1), () => choose(level), { class: "dv-level" }),
  );
  const node = make("div", { class: "dv-levels", role: "group", "aria-label": "Secret kernels" }, ...buttons);
  const update = (level, solved) =>
    buttons.forEach((one, place) => {
      const done = solved.includes(place);
      setText(one, `${place + 1}${done ? " ✓" : ""}`);
      one.classList.toggle("dv-done", done);
      one.setAttribute("aria-label", `secret kernel ${place + 1}${done ? ", found" : ""}`);
      if (place === level) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
  return { node, update };
}

function boardsOf() {
  const boards = ["The photo", "What the secret kernel makes of it", "What yours makes of it"].map((name) =>
    pixelBoard(name),
  );
  const titles = ["Photo", "Secret kernel", "Yours"];
  const figures = boards.map((board, index) => figureOf(titles[index], board.node));
  for (const board of boards) board.frame.hidden = true;
  function update(photo, target, own) {
    boards[0].paint(photo, "brightness");
    boards[1].paint(target, "signed");
    boards[2].paint(own, "signed", { like: target });
  }
  return { node: box("dv-photos dv-three", ...figures.map((figure) => figure.node)), update };
}

function render({ model, el }) {
  const complaint = complaintLine();
  const photo = pictureFromText(model.get("photo"));
  const secrets = model.get("secrets");
  const targets = secrets.map((secret) => crossCorrelate(photo, secret));
  const choose = (level) => commit(model, { level, kernel: COPY, hints: 0 });
  const levels = levelButtons(secrets.length, choose);
  const kernel = kernelFields(complaint, (next) => commit(model, { kernel: next }));
  const boards = boardsOf();
  const verdict = make("p", { class: "dv-verdict", role: "status" });
  const hints = make("ul", { class: "dv-hints", "aria-live": "polite" });
  const more = button("A hint", () => commit(model, { hints: model.get("hints") + 1 }));
  const next = button("Next kernel", () => choose((model.get("level") + 1) % secrets.length));
  const side = figureOf("Kernel: change it", kernel.node).node;
  const parts = [complaint.node, box("dv-bench", boards.node, side), verdict, hints, box("dv-transport", more, next)];
  const root = box("dv-arith dv-convolution", levels.node, ...parts);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const level = model.get("level");
    const own = crossCorrelate(photo, model.get("kernel"));
    const gap = meanDifference(own, targets[level]);
    const wasFound = model.get("solved").includes(level);
    if (gap < CLOSE && !wasFound) commit(model, { solved: [...model.get("solved"), level] });
    kernel.update(model.get("kernel"));
    boards.update(photo, targets[level], own);
    levels.update(level, model.get("solved"));
    setText(verdict, huntText(gap, gap < CLOSE, wasFound));
    const known = huntHints(secrets[level]);
    hints.replaceChildren(...known.slice(0, model.get("hints")).map((hint) => make("li", {}, hint)));
    more.disabled = model.get("hints") >= known.length;
  }
  const stop = listen(model, KEYS, update);
  update();
  return stop;
}

export default { render };
