// Seeded tasks of the microscope: what is asked, and whether the network on the page does it. No answer is kept:
// a check measures the network as it stands.
import {
  derivativeBy,
  derivativeOfObjective,
  finiteDifference,
  listParameters,
  measure,
  readParameter,
} from "./backpropagation_network.js";
import { LECTURE_SIZES, nameParameter, nameNeuron, showPrecisely } from "./backpropagation_notation.js";
import { randomNetwork, seededStream } from "./backpropagation_random.js";

const KINDS = ["steepest", "silent", "wide open", "turned"];

// { kind, seed, net, i, j, text } of a seed: the kinds take turns, so that neighbouring seeds ask different things.
export function makeTask(seed) {
  const next = seededStream(seed + 7919);
  const kind = KINDS[seed % KINDS.length];
  const [i, j] = [Math.floor(next() * 2), Math.floor(next() * 4)];
  return { kind, seed, i, j, net: randomNetwork(LECTURE_SIZES, seed), text: askTask(kind, i, j) };
}

const nameChanged = (parameter) => nameParameter(parameter, LECTURE_SIZES);
const weight = (i, j) => ({ kind: "W", k: 1, i, j });

function askTask(kind, i, j) {
  const name = nameParameter(weight(i, j), LECTURE_SIZES);
  if (kind === "steepest")
    return "One parameter may be moved a little. Select the one for which a small move lowers J fastest, then check.";
  if (kind === "silent")
    return `Change inputs only, of x and of x_c, until ∂J/∂${name} is 0 while J is still positive.`;
  if (kind === "wide open")
    return `Change one bias only, so that in the branch of x ${nameNeuron("a", 0, 2, i)} lets as much error through as it ever can.`;
  return `Change one number only, so that ∂s/∂W${"₁₂"[i]}ⱼ⁽¹⁾ has the opposite sign for every j, while J stays positive.`;
}

// { done, message } for the network and the parameter selected on the page.
export function checkTask(task, net, selected) {
  if (net.sizes.join() !== LECTURE_SIZES.join())
    return { done: false, message: "This task is about the 4-2-1 network: press “Give me a task” to get it back." };
  if (task.kind === "steepest") return checkSteepest(task, selected);
  if (task.kind === "silent") return checkSilent(task, net);
  return task.kind === "wide open" ? checkOpen(task, net) : checkTurned(task, net);
}

function changedNumbers(task, net) {
  const inputs = [0, 1].flatMap((branch) => net.x.map((_, j) => ({ kind: "x", branch, j })));
  return [...listParameters(LECTURE_SIZES), ...inputs].filter(
    (parameter) => readParameter(net, parameter) !== readParameter(task.net, parameter),
  );
}

function checkSteepest({ net }, selected) {
  if (selected.kind === "x")
    return { done: false, message: "An input is no parameter: training moves weights and biases." };
  const slopes = listParameters(LECTURE_SIZES).map((parameter) => Math.abs(derivativeOfObjective(parameter, net)));
  const [mine, best] = [Math.abs(derivativeOfObjective(selected, net)), Math.max(...slopes)];
  const name = nameParameter(selected, LECTURE_SIZES);
  if (mine >= best * (1 - 1e-9))
    return {
      done: true,
      message: `Yes: no other parameter moves J faster than ${name}; lower J by moving it against the sign of its derivative.`,
    };
  const ofScore = (parameter) => Math.abs(finiteDifference(net, parameter, "s"));
  const tempting = Math.max(...listParameters(LECTURE_SIZES).map(ofScore));
  if (ofScore(selected) >= tempting * (1 - 1e-6))
    return { done: false, message: `${name} moves s fastest, not J: the branch of x_c takes its part back.` };
  return {
    done: false,
    message: `At ${name} J changes ${showPrecisely(mine)} per unit; elsewhere ${showPrecisely(best / Math.max(mine, 1e-12))} times as fast.`,
  };
}

function checkSilent({ net: start, i, j }, net) {
  const moved = changedNumbers({ net: start }, net).find(({ kind }) => kind !== "x");
  if (moved) return { done: false, message: `Only inputs may change, but ${nameParameter(moved, LECTURE_SIZES)} has changed too.` };
  const { J } = measure(net);
  if (!(J > 0))
    return {
      done: false,
      message: "J is 0 here, so every derivative is 0: the margin is met. Find a place where J is positive.",
    };
  const slope = derivativeOfObjective(weight(i, j), net);
  const name = nameParameter(weight(i, j), LECTURE_SIZES);
  if (Math.abs(slope) < 5e-5)
    return { done: true, message: `Yes: J = ${showPrecisely(J)}, and moving ${name} would not change it.` };
  return { done: false, message: `∂J/∂${name} is ${showPrecisely(slope)}. What does each branch multiply it by last?` };
}

function checkOpen({ net: start, i }, net) {
  const changed = changedNumbers({ net: start }, net);
  const wrong = changed.find(({ kind }) => kind !== "b");
  if (wrong || changed.length > 1)
    return {
      done: false,
      message: `Only one bias may change, but ${changed.map(nameChanged).join(" and ")} changed.`,
    };
  const { z, a } = measure(net).branches[0];
  const slope = a[1][i] * (1 - a[1][i]);
  if (slope > 0.24995)
    return {
      done: true,
      message: `Yes: at z = ${showPrecisely(Number(z[1][i].toFixed(3)))} the sigmoid is steepest, and no value lets more than a quarter of the error through.`,
    };
  return {
    done: false,
    message: `Now ${showPrecisely(slope)} of the error crosses ${nameNeuron("a", 0, 2, i)}. Where is the sigmoid steepest?`,
  };
}

function checkTurned({ net: start, i }, net) {
  const changed = changedNumbers({ net: start }, net);
  if (changed.length !== 1)
    return {
      done: false,
      message: `Exactly one number may differ from the start, now ${changed.map(nameChanged).join(", ") || "none"} does.`,
    };
  if (!(measure(net).J > 0)) return { done: false, message: "J must stay positive." };
  const signs = (network) =>
    network.x.map((_, j) => {
      const {
        branches: [branch],
      } = measure(network);
      return Math.sign(derivativeBy(weight(i, j), branch, branch.deltas.s, network.weights));
    });
  const [before, after] = [signs(start), signs(net)];
  const turned = after.filter((sign, j) => sign === -before[j] && sign !== 0).length;
  if (turned === before.filter(Boolean).length && turned > 0)
    return {
      done: true,
      message: "Yes: every path from this neuron crosses that edge, so its sign is a factor of them all.",
    };
  return {
    done: false,
    message: `${turned} of the ${before.length} derivatives have turned. Which factor do all of them share?`,
  };
}
