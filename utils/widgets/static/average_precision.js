// Matching, precision and recall, average precision, as utils/reference/average_precision.py owns them: same numbers (a
// test holds them together). A detection is [score, truth it overlaps most (or -1), that overlap], best score first.

// "hit", "double" (its truth is taken) or "low" (the overlap is too small) for each detection.
export function verdictsAt(detections, least) {
  const taken = new Set();
  return detections.map(([, truth, overlap]) => {
    if (truth < 0 || overlap < least) return "low";
    if (taken.has(truth)) return "double";
    taken.add(truth);
    return "hit";
  });
}

export function curveOf(verdicts, positives) {
  let hits = 0;
  return verdicts.map((verdict, place) => {
    hits += verdict === "hit";
    return { recall: hits / positives, precision: hits / (place + 1) };
  });
}

// At each point the best precision from there on.
export function envelopeOf(curve) {
  let best = 0;
  return [...curve]
    .reverse()
    .map(({ recall, precision }) => ({ recall, precision: (best = Math.max(best, precision)) }))
    .reverse();
}

export function averagePrecision(curve, method) {
  const best = envelopeOf(curve);
  if (method === "area") return best.reduce((sum, { recall, precision }, n) => sum + (recall - (n ? best[n - 1].recall : 0)) * precision, 0);
  const count = method === "voc07" ? 10 : 100;
  let sum = 0;
  for (let place = 0; place <= count; place += 1) sum += best.find(({ recall }) => recall >= place / count)?.precision ?? 0;
  return sum / (count + 1);
}

export const LADDER = Array.from({ length: 10 }, (_, n) => (50 + 5 * n) / 100);

// The three definitions: VOC 2007 and VOC 2010 at one IoU, COCO over the ladder from 0.50 to 0.95.
export function threeOf(detections, least, positives) {
  const at = (iou, method) => averagePrecision(curveOf(verdictsAt(detections, iou), positives), method);
  const coco = LADDER.reduce((sum, iou) => sum + at(iou, "coco"), 0) / LADDER.length;
  return { voc07: at(least, "voc07"), area: at(least, "area"), coco };
}
