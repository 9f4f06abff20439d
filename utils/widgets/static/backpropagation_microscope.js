// The backprop microscope: a network to click, the error's story, the derivative of any parameter as a sum over paths.
// In the chapter "paths" it knows the branch of x only, and nothing of errors.
import { choice, element, rootElement, watchWidth } from "./backpropagation_dom.js";
import { createInspector, createNumberTables } from "./backpropagation_inspector.js";
import { idsOfParameter } from "./backpropagation_layout.js";
import { listen, pushState, readNetwork, readStart, stateOf } from "./backpropagation_model.js";
import { measure, writeParameter } from "./backpropagation_network.js";
import { readName, typeParameter } from "./backpropagation_notation.js";
import { paintText } from "./backpropagation_paint.js";
import { createPathPanel, idsOfPaths } from "./backpropagation_paths.js";
import { createPicture } from "./backpropagation_picture.js";
import { Player } from "./backpropagation_player.js";
import { randomNetwork } from "./backpropagation_random.js";
import { neuronToReach, tellErrorDistribution, tellRecursion } from "./backpropagation_story.js";
import { createStoryChoice, createSwitches } from "./backpropagation_switches.js";
import { createTaskPanel } from "./backpropagation_task_panel.js";

const SHARED = ["sizes", "x", "x_c", "weights", "biases", "selected", "branch", "of"];
const REST = "Press Play or Step to send an error back from the output, or select any edge or neuron.";
const MOVED = "This story needs a neuron that feeds several others: here is 4-3-3-1. The other story brings back yours.";

class Microscope {
  constructor(model, root) {
    Object.assign(this, { model, root, width: 0, picture: null, traced: null, pushing: false });
    Object.assign(this, { story: "distribution", left: null });
    this.errors = model.get("chapter") !== "paths";
    this.read();
    this.build();
    this.stopListening = listen(model, SHARED, () => this.follow());
    this.stopWatching = watchWidth(this.stage, (width) => this.draw(width));
  }

  read() {
    const { net, sentence } = readNetwork(this.model);
    this.net = net ?? this.net ?? randomNetwork([4, 2, 1], 0);
    this.sentence = sentence;
    this.branch = this.errors && this.model.get("branch") === "s_c" ? 1 : 0;
    this.of = this.model.get("of") === "J" ? "J" : "s";
    this.parameter = readName(this.model.get("selected"), this.net.sizes) ?? this.firstWeight();
  }

  firstWeight() {
    return { kind: "W", k: 1, i: 0, j: this.net.sizes[0] - 1 };
  }

  // The network it began with, whatever has been done to it since.
  start() {
    return readStart(this.model) ?? this.net;
  }

  build() {
    const { errors } = this;
    this.stage = element("div", { class: "dv-bp-stage" });
    this.trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
    this.storyChoice = createStoryChoice((value) => this.tellStory(value));
    this.player = new Player({ onStep: () => this.refresh(), rest: REST, lead: this.storyChoice.node });
    this.switches = createSwitches({
      first: this.start().sizes.join("-"),
      errors,
      onNetwork: (value) => this.begin(this.networkNamed(value)),
      onOf: (value) => this.set({ of: value }),
      onAgain: () => this.begin(this.start()),
    });
    this.branchChoice = choice(
      "branch",
      [
        { value: "0", html: "<i>x</i> → <i>s</i>" },
        { value: "1", html: "<i>x</i><sub>c</sub> → <i>s</i><sub>c</sub>" },
      ],
      (value) => this.set({ branch: Number(value) }),
    );
    this.inspector = createInspector({
      onValue: (value) => this.change(this.parameter, value),
      branchChoice: errors ? this.branchChoice : null,
    });
    this.paths = createPathPanel({
      errors,
      onTrace: (ids) => {
        this.traced = ids;
        this.refreshPicture();
      },
    });
    this.tables = createNumberTables((parameter, value) => this.change(parameter, value), errors ? 2 : 1);
    const left = element("div", {}, this.inspector.node, errors ? this.paths.objective : null);
    const columns = element("div", { class: "dv-bp-columns" }, left, this.paths.node);
    const parts = [this.switches.node, this.trouble, this.stage, errors ? this.player.node : null, columns];
    this.root.append(...parts.filter(Boolean), ...this.buildSections());
    this.retell();
  }

  networkNamed(name) {
    const start = this.start();
    const sizes = name.split("-").map(Number);
    return name === start.sizes.join("-") ? start : randomNetwork(sizes, this.model.get("seed") ?? 0);
  }

  // The second story needs a neuron with several neurons above it; the first gives back what was left for that.
  tellStory(story) {
    this.story = story;
    const spread = this.net.sizes.slice(2).some((size) => size > 1);
    if (story === "recursion" && !spread) {
      const left = { net: this.net, parameter: this.parameter };
      this.load(this.networkNamed("4-3-3-1"));
      this.leave(left);
    } else if (story === "distribution" && this.left) {
      const { net, parameter } = this.left;
      this.load(net, parameter);
    }
    this.retell();
    this.refresh();
  }

  leave(left) {
    this.left = left;
    this.player.rest = left ? MOVED : REST;
  }

