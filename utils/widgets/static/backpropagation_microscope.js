// The backprop microscope: a network to click, the error's story, the derivative of any parameter as a sum over paths.
import { button, choice, element, rootElement, watchWidth } from "./backpropagation_dom.js";
import { createInspector, createNumberTables } from "./backpropagation_inspector.js";
import { idsOfParameter } from "./backpropagation_layout.js";
import { listen, pushState, readNetwork, stateOf } from "./backpropagation_model.js";
import { measure, writeParameter } from "./backpropagation_network.js";
import { readName, typeParameter } from "./backpropagation_notation.js";
import { paintText } from "./backpropagation_paint.js";
import { createPathPanel } from "./backpropagation_paths.js";
import { createPicture } from "./backpropagation_picture.js";
import { Player } from "./backpropagation_player.js";
import { randomNetwork } from "./backpropagation_random.js";
import { neuronToReach, tellErrorDistribution, tellRecursion } from "./backpropagation_story.js";
import { createTaskPanel } from "./backpropagation_task_panel.js";
import { createWorkCounter } from "./backpropagation_work.js";

const NETWORKS = ["4-2-1", "4-3-3-1", "3-3-2-2-1"];
const SHARED = ["sizes", "x", "x_c", "weights", "biases", "selected", "branch", "of"];

class Microscope {
  constructor(model, root) {
    Object.assign(this, {
      model,
      root,
      width: 0,
      picture: null,
      story: "distribution",
      task: null,
      traced: null,
      pushing: false,
    });
    this.read();
    this.start = this.net;
    this.build();
    this.stopListening = listen(model, SHARED, () => this.follow());
    this.stopWatching = watchWidth(this.stage, (width) => this.draw(width));
  }

  read() {
    const { net, sentence } = readNetwork(this.model);
    this.net = net ?? this.net ?? randomNetwork([4, 2, 1], 0);
    this.sentence = sentence;
    this.branch = this.model.get("branch") === "s_c" ? 1 : 0;
    this.of = this.model.get("of") === "J" ? "J" : "s";
    this.parameter = readName(this.model.get("selected"), this.net.sizes) ?? this.firstWeight();
  }

  firstWeight() {
    return { kind: "W", k: 1, i: 0, j: this.net.sizes[0] - 1 };
  }

  build() {
    this.stage = element("div", { class: "dv-bp-stage" });
    this.trouble = element("p", { class: "dv-bp-trouble", role: "alert" });
    this.player = new Player({
      onStep: () => this.refresh(),
      rest: "Press Play or Step to send an error back from the output, or select any edge or neuron.",
      lead: this.buildStories(),
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
      branchChoice: this.branchChoice,
    });
    this.paths = createPathPanel((ids) => {
      this.traced = ids;
      this.refreshPicture();
    });
    this.tables = createNumberTables((parameter, value) => this.change(parameter, value));
    const columns = element(
      "div",
      { class: "dv-bp-columns" },
      element("div", {}, this.inspector.node, this.paths.objective),
      this.paths.node,
    );
    this.root.append(this.buildTop(), this.trouble, this.stage, this.player.node, columns, ...this.buildSections());
    this.retell();
  }

  buildTop() {
    const networks = [...new Set([this.net.sizes.join("-"), ...NETWORKS])];
    this.networkChoice = choice(
      "network",
      networks.map((value) => ({ value, html: value })),
      (value) => this.load(this.networkNamed(value)),
    );
    this.ofChoice = choice(
      "δ is the error of",
      [
        { value: "s", html: "<i>s</i>, starting with 1", title: "∂s/∂z, the δ of the lecture's story" },
        { value: "J", html: "<i>J</i>", title: "∂J/∂z: −1 times the story's δ on the true branch" },
      ],
      (value) => this.set({ of: value }),
    );
    const again = button("start again", () => this.load(this.task?.net ?? this.networkNamed(this.net.sizes.join("-"))));
    return element("div", { class: "dv-bp-row dv-bp-top" }, this.networkChoice.node, this.ofChoice.node, again);
  }

  networkNamed(name) {
    const sizes = name.split("-").map(Number);
    return name === this.start.sizes.join("-") ? this.start : randomNetwork(sizes, this.model.get("seed") ?? 0);
  }

  buildStories() {
    const stories = choice(
      "story",
      [
        { value: "distribution", html: "error to a parameter" },
        { value: "recursion", html: "δ<sup>(k)</sup> to δ<sup>(k−1)</sup>" },
      ],
      (value) => this.tellStory(value),
    );
    stories.set("distribution");
    return stories.node;
  }

  // The second story needs a neuron with several neurons above it.
  tellStory(story) {
    this.story = story;
    const spread = this.net.sizes.slice(2).some((size) => size > 1);
    if (story === "recursion" && !spread) this.load(this.networkNamed("4-3-3-1"));
    this.retell();
    this.refresh();
  }

  buildSections() {
    const opened = this.model.get("opened") ?? [];
    const work = createWorkCounter(this.model.get("work_sizes"), (sizes) =>
      pushState(this.model, { work_sizes: sizes }),
    );
    const section = (name, title, node) => {
      const summary = element("summary", { text: title });
      const onopen = () => this.tables.update(this.net);
      return element(
        "details",
        { class: "dv-bp-section", open: opened.includes(name), ontoggle: onopen },
        summary,
        node,
      );
    };
    return [
      section("numbers", "All inputs, weights and biases", this.tables.node),
      section("work", "Work counter: why the recursion wins", work),
      section("task", "A task", this.buildTask()),
    ];
  }

  buildTask() {
    return createTaskPanel({
      seed: this.model.get("task_seed"),
      look: () => ({ net: this.net, parameter: this.parameter }),
      onGive: (task) => {
        this.task = task;
        this.load(task.net);
        pushState(this.model, { task_seed: task.seed, solved: false });
      },
      onCheck: (solved) => pushState(this.model, { solved }),
    });
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

  load(net) {
    const same = net.sizes.join() === this.net.sizes.join();
    this.net = net;
    if (!same) this.parameter = this.firstWeight();
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
    this.picture = createPicture({ sizes: this.net.sizes, width, current, onPick: (id) => this.pick(id) });
    this.stage.replaceChildren(this.picture.node);
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
    this.player.set(
      this.tell(this.view()).map(({ html }) => html),
      0,
    );
  }

  refresh() {
    const view = this.view();
    this.step = this.player.at ? this.tellAgain(view) : null;
    paintText(this.trouble, this.sentence);
    this.networkChoice.set(this.net.sizes.join("-"));
    this.ofChoice.set(this.of);
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
    this.player.set(
      steps.map(({ html }) => html),
      at,
    );
    return steps[at - 1];
  }

  refreshPicture(view = this.view()) {
    if (!this.picture) return;
    const traced = this.traced && new Map(this.traced.map((id) => [id, "is-lit"]));
    this.picture.update({
      ...view,
      selected: idsOfParameter(this.parameter),
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
