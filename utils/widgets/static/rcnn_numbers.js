// Offsets between boxes [x1, y1, x2, y2] and warped regions, as utils/reference/boxes.py and R-CNN's warp own them (a
// test holds them together).

const middleOf = ([x1, y1, x2, y2]) => [(x1 + x2) / 2, (y1 + y2) / 2];
const sizeOf = ([x1, y1, x2, y2]) => [x2 - x1, y2 - y1];
const around = ([x, y], [w, h]) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2];

// The offsets tx, ty, tw, th that lead from a proposal to a box.
export function encoded(target, proposal) {
  const [[x, y], [w, h]] = [middleOf(target), sizeOf(target)];
  const [[px, py], [pw, ph]] = [middleOf(proposal), sizeOf(proposal)];
  return [(x - px) / pw, (y - py) / ph, Math.log(w / pw), Math.log(h / ph)];
}

// The box that offsets lead to from a proposal.
export function decoded([tx, ty, tw, th], proposal) {
  const [[px, py], [pw, ph]] = [middleOf(proposal), sizeOf(proposal)];
  return around([px + tx * pw, py + ty * ph], [pw * Math.exp(tw), ph * Math.exp(th)]);
}

// The proposal from which these offsets lead to a box: where a proposal lies on another object as it did on this one.
export function proposalFor([tx, ty, tw, th], target) {
  const [[x, y], [w, h]] = [middleOf(target), sizeOf(target)];
  const size = [w / Math.exp(tw), h / Math.exp(th)];
  return around([x - tx * size[0], y - ty * size[1]], size);
}

// For each of `crop` places along one side of a region: two neighbouring pixels and the share of the second.
function readings(low, high, crop, context, pixels) {
  const margin = ((high - low) * context) / (1 - 2 * context);
  return Array.from({ length: crop }, (_, place) => {
    const at = low - margin + ((high - low + 2 * margin) * (place + 0.5)) / crop - 0.5;
    const inside = Math.min(pixels - 1, Math.max(0, at));
    const first = Math.min(Math.floor(inside), Math.max(0, pixels - 2));
    return [first, Math.min(first + 1, pixels - 1), inside - first];
  });
}

// A region of a picture {data: RGBA, width, height}, stretched to crop x crop, as RGBA; beyond the picture it goes on
// as it ends.
export function warpedRegion({ data, width, height }, [x1, y1, x2, y2], crop, context) {
  const across = readings(x1, x2, crop, context, width);
  const down = readings(y1, y2, crop, context, height);
  const out = new Array(4 * crop * crop).fill(255);
  down.forEach(([top, bottom, low], row) =>
    across.forEach(([left, right, far], column) => {
      for (let c = 0; c < 3; c += 1) {
        const value = (y, x) => data[4 * (y * width + x) + c];
        const line = (y) => value(y, left) * (1 - far) + value(y, right) * far;
        out[4 * (row * crop + column) + c] = line(top) * (1 - low) + line(bottom) * low;
      }
    }),
  );
  return out;
}
