// Anchors and their assignment, as utils/reference/anchors.py owns them: same boxes, same objects (a test holds them
// together). Boxes are [x1, y1, x2, y2]; coordinates are rounded to 32 bits, as the reference stores them.

export const BACKGROUND = -1;
export const IGNORED = -2;
export const OUTSIDE = -3;

// Width and height of the anchors of one place: all scales of the first ratio first.
export function shapesOf(scales, ratios) {
  return ratios.flatMap((ratio) => scales.map((scale) => [scale / Math.sqrt(ratio), scale * Math.sqrt(ratio)]));
}

export const mapOf = ([width, height], stride) => ({
  columns: Math.floor(width / stride),
  rows: Math.floor(height / stride),
});

export function anchorsAt(column, row, stride, shapes) {
  const [x, y] = [(column + 0.5) * stride, (row + 0.5) * stride];
  return shapes.map(([w, h]) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2].map(Math.fround));
}

// All anchors of the map, row by row, place by place.
export function allAnchors(frame, stride, shapes) {
  const { columns, rows } = mapOf(frame, stride);
  const all = [];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) all.push(...anchorsAt(column, row, stride, shapes));
  return all;
}

export function iouOf(a, b) {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common);
}

const within = (b, [width, height]) => b[0] >= 0 && b[1] >= 0 && b[2] <= width && b[3] <= height;

// For each anchor the object that it overlaps most (`near`), by how much (`value`), and what it is: the object's number,
// BACKGROUND, IGNORED or OUTSIDE (`found`). For each object the place of its best anchor, its IoU, and whether only the
// rule of the best made that anchor positive.
export function assign(anchors, truth, { low, high, best, inside, frame }) {
  const [lower, upper] = [Math.min(low, high), Math.max(low, high)];
  const tops = truth.map(() => ({ place: -1, iou: 0, lifted: false }));
  const [found, near, value] = [[], [], []];
  anchors.forEach((anchor, place) => {
    let [nearest, most] = [0, 0];
    const counts = !inside || within(anchor, frame);
    truth.forEach((box, object) => {
      const iou = iouOf(anchor, box);
      if (iou > most) [nearest, most] = [object, iou];
      if (counts && iou > tops[object].iou) tops[object] = { place, iou, lifted: false };
    });
    near.push(nearest);
    value.push(most);
    found.push(!counts ? OUTSIDE : most >= upper ? nearest : most < lower ? BACKGROUND : IGNORED);
  });
  if (best)
    tops.forEach((top, object) => {
      if (top.place < 0) return;
      top.lifted = top.iou < upper;
      found[top.place] = object;
    });
  return { found, near, value, tops };
}

export function countsOf(found) {
  const count = (is) => found.reduce((sum, what) => sum + (is(what) ? 1 : 0), 0);
  return {
    positive: count((what) => what >= 0),
    background: count((what) => what === BACKGROUND),
    ignored: count((what) => what === IGNORED),
    outside: count((what) => what === OUTSIDE),
  };
}

export const kindOf = (what) => (what >= 0 ? "positive" : { [BACKGROUND]: "background", [IGNORED]: "ignored", [OUTSIDE]: "outside" }[what]);

const RANK = ["positive", "ignored", "background", "outside"];

// What a place counts for: the kind of the best of its anchors, `each` of them one after the other.
export function kindsOfPlaces(found, each) {
  const kinds = [];
  for (let first = 0; first < found.length; first += each) {
    const ranks = found.slice(first, first + each).map((what) => RANK.indexOf(kindOf(what)));
    kinds.push(RANK[Math.min(...ranks)]);
  }
  return kinds;
}
