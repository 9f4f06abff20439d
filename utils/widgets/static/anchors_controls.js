// Controls of the anchor bench that are native inputs with labels: one of a list, some of a list, yes or no; a table.

import { box, make, setText, uniqueId } from "./conv_arithmetic_dom.js";

export function selectOf(label, values, onchange) {
  const id = uniqueId();
  const options = values.map((value) => make("option", { value }, String(value)));
  const select = make("select", { id, class: "dv-select", onchange: (event) => onchange(Number(event.target.value)) }, options);
  return { node: box("dv-field", make("label", { for: id }, label), select), show: (value) => (select.value = String(value)) };
}

export function switchOf(label, onchange) {
  const input = make("input", { type: "checkbox", onchange: (event) => onchange(event.target.checked) });
  return { node: make("label", { class: "dv-check" }, input, label), show: (value) => (input.checked = value) };
}

// Some of a list, at least one: the last that is left cannot be taken away.
export function choicesOf(title, values, now, onchange) {
  const switches = values.map((value) =>
    switchOf(String(value), (wanted) => {
      const chosen = values.filter((one) => (one === value ? wanted : now().includes(one)));
      if (chosen.length) onchange(chosen);
      else show(now());
    }),
  );
  const node = make("fieldset", { class: "dv-choices" }, make("legend", {}, title), switches.map((one) => one.node));
  const show = (chosen) => values.forEach((value, place) => switches[place].show(chosen.includes(value)));
  return { node, show };
}

// A table under a title: rows [kind, cells], first cell a row's heading.
export function tableOf(title, heads) {
  const body = make("tbody");
  const note = make("caption");
  const head = make("thead", {}, make("tr", {}, heads.map((name) => make("th", { scope: "col" }, name))));
  const node = make("table", { class: "dv-list", "aria-label": title }, note, head, body);
  const rowOf = ([kind, [first, ...others]]) =>
    make("tr", { class: `dv-row-${kind}` }, make("th", { scope: "row" }, first), others.map((text) => make("td", {}, text)));
  return { node, update: (rows) => body.replaceChildren(...rows.map(rowOf)), say: (text) => setText(note, text) };
}
