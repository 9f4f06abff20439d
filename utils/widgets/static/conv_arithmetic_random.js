// A small seeded generator (mulberry32), so that a task is the same wherever its seed is.

export function seededRandom(seed) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least, most) => least + Math.floor(next() * (most - least + 1));
  return { whole, pick: (choices) => choices[whole(0, choices.length - 1)] };
}

// The next seed that draws another task than `seed` does; the one after it where a hundred draw the same.
export function nextSeed(draw, seed) {
  const now = JSON.stringify(draw(seed));
  for (let next = seed + 1; next <= seed + 100; next += 1) if (JSON.stringify(draw(next)) !== now) return next;
  return seed + 1;
}
