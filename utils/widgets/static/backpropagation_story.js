// The error's way back as steps: what is said, what lights up, which deltas are known, where the error stands.
import { edgeId, neuronId, signalId } from "./backpropagation_layout.js";
import { derivativeBy } from "./backpropagation_network.js";
import {
  equals,
  factor,
  letter,
  number,
  parameterSymbol,
  partial,
  prose,
  scoreSymbol,
  showNumber,
  slopeSymbol,
  sumOverI,
  indexedSymbol,
  times,
} from "./backpropagation_notation.js";
import { countTo, Teller } from "./backpropagation_teller.js";

// The lecture's seven steps on a 4-2-1 network; in a deeper one, steps 3 to 5 are told for every layer on the way.
export function tellErrorDistribution(view, parameter) {
  const teller = new Teller(parameter.kind === "x" ? { ...view, branch: parameter.branch } : view);
  tellStart(teller);
  const lowest = parameter.kind === "x" ? 2 : parameter.k + 1;
  for (let k = teller.K - 1; k >= lowest; k -= 1) {
    const only = k === lowest && parameter.kind !== "x";
    tellLayer(teller, k, only ? [parameter.i] : countTo(teller.net.sizes[k - 1]));
  }
  if (parameter.kind === "x") tellInput(teller, parameter);
  else tellShare(teller, parameter);
  return teller.steps;
}

function tellStart(teller) {
  const { b, K, of, start } = teller;
  const [output, score] = [neuronId(b, K, 0), scoreSymbol(b)];
  const [a, z, delta] = [teller.a(K, 0), teller.z(K, 0), teller.delta(K, 0)];
  teller.light(output, ...(of === "J" ? ["J", signalId(b)] : []));
  const why =
    of === "s"
      ? prose`Start with an error signal of ${number(start)}, propagating backwards from ${[a, equals, score]}:
        the derivative of ${score} by itself.`
      : prose`Start with the error signal ${[partial(letter("J"), score), equals, number(start, 0)]} at
        ${[a, equals, score]}: the story's error of 1, as ${letter("J")} sees it.`;
  teller.tell(why, [teller.token(output, "a", start)]);
  teller.reached.add(output);
  teller.tell(
    prose`Multiply by the local gradient of the neuron that maps ${z} to ${a}. The output is linear, so it is 1, and
      the error is still the same: ${[delta, equals, number(1, 0), times, factor(start), equals, number(start)]}.`,
    [teller.token(output, "z", start, "delta")],
  );
}

function tellLayer(teller, k, neurons) {
  const { b, net } = teller;
  const [j] = neurons;
  const above = countTo(net.sizes[k]);
  const [a, z, delta, slope] = [teller.a(k, j), teller.z(k, j), teller.delta(k, j), slopeSymbol(b, k, j)];
  for (const n of neurons) teller.light(neuronId(b, k, n), ...above.map((i) => edgeId(b, k, i, n)));
  const received = [teller.receivedAsFormula(k, j), equals, teller.receivedAsNumbers(k, j)];
  const same = neurons.length > 1 ? ` The same happens at every neuron of layer ${k}; here is the first.` : "";
  const collects =
    above.length > 1
      ? "is the sum of what all edges bring back, each error times its weight"
      : prose`is the error at ${teller.z(k + 1, 0)} times the weight ${teller.weight(k, 0, j)}`;
  teller.tell(
    prose`The error that reaches ${a} ` +
      collects +
      prose`: ${[...received, equals, number(teller.received(k, j))]}.` +
      same,
    neurons.map((n) => teller.token(neuronId(b, k, n), "a", teller.received(k, n))),
  );
  teller.tell(
    prose`Move it across the neuron, from ${a} to ${z}: multiply by the local gradient
      ${[slope, equals, number(teller.slope(k, j))]}.`,
    neurons.map((n) => teller.token(neuronId(b, k, n), "mid", `× ${showNumber(teller.slope(k, n))}`, "factor")),
  );
  neurons.forEach((n) => teller.reached.add(neuronId(b, k, n)));
  const sum = teller.receivedAsFormula(k, j);
  const product = [delta, equals, slope, times, above.length > 1 ? `<mo>(</mo>${sum}<mo>)</mo>` : sum];
  teller.tell(
    prose`The error signal at ${z} is known as ${delta}: ${[...product, equals, number(teller.deltas[k - 1][j])]}.`,
    neurons.map((n) => teller.token(neuronId(b, k, n), "z", teller.deltas[k - 1][n], "delta")),
  );
}

function tellShare(teller, parameter) {
  const { b, of, values, net } = teller;
  const { kind, k, i, j } = parameter;
  const isWeight = kind === "W";
  const [symbol, delta] = [parameterSymbol(parameter, teller.net.sizes), teller.delta(k + 1, i)];
  const value = isWeight ? values.a[k - 1][j] : 1;
  const where = isWeight ? edgeId(b, k, i, j) : neuronId(b, k + 1, i);
  teller.light(where, ...(isWeight ? [neuronId(b, k, j)] : []));
  const reason = isWeight
    ? prose`the input it was responsible for forwarding, ${[teller.a(k, j), equals, number(value)]}`
    : "1, for a bias forwards no input";
  teller.tell(prose`Distribute the “fair share” of the error to ${symbol}: multiply by ` + reason + ".", [
    teller.token(where, isWeight ? "near" : "mid", `× ${showNumber(value)}`, "factor"),
  ]);
  const total = derivativeBy(parameter, values, teller.deltas, net.weights);
  const derivative = partial(of === "s" ? scoreSymbol(b) : letter("J"), symbol);
  const product = [derivative, equals, delta, isWeight ? teller.a(k, j) : "", equals];
  const numbers = [factor(teller.deltas[k][i]), times, factor(value), equals, number(total)];
  const limits =
    of === "J"
      ? prose` That is this branch's part: the other branch shares ${symbol} and brings its own.`
      : prose` Of ${scoreSymbol(b)}, not yet of ${letter("J")}: choose ${letter("J")} above to see the difference.`;
  const through = of === "J" ? "through this branch " : "";
  teller.tell(`Thus ${through}the gradient is ` + prose`${[...product, ...numbers]}.` + limits, [
    teller.token(where, "mid", total, "result"),
  ]);
}

