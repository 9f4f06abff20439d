// The task of the microscope as the page shows it: a seed, what is asked, a check and what it says.
import { button, element, writeSentence } from "./backpropagation_dom.js";
import { createSeedForm } from "./backpropagation_seed.js";
import { checkTask, makeTask } from "./backpropagation_tasks.js";

// `look()` returns what stands on the page, { net, parameter }; `onGive(task)` puts its network there, `drop()` puts
// the task away.
export function createTaskPanel({ seed, look, onGive, onCheck }) {
  const asked = element("p", { class: "dv-bp-asked", "aria-live": "polite" });
  const said = element("p", { class: "dv-bp-said", "aria-live": "polite" });
  let task = null;
  const say = (done, text) => {
    writeSentence(said, text);
    said.dataset.done = done;
  };
  const check = button(
    "Check",
    () => {
      const { net, parameter } = look();
      const { done, message } = checkTask(task, net, parameter);
      say(done, message);
      onCheck(done);
    },
    { class: "dv-bp-button dv-bp-main", disabled: true },
  );
  const give = (chosen) => {
    task = makeTask(chosen);
    writeSentence(asked, task.text);
    say(false, "The network above has new numbers.");
    check.disabled = false;
    onGive(task);
  };
  const drop = () => {
    if (!task) return;
    task = null;
    asked.textContent = "";
    say(false, "The task is put away with its numbers: “Give me a task” brings it back.");
    check.disabled = true;
  };
  const form = createSeedForm({
    start: seed,
    text: "Give me a task",
    about: "which task, with which numbers",
    onSeed: give,
  });
  const row = element("div", { class: "dv-bp-row" }, form, check);
  return { node: element("div", { class: "dv-bp-task" }, row, asked, said), drop };
}
