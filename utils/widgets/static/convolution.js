// Weighted sums of windows, as utils/reference owns them, and weights of layers, as utils/shapes does (a test holds them
// together). A picture is { rows, columns, values }, row by row; a kernel is rows of numbers.

export function pictureOf(lines) {
  return { rows: lines.length, columns: lines[0].length, values: Float64Array.from(lines.flat()) };
}

// Pixels that travelled as text: one byte each, 0 black to 255 white.
export function pictureFromText({ rows, columns, pixels }) {
  const bytes = atob(pixels);
  return {
    rows,
    columns,
    values: Float64Array.from({ length: rows * columns }, (_, place) => bytes.charCodeAt(place)),
  };
}

export function halfTurn(kernel) {
  return kernel.map((line) => [...line].reverse()).reverse();
}

export function sameKernel(first, second) {
  return JSON.stringify(first) === JSON.stringify(second);
}

export function kernelSum(kernel) {
  return kernel.flat().reduce((sum, weight) => sum + weight, 0);
}

// How many places (rows, columns) a window has.
export function windowPlaces({ rows, columns }, kernel) {
  return [rows - kernel.length + 1, columns - kernel[0].length + 1];
}

// A new picture: the sum of each window. One pass over the picture for each weight that is not zero.
export function crossCorrelate({ rows, columns, values }, kernel) {
  const [down, across] = windowPlaces({ rows, columns }, kernel);
  const sums = new Float64Array(down * across);
  kernel.forEach((line, u) =>
    line.forEach((weight, v) => {
      if (!weight) return;
      for (let i = 0; i < down; i += 1) {
        const [from, to] = [(i + u) * columns + v, i * across];
        for (let j = 0; j < across; j += 1) sums[to + j] += weight * values[from + j];
      }
    }),
  );
  return { rows: down, columns: across, values: sums };
}

// What one window multiplies: [weight, value] for each place of the kernel, in reading order.
export function windowTerms({ columns, values }, kernel, [row, column]) {
  return kernel.flatMap((line, u) => line.map((weight, v) => [weight, values[(row + u) * columns + column + v]]));
}

// The mistake: the sums of the first `count` windows written back into the picture, each under the kernel's centre.
export function correlateInPlace(picture, kernel, count = Infinity) {
  const [down, across] = windowPlaces(picture, kernel);
  const changed = { ...picture, values: picture.values.slice() };
  const centre = [(kernel.length - 1) / 2, (kernel[0].length - 1) / 2];
  for (let place = 0; place < Math.min(count, down * across); place += 1) {
    const [row, column] = [Math.floor(place / across), place % across];
    const sum = windowTerms(changed, kernel, [row, column]).reduce(
      (total, [weight, value]) => total + weight * value,
      0,
    );
    changed.values[(row + centre[0]) * picture.columns + column + centre[1]] = sum;
  }
  return changed;
}

export function scaled(picture, divisor) {
  return divisor === 1 ? picture : { ...picture, values: picture.values.map((value) => value / divisor) };
}

// In how many places two pictures differ, and by how much at most.
export function difference(first, second) {
  let [count, most] = [0, 0];
  first.values.forEach((value, place) => {
    const gap = Math.abs(value - second.values[place]);
    if (gap > 1e-9) count += 1;
    most = Math.max(most, gap);
  });
  return { count, most };
}

// Weights, biases left out, of a dense layer, a locally connected one, and shared filters on side x side pixels.
export function layerWeights(side, units, kernel, filters) {
  return { dense: side * side * units, local: kernel * kernel * units, shared: filters * kernel * kernel };
}

// The brightness (0 to 255) in which a sum is shown: as it is, with grey for zero, or by its size.
export function brightnessOf({ values }, shown) {
  if (shown === "brightness") return (value) => value;
  const most = values.reduce((peak, value) => Math.max(peak, Math.abs(value)), 1);
  return shown === "signed" ? (value) => 127.5 + (127.5 * value) / most : (value) => (255 * Math.abs(value)) / most;
}

// A number as the page writes it: at most two decimals, and a true minus.
export function shownSum(value) {
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded).replace("-", "−");
}
