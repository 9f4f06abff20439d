// Inverse puzzles: goals are given, numbers are sought. A setting is checked by measuring it; a miss says what it gives
// and which way to go.

import { button, commit, goalItem, keepKeys, listen, make, setText } from "./conv_arithmetic_dom.js";
import { allMet, goalHint, goalText, isMet, measureStack } from "./conv_arithmetic_goals.js";
import { layerEditor } from "./conv_arithmetic_layers.js";
import { LEVEL_COUNT, levelPuzzle } from "./conv_arithmetic_levels.js";
import { KNOBS, PUZZLE_LIMITS, checkStack } from "./conv_arithmetic_limits.js";

// What a setting scores: one line a goal.
export function puzzleLines(puzzle, layers) {
  const measured = measureStack(puzzle.size, puzzle.channels, layers);
  const free = puzzle.most > 1 ? [...puzzle.free, "layers"] : puzzle.free;
  return puzzle.goals.map((goal) => ({
    text: goalText(goal),
    met: isMet(goal, measured),
    hint: goalHint(goal, measured, free),
  }));
}

export function puzzleSolved(puzzle, layers) {
  return allMet(puzzle.goals, measureStack(puzzle.size, puzzle.channels, layers));
}

function givenText({ size, channels, most, kinds, free }) {
  const maps = channels === 1 ? "one channel" : `${channels} channels`;
  const layers = most === 1 ? "One layer" : `Up to ${most} layers`;
  const pools = kinds.length > 1 ? ", convolutions or pooling" : "";
  return `Input ${size}×${size} with ${maps}. ${layers}${pools}; yours to set: ${free.join(", ")}. Make`;
}

function progress(model) {
  const steps = Array.from({ length: LEVEL_COUNT }, (_, level) =>
    make("button", { type: "button", class: "dv-level", onclick: () => commit(model, { level }) }, String(level + 1)),
  );
  const score = make("span", { class: "dv-score", role: "status" });
  function update() {
    const solved = model.get("solved");
    steps.forEach((step, level) => {
      const done = solved.includes(level);
      setText(step, done ? `${level + 1} ✓` : String(level + 1));
      step.setAttribute("aria-label", `puzzle ${level + 1}${done ? ", solved" : ""}`);
      if (level === model.get("level")) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
      step.classList.toggle("dv-done", done);
    });
    setText(score, `${solved.length} of ${LEVEL_COUNT} solved`);
  }
  return {
    node: make(
      "div",
      { class: "dv-progress" },
      make("div", { class: "dv-levels", role: "group", "aria-label": "Puzzles" }, steps),
      score,
    ),
    update,
  };
}

// Goals and verdict: what is asked, then what the last check found.
function scoreboard() {
  const list = make("ul", { class: "dv-goals" });
  const verdict = make("p", { class: "dv-verdict", role: "status" });
  let checked = false;
  return {
    list,
    verdict,
    ask: (puzzle, solved) => {
      checked = false;
      list.classList.remove("dv-stale");
      list.replaceChildren(...puzzle.goals.map((goal) => goalItem({ text: goalText(goal), met: false, hint: "" })));
      setText(verdict, solved ? "Solved before. Another setting may do it too." : "");
    },
    show: (lines) => {
      checked = true;
      list.classList.remove("dv-stale");
      list.replaceChildren(...lines.map(goalItem));
      const missed = lines.filter((line) => !line.met).length;
      setText(
        verdict,
        missed ? `Not yet: ${missed} of ${lines.length} to go.` : "Solved. Many settings do it; yours is one.",
      );
    },
    outdate: () => {
      list.classList.toggle("dv-stale", checked);
      setText(verdict, checked ? "Changed since the last check." : "");
    },
    refuse: () => setText(verdict, "Mend the numbers first."),
  };
}

const COSTLY = ["parameters", "multiplyAdds", "depth"];

// What is given but not free: shown with a layer, filters only where they count.
function fixedKnobs(puzzle) {
  const costly = puzzle.goals.some((goal) => COSTLY.includes(goal.what));
  return KNOBS.filter((knob) => knob !== "filters" || costly);
}

function puzzleEditor(puzzle, onchange, onbad) {
  const check = (layers) => checkStack(puzzle.size, puzzle.channels, layers, PUZZLE_LIMITS);
  return layerEditor({ ...puzzle, fixed: fixedKnobs(puzzle), limits: PUZZLE_LIMITS, check, onchange, onbad });
}

// One puzzle on the table: its editor is made anew when another puzzle comes.
function table(model) {
  const [title, given, holder, board] = [make("p", { class: "dv-title" }), make("p", { class: "dv-given" }), make("div"), scoreboard()];
  let [puzzle, editor, at] = [null, null, ""];
  const level = () => model.get("level");
  const answer = () => model.get("answers")[level()] ?? puzzle.start;
  const record = (layers) => {
    const mine = (old, place) => (place === level() ? layers : old);
    commit(model, { answers: model.get("answers").map(mine) });
  };
  const onchange = (layers) => (record(layers), board.outdate());
  function lay() {
    puzzle = levelPuzzle(model.get("seed"), level());
    editor = puzzleEditor(puzzle, onchange, board.outdate);
    holder.replaceChildren(editor.node);
    setText(title, `Puzzle ${level() + 1}: ${puzzle.title}`);
    setText(given, givenText(puzzle));
    board.ask(puzzle, model.get("solved").includes(level()));
    editor.update(answer());
  }
  function check() {
    if (!editor.settle()) return board.refuse();
    const lines = puzzleLines(puzzle, answer());
    board.show(lines);
    if (lines.some((line) => !line.met)) return;
    commit(model, { solved: [...new Set([...model.get("solved"), level()])].sort((a, b) => a - b) });
  }
  function update() {
    if (at !== `${model.get("seed")} ${level()}`) lay();
    at = `${model.get("seed")} ${level()}`;
    editor.update(answer());
  }
  const startOver = () => {
    record(null);
    commit(model, { solved: model.get("solved").filter((done) => done !== level()) });
    lay();
  };
  const node = make("section", { class: "dv-table" }, title, given, board.list, holder);
  node.addEventListener("keydown", (event) => event.key === "Enter" && event.target.tagName === "INPUT" && check());
  return { node, check, startOver, update, verdict: board.verdict };
}

function puzzleButtons(model, { check, startOver }) {
  const go = (by) => () => commit(model, { level: model.get("level") + by });
  const renew = () =>
    commit(model, { seed: model.get("seed") + 1, level: 0, solved: [], answers: model.get("answers").map(() => null) });
  const [back, next] = [button("◀ Previous", go(-1)), button("Next ▶", go(1))];
  const node = make(
    "div",
    { class: "dv-transport" },
    button("Check", check, { class: "dv-button dv-play" }),
    back,
    next,
    button("Start this one over", startOver),
    button("Other puzzles", renew, { title: "a new set of ten; progress starts again" }),
  );
  const update = () => {
    back.disabled = model.get("level") === 0;
    next.disabled = model.get("level") === LEVEL_COUNT - 1;
  };
  return { node, update };
}

function render({ model, el }) {
  const steps = progress(model);
  const place = table(model);
  const buttons = puzzleButtons(model, place);
  const root = make("div", { class: "dv-arith dv-puzzles" }, steps.node, place.node, buttons.node, place.verdict);
  keepKeys(root);
  el.replaceChildren(root);
  const update = () => {
    steps.update();
    place.update();
    buttons.update();
  };
  const stop = listen(model, ["seed", "level", "solved", "answers"], update);
  update();
  return stop;
}

export default { render };