  buildSections() {
    const opened = this.model.get("opened") ?? [];
    const section = (name, title, node) => {
      const summary = element("summary", { text: title });
      const ontoggle = () => this.tables.update(this.net);
      return element("details", { class: "dv-bp-section", open: opened.includes(name), ontoggle }, summary, node);
    };
    this.task = createTaskPanel({
      seed: this.model.get("task_seed"),
      look: () => ({ net: this.net, parameter: this.parameter }),
      onGive: (task) => {
        this.load(task.net);
        pushState(this.model, { task_seed: task.seed, solved: false });
      },
      onCheck: (solved) => pushState(this.model, { solved }),
    });
    return [
      section("numbers", "All inputs, weights and biases", this.tables.node),
      this.errors ? section("task", "A task", this.task.node) : null,
    ].filter(Boolean);
  }

  // Python changed something.
  follow() {
    if (this.pushing) return;
    const sizes = this.net.sizes.join();
    this.read();
    if (sizes !== this.net.sizes.join()) this.draw(this.width);
    this.retell();
    this.refresh();
  }

  push(changes) {
    this.pushing = true;
    pushState(this.model, changes);
    this.pushing = false;
  }

  // Another network by the reader's choice: a task asked about the one before it is put away.
  begin(net) {
    this.task.drop();
    this.load(net);
  }

  load(net, parameter = null) {
    const same = net.sizes.join() === this.net.sizes.join();
    this.net = net;
    if (parameter || !same) this.parameter = parameter ?? this.firstWeight();
    this.leave(null);
    this.inspector.forget();
    this.tables.forget();
    this.push({ ...stateOf(net), selected: typeParameter(this.parameter) });
    this.retell();
    if (same) this.refresh();
    else this.draw(this.width);
  }

  change(parameter, value) {
    this.net = writeParameter(this.net, parameter, value);
    this.push(stateOf(this.net));
    this.refresh();
  }

  set({ branch = this.branch, of = this.of, parameter = this.parameter }) {
    const moved = branch !== this.branch || typeParameter(parameter) !== typeParameter(this.parameter);
    Object.assign(this, { branch, of, parameter });
    this.push({ branch: branch ? "s_c" : "s", of, selected: typeParameter(parameter) });
    if (moved) this.retell();
    this.refresh();
  }

  pick(id) {
    const [branch, k, i, j] = id.slice(1).split(":").map(Number);
    if (id[0] === "e") return this.set({ branch, parameter: { kind: "W", k, i, j } });
    return this.set({ branch, parameter: k === 1 ? { kind: "x", branch, j: i } : { kind: "b", k: k - 1, i } });
  }

  draw(width) {
    this.width = width;
    if (!width) return;
    const ids = [...idsOfParameter(this.parameter)];
    const current = ids[Math.min(this.branch, ids.length - 1)];
    const shown = { branches: this.errors ? 2 : 1, errors: this.errors };
    this.picture = createPicture({ sizes: this.net.sizes, width, current, onPick: (id) => this.pick(id), ...shown });
    this.stage.replaceChildren(this.picture.node);
    this.player.reserve();
    this.refresh();
  }

  view() {
    return { net: this.net, measured: measure(this.net), of: this.of, branch: this.branch, parameter: this.parameter };
  }

  tell(view) {
    return this.story === "distribution"
      ? tellErrorDistribution(view, this.parameter)
      : tellRecursion(view, ...neuronToReach(this.parameter, this.net.sizes));
  }

  // A new story starts at rest; the same story with new numbers stays at its step.
  retell() {
    if (!this.errors) return;
    const sentences = this.tell(this.view()).map(({ html }) => html);
    this.player.set(sentences, 0);
  }

  refresh() {
    const view = this.view();
    this.step = this.player.at ? this.tellAgain(view) : null;
    paintText(this.trouble, this.sentence);
    this.switches.set(this.net.sizes, this.of);
    this.branchChoice.set(this.branch);
    this.inspector.update(view);
    this.paths.update(view);
    this.tables.update(this.net);
    this.refreshPicture(view);
  }

  // The step that is shown, with the numbers as they are now.
  tellAgain(view) {
    const steps = this.tell(view);
    const at = Math.min(this.player.at, steps.length);
    const sentences = steps.map(({ html }) => html);
    this.player.set(sentences, at);
    return steps[at - 1];
  }

  refreshPicture(view = this.view()) {
    if (!this.picture) return;
    const traced = this.traced && new Map(this.traced.map((id) => [id, "is-lit"]));
    this.picture.update({
      ...view,
      selected: idsOfParameter(this.parameter),
      onPath: idsOfPaths(view),
      lit: traced ?? this.step?.lit ?? null,
      reached: this.step?.reached ?? null,
      tokens: this.step?.tokens,
    });
  }

  stop() {
    this.player.stop();
    this.stopListening();
    this.stopWatching();
  }
}

function renderMicroscope({ model, el }) {
  const root = rootElement("dv-bp-microscope", "Backprop microscope");
  el.replaceChildren(root);
  const scope = new Microscope(model, root);
  return () => scope.stop();
}

export default { render: renderMicroscope };
