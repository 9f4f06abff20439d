// One question: its texts, an input, and immediate feedback; everything is computed in the page.

import { Unreadable } from "./answers.js";
import { verdictOn } from "./judging.js";

const LETTERS = "abcdefghij";
const TRIED_AFTER = "Not this one (you have solved it).";
const ICONS = {
  right: "M4 10.5 8.2 14.6 16 6",
  wrong: "M5.5 5.5 14.5 14.5 M14.5 5.5 5.5 14.5",
  unreadable: "M10 4.6 10 11.2 M10 15 10 15.2",
};

export default {
  render({ model, el }) {
    const view = new QuizView(el);
    const show = () => view.show(model.get("question"));
    model.on("change:question", show);
    show();
    return () => model.off("change:question", show);
  },
};

class QuizView {
  constructor(el) {
    this.root = make("div", "dv-quiz mathjax_ignore tex2jax_ignore");
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.setAttribute("role", "group");
    this.root.addEventListener("keydown", (event) => this.pressed(event));
    el.replaceChildren(this.root);
  }

  show(question) {
    this.question = question;
    this.tried = new Set();
    this.solved = 0;
    this.name = `dv-quiz-${question.id}-${Math.random().toString(36).slice(2, 8)}`;
    this.input = question.options.length ? this.optionList() : this.field();
    this.attempts = make("span", "dv-quiz-attempts");
    this.feedback = make("div", "dv-quiz-feedback");
    this.feedback.setAttribute("role", "status");
    this.feedback.setAttribute("aria-live", "polite");
    this.root.replaceChildren(this.head(), this.prompt(), this.input.element, this.foot(), this.feedback);
    this.root.setAttribute("aria-labelledby", `${this.name}-prompt`);
    this.mark("");
  }

  head() {
    const title = this.question.claim ? "What is wrong with this claim?" : "Question";
    const head = make("div", "dv-quiz-head");
    head.append(make("span", "dv-quiz-badge", title), this.attempts);
    return head;
  }

  prompt() {
    const prompt = make("div", "dv-quiz-prompt");
    prompt.id = `${this.name}-prompt`;
    if (this.question.claim) {
      const claim = make("div", "dv-quiz-claim");
      claim.setAttribute("role", "blockquote");
      claim.innerHTML = this.question.claim;
      prompt.append(claim);
    }
    prompt.insertAdjacentHTML("beforeend", this.question.prompt);
    return prompt;
  }

  field() {
    const { unit, orNone } = this.question.reading;
    const label = make("label", "dv-quiz-label", "Your answer");
    const input = make("input", "dv-quiz-input");
    label.htmlFor = input.id = `${this.name}-input`;
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
    input.setAttribute("autocapitalize", "off");
    input.setAttribute("aria-describedby", `${this.name}-format`);
    input.addEventListener("input", () => this.mark(""));
    const row = make("div", "dv-quiz-row");
    row.append(label, input);
    if (unit) row.append(make("span", "dv-quiz-unit", unit));
    if (orNone) row.append(this.noneButton(input, orNone));
    row.append(this.checkButton());
    return { element: row, read: () => input.value, focus: () => input.focus() };
  }

  noneButton(input, phrase) {
    const button = make("button", "dv-quiz-none", phrase);
    button.type = "button";
    button.setAttribute("aria-label", `Answer: ${phrase}`);
    button.addEventListener("click", () => {
      input.value = phrase;
      this.mark("");
      input.focus();
    });
    return button;
  }

  checkButton() {
    const button = make("button", "dv-quiz-check", "Check");
    button.type = "button";
    button.addEventListener("click", () => this.submit());
    return button;
  }

  optionList() {
    const several = this.question.kind === "choices";
    const list = make("div", "dv-quiz-options");
    list.setAttribute("role", several ? "group" : "radiogroup");
    list.setAttribute("aria-labelledby", `${this.name}-prompt`);
    const boxes = this.question.options.map((html, place) => {
      const box = make("input", "dv-quiz-box");
      Object.assign(box, { type: several ? "checkbox" : "radio", name: this.name, value: LETTERS[place] });
      box.addEventListener("change", () => this.mark(""));
      const option = make("label", "dv-quiz-option");
      const words = make("span", "dv-quiz-words");
      words.innerHTML = html;
      option.append(box, make("span", "dv-quiz-letter", LETTERS[place]), words);
      list.append(option);
      return box;
    });
    const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
    return { element: list, read, focus: () => (boxes.find((box) => box.checked) ?? boxes[0]).focus() };
  }

  foot() {
    const foot = make("div", "dv-quiz-foot");
    const format = make("span", "dv-quiz-format", this.question.format);
    format.id = `${this.name}-format`;
    foot.append(format);
    if (this.question.options.length) foot.append(this.checkButton());
    return foot;
  }

  pressed(event) {
    if (event.key !== "Tab" && event.key !== "Escape") event.stopPropagation();
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    try {
      const verdict = verdictOn(this.question, this.input.read());
      this.tried.add(verdict.canonical);
      if (verdict.correct) this.solved ||= this.tried.size;
      this.mark(verdict.correct ? "right" : "wrong");
      this.say(this.word(verdict.correct), verdict.html);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.mark("unreadable");
      this.say("", "", error.message);
      this.input.focus();
    }
  }

  /** The strong word of a verdict: who has solved it may try wrong answers for their hints, and loses nothing. */
  word(correct) {
    const { right, wrong } = this.question.verdicts;
    if (correct) return right;
    return this.solved ? TRIED_AFTER : wrong;
  }

  /** Colour the card by the state of the answer that stands in it now; "" while it has not been checked. */
  mark(state) {
    this.root.dataset.state = state;
    const count = this.tried.size;
    const attempts = count ? `${count} attempt${count === 1 ? "" : "s"}` : "";
    this.attempts.textContent = this.solved ? `solved on attempt ${this.solved}` : attempts;
  }

  /** Say the verdict: a strong word, then HTML of the question's own, or a sentence as plain text. */
  say(word, html, sentence = "") {
    const text = make("div", "dv-quiz-said", sentence);
    if (html) text.innerHTML = html;
    if (word) (text.querySelector("p") ?? text).prepend(make("strong", "dv-quiz-verdict", word), " ");
    this.feedback.replaceChildren(icon(this.root.dataset.state), text);
  }
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function icon(state) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "dv-quiz-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[state]);
  svg.append(path);
  return svg;
}