function tellInput(teller, parameter) {
  const { b, net, of, values } = teller;
  const { j } = parameter;
  teller.light(neuronId(b, 1, j), ...countTo(net.sizes[1]).map((i) => edgeId(b, 1, i, j)));
  const total = derivativeBy(parameter, values, teller.deltas, net.weights);
  const derivative = partial(of === "s" ? scoreSymbol(b) : letter("J"), parameterSymbol(parameter, teller.net.sizes));
  teller.tell(
    prose`An input receives the sum of what all its edges bring back, and nothing is left to cross:
      ${[derivative, equals, teller.receivedAsFormula(1, j), equals, number(total)]}.`,
    [teller.token(neuronId(b, 1, j), "a", total, "result")],
  );
}

// Where the story of delta^(k) from delta^(k + 1) is told, as [k, j]: at the neuron a parameter feeds, if it is hidden.
export function neuronToReach({ kind, k, i }, sizes) {
  return kind !== "x" && k + 2 <= sizes.length ? [k + 1, i] : [2, 0];
}

// delta_j^(k) from delta^(k + 1), as the lecture's eight sentences tell it.
export function tellRecursion(view, k, j) {
  const teller = new Teller(view);
  for (let layer = k + 1; layer <= teller.K; layer += 1) {
    countTo(teller.net.sizes[layer - 1]).forEach((i) => teller.reached.add(neuronId(teller.b, layer, i)));
  }
  tellOneEdge(teller, k, j);
  tellAllEdges(teller, k, j);
  tellCrossing(teller, k, j);
  return teller.steps;
}

function tellOneEdge(teller, k, j) {
  const { b, net, deltas } = teller;
  const [error, weight] = [deltas[k][0], net.weights[k - 1][0][j]];
  const [a, delta, W] = [teller.a(k, j), teller.delta(k + 1, 0), teller.weight(k, 0, j)];
  const [above, edge] = [neuronId(b, k + 1, 0), edgeId(b, k, 0, j)];
  teller.light(above);
  teller.tell(
    prose`The error ${[delta, equals, number(error)]} propagates backwards from ${teller.z(k + 1, 0)}, neuron 1 of layer ` +
      `${k + 1}.`,
    [teller.token(above, "z", error, "delta")],
  );
  teller.light(edge);
  teller.tell(prose`Propagate it to ${a}: multiply by the weight of the path, ${[W, equals, number(weight)]}.`, [
    teller.token(edge, "mid", `× ${showNumber(weight)}`, "factor"),
  ]);
  teller.light(neuronId(b, k, j));
  const product = [delta, W, equals, factor(error), times, factor(weight), equals, number(error * weight)];
  teller.tell(prose`Thus over this edge ${a} receives ${product}.`, [
    teller.token(neuronId(b, k, j), "a", error * weight),
  ]);
}

function tellAllEdges(teller, k, j) {
  const { b, net, deltas } = teller;
  const above = countTo(net.sizes[k]);
  const [a, total] = [teller.a(k, j), teller.received(k, j)];
  teller.light(...above.flatMap((i) => [edgeId(b, k, i, j), neuronId(b, k + 1, i)]));
  const spread =
    above.length > 1
      ? prose`However, ${a} was forwarded to ` +
        `${above.length} neurons of layer ${k + 1}: each of them sends an error back.`
      : prose`Here ${a} was forwarded to one neuron only, so nothing else comes back.`;
  teller.tell(
    spread,
    above.map((i) => teller.token(neuronId(b, k + 1, i), "z", deltas[k][i], "delta")),
  );
  const sum = [teller.receivedAsFormula(k, j), equals, teller.receivedAsNumbers(k, j), equals, number(total)];
  teller.tell(
    prose`The total error received at ${a} is ${sum}.`,
    above.map((i) => teller.token(edgeId(b, k, i, j), "mid", deltas[k][i] * net.weights[k - 1][i][j])),
  );
  teller.tell(prose`In general this is ${generalSum(k, j)}, whatever the number of neurons above.`, [
    teller.token(neuronId(b, k, j), "a", total),
  ]);
}

const generalSum = (k, j) => [sumOverI, indexedSymbol("δ", "i", k + 1), indexedSymbol("W", `i${j + 1}`, k)];

function tellCrossing(teller, k, j) {
  const { b, deltas } = teller;
  const [id, slope] = [neuronId(b, k, j), slopeSymbol(b, k, j)];
  teller.tell(
    prose`With the whole error at ${teller.a(k, j)}, move it across its neuron: multiply by the local gradient
      ${[slope, equals, number(teller.slope(k, j))]}.`,
    [teller.token(id, "mid", `× ${showNumber(teller.slope(k, j))}`, "factor")],
  );
  teller.reached.add(id);
  const result = [teller.delta(k, j), equals, slope, ...generalSum(k, j), equals, number(deltas[k - 1][j])];
  teller.tell(prose`The error that reaches ${teller.z(k, j)} is ${result}.`, [
    teller.token(id, "z", deltas[k - 1][j], "result"),
  ]);
}
