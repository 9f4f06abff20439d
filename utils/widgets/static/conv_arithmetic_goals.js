// What a setting measures, whether it meets a goal, and which way to go if not. A goal is { what, is, value }.

import { outputArithmetic, receptiveField, seenPlaces, stackRows } from "./arithmetic.js";

const UP = {
  kernel: "a larger kernel",
  stride: "a larger stride",
  padding: "more padding",
  dilation: "more dilation",
  filters: "more filters",
  layers: "another layer",
  size: "a larger input",
};
const DOWN = {
  kernel: "a smaller kernel",
  stride: "a smaller stride",
  padding: "less padding",
  dilation: "less dilation",
  filters: "fewer filters",
  layers: "fewer layers",
  size: "a smaller input",
};

// What raises (1) or lowers (-1) each quantity.
const EFFECTS = {
  output: { padding: 1, size: 1, kernel: -1, stride: -1, dilation: -1 },
  field: { kernel: 1, dilation: 1, layers: 1 },
  jump: { stride: 1 },
  parameters: { kernel: 1, filters: 1, layers: 1 },
  multiplyAdds: { kernel: 1, filters: 1, padding: 1, stride: -1 },
  depth: { filters: 1 },
};

export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

const square = (value) => `${value}×${value}`;
const bound = (relation) => ({ "=": "", ">=": "at least ", "<=": "at most " })[relation];

const WORDS = {
  output: ({ value }) => `an output of ${square(value)}`,
  field: ({ is, value }) => `a receptive field of ${bound(is)}${square(value)}`,
  jump: ({ is, value }) => `an effective stride of ${bound(is)}${value}`,
  parameters: ({ is, value }) => `${bound(is)}${grouped(value)} parameters, biases included`,
  multiplyAdds: ({ is, value }) => `${bound(is)}${grouped(value)} multiply-adds`,
  depth: ({ is, value }) => `${bound(is)}${value} slices (feature maps)`,
  fits: ({ value }) =>
    value ? "windows that fit without rounding" : "windows that do not fit, so that the output is rounded down",
  unread: () => "every input read",
  tail: ({ value }) =>
    value === 1 ? "exactly the last row and column unread" : `exactly the last ${value} rows and columns unread`,
  size: ({ is, value }) => `an input of ${bound(is)}${square(value)}`,
  kernel: ({ is, value }) => `a kernel of ${bound(is)}${value}`,
  padding: ({ is, value }) => `a padding of ${bound(is)}${value}`,
  stride: ({ is, value }) => `a stride of ${bound(is)}${value}`,
  dilation: ({ is, value }) => `a dilation of ${bound(is)}${value}`,
};

export function goalText(goal) {
  return WORDS[goal.what](goal);
}

// Everything a goal may ask of a stack of layers on a size x size input; `tail` is -1 where inputs other than the last
// ones stay unread.
export function measureStack(size, channels, layers) {
  const rows = stackRows(size, channels, layers);
  const last = rows[rows.length - 1];
  const { seen } = seenPlaces(
    size,
    layers,
    Array.from({ length: last.output }, (_, unit) => unit),
  );
  const unread = size - seen[0].length;
  const field = receptiveField(layers);
  return {
    size,
    output: last.output,
    depth: last.depth,
    fits: Number(rows.every((row) => row.fits)),
    unread,
    tail: seen[0].every((place, index) => place === index) ? unread : -1,
    field: field.size,
    jump: field.stride,
    parameters: rows.reduce((sum, row) => sum + row.parameters, 0),
    multiplyAdds: rows.reduce((sum, row) => sum + row.multiplyAdds, 0),
    layers: layers.length,
    kernel: layers[0].kernel,
    stride: layers[0].stride,
    padding: layers[0].padding,
    dilation: layers[0].dilation,
    arithmetic: outputArithmetic(size, layers[0].kernel, layers[0].stride, layers[0].padding, layers[0].dilation),
  };
}

export function isMet(goal, measured) {
  const value = measured[goal.what];
  if (goal.is === "<=") return value <= goal.value;
  return goal.is === ">=" ? value >= goal.value : value === goal.value;
}

export function allMet(goals, measured) {
  return goals.every((goal) => isMet(goal, measured));
}

function ways(what, direction, free) {
  const effects = Object.entries(EFFECTS[what] ?? {}).filter(([knob]) => free.includes(knob));
  const words = effects.map(([knob, sign]) => (sign * direction > 0 ? UP : DOWN)[knob]);
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}

const rowWord = (count) => (count === 1 ? "1 row" : `${count} rows`);

// Quantities that have more to say than too small or too large.
const GIVEN = {
  fits: (goal, got) => {
    const way = goal.value
      ? "the stride has to divide the room that the window has"
      : "that fits, and here it must not";
    return `yours is ${got.arithmetic}: ${way}`;
  },
  unread: (goal, got) => {
    if (got.tail > 0) return `yours never reads the last ${rowWord(got.tail)}: let the windows reach further`;
    return `yours steps over ${got.unread} of ${rowWord(got.size)}: no stride may be longer than what a window covers`;
  },
  tail: (goal, got) => {
    if (got.tail < 0) return "yours leaves inputs unread in between: a smaller stride or less dilation closes the gaps";
    return `yours leaves ${rowWord(got.tail)} unread: what the division leaves over, less the padding, stays at the end`;
  },
};

const SHOWN = { output: square, field: square, parameters: grouped, multiplyAdds: grouped, size: square };

// One sentence: what the setting gives, and which way to go with the numbers that are free.
export function goalHint(goal, measured, free) {
  if (isMet(goal, measured)) return "";
  if (GIVEN[goal.what]) return `${GIVEN[goal.what](goal, measured)}.`;
  const value = measured[goal.what];
  const direction = value < goal.value ? 1 : -1;
  const way = ways(goal.what, direction, free);
  const shown = (SHOWN[goal.what] ?? String)(value);
  return `yours gives ${shown}: ${direction > 0 ? "too small" : "too large"}${way ? `; ${way} helps` : ""}.`;
}
