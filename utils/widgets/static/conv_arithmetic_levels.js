// Ten inverse puzzles of rising difficulty, drawn from a seed. Each is drawn around a hidden setting that solves it and
// is then forgotten: a puzzle holds its goals and its start, never an answer.

import { allMet, measureStack } from "./conv_arithmetic_goals.js";
import { PUZZLE_LIMITS } from "./conv_arithmetic_limits.js";
import { seededRandom } from "./conv_arithmetic_random.js";

export function convLayer(kernel, stride = 1, padding = 0, dilation = 1, filters = 1) {
  return { kind: "conv", kernel, stride, padding, dilation, filters };
}

export function poolLayer(kernel = 2, stride = kernel) {
  return { kind: "pool", kernel, stride, padding: 0, dilation: 1, filters: 0 };
}

const exactly = (what, value) => ({ what, is: "=", value });
const least = (what, value) => ({ what, is: ">=", value });
const most = (what, value) => ({ what, is: "<=", value });

// Up to two leading digits: budgets read as budgets, not as the square of somebody's kernel.
function rounded(value, way) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return way(value / unit) * unit;
}
const budget = (value) => rounded(value, Math.ceil);

// How many kernels and strides from 2 on fit so many windows on an input without padding.
function fittingPairs(size, output) {
  const kernels = [2, 3, 4, 5, 6].map((stride) => size - stride * (output - 1));
  return kernels.filter((kernel) => kernel >= 2 && kernel <= PUZZLE_LIMITS.kernel[1]).length;
}

