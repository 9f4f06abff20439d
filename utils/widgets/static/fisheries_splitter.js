// The split explorer: boats in rows, their frames as letters; what is held out is framed, what leaks is filled.
import { button, choice, element, rootElement } from "./backpropagation_dom.js";
import { listen, pushState } from "./backpropagation_model.js";
import { paintAttribute, paintText } from "./backpropagation_paint.js";
import { readNeighbours, SPLIT_GOALS, splitOf, splitSentence } from "./fisheries_splitting.js";
import { goalList } from "./losses_parts.js";

const KEYS = ["mode", "validation", "met"];

// One boat: may it be learned from, and its frames.
function boatRow(boat, frames, labels, names, onToggle) {
  const box = element("input", { type: "checkbox", onchange: () => onToggle(boat) });
  const label = element("label", { class: "dv-fish-boat" }, box, element("span", { text: `hold out boat ${boat + 1}` }));
  const cells = frames.map((frame) => element("span", { class: "dv-fish-frame", "aria-hidden": "true", text: names[labels[frame]][0] }));
  const note = element("span", { class: "dv-fish-note" });
  const strip = element("span", { class: "dv-fish-strip" }, ...cells);
  const node = element("div", { class: "dv-fish-boat-row" }, label, strip, note);
  const update = ({ held, leaks, leaked }, byBoat) => {
    const out = frames.filter((frame) => held[frame]);
    box.disabled = !byBoat;
    box.checked = out.length === frames.length;
    box.indeterminate = !byBoat;
    cells.forEach((cell, place) => {
      cell.classList.toggle("is-held", held[frames[place]]);
      cell.classList.toggle("is-leak", leaks[frames[place]]);
    });
    const many = out.filter((frame) => leaks[frame]).length;
    paintText(note, !out.length || leaked === null ? "" : many ? `${many} of ${out.length} leak` : "no leak");
  };
  return { node, update };
}

class Splitter {
  constructor(model) {
    this.model = model;
    this.names = model.get("names");
    this.neighbours = readNeighbours(model.get("neighbours"));
    const [labels, boats] = ["labels", "boats"].map((key) => model.get(key));
    const numbers = [...new Set(boats)].sort((first, second) => first - second);
    this.rows = numbers.map((boat) => {
      const frames = boats.flatMap((other, frame) => (other === boat ? [frame] : []));
      return boatRow(boat, frames, labels, this.names, (one) => this.toggle(one));
    });
    this.mode = choice(
      "hold out",
      [
        { value: "image", html: "every fourth frame" },
        { value: "boat", html: "whole boats" },
      ],
      (mode) => this.push({ mode }),
    );
    const again = button("start again", () => this.push({ mode: "boat", validation: [] }));
    this.said = element("p", { class: "dv-loss-said", role: "status", "aria-live": "polite" });
    this.goals = goalList("Can you find …");
    const key = `Letters: ${this.names.join(", ")}. Framed: held out. Filled: its nearest frame in training is of its own boat.`;
    this.node = element("div", {}, element("div", { class: "dv-bp-row dv-loss-buttons" }, this.mode.node, again));
    this.node.append(...this.rows.map(({ node }) => node), element("p", { class: "dv-fish-key", text: key }));
    this.node.append(this.said, this.goals.node);
  }

  toggle(boat) {
    const before = this.model.get("validation");
    const validation = before.includes(boat) ? before.filter((one) => one !== boat) : [...before, boat];
    this.push({ validation: validation.sort((first, second) => first - second) });
  }

  push(changes) {
    pushState(this.model, changes);
    this.update();
  }

  update() {
    const [labels, boats, mode, validation] = ["labels", "boats", "mode", "validation"].map((key) => this.model.get(key));
    const classes = this.names.length;
    const split = splitOf({ labels, boats, mode, validation, neighbours: this.neighbours, classes });
    this.mode.set(mode);
    this.rows.forEach((row) => row.update(split, mode === "boat"));
    paintText(this.said, splitSentence(split, this.names));
    paintAttribute(this.node, "data-leaked", split.leaked ?? "");
    this.judge(split);
  }

  judge(split) {
    const before = this.model.get("met");
    const now = SPLIT_GOALS.flatMap(({ met }, n) => (before.includes(n) || met(split) ? [n] : []));
    this.goals.show(
      SPLIT_GOALS.map(({ text }) => text),
      now,
    );
    if (now.length > before.length) pushState(this.model, { met: now });
  }
}

function renderSplitter({ model, el }) {
  const root = rootElement("dv-fish", "Split explorer: which frames are held out, and what they give away");
  const splitter = new Splitter(model);
  root.append(splitter.node);
  el.replaceChildren(root);
  splitter.update();
  return listen(model, KEYS, () => splitter.update());
}

export default { render: renderSplitter };
