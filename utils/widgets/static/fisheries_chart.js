// The running mean of log-losses, frame by frame, with two lines to compare it with.
import { shape } from "./backpropagation_dom.js";

const HEIGHT = 190;
const PAD = { left: 34, right: 12, top: 14, bottom: 34 };
const TOPS = [3, 6, 12, 36];
const FIRST = 5; // means over fewer frames leap too far

// The least top of the axis that holds what is to be seen.
export const topFor = (most) => TOPS.find((top) => most <= top) ?? TOPS.at(-1);

export function drawChart(svg, width, { means, uniform, prior, length }) {
  const drawn = (means ?? []).slice(FIRST - 1);
  const top = topFor(Math.max(uniform, prior, ...drawn));
  const x = (frame) => PAD.left + ((width - PAD.left - PAD.right) * frame) / length;
  const y = (loss) => HEIGHT - PAD.bottom - ((HEIGHT - PAD.top - PAD.bottom) * loss) / top;
  const level = (loss, name, kind) => [
    shape("line", { x1: x(0), x2: x(length), y1: y(loss), y2: y(loss), class: `dv-fish-level ${kind}` }),
    shape("text", { x: x(length), y: y(loss) + (kind === "is-prior" ? 13 : -4), class: `dv-fish-level-name ${kind}`, text: `${name} ${loss.toFixed(3)}` }),
  ];
  const ticks = [0, top / 3, (2 * top) / 3, top].flatMap((tick) => [
    shape("line", { x1: x(0) - 4, x2: x(0), y1: y(tick), y2: y(tick), class: "dv-fish-tick" }),
    shape("text", { x: x(0) - 6, y: y(tick) + 4, class: "dv-fish-tick-text is-left", text: String(tick) }),
  ]);
  const frames = [0, length / 3, (2 * length) / 3, length].map((tick) =>
    shape("text", { x: x(tick), y: HEIGHT - 18, class: "dv-fish-tick-text", text: String(tick) }),
  );
  const points = drawn.map((mean, place) => `${x(place + FIRST).toFixed(1)},${y(Math.min(top, mean)).toFixed(1)}`);
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("width", width);
  svg.replaceChildren(
    shape("line", { x1: x(0), x2: x(length), y1: y(0), y2: y(0), class: "dv-fish-axis" }),
    shape("line", { x1: x(0), x2: x(0), y1: y(0), y2: y(top), class: "dv-fish-axis" }),
    ...ticks,
    ...frames,
    shape("text", { x: x(length / 2), y: HEIGHT - 3, class: "dv-fish-tick-text", text: "frames seen; up: mean log-loss (nats)" }),
    ...level(uniform, "knows nothing", "is-uniform"),
    ...level(prior, "prior", "is-prior"),
    shape("polyline", { points: points.join(" "), class: "dv-fish-mean" }),
  );
}

export const CHART_HEIGHT = HEIGHT;
