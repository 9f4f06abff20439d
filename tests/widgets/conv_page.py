"""What browser tests of the conv widgets ask a page: its model's state, and its fields by their labels."""

from playwright.sync_api import Locator, Page


def state(page: Page, name: str) -> object:
    """Return one value of the model as the page holds it."""
    return page.evaluate("(name) => model.get(name)", name)


def field(page: Page, label: str) -> Locator:
    """Return the field of that label in the view that is shown."""
    return page.get_by_label(label, exact=True).locator("visible=true")
