// Between Python's state and a network: what is read is checked, what is written travels back at once.
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const isVector = (list, length) => Array.isArray(list) && list.length === length && list.every(isNumber);

// The network of the model's traits, or the one sentence that says why there is none.
export function readNetwork(model) {
  const [sizes, x, xc, weights, biases] = ["sizes", "x", "x_c", "weights", "biases"].map((key) => model.get(key));
  if (
    !Array.isArray(sizes) ||
    sizes.length < 2 ||
    sizes.at(-1) !== 1 ||
    !sizes.every((size) => size >= 1 && size <= 6)
  ) {
    return { sentence: `sizes must be 2 to 6 layers of 1 to 6 neurons ending in 1, got ${JSON.stringify(sizes)}.` };
  }
  const fits =
    isVector(x, sizes[0]) &&
    isVector(xc, sizes[0]) &&
    weights?.length === sizes.length - 1 &&
    biases?.length === sizes.length - 1 &&
    weights.every((W, n) => W.length === sizes[n + 1] && W.every((row) => isVector(row, sizes[n]))) &&
    biases.every((b, n) => isVector(b, sizes[n + 1]));
  if (!fits)
    return {
      sentence: `x, x_c, weights and biases must fit the layers ${sizes.join("-")}: the picture keeps the last network that did.`,
    };
  return { net: { sizes, x, xc, weights, biases }, sentence: "" };
}

// The network that the model began with, or null.
export const readStart = (model) => readNetwork({ get: (key) => model.get("start")?.[key] }).net ?? null;

export function pushState(model, changes) {
  for (const [key, value] of Object.entries(changes)) model.set(key, value);
  model.save_changes();
}

export const stateOf = ({ sizes, x, xc, weights, biases }) => ({ sizes, x, x_c: xc, weights, biases });

// Calls `react` when Python changes one of the traits; returns the way to stop.
export function listen(model, keys, react) {
  keys.forEach((key) => model.on(`change:${key}`, react));
  return () => keys.forEach((key) => model.off(`change:${key}`, react));
}
