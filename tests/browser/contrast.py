"""Measures whether text on a page can be read: contrast with what is behind it (WCAG 2.2, success criterion 1.4.3)."""

from playwright.sync_api import Locator

_TOO_FAINT = """(roots) => {
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const pixel = (colour) => {
    if (!known.has(colour)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  const behind = (el) => {
    if (!el) return [255, 255, 255];
    const colour = pixel(getComputedStyle(el).backgroundColor);
    return colour[3] === 1 ? colour.slice(0, 3) : over(colour, behind(el.parentElement));
  };
  const opacity = (el) => (el ? Number(getComputedStyle(el).opacity) * opacity(el.parentElement) : 1);
  const linear = (value) => (value / 255 <= 0.04045 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => sum + share * linear(colour[i]), 0);
  const contrast = (el) => {
    const ground = behind(el);
    const [r, g, b, a] = pixel(getComputedStyle(el).color);
    const pair = [light(over([r, g, b, a * opacity(el)], ground)), light(ground)].sort((one, two) => two - one);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  };
  const large = ({ fontSize, fontWeight }) => parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
  const speaks = (el) => [...el.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const counts = (el) => speaks(el) && el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !el.closest("svg, :disabled, [aria-disabled=true], [aria-hidden=true], .sr-only");
  return roots.flatMap((root) => [root, ...root.querySelectorAll("*")]).filter(counts)
    .map((el) => [el, contrast(el)])
    .filter(([el, ratio]) => ratio < (large(getComputedStyle(el)) ? 3 : 4.5))
    .map(([el, ratio]) => `${ratio.toFixed(2)} ${el.className} ${el.textContent.trim().slice(0, 60)}`);
}"""


def too_faint(roots: Locator) -> list[str]:
    """Return the contrast, class and beginning of every text under ``roots`` that stands out too little.

    The limits are 4.5 to 1, and 3 to 1 for large text. Text in drawings and on disabled controls is left out.
    """
    return roots.evaluate_all(_TOO_FAINT)
