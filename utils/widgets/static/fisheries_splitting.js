// Frames of a few boats, some held out for validation: what the nearest frame in training gives away.
const EVERY = 4; // by frame, one of so many is held out
export const VOTERS = 5;
export const TRUST = 0.8;

// Two signs in base 36 for each neighbour, a line of text for each frame, the nearest first.
export const readNeighbours = (lines) =>
  lines.map((line) => Array.from({ length: line.length / 2 }, (_, n) => parseInt(line.slice(2 * n, 2 * n + 2), 36)));

// Whether each frame is held out: those of the chosen boats, or every fourth of each boat.
export function heldOut({ boats, mode, validation }) {
  const seen = new Map();
  return boats.map((boat) => {
    const place = seen.get(boat) ?? 0;
    seen.set(boat, place + 1);
    return mode === "boat" ? validation.includes(boat) : place % EVERY === EVERY - 1;
  });
}

// The log-loss of one frame: its neighbours' shares, and a prior of the training frames with one frame of each class more.
function lossOf(frame, voters, labels, prior) {
  const agreeing = voters.filter((other) => labels[other] === labels[frame]).length;
  return -Math.log((TRUST * agreeing) / voters.length + (1 - TRUST) * prior[labels[frame]]);
}

// What a split lets slip. Numbers are null where nothing is held out, or too little is left to learn from.
export function splitOf({ labels, boats, mode, validation, neighbours, classes }) {
  const held = heldOut({ boats, mode, validation });
  const frames = labels.map((_, frame) => frame).filter((frame) => held[frame]);
  const training = labels.length - frames.length;
  const count = (wanted) => Array.from({ length: classes }, (_, c) => labels.filter((l, f) => l === c && held[f] === wanted).length);
  const counts = { training: count(false), validation: count(true) };
  const empty = { held, counts, frames: frames.length, training, leaks: labels.map(() => false) };
  if (!frames.length || training < VOTERS) return { ...empty, leaked: null, right: null, loss: null };
  const prior = counts.training.map((number) => (number + 1) / (training + classes));
  const leaks = [...empty.leaks];
  let [right, loss] = [0, 0];
  for (const frame of frames) {
    const voters = neighbours[frame].filter((other) => !held[other]).slice(0, VOTERS);
    leaks[frame] = boats[voters[0]] === boats[frame];
    right += labels[voters[0]] === labels[frame];
    loss += lossOf(frame, voters, labels, prior);
  }
  const leaked = leaks.filter(Boolean).length;
  return { ...empty, leaks, leaked, right, loss: loss / frames.length };
}

const whole = ({ counts }) => [...counts.training, ...counts.validation].every((number) => number > 0);

export const SPLIT_GOALS = [
  { text: "a split in which every frame that is held out leaks", met: ({ leaked, frames }) => leaked !== null && leaked === frames },
  { text: "a split without a single leak", met: ({ leaked }) => leaked === 0 },
  {
    text: "one without a leak, and with every class on both sides",
    met: (split) => split.leaked === 0 && whole(split),
  },
];

export function missingSentence({ counts }, names) {
  const lacks = (side) => names.filter((_, label) => !counts[side][label]);
  const said = ["training", "validation"].flatMap((side) => (lacks(side).length ? [`${side} lacks ${lacks(side).join(", ")}`] : []));
  return said.length ? `Mind: ${said.join("; ")}.` : "Every class is on both sides.";
}

export function splitSentence(split, names) {
  const { frames, training, leaked, right, loss } = split;
  if (leaked === null) return frames ? "Too few frames are left to learn from." : "Nothing is held out: choose a boat.";
  const rate = (count) => `${count} (${Math.round((100 * count) / frames)} %)`;
  return (
    `${frames} frames are held out, ${training} are learned from. Of those held out, ${rate(leaked)} find their own boat ` +
    `as nearest, ${rate(right)} their own class. Promised log-loss ${loss.toFixed(2)}. ${missingSentence(split, names)}`
  );
}
