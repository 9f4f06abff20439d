// A staged ConvNet counted row by row, as utils/shapes owns it (a test holds them together).
import { BadNumber, convMultiplyAdds, convParameters, outputSize, wholeNumber } from "./arithmetic.js";
import { grouped } from "./conv_arithmetic_goals.js";

export const MOST_FILTERS = 512;
export const VGG_FILTERS = [64, 128, 256, 512, 512];

// What the fields of a widget mean: an image, stages of [convolutions, filters], hidden outputs, classes.
export function specOf(kind, values) {
  const { size, dense, width } = values;
  if (kind === "vgg") {
    const stages = VGG_FILTERS.map((filters, n) => [values[`convs${n + 1}`], filters]);
    return { channels: 3, size, stages, dense: [width, width], classes: 1000 };
  }
  const { convs, blocks, filters } = values;
  const stages = Array.from({ length: blocks }, (_, n) => [
    convs,
    Math.min(filters * 2 ** n, Math.max(filters, MOST_FILTERS)),
  ]);
  return { channels: 3, size, stages, dense: Array(dense).fill(width), classes: 10 };
}

export function networkRows({ channels, size, stages, dense, classes }) {
  let [depth, extent] = [channels, size];
  const rows = [];
  const note = (name, weights = 0, biases = 0, multiplyAdds = 0) =>
    rows.push({
      name,
      output: [depth, extent, extent],
      values: depth * extent * extent,
      weights,
      biases,
      multiplyAdds,
    });
  note("INPUT");
  stages.forEach(([count, filters], stage) => {
    for (let place = 1; place <= wholeNumber("convs", count, 1); place += 1) {
      const weights = convParameters(depth, filters, 3, false);
      const products = convMultiplyAdds([extent, extent], depth, filters, 3);
      depth = filters;
      note(`conv${stage + 1}_${place}`, weights, filters, products);
    }
    if (extent < 2) throw new BadNumber("size", `pool${stage + 1} must be given at least 2 rows, got ${extent}`);
    extent = outputSize(extent, 2, 2);
    note(`pool${stage + 1}`);
  });
  [...dense, classes].forEach((outputs, place) => {
    const weights = depth * extent * extent * outputs;
    [depth, extent] = [outputs, 1];
    note(`fc${place + 1}`, weights, outputs, weights);
  });
  return rows;
}

const sumOf = (rows, key) => rows.reduce((sum, row) => sum + row[key], 0);

export function totalsOf(rows) {
  const [values, weights, biases, multiplyAdds] = ["values", "weights", "biases", "multiplyAdds"].map((key) =>
    sumOf(rows, key),
  );
  return { values, megabytes: (values * 4) / 1e6, weights, parameters: weights + biases, multiplyAdds };
}

// What the table comes to, in one sentence.
export function totalSentence(rows) {
  const { values, megabytes, parameters, multiplyAdds } = totalsOf(rows);
  const most = rows.reduce((best, row) => (row.values > best.values ? row : best));
  const heaviest = rows.reduce((best, row) => (row.weights > best.weights ? row : best));
  return (
    `${grouped(values)} values, ${megabytes.toFixed(2)} MB an image; ${grouped(parameters)} parameters; ` +
    `${grouped(multiplyAdds)} multiply-adds. Most memory: ${most.name}. Most weights: ${heaviest.name}.`
  );
}
