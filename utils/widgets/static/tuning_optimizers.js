// Optimisers on a ravine f(x, y) = (x^2 + c y^2) / 2: the steps of utils.reference.optimizers, coordinate by coordinate.

export const METHODS = { sgd: "SGD", momentum: "Momentum", nesterov: "Nesterov", rmsprop: "RMSprop" };
const FAR = 1e6; // beyond this a walk has left for good
const EPS = 1e-8;

export const height = ([x, y], curvature) => (x * x + curvature * y * y) / 2;
export const slope = ([x, y], curvature) => [x, curvature * y];

// The new place and memory after one step; `memory` is mu, or RMSprop's decay.
export function oneStep(method, w, dw, state, lr, memory) {
  if (method === "sgd") return { w: w - lr * dw, state };
  if (method === "rmsprop") {
    const cache = memory * state + (1 - memory) * dw * dw;
    return { w: w - (lr * dw) / (Math.sqrt(cache) + EPS), state: cache };
  }
  const velocity = memory * state + dw;
  const move = method === "momentum" ? velocity : dw + memory * velocity;
  return { w: w - lr * move, state: velocity };
}

// The places visited, the start first; it ends early where a walk leaves for good.
export function walk({ method, start, lr, memory, curvature, steps }) {
  const places = [[...start]];
  let states = [0, 0];
  for (let step = 0; step < steps; step += 1) {
    const here = places[step];
    const moved = slope(here, curvature).map((dw, i) => oneStep(method, here[i], dw, states[i], lr, memory));
    states = moved.map(({ state }) => state);
    places.push(moved.map(({ w }) => w));
    if (places.at(-1).some((value) => Math.abs(value) > FAR)) break;
  }
  return places;
}

// How many steps until the height stays below `goal`; null where it does not, -1 where the walk leaves for good.
export function arrival(places, curvature, goal) {
  if (places.at(-1).some((value) => Math.abs(value) > FAR)) return -1;
  let last = places.length - 1;
  if (height(places[last], curvature) >= goal) return null;
  while (last > 0 && height(places[last - 1], curvature) < goal) last -= 1;
  return last;
}
