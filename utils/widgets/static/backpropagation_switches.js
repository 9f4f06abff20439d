// The switches above the microscope's picture: which network, whose error, and the way back to the first numbers.
import { button, choice, element } from "./backpropagation_dom.js";

const NETWORKS = ["4-2-1", "4-3-3-1", "3-3-2-2-1"];

// `first` is the network it began with, "4-2-1"; without `errors` there is no delta to choose.
export function createSwitches({ first, errors, onNetwork, onOf, onAgain }) {
  const networks = choice(
    "network",
    [...new Set([first, ...NETWORKS])].map((value) => ({ value, html: value })),
    onNetwork,
    { again: true },
  );
  const of = choice(
    "δ is the error of",
    [
      { value: "s", html: "<i>s</i>, starting with 1", title: "∂s/∂z, the δ of the lecture's story" },
      { value: "J", html: "<i>J</i>", title: "∂J/∂z: −1 times the story's δ on the true branch" },
    ],
    onOf,
  );
  const again = button("start again", onAgain, { title: "back to the network and the numbers it began with" });
  return {
    node: element("div", { class: "dv-bp-row dv-bp-top" }, networks.node, errors ? of.node : null, again),
    set: (sizes, error) => {
      networks.set(sizes.join("-"));
      of.set(error);
    },
  };
}

// Which of the two stories the player tells.
export function createStoryChoice(onStory) {
  const stories = choice(
    "story",
    [
      { value: "distribution", html: "error to a parameter" },
      { value: "recursion", html: "layer to layer: δ<sup>(k)</sup> from δ<sup>(k+1)</sup>" },
    ],
    onStory,
  );
  stories.set("distribution");
  return stories;
}
