// The film of selective search: segments merge, two at a time, and every region that is born proposes its box.

import { areaOf, overlapOf } from "./boxes_numbers.js";
import { goalsOf, paint, rectangle, slider } from "./boxes_parts.js";
import { labelsFromText, ownersAfter, regionsOf } from "./proposals_regions.js";
import { box, button, commit, draw, keepDrawn, keepKeys, make, setText } from "./conv_arithmetic_dom.js";

const KEYS = ["grouping", "step", "met"];
const WIDEST = 600; // pixels
const PACE = 110; // milliseconds from merge to merge
const STRIDE = 10; // merges at a time where motion is not wanted
const TINT = [0.35, [230, 159, 0]];

// For each truth the best IoU of a box that was proposed up to this step, and the region that has it.
export function bestSoFar(boxes, truth, count) {
  return truth.map((target) => {
    let best = { region: -1, iou: 0 };
    boxes.slice(0, count).forEach((b, region) => {
      const { iou } = overlapOf(b, target);
      if (iou > best.iou) best = { region, iou };
    });
    return best;
  });
}

export function filmSentence({ merges, step, segments, sizes, parts }) {
  if (!step) return `${segments} segments, each proposes its box. Nothing has merged yet.`;
  const [one, other, alike] = merges[step - 1];
  const why = Object.entries(parts).map(([name, value]) => `${name} ${value.toFixed(2)}`).join(", ");
  const made = `regions of ${sizes[one]} and ${sizes[other]} pixels become one`;
  return `Merge ${step} of ${merges.length}, similarity ${alike.toFixed(2)} (${why}): ${made}. Regions left: ${segments - step}.`;
}

function goalsFor(names, truth, groupings) {
  const most = truth.reduce((best, b, n) => (areaOf(b) > areaOf(truth[best]) ? n : best), 0);
  return [
    {
      text: `Stop at a merge whose new box meets the ${names[most]} with an IoU of at least 0.7.`,
      met: ({ step, fresh, truth }) => step > 0 && overlapOf(fresh, truth[most]).iou >= 0.7,
    },
    {
      text: "Find a rule that has lost an object by the end (best IoU below 0.5) which the sum of all four finds.",
      met: ({ grouping, step, merges, best, whole }) =>
        grouping !== groupings[0] && step === merges.length && best.some(({ iou }, n) => iou < 0.5 && whole[n].iou >= 0.5),
    },
  ];
}

function screenOf(labels, [height, width]) {
  const canvas = make("canvas", { class: "dv-film", width, height, role: "img" });
  const over = draw("svg", { class: "dv-over", "aria-hidden": "true" });
  const node = box("dv-screen", canvas, over);
  let scale = 1;
  const resize = (now) => {
    scale = Math.min(now, WIDEST) / width;
    const style = `width: ${width * scale}px; height: ${height * scale}px`;
    for (const part of [node, canvas, over]) part.setAttribute("style", style);
  };
  const update = ({ owners, colours, fresh, newest, truth, best, boxes, sentence }) => {
    const [context, image] = [canvas.getContext("2d"), new ImageData(width, height)];
    labels.forEach((label, place) => {
      const owner = owners[label];
      const own = colours[owner];
      const [share, tint] = owner === newest ? TINT : [0, own];
      for (let c = 0; c < 3; c += 1) image.data[4 * place + c] = own[c] * (1 - share) + tint[c] * share;
      image.data[4 * place + 3] = 255;
    });
    context.putImageData(image, 0, 0);
    canvas.setAttribute("aria-label", `The photo as regions. ${sentence}`);
    const frames = truth.map((b) => rectangle(b, scale, { class: "dv-over-truth" }));
    const found = best.filter(({ iou }) => iou >= 0.5).map(({ region }) => rectangle(boxes[region], scale, { class: "dv-over-best" }));
    over.replaceChildren(...frames, ...found, ...(fresh ? [rectangle(fresh, scale, { class: "dv-over-fresh" })] : []));
  };
  return { node, resize, update };
}

function tableOf(names) {
  const cells = names.map(() => make("td"));
  const rows = names.map((name, n) => make("tr", {}, make("th", { scope: "row" }, name), cells[n]));
  const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "object"), make("th", { scope: "col" }, "best IoU so far")));
  const update = (best) =>
    best.forEach(({ iou }, n) => setText(cells[n], `${iou.toFixed(2)}${iou >= 0.7 ? " ✓✓" : iou >= 0.5 ? " ✓" : ""}`));
  const caption = make("caption", {}, "✓ from 0.5, ✓✓ from 0.7");
  return { node: make("table", { class: "dv-list" }, caption, head, make("tbody", {}, rows)), update };
}

