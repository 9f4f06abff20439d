// The whole-number arithmetic of convolution, as utils/shapes owns it: same numbers, same sentences (a test holds them
// together). A window of `kernel` cells, `dilation` apart, spans dilation (kernel - 1) + 1 cells of the input.

export class BadNumber extends Error {
  constructor(field, sentence) {
    super(sentence);
    this.field = field;
  }
}

// What a check objects to, or null; anything but a BadNumber is a mistake of ours and goes on.
export function problemOf(check) {
  try {
    check();
  } catch (problem) {
    if (problem instanceof BadNumber) return problem;
    throw problem;
  }
  return null;
}

export function wholeNumber(name, value, least) {
  if (Number.isInteger(value) && value >= least) return value;
  throw new BadNumber(name, `${name} must be a whole number of at least ${least}, got ${spell(value)}`);
}

function spell(value) {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "number") return String(value);
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value) ? value : `'${value}'`;
}

// What a person typed, as a number where it is a whole one, else as it stands: the checks say what is wrong with it.
export function typedNumber(text) {
  const trimmed = text.trim();
  return /^[+-]?\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

export function windowSpan(kernel, dilation = 1) {
  return wholeNumber("dilation", dilation, 1) * (wholeNumber("kernel", kernel, 1) - 1) + 1;
}

export function windowRoom(size, kernel, stride = 1, padding = 0, dilation = 1) {
  wholeNumber("size", size, 1);
  const span = windowSpan(kernel, dilation);
  wholeNumber("stride", stride, 1);
  const padded = size + 2 * wholeNumber("padding", padding, 0);
  if (span > padded) {
    const sum = padding ? `${size} + 2 * ${padding} = ${padded}` : `${padded}`;
    const spanned = dilation === 1 ? `${kernel}` : `${kernel} spanning ${dilation} * (${kernel} - 1) + 1 = ${span}`;
    throw new BadNumber("kernel", `kernel must be at most the padded input ${sum}, got ${spanned}`);
  }
  return padded - span;
}

// Floors, as every framework does; `rest` of the same numbers says whether the windows fit.
export function outputSize(size, kernel, stride = 1, padding = 0, dilation = 1) {
  return Math.floor(windowRoom(size, kernel, stride, padding, dilation) / stride) + 1;
}

export function windowRest(size, kernel, stride = 1, padding = 0, dilation = 1) {
  return windowRoom(size, kernel, stride, padding, dilation) % stride;
}

export function outputQuotient(size, kernel, stride = 1, padding = 0, dilation = 1) {
  const room = windowRoom(size, kernel, stride, padding, dilation);
  const hundredths = Math.floor((200 * (room + stride) + stride) / (2 * stride));
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`.replace(/\.?0+$/, "");
}

export function outputArithmetic(size, kernel, stride = 1, padding = 0, dilation = 1) {
  const value = outputQuotient(size, kernel, stride, padding, dilation);
  const padded = padding ? `${size} + 2 * ${padding}` : `${size}`;
  const span = dilation === 1 ? `${kernel}` : `${dilation} * (${kernel} - 1) - 1`;
  return `(${padded} - ${span}) / ${stride} + 1 = ${value}`;
}

// For each output, the inputs that it reads; those below 0 or from `size` on are padding.
export function inputWindows(size, kernel, stride = 1, padding = 0, dilation = 1) {
  const outputs = outputSize(size, kernel, stride, padding, dilation);
  return Array.from({ length: outputs }, (_, output) =>
    Array.from({ length: kernel }, (_, tap) => output * stride - padding + tap * dilation),
  );
}

// How many windows read each place, from -padding to size + padding - 1.
export function readCounts(size, kernel, stride = 1, padding = 0, dilation = 1) {
  const counts = new Array(size + 2 * padding).fill(0);
  for (const window of inputWindows(size, kernel, stride, padding, dilation)) {
    for (const place of window) counts[place + padding] += 1;
  }
  return counts;
}

export function unreadInputs(size, kernel, stride = 1, padding = 0, dilation = 1) {
  const counts = readCounts(size, kernel, stride, padding, dilation);
  return Array.from({ length: size }, (_, place) => place).filter((place) => counts[place + padding] === 0);
}

export function unitWeights(channels, kernel) {
  return wholeNumber("channels", channels, 1) * wholeNumber("kernel", kernel, 1) ** 2;
}

export function convParameters(channels, filters, kernel, biases = true) {
  return wholeNumber("filters", filters, 1) * (unitWeights(channels, kernel) + (biases ? 1 : 0));
}

// `output` is [rows, columns].
export function convMultiplyAdds(output, channels, filters, kernel) {
  return output[0] * output[1] * wholeNumber("filters", filters, 1) * unitWeights(channels, kernel);
}

// Output i sees the inputs offset + i stride up to offset + i stride + size - 1 (below 0: padding).
export function receptiveField(layers) {
  let [size, stride, offset] = [1, 1, 0];
  for (const layer of layers) {
    offset -= wholeNumber("padding", layer.padding, 0) * stride;
    size += (windowSpan(layer.kernel, layer.dilation) - 1) * stride;
    stride *= wholeNumber("stride", layer.stride, 1);
  }
  return { size, stride, offset };
}

// One row a layer: what goes in, what comes out, what it costs. A pooling layer keeps the channels and has no weights.
export function stackRows(size, channels, layers) {
  const rows = [];
  let [extent, depth] = [wholeNumber("size", size, 1), wholeNumber("channels", channels, 1)];
  layers.forEach((layer, index) => {
    const { kernel, stride, padding, dilation, filters } = layer;
    try {
      const output = outputSize(extent, kernel, stride, padding, dilation);
      const fits = windowRest(extent, kernel, stride, padding, dilation) === 0;
      const conv = layer.kind === "conv";
      const parameters = conv ? convParameters(depth, filters, kernel) : 0;
      const multiplyAdds = conv ? convMultiplyAdds([output, output], depth, filters, kernel) : 0;
      depth = conv ? filters : depth;
      const field = receptiveField(layers.slice(0, index + 1));
      rows.push({ ...layer, input: extent, output, fits, depth, parameters, multiplyAdds, field });
      extent = output;
    } catch (problem) {
      if (problem instanceof BadNumber) problem.layer = index;
      throw problem;
    }
  });
  return rows;
}

// What some units of the last layer see: for the input and for each layer the places on their way, real ones only.
export function seenPlaces(size, layers, units) {
  const extents = [size];
  for (const { kernel, stride, padding, dilation } of layers) {
    extents.push(outputSize(extents[extents.length - 1], kernel, stride, padding, dilation));
  }
  const seen = [units];
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const { kernel, stride, padding, dilation } = layers[index];
    const places = new Set();
    for (const place of seen[0]) {
      for (let tap = 0; tap < kernel; tap += 1) places.add(place * stride - padding + tap * dilation);
    }
    seen.unshift([...places].filter((place) => place >= 0 && place < extents[index]).sort((a, b) => a - b));
  }
  return { extents, seen };
}
