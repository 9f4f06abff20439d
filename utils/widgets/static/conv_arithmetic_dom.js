// Small things every view here is made of: elements, number fields, announcements.

const SVG = "http://www.w3.org/2000/svg";

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export function make(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

export function draw(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

export function box(name, ...children) {
  return make("div", { class: name }, ...children);
}

export function uniqueId() {
  return `dv-${Math.random().toString(36).slice(2, 10)}`;
}

export function button(label, onclick, attributes = {}) {
  return make("button", { type: "button", class: "dv-button", onclick, ...attributes }, label);
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// JupyterLab listens to keys too: what is handled here, or typed into a field, stays here.
export function keepKeys(root) {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  root.addEventListener("keydown", (event) => event.stopPropagation());
}

// Steps every number in a text, so that "5x9" becomes "6x10"; text without a number starts at the least.
export function steppedText(text, by, [least, most]) {
  const clamp = (value) => Math.min(most, Math.max(least, value));
  const found = /^\s*[+-]?\d+(\s*[x×]\s*\d+)?\s*$/.test(text);
  return found ? text.trim().replace(/[+-]?\d+/g, (number) => clamp(Number(number) + by)) : String(least);
}

function spinInput(id, hint, limits, letters) {
  return make("input", {
    id,
    class: "dv-number",
    style: `width: ${Math.max(2.2, 0.64 * letters + 0.8)}em`,
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    role: "spinbutton",
    title: hint,
    "aria-valuemin": limits[0],
    "aria-valuemax": limits[1],
  });
}

// A labelled whole number with a smaller and a larger button; arrow keys step it too. Text is kept as typed.
export function numberField({ label, hint, limits, onedit, letters = String(limits[1]).length }) {
  const id = uniqueId();
  const input = spinInput(id, hint, limits, letters);
  const keys = { ArrowUp: 1, ArrowDown: -1 };
  const step = (by, event) => {
    event.preventDefault();
    input.value = steppedText(input.value, by, limits);
    edited();
  };
  const tell = () => {
    input.setAttribute("aria-valuenow", parseInt(input.value, 10) || 0);
    input.setAttribute("aria-valuetext", input.value);
  };
  const edited = () => {
    tell();
    onedit();
  };
  input.addEventListener("input", edited);
  input.addEventListener("keydown", (event) => event.key in keys && step(keys[event.key], event));
  const stepper = (sign, by, word) =>
    button(sign, (event) => step(by, event), { class: "dv-step", tabindex: -1, "aria-label": `${word} ${label}` });
  const steppers = box("dv-stepper", stepper("−", -1, "smaller"), input, stepper("+", 1, "larger"));
  return {
    node: box("dv-field", make("label", { for: id }, label), steppers),
    input,
    read: () => input.value,
    write: (text) => {
      if (input.value !== text) input.value = text;
      tell();
    },
    blame: (wrong) => input.setAttribute("aria-invalid", String(wrong)),
  };
}

// One clear sentence about bad input; empty and out of sight otherwise. `onjudged` is told whether all is well.
export function complaintLine(onjudged = () => {}) {
  const node = make("p", { class: "dv-complaint", role: "alert", hidden: true });
  return {
    node,
    say: (sentence) => {
      node.hidden = !sentence;
      setText(node, sentence ? `${sentence}. The last good numbers still count.` : "");
      onjudged(!sentence);
    },
  };
}

// What the marks mean: a swatch and a word for each name of a mark.
export function legend(words) {
  const key = ([name, word]) =>
    make("span", { class: "dv-key" }, make("i", { class: `dv-swatch dv-swatch-${name}` }), word);
  return make("p", { class: "dv-legend" }, Object.entries(words).map(key));
}

// Calls back with the width that a view has, now and when it changes; returns what stops it.
export function watchWidth(node, callback) {
  let known = 0;
  const observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width && width !== known) callback((known = width));
  });
  observer.observe(node);
  return () => observer.disconnect();
}

// Listens to some keys of the model, once for all that change together; returns what stops listening.
export function listen(model, keys, callback) {
  let [waiting, stopped] = [false, false];
  const run = () => {
    waiting = false;
    if (!stopped) callback();
  };
  const soon = () => {
    if (!waiting) queueMicrotask(run);
    waiting = true;
  };
  for (const key of keys) model.on(`change:${key}`, soon);
  return () => {
    stopped = true;
    for (const key of keys) model.off(`change:${key}`, soon);
  };
}

// Keeps a view up to date: draws it now, when the width of `node` changes (first told to `resize`), and when one of the
// model's keys does; returns what stops both.
export function keepDrawn(node, model, keys, resize, update) {
  const stopWatching = watchWidth(node, (width) => {
    resize(width);
    update();
  });
  const stopListening = listen(model, keys, update);
  update();
  return () => {
    stopWatching();
    stopListening();
  };
}

export function commit(model, changes) {
  for (const [key, value] of Object.entries(changes)) model.set(key, value);
  model.save_changes();
}

// One goal of a task: its text, whether it is met, and a hint if not.
export function goalItem({ text, met, hint }) {
  const mark = make("span", { class: "dv-mark", role: "img", "aria-label": met ? "met" : "not yet" }, met ? "✓" : "○");
  return make(
    "li",
    { class: met ? "dv-met" : "dv-missed" },
    mark,
    make("span", {}, text, hint ? make("span", { class: "dv-hint" }, ` — ${hint}`) : ""),
  );
}

const MORE_WAYS = "Done: every goal is met. There are more ways than yours.";

// A task: what is asked, line by line, whether it is met (`praise` says so), and a way to have another one.
export function goalPanel(text, onnext, praise = MORE_WAYS) {
  const list = make("ul", { class: "dv-goals" });
  const verdict = make("p", { class: "dv-verdict", role: "status" });
  const head = box("dv-task-head", make("p", { class: "dv-title" }, text), button("Another task", onnext));
  const node = make("section", { class: "dv-task", role: "group", "aria-label": "Task" }, head, list, verdict);
  const show = (lines) => {
    list.replaceChildren(...lines.map(goalItem));
    const done = lines.every((line) => line.met);
    setText(verdict, done ? praise : "");
  };
  // The goals alone, while nothing that is shown can be judged by them; `why` says what to do about it.
  const wait = (texts, why = "Mend the numbers first.") => {
    list.replaceChildren(...texts.map((goal) => goalItem({ text: goal, met: false, hint: "" })));
    setText(verdict, why);
  };
  return { node, show, wait };
}
