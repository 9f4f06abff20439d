// Boxes [x1, y1, x2, y2], half-open, as utils/reference owns them: same overlaps, same suppression (a test holds them
// together).

export const areaOf = ([x1, y1, x2, y2]) => Math.max(0, x2 - x1) * Math.max(0, y2 - y1);

// What two boxes have in common as a box, or null.
export function commonBox(a, b) {
  const both = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return areaOf(both) ? both : null;
}

export function overlapOf(a, b) {
  const both = commonBox(a, b);
  const intersection = both ? areaOf(both) : 0;
  const union = areaOf(a) + areaOf(b) - intersection;
  return { intersection, union, iou: union ? intersection / union : 0 };
}

// The box of `others` that a box overlaps most, and how much: the first of equals.
export function bestMatch(box, others) {
  const overlaps = others.map((other) => overlapOf(box, other).iou);
  const iou = Math.max(0, ...overlaps);
  return { place: overlaps.indexOf(iou), iou };
}

// Greedy suppression, step by step: each takes the best box that is left (ties: the lower index) and strikes out all
// that it overlaps by more than the threshold.
export function suppress(boxes, scores, threshold) {
  let waiting = boxes.map((_, place) => place).sort((one, other) => scores[other] - scores[one] || one - other);
  const steps = [];
  while (waiting.length) {
    const [best, ...rest] = waiting;
    const near = (place) => overlapOf(boxes[best], boxes[place]).iou > threshold;
    steps.push({ best, struck: rest.filter(near) });
    waiting = rest.filter((place) => !near(place));
  }
  return steps;
}

// What stays for each truth: the kept boxes that meet it (IoU of at least 1/2) and no other better.
export function keptFor(steps, boxes, truth) {
  const found = truth.map(() => []);
  for (const { best } of steps) {
    const { place, iou } = bestMatch(boxes[best], truth);
    if (iou >= 0.5) found[place].push(best);
  }
  return found;
}

// Of the boxes that a step strikes out, one that was the best of another truth than the striker's; else null.
export function wronglyStruck(steps, step, boxes, scores, truth) {
  if (step < 1) return null;
  const { best, struck } = steps[step - 1];
  const meant = boxes.map((box) => bestMatch(box, truth).place);
  const own = (place) => boxes.map((_, other) => other).filter((other) => meant[other] === meant[place]);
  const leads = (place) => own(place).every((other) => scores[other] <= scores[place]);
  return struck.find((place) => meant[place] !== meant[best] && leads(place)) ?? null;
}

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

// A share as a fraction in lowest terms.
export function fraction(part, whole) {
  if (!part) return "0";
  const common = divisor(part, whole);
  return part === whole ? "1" : `${part / common}/${whole / common}`;
}
