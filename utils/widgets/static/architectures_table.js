// A network as a table under number fields: what each row leaves behind, and what it has learned.
import { BadNumber, typedNumber, wholeNumber } from "./arithmetic.js";
import { networkRows, specOf, totalSentence } from "./architectures_rows.js";
import { networkTasks } from "./architectures_tasks.js";
import { grouped } from "./conv_arithmetic_goals.js";
import { box, button, commit, complaintLine, keepKeys, listen, make, numberField, setText } from "./conv_arithmetic_dom.js";

function readField({ key, label, limits: [least, most] }, text) {
  const value = wholeNumber(label, typedNumber(text), least);
  if (value > most) throw new BadNumber(key, `${label} must be at most ${most}, got ${value}`);
  return value;
}

function bar(share, kind, text) {
  const fill = make("i", { class: `dv-nets-fill dv-nets-${kind}`, style: `width: ${(100 * share).toFixed(2)}%` });
  const track = make("span", { class: "dv-nets-track" }, fill);
  return make("td", {}, box("dv-nets-meter", track, make("span", { class: "dv-nets-text" }, text)));
}

function tableRow(row, most) {
  const [depth, rows, columns] = row.output;
  const weights = row.weights ? grouped(row.weights) : "none";
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, row.name),
    make("td", { class: "dv-nets-shape" }, rows * columns === 1 ? `${depth}` : `${rows}×${columns}×\u200b${depth}`),
    bar(row.values / most.values, "values", grouped(row.values)),
    bar(row.weights / Math.max(1, most.weights), "weights", weights),
  );
}

function head() {
  const names = ["row", "volume", "values left behind", "weights"];
  return make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name))));
}

function render({ model, el }) {
  const fields = model.get("fields");
  const complaint = complaintLine();
  const body = make("tbody");
  const said = make("p", { class: "dv-nets-said", role: "status", "aria-live": "polite" });
  const controls = fields.map(({ label, limits, hint }) => numberField({ label, limits, hint, onedit: edited }));
  const reset = button("Reset", () => {
    commit(model, { values: { ...model.get("begin") } });
    update();
  });
  const tasks = networkTasks(model);
  const table = make("table", {}, head(), body);
  const root = make("section", { class: "dv-nets", role: "group", "aria-label": model.get("title") });
  root.append(box("dv-fields", controls.map(({ node }) => node), reset), complaint.node, said, tasks.node, table);
  keepKeys(root);
  el.replaceChildren(root);

  function show(values) {
    const spec = specOf(model.get("kind"), values);
    const rows = networkRows(spec);
    const most = { values: 0, weights: 0 };
    for (const row of rows) for (const key of Object.keys(most)) most[key] = Math.max(most[key], row[key]);
    body.replaceChildren(...rows.map((row) => tableRow(row, most)));
    setText(said, totalSentence(rows));
    tasks.show(spec);
  }

  function refuse(sentence) {
    complaint.say(sentence);
    tasks.wait();
  }

  function edited() {
    const values = {};
    controls.forEach(({ blame }) => blame(false));
    for (const [n, field] of fields.entries()) {
      try {
        values[field.key] = readField(field, controls[n].read());
      } catch (problem) {
        if (!(problem instanceof BadNumber)) throw problem;
        controls[n].blame(true);
        refuse(problem.message);
        return;
      }
    }
    attempt(values);
  }

  function attempt(values) {
    try {
      show(values);
    } catch (problem) {
      if (!(problem instanceof BadNumber)) throw problem;
      refuse(problem.message);
      return;
    }
    complaint.say("");
    commit(model, { values });
  }

  function update() {
    const values = model.get("values");
    fields.forEach(({ key }, n) => {
      controls[n].write(String(values[key]));
      controls[n].blame(false);
    });
    complaint.say("");
    show(values);
  }
  update();
  const stop = listen(model, ["values", "task"], update);
  return stop;
}

export default { render };
