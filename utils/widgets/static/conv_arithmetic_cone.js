// The one-dimensional picture of a receptive field: one track a layer, each unit over the middle of what it sees.

import { receptiveField, seenPlaces } from "./arithmetic.js";
import { draw } from "./conv_arithmetic_dom.js";

const MANY = 600; // more links than this are drawn as a band alone

// Where everything stands, in pixels, without a page: tracks with their units, bounds of the input axis.
export function coneLayout(size, layers, width) {
  const fields = [
    { size: 1, stride: 1, offset: 0 },
    ...layers.map((_, index) => receptiveField(layers.slice(0, index + 1))),
  ];
  const { extents } = seenPlaces(size, layers, [0]);
  const whole = fields[fields.length - 1];
  const low = Math.min(0, whole.offset);
  const high = Math.max(size, whole.offset + (extents[extents.length - 1] - 1) * whole.stride + whole.size);
  const cell = Math.min(24, (width - 8) / (high - low));
  const step = layers.length > 8 ? 34 : 52;
  const tracks = fields.map((field, index) => {
    const centre = (unit) => 4 + (field.offset + unit * field.stride + field.size / 2 - low) * cell;
    const breadth = Math.max(1, Math.min(20, field.stride * cell * 0.84));
    return { extent: extents[index], y: 20 + index * step, centre, breadth };
  });
  return {
    cell,
    low,
    tracks,
    left: (place) => 4 + (place - low) * cell,
    height: 20 + layers.length * step + 20,
    whole,
  };
}

const HIGH = 14; // of a unit

function unitsPath(track, units) {
  return units
    .map(
      (unit) => `M${track.centre(unit) - track.breadth / 2},${track.y} h${track.breadth} v${HIGH} h${-track.breadth} Z`,
    )
    .join(" ");
}

const upToCount = (count) => Array.from({ length: count }, (_, index) => index);

function linksPath(layers, layout, seen) {
  const parts = [];
  layers.forEach(({ kernel, stride, padding, dilation }, index) => {
    const [from, to] = [layout.tracks[index], layout.tracks[index + 1]];
    const places = new Set(seen[index]);
    for (const unit of seen[index + 1]) {
      for (const tap of upToCount(kernel)) {
        const place = unit * stride - padding + tap * dilation;
        if (places.has(place)) parts.push(`M${from.centre(place)},${from.y + HIGH} L${to.centre(unit)},${to.y}`);
      }
    }
  });
  return parts.length > MANY ? "" : parts.join(" ");
}

function bandPath(layout, seen) {
  return layout.tracks
    .slice(1)
    .map((to, index) => {
      const from = layout.tracks[index];
      const edge = (track, unit, side) => track.centre(unit) + (side * track.breadth) / 2;
      const [above, below] = [seen[index], seen[index + 1]];
      if (!above.length || !below.length) return "";
      const top = [edge(from, above[0], -1), edge(from, above[above.length - 1], 1)];
      const bottom = [edge(to, below[0], -1), edge(to, below[below.length - 1], 1)];
      return `M${top[0]},${from.y + HIGH} L${top[1]},${from.y + HIGH} L${bottom[1]},${to.y} L${bottom[0]},${to.y} Z`;
    })
    .join(" ");
}

// The part of the field that lies outside the input, dashed on the input's track.
function outsidePath(layout, size, unit) {
  const first = layout.whole.offset + unit * layout.whole.stride;
  const last = first + layout.whole.size;
  const runs = [
    [first, Math.min(0, last)],
    [Math.max(size, first), last],
  ].filter(([from, to]) => to > from);
  const { y } = layout.tracks[0];
  return runs
    .map(([from, to]) => `M${layout.left(from) + 1},${y} H${layout.left(to) - 1} v${HIGH} H${layout.left(from) + 1} Z`)
    .join(" ");
}

// Fills `svg`; returns what lights the way from an output unit to its inputs, and which unit a pixel means.
export function drawCone(svg, size, layers, width) {
  const layout = coneLayout(size, layers, width);
  const names = ["input", ...layers.map((layer, index) => `${index + 1} ${layer.kind} ${layer.kernel}`)];
  const titles = layout.tracks.map((track, index) =>
    draw("text", { x: 4, y: track.y - 6, class: "dv-track" }, `${names[index]} · ${track.extent}`),
  );
  const units = layout.tracks.map((track) =>
    draw("path", { d: unitsPath(track, upToCount(track.extent)), class: "dv-units" }),
  );
  const [band, links, outside] = ["dv-band", "dv-links", "dv-outside"].map((name) => draw("path", { class: name }));
  const lit = layout.tracks.map((_, index) =>
    draw("path", { class: index === layers.length ? "dv-lit dv-lit-last" : "dv-lit" }),
  );
  svg.setAttribute("viewBox", `0 0 ${width} ${layout.height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", layout.height);
  svg.replaceChildren(band, links, ...units, outside, ...lit, ...titles);
  const show = (unit) => {
    const { seen } = seenPlaces(size, layers, [unit]);
    band.setAttribute("d", bandPath(layout, seen));
    links.setAttribute("d", linksPath(layers, layout, seen));
    outside.setAttribute("d", outsidePath(layout, size, unit));
    lit.forEach((path, index) => path.setAttribute("d", unitsPath(layout.tracks[index], seen[index])));
  };
  const unitAt = (x) => {
    const last = layout.tracks[layers.length];
    const off = (unit) => Math.abs(last.centre(unit) - x);
    return upToCount(last.extent).reduce((best, unit) => (off(unit) < off(best) ? unit : best), 0);
  };
  return { show, unitAt };
}
