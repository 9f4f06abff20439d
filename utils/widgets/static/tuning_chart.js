// A small line chart: axes with ticks, any number of lines, a dashed level.

import { draw } from "./conv_arithmetic_dom.js";

const MARGIN = { left: 52, right: 12, top: 10, bottom: 36 };

export function niceTicks(least, most, count = 4) {
  const rough = (most - least) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  const first = Math.ceil(least / step - 1e-9);
  const ticks = [];
  for (let place = first; place * step <= most + step * 1e-9; place += 1) ticks.push(Number((place * step).toPrecision(12)));
  return ticks;
}

// Splits points where a value is missing; what lies outside of the frame is drawn on its edge.
export function linePaths(points, toX, toY, [least, most]) {
  const clamp = (value) => Math.min(most, Math.max(least, value));
  let path = "";
  let pen = "M";
  for (const [x, y] of points) {
    if (y === null || y === undefined || Number.isNaN(y)) pen = "M";
    else {
      path += `${pen}${toX(x).toFixed(1)},${toY(clamp(y)).toFixed(1)}`;
      pen = "L";
    }
  }
  return path;
}

// The last point of a line that breaks off; null where it goes on to its end.
export function endOf(points) {
  const missing = ([, y]) => y === null || y === undefined || Number.isNaN(y);
  const last = points.findLast((point) => !missing(point));
  return last && missing(points.at(-1)) ? last : null;
}

function axisTicks({ x, y, width, height }, toX, toY) {
  const bottom = height - MARGIN.bottom;
  const nodes = [];
  for (const tick of niceTicks(x.least, x.most, width < 330 ? 3 : 5)) {
    nodes.push(draw("text", { class: "dv-tick", x: toX(tick), y: bottom + 14, "text-anchor": "middle" }, String(tick)));
  }
  for (const tick of niceTicks(y.least, y.most)) {
    nodes.push(draw("line", { class: "dv-rule", x1: MARGIN.left, x2: width - MARGIN.right, y1: toY(tick), y2: toY(tick) }));
    const label = y.percent ? `${Math.round(tick * 100)}%` : String(tick);
    nodes.push(draw("text", { class: "dv-tick", x: MARGIN.left - 6, y: toY(tick) + 4, "text-anchor": "end" }, label));
  }
  return nodes;
}

// `lines` are {points, mark}: the mark names a class of the stylesheet. A cross stands where one breaks off. `x` and `y` are {least, most, label}.
export function lineChart({ width, height, x, y, lines, level = null, title }) {
  const toX = (value) => MARGIN.left + ((value - x.least) / (x.most - x.least || 1)) * (width - MARGIN.left - MARGIN.right);
  const toY = (value) =>
    height - MARGIN.bottom - ((value - y.least) / (y.most - y.least || 1)) * (height - MARGIN.top - MARGIN.bottom);
  const bounds = [y.least, y.most];
  const nodes = axisTicks({ x, y, width, height }, toX, toY);
  if (level !== null)
    nodes.push(draw("line", { class: "dv-level", x1: MARGIN.left, x2: width - MARGIN.right, y1: toY(level), y2: toY(level) }));
  for (const { points, mark } of lines)
    nodes.push(draw("path", { class: `dv-curve dv-curve-${mark}`, d: linePaths(points, toX, toY, bounds) }));
  const inside = (value) => Math.min(y.most, Math.max(y.least, value));
  for (const end of lines.map(({ points }) => endOf(points)).filter(Boolean))
    nodes.push(draw("text", { class: "dv-end", x: toX(end[0]), y: toY(inside(end[1])) }, "✕"));
  nodes.push(
    draw("text", { class: "dv-axis", x: (MARGIN.left + width) / 2, y: height - 4, "text-anchor": "middle" }, x.label),
    draw("text", { class: "dv-axis", transform: `translate(11 ${height / 2 - 12}) rotate(-90)`, "text-anchor": "middle" }, y.label),
  );
  return draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }, nodes);
}
