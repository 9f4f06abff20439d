// One row of an input too large for a grid: its cells, the row of the output above them, and the window that it reads.

import { drawCone } from "./conv_arithmetic_cone.js";
import { convLayer } from "./conv_arithmetic_levels.js";

// Fills `svg`; the same as the grids give back: what moves the window, what a point of the picture means, its layout.
export function drawStrip(svg, picture, { kernel, stride, padding, dilation }, width) {
  const layer = { ...convLayer(kernel, stride, padding, dilation), name: "output" };
  const cone = drawCone(svg, picture.columns.size, [layer], width);
  let row = 0;
  const move = ([down, across]) => {
    row = down;
    cone.show(across);
  };
  return { move, at: (x) => ({ output: [row, cone.unitAt(x)] }), layout: { width } };
}
