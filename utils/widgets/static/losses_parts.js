// What the widgets of lecture 1 share: a bar with its text, a list of goals with their marks.
import { element } from "./backpropagation_dom.js";
import { paintAttribute, paintText } from "./backpropagation_paint.js";

// A bar for a share from 0 to 1, and a text beside it.
export function meter(kind) {
  const bar = element("span", { class: `dv-loss-bar dv-loss-bar-${kind}` });
  const text = element("span", { class: "dv-loss-bar-text" });
  const node = element("span", { class: "dv-loss-meter" }, element("span", { class: "dv-loss-track" }, bar), text);
  const set = (share, words) => {
    paintAttribute(bar, "style", `width: ${(100 * share).toFixed(2)}%`);
    paintText(text, words);
  };
  return { node, set };
}

// Goals, each with a mark that says whether it is met; `show` takes their texts and the places of those that are.
export function goalList(title) {
  const list = element("ol", { class: "dv-loss-goals" });
  const node = element("div", { class: "dv-loss-tasks" }, element("p", { class: "dv-loss-title", text: title }), list);
  let known = "";
  const show = (texts, met) => {
    const state = JSON.stringify([texts, met]);
    if (state === known) return;
    known = state;
    list.replaceChildren(...texts.map((text, n) => goal(text, met.includes(n))));
  };
  return { node, show };
}

function goal(text, met) {
  const label = met ? "met" : "not yet";
  const mark = element("span", { class: "dv-loss-mark", role: "img", "aria-label": label, text: met ? "✓" : "○" });
  return element("li", { class: met ? "is-met" : "" }, mark, element("span", { text }));
}
