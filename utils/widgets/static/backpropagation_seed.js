// The number of a task typed and a button that deals it; what is no such number is answered in one sentence.
import { button, element } from "./backpropagation_dom.js";

function readSeed(text) {
  const plain = text.trim();
  if (/^\d{1,6}$/.test(plain)) return { seed: Number(plain), sentence: "" };
  const got = plain ? `“${plain.slice(0, 20)}”` : "nothing";
  return { seed: null, sentence: `The task number must be a whole number from 0 to 999999, got ${got}.` };
}

export function createSeedForm({ start, text, about, onSeed }) {
  const field = element("input", {
    type: "text",
    inputmode: "numeric",
    class: "dv-bp-number",
    value: String(start),
    "aria-label": `task number: ${about}`,
    title: about,
  });
  const trouble = element("span", { class: "dv-bp-trouble", role: "alert" });
  const deal = () => {
    const { seed, sentence } = readSeed(field.value);
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    trouble.textContent = sentence;
    if (!sentence) onSeed(seed);
  };
  field.addEventListener("keydown", (event) => event.key === "Enter" && deal());
  const label = element("label", { class: "dv-bp-field" }, element("span", { text: "task no." }), field);
  return element("div", { class: "dv-bp-row" }, label, button(text, deal), trouble);
}
