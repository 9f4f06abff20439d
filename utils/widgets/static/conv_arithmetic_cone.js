// The one-dimensional picture of a receptive field, output on top: one track a layer, each unit over the middle of what
// it sees. Padding that takes more room than SHARE of the input is cut off and told as a number.

import { receptiveField, seenPlaces } from "./arithmetic.js";
import { draw } from "./conv_arithmetic_dom.js";

const MANY = 600; // more links than this are drawn as a band alone
const SHARE = 0.13; // of the input's length that is shown outside it, on each side
const HIGH = 14; // of a unit
const EDGE = 4; // left free on each side
const TOP = 24;

const upToCount = (count) => Array.from({ length: count }, (_, index) => index);

// The ends of the axis: the input, its padding as far as there is room for it, and every unit of every layer.
function coneSpan(size, fields, extents) {
  const whole = fields[fields.length - 1];
  const last = extents.length - 1;
  const middles = (side) =>
    fields.map(({ size: span, stride, offset }, index) => {
      const unit = side < 0 ? 0 : extents[index] - 1;
      return offset + unit * stride + span / 2 + (side * stride) / 2;
    });
  const outer = whole.offset + (extents[last] - 1) * whole.stride + whole.size;
  const room = SHARE * size;
  return [
    Math.min(0, Math.max(whole.offset, -room), ...middles(-1)),
    Math.max(size, Math.min(outer, size + room), ...middles(1)),
  ];
}

// Where everything stands, in pixels, without a page: tracks with their units, bounds of the input axis.
export function coneLayout(size, layers, width) {
  const fields = [
    { size: 1, stride: 1, offset: 0 },
    ...layers.map((_, index) => receptiveField(layers.slice(0, index + 1))),
  ];
  const { extents } = seenPlaces(size, layers, [0]);
  const [low, high] = coneSpan(size, fields, extents);
  const cell = Math.min(24, (width - 2 * EDGE) / (high - low));
  const left = (place) => EDGE + (place - low) * cell;
  const step = layers.length > 8 ? 34 : layers.length > 1 ? 52 : 96;
  const tracks = fields.map((field, index) => {
    const centre = (unit) => left(field.offset + unit * field.stride + field.size / 2);
    const breadth = Math.max(1, Math.min(20, field.stride * cell * 0.84));
    return { extent: extents[index], y: TOP + (layers.length - index) * step, centre, breadth, field };
  });
  return { cell, left, tracks, low, high, height: tracks[0].y + HIGH + 24, whole: fields[fields.length - 1] };
}

function unitsPath(track, units) {
  const { y, breadth } = track;
  return units.map((unit) => `M${track.centre(unit) - breadth / 2},${y} h${breadth} v${HIGH} h${-breadth} Z`).join(" ");
}

function linksPath(layers, layout, seen) {
  const parts = [];
  layers.forEach(({ kernel, stride, padding, dilation }, index) => {
    const [below, above] = [layout.tracks[index], layout.tracks[index + 1]];
    const places = new Set(seen[index]);
    for (const unit of seen[index + 1]) {
      for (const tap of upToCount(kernel)) {
        const place = unit * stride - padding + tap * dilation;
        if (places.has(place))
          parts.push(`M${below.centre(place)},${below.y} L${above.centre(unit)},${above.y + HIGH}`);
      }
    }
  });
  return parts.length > MANY ? "" : parts.join(" ");
}

function bandPath(layout, seen) {
  const edge = (track, unit, side) => track.centre(unit) + (side * track.breadth) / 2;
  const ends = (track, units) => [edge(track, units[0], -1), edge(track, units[units.length - 1], 1)];
  return layout.tracks
    .slice(1)
    .map((above, index) => {
      const below = layout.tracks[index];
      if (!seen[index].length || !seen[index + 1].length) return "";
      const [wide, narrow] = [ends(below, seen[index]), ends(above, seen[index + 1])];
      const low = above.y + HIGH;
      return `M${wide[0]},${below.y} L${wide[1]},${below.y} L${narrow[1]},${low} L${narrow[0]},${low} Z`;
    })
    .join(" ");
}

