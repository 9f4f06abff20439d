// YOLO's grid as utils/reference/yolo.py and utils/shapes/single_shot.py own it: same cells, same targets, same counts
// (a test holds them together). Boxes are [x1, y1, x2, y2], a frame is [width, height].

// Whose a box is, and what that cell is to say: row, column, and x, y (shares of the cell), w, h (of the image).
export function targetOf([x1, y1, x2, y2], [width, height], cells) {
  const [across, down] = [((x1 + x2) / 2 / width) * cells, ((y1 + y2) / 2 / height) * cells];
  const [column, row] = [across, down].map((at) => Math.min(Math.floor(at), cells - 1));
  return { row, column, cell: row * cells + column, x: across - column, y: down - row, w: (x2 - x1) / width, h: (y2 - y1) / height };
}

// For each cell that two centres or more lie in, which boxes they are of: [[0, 3], ...].
export function sharing(targets) {
  const groups = new Map();
  targets.forEach(({ cell }, place) => groups.set(cell, [...(groups.get(cell) ?? []), place]));
  return [...groups.values()].filter((group) => group.length > 1);
}

export const gridNumbers = (cells, boxes, classes) => cells * cells * (5 * boxes + classes);
