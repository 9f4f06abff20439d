// Merging regions, as utils/reference/grouping.py owns it: same regions after every merge (a test holds them together).
// Merge m of n segments makes region n + m out of [one, other, ...].

export function labelsFromText(text) {
  return text.split(" ").flatMap((run) => {
    const [label, length] = run.split("x").map(Number);
    return Array(length).fill(label);
  });
}

// The region that each segment belongs to after so many merges.
export function ownersAfter(merges, segments, count) {
  const within = Array.from({ length: segments + count }, (_, region) => region);
  merges.slice(0, count).forEach(([one, other], step) => {
    within[one] = segments + step;
    within[other] = segments + step;
  });
  for (let region = within.length - 1; region >= 0; region -= 1) within[region] = within[within[region]];
  return within.slice(0, segments);
}

const around = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

// Boxes, sizes and mean colours of the segments and of all that merging makes of them.
export function regionsOf({ boxes, sizes, colours }, merges) {
  const all = { boxes: [...boxes], sizes: [...sizes], colours: [...colours] };
  for (const [one, other] of merges) {
    const size = all.sizes[one] + all.sizes[other];
    const mixed = all.colours[one].map((value, c) => (value * all.sizes[one] + all.colours[other][c] * all.sizes[other]) / size);
    all.boxes.push(around(all.boxes[one], all.boxes[other]));
    all.sizes.push(size);
    all.colours.push(mixed);
  }
  return all;
}