// How far the field of a unit reaches beyond the input, before and behind it.
function reachOutside({ whole }, size, unit) {
  const first = whole.offset + unit * whole.stride;
  return {
    before: Math.max(0, -first),
    behind: Math.max(0, first + whole.size - size),
    first,
    last: first + whole.size,
  };
}

// The part of the field that lies outside the input, dashed on the input's track; open where the picture ends first.
function outsidePath(layout, size, reach) {
  const { left, low, high, tracks } = layout;
  const run = (inner, outer, shown) =>
    `M${left(shown)},${tracks[0].y} H${left(inner)} v${HIGH} H${left(shown)} ${shown === outer ? "Z" : ""}`;
  const before = run(Math.min(0, reach.last), reach.first, Math.max(reach.first, low));
  const behind = run(Math.max(size, reach.first), reach.last, Math.min(reach.last, high));
  return `${reach.before ? before : ""} ${reach.behind ? behind : ""}`;
}

// Names of the layers at the left, what they make and see at the right; those of the input move, as they also say how
// much of the field lies outside.
function trackTexts(layout, layers, width) {
  const name = (layer, index) => layer.name ?? `${index + 1} ${layer.kind} ${layer.kernel}`;
  const text = (words, track, place) => draw("text", { y: track.y - 5, class: "dv-track", ...place }, words);
  return layers.flatMap((layer, index) => {
    const track = layout.tracks[index + 1];
    const far = { x: width - EDGE, "text-anchor": "end" };
    const facts = `${track.extent} wide · sees ${track.field.size}`;
    return [text(name(layer, index), track, { x: EDGE }), text(facts, track, far)];
  });
}

// What the moving parts show for one unit of the output.
function showUnit({ layout, size, layers, parts }, unit) {
  const { seen } = seenPlaces(size, layers, [unit]);
  const reach = reachOutside(layout, size, unit);
  parts.band.setAttribute("d", bandPath(layout, seen));
  parts.links.setAttribute("d", linksPath(layers, layout, seen));
  parts.outside.setAttribute("d", outsidePath(layout, size, reach));
  parts.lit.forEach((path, index) => path.setAttribute("d", unitsPath(layout.tracks[index], seen[index])));
  parts.before.textContent = reach.before ? `input · ${reach.before} outside` : "input";
  parts.behind.textContent = reach.behind ? `${reach.behind} outside · ${size} wide` : `${size} wide`;
}

function movingParts(layout, width) {
  const path = (name) => draw("path", { class: name });
  const note = (place) => draw("text", { class: "dv-track", y: layout.tracks[0].y + HIGH + 15, ...place });
  const last = layout.tracks.length - 1;
  return {
    band: path("dv-band"),
    links: path("dv-links"),
    outside: path("dv-outside"),
    lit: layout.tracks.map((_, index) => path(index === last ? "dv-lit dv-lit-last" : "dv-lit")),
    before: note({ x: EDGE }),
    behind: note({ x: width - EDGE, "text-anchor": "end" }),
  };
}

// Fills `svg`; returns what lights the way from an output unit to its inputs, and which unit a pixel means.
export function drawCone(svg, size, layers, width) {
  const layout = coneLayout(size, layers, width);
  const { tracks } = layout;
  const parts = movingParts(layout, width);
  const read = new Set(seenPlaces(size, layers, upToCount(tracks[layers.length].extent)).seen[0]);
  const unread = upToCount(size).filter((place) => !read.has(place));
  const units = tracks.map((track) =>
    draw("path", { d: unitsPath(track, upToCount(track.extent)), class: "dv-units" }),
  );
  const lost = draw("path", { d: unitsPath(tracks[0], unread), class: "dv-lost" });
  const { band, links, outside, lit, before, behind } = parts;
  svg.setAttribute("viewBox", `0 0 ${width} ${layout.height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", layout.height);
  svg.replaceChildren(
    band,
    links,
    ...units,
    lost,
    outside,
    ...lit,
    ...trackTexts(layout, layers, width),
    before,
    behind,
  );
  const unitAt = (x) => {
    const last = tracks[layers.length];
    const off = (unit) => Math.abs(last.centre(unit) - x);
    return upToCount(last.extent).reduce((best, unit) => (off(unit) < off(best) ? unit : best), 0);
  };
  return { show: (unit) => showUnit({ layout, size, layers, parts }, unit), unitAt, unread: unread.length };
}
