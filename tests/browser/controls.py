"""Moves controls of a widget by keyboard, as a reader would, and tells whether the picture follows."""

from collections.abc import Iterator

from playwright.sync_api import Locator, TimeoutError

CONTROLS = "input:not([type=hidden]), select, button, textarea, summary, [tabindex='0']"
KEYS = {
    "number": ("ArrowUp", "ArrowDown"),
    "range": ("ArrowRight", "ArrowLeft"),
    "checkbox": ("Space",),
    "radio": ("Space", "ArrowDown"),
    "text": ("1", "Enter"),
    "textarea": ("1",),
    "select": ("ArrowDown", "ArrowUp"),
    "button": ("Enter",),
    "summary": ("Enter",),
    "other": ("ArrowRight", "ArrowDown", "Enter"),
}
_KIND = "el => el.tagName === 'INPUT' ? el.type : el.tagName.toLowerCase()"
_PICTURE = "el => el.innerHTML + [...el.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()).join()"
_SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_CHANGED = f"([el, before]) => ({_PICTURE})(el) !== before"


def picture(widget: Locator) -> str:
    """Return what a widget shows: its markup and the pixels of its canvases, once it has settled."""
    widget.page.evaluate(_SETTLED)
    return widget.evaluate(_PICTURE)


def press_until_changed(widget: Locator, control: Locator, patience: float = 1500) -> bool:
    """Press the keys that move a control, one after the other, until the widget shows something else.

    Returns whether it did within ``patience`` milliseconds of a key. A picture that changes by itself would prove
    nothing: it must stand still before the first key, or AssertionError is raised.
    """
    control.scroll_into_view_if_needed()
    control.focus()
    before = picture(widget)
    assert picture(widget) == before, "the picture must stand still until a key is pressed"
    for key in KEYS.get(control.evaluate(_KIND), KEYS["other"]):
        control.page.keyboard.press(key)
        try:
            changed = [widget.element_handle(), before]
            control.page.wait_for_function(_CHANGED, arg=changed, timeout=patience)
            return True
        except TimeoutError:
            continue
    return False


def move_one_control(widget: Locator) -> str:
    """Move controls of a widget in their order until one changes its picture, and return that control's name.

    Raises AssertionError where the widget has no control, or none that changes anything.
    """
    tried = []
    for control in usable_controls(widget):
        name = control.evaluate("el => el.getAttribute('aria-label') || el.labels?.[0]?.innerText || el.innerText")
        tried.append(" ".join(str(name).split())[:60])
        if press_until_changed(widget, control):
            return tried[-1]
    raise AssertionError(f"no control of the widget changes its picture, tried {tried or 'none: it has no controls'}")


def usable_controls(widget: Locator) -> Iterator[Locator]:
    """Yield the controls of a widget that a reader can reach now."""
    for control in widget.locator(CONTROLS).all():
        if control.is_visible() and control.is_enabled():
            yield control
