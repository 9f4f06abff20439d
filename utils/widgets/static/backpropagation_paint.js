// Writes to the page only what has changed since the last frame: layout costs more than all the arithmetic.

export function paintText(node, text) {
  if (node.painted !== text) node.textContent = node.painted = text;
}

export function paintAttribute(node, key, value) {
  if (node.getAttribute(key) !== String(value)) node.setAttribute(key, value);
}

// Markup whose numbers stand in <mn>, <b> or nowhere: where only numbers changed, only they are written.
export function paintMarkup(node, html) {
  if (node.painted === html) return;
  const { skeleton, numbers } = splitNumbers(html);
  if (node.skeleton === skeleton && node.slots.length === numbers.length) {
    node.slots.forEach((slot, n) => paintText(slot, numbers[n]));
  } else {
    node.innerHTML = html;
    node.skeleton = skeleton;
    node.slots = [...node.querySelectorAll("mn, b")];
  }
  node.painted = html;
}

function splitNumbers(html) {
  const numbers = [];
  const skeleton = html.replace(/<(mn|b)>([^<]*)<\/\1>/g, (_, tag, text) => {
    numbers.push(text);
    return `<${tag}/>`;
  });
  return { skeleton, numbers };
}
