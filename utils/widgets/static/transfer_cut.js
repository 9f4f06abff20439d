// A trunk as a column of blocks with a cut that a slider moves: below it frozen, above it trained.
import { box, button, commit, goalPanel, keepKeys, listen, make, setText, uniqueId } from "./conv_arithmetic_dom.js";
import { grouped } from "./conv_arithmetic_goals.js";
import { cutLines, cutSentences } from "./transfer_numbers.js";

function bar(share, text) {
  const fill = make("i", { class: "dv-cut-fill", style: `width: ${(100 * share).toFixed(2)}%` });
  return make("td", {}, box("dv-cut-meter", make("span", { class: "dv-cut-track" }, fill), make("span", { class: "dv-cut-text" }, text)));
}

function blockRow(block, trained, most, score) {
  return make(
    "tr",
    { class: trained ? "dv-cut-trained" : "dv-cut-frozen" },
    make("th", { scope: "row" }, block.name),
    make("td", {}, trained ? "trained" : "frozen"),
    bar(block.weights / most.weights, grouped(block.weights)),
    bar(block.multiply_adds / most.multiply_adds, (block.multiply_adds / 1e6).toFixed(1)),
    make("td", {}, score === undefined ? "" : score.toFixed(3)),
  );
}

function head() {
  const names = ["block", "now", "weights", "million multiply-adds", "log-loss, cut here"];
  return make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name))));
}

function render({ model, el }) {
  const [blocks, scores] = [model.get("blocks"), model.get("scores")];
  const most = { weights: 1, multiply_adds: 1 };
  for (const block of blocks) for (const key of Object.keys(most)) most[key] = Math.max(most[key], block[key]);
  const id = uniqueId();
  const slide = (event) => commit(model, { first: Number(event.target.value) });
  const slider = make("input", { id, type: "range", min: 0, max: blocks.length - 1, step: 1, oninput: slide });
  const label = make("label", { for: id }, "First block that is trained");
  const shown = make("output", { for: id });
  const reset = button("Reset", () => commit(model, { first: model.get("begin") }));
  const said = make("p", { class: "dv-cut-said", role: "status", "aria-live": "polite" });
  const body = make("tbody");
  const goals = () => model.get("tasks")[model.get("task") % model.get("tasks").length];
  const another = () => commit(model, { task: (model.get("task") + 1) % model.get("tasks").length });
  const panel = goalPanel("Your task: a cut with", another, "Done: every goal is met, and no other cut meets them.");
  const table = make("table", {}, head(), body);
  const root = make("section", { class: "dv-cut", role: "group", "aria-label": "A trunk, cut in two" });
  root.append(box("dv-fields", box("dv-field", label, slider), shown, reset), said, panel.node, table);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const first = model.get("first");
    slider.value = first;
    slider.setAttribute("aria-valuetext", blocks[first].name);
    setText(shown, blocks[first].name);
    setText(said, cutSentences(blocks, scores, first).join(" "));
    body.replaceChildren(...blocks.map((block, place) => blockRow(block, place >= first, most, scores[place])));
    panel.show(cutLines(goals(), blocks, scores, first));
  }
  update();
  return listen(model, ["first", "task"], update);
}

export default { render };
