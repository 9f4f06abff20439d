// Back, play and step for anything told in steps. Step 0 is rest; the sentence of each step is announced.
import { button, element } from "./backpropagation_dom.js";
import { paintMarkup, paintText } from "./backpropagation_paint.js";

const PACE = 2600;

// `onStep(n)` draws step n (0 is rest), `rest` is said there, `lead` stands before the buttons; Play and Step call
// `onEmpty` where there is no story yet, or are disabled.
export class Player {
  constructor({ onStep, rest, lead = null, onEmpty = null }) {
    Object.assign(this, { onStep, rest, onEmpty, sentences: [], at: 0, timer: null });
    this.count = element("span", { class: "dv-bp-count" });
    this.sentence = element("p", { class: "dv-bp-told", "aria-live": "polite" });
    this.dots = element("span", { class: "dv-bp-dots", "aria-hidden": "true" });
    this.back = button("◂ Back", () => this.halt(this.at - 1));
    this.toggle = button("▸ Play", () => this.pauseOrPlay(), { class: "dv-bp-button dv-bp-main" });
    this.step = button("Step ▸", () => this.takeStep());
    const about = {
      class: "dv-bp-row dv-bp-player",
      role: "group",
      "aria-label": "steps: arrow keys walk, Home rests",
    };
    const bar = element("div", about, lead, this.back, this.toggle, this.step, this.dots, this.count);
    bar.addEventListener("keydown", (event) => this.followKey(event));
    this.node = element("div", { class: "dv-bp-story" }, bar, this.sentence);
  }

  // New sentences, as HTML, and the step to stand at; nothing is drawn.
  set(sentences, at = 0) {
    if (at === 0) this.stop();
    Object.assign(this, { sentences, at });
    if (at === 0) this.reserve();
    this.show();
  }

  // Room for the longest sentence of the story, so that nothing below it moves from step to step.
  reserve() {
    const lines = this.sentences.map((html) => element("p", { class: "dv-bp-told", html }));
    const ruler = element("div", { class: "dv-bp-ruler", "aria-hidden": "true" }, ...lines);
    this.node.append(ruler);
    const most = Math.max(0, ...lines.map((line) => line.getBoundingClientRect().height));
    ruler.remove();
    this.sentence.style.minHeight = most ? `${Math.ceil(most)}px` : "";
  }

  isAtEnd() {
    return this.at === this.sentences.length;
  }

  go(n) {
    this.at = Math.max(0, Math.min(this.sentences.length, n));
    if (this.isAtEnd()) this.stop();
    this.show();
    this.onStep(this.at);
  }

  halt(n) {
    this.stop();
    this.go(n);
  }

  play() {
    this.stop();
    this.timer = setInterval(() => this.go(this.at + 1), PACE);
    this.go(this.isAtEnd() ? 1 : this.at + 1);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }

  takeStep() {
    if (!this.sentences.length) this.onEmpty();
    if (this.sentences.length) this.halt(this.isAtEnd() ? 1 : this.at + 1);
  }

  pauseOrPlay() {
    if (!this.sentences.length) return this.onEmpty();
    if (!this.timer) return this.play();
    this.stop();
    return this.show();
  }

  show() {
    const { sentences, at, timer } = this;
    const total = sentences.length ? `${sentences.length} steps` : "";
    paintText(this.count, at ? `step ${at} of ${sentences.length}` : total);
    const html = at ? sentences[at - 1] : this.rest;
    paintMarkup(this.sentence, html);
    if (this.dots.children.length !== sentences.length) {
      this.dots.replaceChildren(...sentences.map(() => element("i")));
    }
    [...this.dots.children].forEach((dot, n) => dot.classList.toggle("is-past", n < at));
    paintText(this.toggle, timer ? "‖ Pause" : "▸ Play");
    for (const control of [this.toggle, this.step]) control.disabled = !sentences.length && !this.onEmpty;
    this.back.disabled = at === 0;
  }

  followKey(event) {
    if (event.target.matches("input")) return;
    const next = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: this.sentences.length }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.halt(next);
  }
}
