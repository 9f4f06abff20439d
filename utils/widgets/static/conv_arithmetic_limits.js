// The most that is drawn, stepped to, or counted without loss; more is refused with one sentence.

import { BadNumber, stackRows } from "./arithmetic.js";

// Smallest and largest that fields step to. The checks here know the largest only: too small is arithmetic's affair.
export const BENCH_LIMITS = {
  size: [1, 512],
  kernel: [1, 24],
  stride: [1, 24],
  padding: [0, 6],
  dilation: [1, 23],
  channels: [1, 4096],
  filters: [1, 4096],
};
export const STACK_LIMITS = {
  length: [1, 256],
  channels: [1, 4096],
  kernel: [1, 64],
  stride: [1, 64],
  padding: [0, 64],
  dilation: [1, 64],
  filters: [1, 4096],
};
export const PUZZLE_LIMITS = {
  kernel: [1, 11],
  stride: [1, 6],
  padding: [0, 8],
  dilation: [1, 10],
  filters: [1, 256],
};
export const MOST_DRAWN = 12; // rows or columns of an input drawn as a grid; of a larger one a single row is
export const MOST_LAYERS = 20;
export const KNOBS = ["kernel", "stride", "padding", "dilation", "filters"];

export function atMost(name, value, most, field = name) {
  if (value > most) throw new BadNumber(field, `${name} must be at most ${most} here, got ${value}`);
}

// Throws BadNumber, with the layer's index, for a stack that does not hang together or goes beyond the limits.
export function checkStack(length, channels, layers, limits) {
  stackRows(length, channels, layers);
  layers.forEach((layer, index) => {
    try {
      for (const knob of KNOBS) atMost(knob, layer[knob], limits[knob][1]);
    } catch (problem) {
      problem.layer = index;
      throw problem;
    }
  });
  if (limits.length) atMost("size", length, limits.length[1]);
  if (limits.channels) atMost("channels", channels, limits.channels[1]);
}
