// The drawing by keyboard: one tab stop, arrows walk from layer to edge to layer, and what is reached is picked.

// `parts` maps ids to { node, column, y }; parts without a column cannot be picked. `current` has the tab stop.
export function handleKeys(svg, parts, onPick, current) {
  const items = [...parts].filter(([, part]) => part.column !== undefined).map(([id, part]) => ({ id, ...part }));
  items.forEach(({ id, node }) => {
    node.setAttribute("role", "button");
    node.setAttribute("tabindex", id === (current ?? items[0].id) ? "0" : "-1");
    node.addEventListener("click", () => reach(id));
  });
  const reach = (id) => {
    items.forEach(({ id: other, node }) => node.setAttribute("tabindex", other === id ? "0" : "-1"));
    parts.get(id).node.focus({ preventScroll: true });
    onPick(id);
  };
  svg.addEventListener("keydown", (event) => {
    const here = items.find(({ node }) => node === event.target.closest("[tabindex]"));
    if (!here) return;
    const next = event.key === "Enter" || event.key === " " ? here : neighbour(items, here, event.key);
    if (!next) return;
    event.preventDefault();
    reach(next.id);
  });
}

function neighbour(items, here, key) {
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const updown = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (sideways) {
    const column = items.filter(({ column: other }) => other === here.column + sideways);
    return nearest(column, here);
  }
  if (!updown) return null;
  const column = items.filter(({ column: other }) => other === here.column);
  return column[column.indexOf(here) + updown] ?? null;
}

function nearest(items, { y }) {
  return items.reduce((best, item) => (!best || Math.abs(item.y - y) < Math.abs(best.y - y) ? item : best), null);
}
