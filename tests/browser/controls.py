"""Moves controls of a widget by keyboard, as a reader would, and tells whether the picture follows."""

from collections.abc import Iterator

from playwright.sync_api import Locator

CONTROLS = "input:not([type=hidden]), select, button, textarea, summary, [tabindex='0']"
KEYS = {
    "number": ("ArrowUp", "ArrowDown"),
    "spinbutton": ("ArrowUp", "ArrowDown"),
    "range": ("ArrowRight", "ArrowLeft"),
    "checkbox": ("Space",),
    "radio": ("Space", "ArrowDown"),
    "text": ("1 Enter",),
    "textarea": ("1",),
    "select": ("ArrowDown", "ArrowUp"),
    "button": ("Enter",),
    "summary": ("Enter",),
    "other": ("ArrowRight", "ArrowDown", "Enter"),
}
_KIND = "el => el.getAttribute('role') ?? (el.tagName === 'INPUT' ? el.type : el.tagName.toLowerCase())"
_PICTURE = """(el) => {
  const copy = el.cloneNode(true);
  copy.querySelectorAll("input, select, textarea, button").forEach((control) => control.remove());
  return copy.innerHTML + [...el.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).join();
}"""
_NAME = """(el) => el.getAttribute("aria-label") || el.labels?.[0]?.textContent || el.textContent ||
  document.getElementById(el.getAttribute("aria-labelledby"))?.textContent || "" """
_UNNAMED = f"""(el, controls) => [...el.querySelectorAll(controls)]
  .filter((control) => control.checkVisibility() && !control.disabled)
  .filter((control) => !({_NAME})(control).trim()).map((control) => control.outerHTML)"""
_SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_CHANGED = f"""async (el, [before, frames]) => {{
  const picture = {_PICTURE};
  for (let frame = 0; frame < frames; frame += 1) {{
    if (picture(el) !== before) return true;
    await new Promise((done) => requestAnimationFrame(done));
  }}
  return false;
}}"""


def picture(widget: Locator) -> str:
    """Return what a widget shows once it has settled: its markup and the pixels of its canvases.

    Its fields and buttons do not count: a number that changes in its own field would prove nothing.
    """
    widget.page.evaluate(_SETTLED)
    return widget.evaluate(_PICTURE)


def press_until_changed(widget: Locator, control: Locator, frames: int = 20) -> bool:
    """Press the keys that move a control, one after the other, until the widget shows something else.

    Returns whether it did within so many ``frames`` of a key (time would depend on the machine's load). A picture that
    changes by itself would prove nothing: it must stand still before the first key, or AssertionError is raised.
    """
    control.scroll_into_view_if_needed()
    control.focus()
    before = picture(widget)
    assert picture(widget) == before, "the picture must stand still until a key is pressed"
    for keys in KEYS.get(control.evaluate(_KIND), KEYS["other"]):
        for key in keys.split():
            control.page.keyboard.press(key)
        if widget.evaluate(_CHANGED, [before, frames]):
            return True
    return False


def move_one_control(widget: Locator) -> str:
    """Move controls of a widget in their order until one changes its picture, and return that control's name.

    Raises AssertionError where the widget has no control, or none that changes anything.
    """
    tried = []
    for control in usable_controls(widget):
        tried.append(name_of(control))
        if press_until_changed(widget, control):
            return tried[-1]
    raise AssertionError(f"no control of the widget changes its picture, tried {tried or 'none: it has no controls'}")


def name_of(control: Locator) -> str:
    """Return the name by which a screen reader announces a control, at most 60 characters of it."""
    return " ".join(control.evaluate(_NAME).split())[:60]


def unnamed_controls(widget: Locator) -> list[str]:
    """Return the markup of the controls within reach that a screen reader has no name for."""
    return widget.evaluate(_UNNAMED, CONTROLS)


def usable_controls(widget: Locator) -> Iterator[Locator]:
    """Yield the controls of a widget that a reader can reach now."""
    for control in widget.locator(CONTROLS).all():
        if control.is_visible() and control.is_enabled():
            yield control
