// A form of the test before and after the course: questions, fields, and the answers as a file to hand in.

export default {
  render({ model, el }) {
    const sheet = new Sheet(model.get("form"), model.get("items"));
    el.replaceChildren(sheet.root);
  },
};

class Sheet {
  constructor(form, items) {
    this.form = form;
    this.root = make("form", "dv-sheet mathjax_ignore tex2jax_ignore");
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.setAttribute("aria-label", `Form ${form.toUpperCase()}`);
    this.root.addEventListener("submit", (event) => this.save(event));
    this.root.addEventListener("keydown", (event) => event.key !== "Tab" && event.stopPropagation());
    this.root.addEventListener("input", () => this.count());
    this.name = field("Your name, as your instructor knows it", "");
    this.name.input.autocomplete = "name";
    const list = make("ol", "dv-sheet-items");
    this.fields = items.map((item) => {
      const row = make("li", "dv-sheet-item");
      const prompt = make("div", "dv-sheet-prompt");
      prompt.innerHTML = item.prompt;
      const answer = field("Answer", item.unit, item.format);
      row.append(prompt, answer.element);
      list.append(row);
      return [item.concept, answer.input];
    });
    this.state = make("p", "dv-sheet-state");
    this.state.setAttribute("role", "status");
    const button = make("button", "dv-sheet-save", "Save my answers");
    this.text = make("textarea", "dv-sheet-text");
    Object.assign(this.text, { readOnly: true, hidden: true, rows: 4 });
    this.text.setAttribute("aria-label", "Your answers, to copy where a file cannot be saved");
    this.root.append(this.name.element, list, this.state, button, this.text);
    this.count();
  }

  count() {
    const given = this.fields.filter(([, input]) => input.value.trim()).length;
    this.state.textContent = `${given} of ${this.fields.length} answered. An empty field counts as "I do not know yet".`;
  }

  save(event) {
    event.preventDefault();
    const student = this.name.input.value.trim();
    if (!student) {
      this.state.textContent = "Your name is missing: nobody could tell whose answers these are.";
      this.name.input.focus();
      return;
    }
    const answers = Object.fromEntries(this.fields.map(([concept, input]) => [concept, input.value.trim()]));
    const text = JSON.stringify({ form: this.form, student, answers }, null, 1);
    const file = `form-${this.form}-${student.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}.json`;
    const link = make("a", "");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = file;
    link.click();
    URL.revokeObjectURL(link.href);
    Object.assign(this.text, { value: text, hidden: false });
    this.state.textContent = `Saved as ${file}: hand this file in. Where nothing was saved, hand in the text below.`;
  }
}

function field(name, unit, format = "") {
  const element = make("label", "dv-sheet-field");
  const input = make("input", "dv-sheet-input");
  Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
  element.append(make("span", "dv-sheet-name", name), input);
  if (unit) element.append(make("span", "dv-sheet-unit", unit));
  if (format) element.append(make("span", "dv-sheet-format", format));
  return { element, input };
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