// Plays the film; where motion is not wanted, jumps by some merges a press instead.
function playerOf(model, total) {
  let timer = null;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const words = () => (calm.matches ? `${STRIDE} merges on` : "▶ Play");
  const go = (step) => commit(model, { step: Math.min(total(), Math.max(0, step)) });
  const stop = () => {
    clearInterval(timer);
    timer = null;
    setText(play, words());
  };
  const tick = () => (model.get("step") < total() ? go(model.get("step") + 1) : stop());
  const toggle = () => {
    if (calm.matches) return go(model.get("step") + STRIDE);
    if (timer) return stop();
    if (model.get("step") >= total()) go(0);
    timer = setInterval(tick, PACE);
    return setText(play, "❚❚ Pause");
  };
  const play = button(words(), toggle, { class: "dv-button dv-play" });
  const by = (count) => () => (stop(), go(model.get("step") + count));
  const ends = [button("To the start", () => (stop(), go(0))), button("To the end", () => (stop(), go(total())))];
  calm.addEventListener("change", stop);
  const leave = () => (stop(), calm.removeEventListener("change", stop));
  return { node: box("dv-row", button("◀ Back", by(-1)), play, button("Next ▶", by(1)), ends), stop, go, leave };
}

// A button for each rule of merging.
function rulesOf(groupings, choose) {
  const rule = (grouping) => button(grouping, () => choose(grouping), { class: "dv-button dv-mode" });
  const buttons = Object.fromEntries(groupings.map((name) => [name, rule(name)]));
  const node = make("div", { class: "dv-modes", role: "group", "aria-label": "Similarity" }, Object.values(buttons));
  const show = (grouping) => {
    for (const [name, one] of Object.entries(buttons)) one.setAttribute("aria-pressed", String(name === grouping));
  };
  return { node, show };
}

function render({ model, el }) {
  const [films, names, truth] = ["films", "names", "truth"].map((key) => model.get(key));
  const segments = model.get("sizes").length;
  const groupings = Object.keys(films);
  const base = { boxes: model.get("boxes"), sizes: model.get("sizes"), colours: model.get("colours") };
  const worlds = Object.fromEntries(groupings.map((name) => [name, regionsOf(base, films[name])]));
  const whole = bestSoFar(worlds[groupings[0]].boxes, truth, Infinity);
  const film = () => films[model.get("grouping")];
  const player = playerOf(model, () => film().length);
  const rules = rulesOf(groupings, (grouping) => (player.stop(), commit(model, { grouping })));
  const position = slider("Merges", [0, segments - 1, 1], (step) => (player.stop(), player.go(step)));
  const screen = screenOf(labelsFromText(model.get("labels")), model.get("size"));
  const table = tableOf(names);
  const said = make("p", { class: "dv-said", role: "status", "aria-live": "polite" });
  const goals = goalsOf("Two to find", goalsFor(names, truth, groupings));
  const root = make("section", { class: "dv-boxes", "aria-label": "Selective search as a film" });
  const key = make("p", { class: "dv-legend" }, "Orange: the region that was just made, and its box. Dashed: an object. Blue: the best box for it so far, if its IoU is 0.5 or more.");
  root.append(rules.node, box("dv-fields", position.node), player.node, said, box("dv-pair", screen.node, table.node), key, goals.node);
  keepKeys(root);
  el.replaceChildren(root);

  function update() {
    const [grouping, step] = [model.get("grouping"), model.get("step")];
    const [merges, world] = [films[grouping], worlds[grouping]];
    const newest = step ? segments + step - 1 : -1;
    const parts = step ? Object.fromEntries(model.get("parts").map((name, n) => [name, merges[step - 1][3 + n]])) : {};
    const sentence = filmSentence({ merges, step, segments, sizes: world.sizes, parts });
    const best = bestSoFar(world.boxes, truth, segments + step);
    const now = { grouping, step, merges, truth, best, whole, newest, sentence, fresh: step ? world.boxes[newest] : null };
    screen.update({ ...now, owners: ownersAfter(merges, segments, step), colours: world.colours, boxes: world.boxes });
    rules.show(grouping);
    position.show(step, `${step} of ${merges.length}`);
    table.update(best);
    setText(said, sentence);
    goals.judge(model, now);
  }
  const stopDrawing = keepDrawn(root, model, KEYS, (width) => screen.resize(width), update);
  return () => {
    player.leave();
    stopDrawing();
  };
}

export default { render };