const LEVELS = [
  {
    title: "Keep the size",
    free: ["kernel", "padding"],
    draw: (random) => {
      const kernel = random.pick([3, 5, 7]);
      const size = random.whole(8, 14);
      return {
        size,
        channels: 1,
        start: [convLayer(kernel === 3 ? 2 : 3)],
        hidden: [convLayer(kernel, 1, (kernel - 1) / 2)],
      };
    },
    goals: (got) => [exactly("output", got.output), least("field", got.field)],
  },
  {
    title: "Shrink in one step",
    free: ["kernel", "stride"],
    draw: (random) => {
      const [size, kernel, stride] = [random.whole(9, 48), random.whole(2, 8), random.whole(2, 5)];
      return { size, channels: 1, start: [convLayer(3)], hidden: [convLayer(kernel, stride)] };
    },
    wanted: (got) => got.fits === 1 && fittingPairs(got.size, got.output) > 1,
    goals: (got) => [exactly("output", got.output), exactly("fits", 1), least("field", 2)],
  },
  {
    title: "Nothing left out",
    free: ["kernel", "stride", "padding"],
    draw: (random) => {
      const [size, kernel, stride] = [random.whole(9, 28), random.whole(2, 6), random.whole(2, 5)];
      return { size, channels: 1, start: [convLayer(2, 4)], hidden: [convLayer(kernel, stride, random.whole(1, 3))] };
    },
    wanted: (got) => got.unread === 0 && got.fits === 0,
    goals: (got) => [exactly("output", got.output), exactly("fits", 0), exactly("unread", 0), least("stride", 2)],
  },
  {
    title: "A budget of parameters",
    free: ["kernel", "filters"],
    draw: (random) => {
      const hidden = [convLayer(random.whole(3, 7), 1, 0, 1, random.whole(25, 60))];
      return { size: 32, channels: random.pick([3, 8, 16, 20]), start: [convLayer(5, 1, 0, 1, 5)], hidden };
    },
    goals: (got) => [
      least("field", 3),
      least("depth", 8),
      least("parameters", rounded(got.parameters, Math.floor)),
      most("parameters", budget(1.04 * got.parameters)),
    ],
  },
  {
    title: "A budget of work",
    free: ["kernel", "stride", "padding", "filters"],
    draw: (random) => {
      const hidden = [
        convLayer(random.whole(3, 5), random.whole(2, 3), random.whole(0, 2), 1, random.pick([8, 12, 16, 24])),
      ];
      return { size: random.whole(24, 64), channels: 3, start: [convLayer(7, 1, 3, 1, 32)], hidden };
    },
    goals: (got) => [
      exactly("output", got.output),
      least("depth", got.depth),
      least("field", 3),
      most("multiplyAdds", budget(1.15 * got.multiplyAdds)),
    ],
  },
  {
    title: "See further at the same price",
    free: ["kernel", "padding", "dilation"],
    draw: (random) => {
      const dilation = random.whole(2, 5);
      const size = random.whole(16, 32);
      const start = [convLayer(2 * dilation + 1, 1, dilation, 1, 16)];
      return { size, channels: 16, start, hidden: [convLayer(3, 1, dilation, dilation, 16)] };
    },
    goals: (got) => [
      exactly("output", got.output),
      exactly("field", got.field),
      most("parameters", budget(got.parameters)),
    ],
  },
  {
    title: "Small kernels, stacked",
    free: ["kernel"],
    most: 6,
    draw: (random) => {
      const [layers, channels] = [random.whole(2, 4), random.pick([8, 12, 16, 24, 32, 48, 64])];
      const layer = (kernel) => convLayer(kernel, 1, 0, 1, channels);
      const hidden = Array.from({ length: layers }, () => layer(3));
      return { size: 32, channels, start: [layer(2 * layers + 1)], hidden };
    },
    goals: (got) => [exactly("field", got.field), most("parameters", budget(got.parameters))],
  },
  {
    title: "Pooling in between",
    free: ["kernel", "stride"],
    kinds: ["conv", "pool"],
    most: 5,
    draw: (random) => {
      const conv = () => convLayer(random.whole(2, 5), random.pick([1, 1, 2]));
      const hidden = [conv(), conv(), poolLayer(), conv()].slice(0, random.whole(3, 4));
      return { size: 64, channels: 1, start: [convLayer(3)], hidden };
    },
    wanted: (got) => got.field <= 32,
    goals: (got) => [exactly("field", got.field), exactly("jump", got.jump)],
  },
  {
    title: "A trunk",
    free: ["kernel", "stride", "padding"],
    kinds: ["conv", "pool"],
    most: 6,
    draw: (random) => {
      const conv = () => convLayer(random.pick([3, 5]), 1, random.whole(0, 2));
      const hidden = [conv(), poolLayer(), conv(), poolLayer(), conv()].slice(0, random.whole(4, 5));
      return { size: random.pick([28, 32, 40, 48]), channels: 1, start: [convLayer(3), poolLayer()], hidden };
    },
    goals: (got) => [exactly("output", got.output), exactly("jump", got.jump), least("field", got.field)],
  },
  {
    title: "Everything at once",
    free: ["kernel", "stride", "padding", "dilation"],
    kinds: ["conv", "pool"],
    most: 6,
    draw: (random) => {
      const channels = random.pick([8, 16]);
      const conv = (stride) => convLayer(3, stride, random.whole(0, 2), random.whole(1, 2), channels);
      const hidden = [conv(1), random.pick([poolLayer(), conv(2)]), conv(1), conv(random.whole(1, 2))];
      return { size: random.whole(32, 48), channels, start: [convLayer(5, 1, 0, 1, channels), poolLayer()], hidden };
    },
    goals: (got) => [
      exactly("output", got.output),
      exactly("jump", got.jump),
      least("field", got.field),
      most("parameters", budget(got.parameters)),
      most("multiplyAdds", budget(got.multiplyAdds)),
    ],
  },
];

export const LEVEL_COUNT = LEVELS.length;

// The puzzle of one level (from 0) under a seed, and the setting it was drawn around; only tests look at the latter.
export function drawLevel(seed, level) {
  const { title, free, draw, goals, wanted = () => true, kinds = ["conv"], most: limit = 1 } = LEVELS[level];
  const random = seededRandom(1000 * seed + level);
  for (let tries = 0; tries < 1000; tries += 1) {
    const { size, channels, start, hidden } = draw(random);
    const got = measureStack(size, channels, hidden);
    const puzzle = { title, size, channels, start, free, kinds, most: limit, goals: goals(got) };
    if (wanted(got) && !allMet(puzzle.goals, measureStack(size, channels, start))) return { puzzle, hidden };
  }
  throw new Error(`level ${level} must have a puzzle, got none for seed ${seed}`);
}

export function levelPuzzle(seed, level) {
  return drawLevel(seed, level).puzzle;
}
