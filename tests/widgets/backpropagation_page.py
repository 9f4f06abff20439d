"""What browser tests of the backpropagation widgets ask a page: its state, its network, parts of its drawing."""

from playwright.sync_api import Locator, Page

from utils.widgets.backpropagation_networks import Network, check_network


def state(page: Page, name: str) -> object:
    """Return one value of the model as the page holds it."""
    return page.evaluate("(name) => model.get(name)", name)


def network(page: Page) -> Network:
    """Return the network as the page holds it."""
    return check_network(tuple(state(page, name) for name in ("x", "x_c", "weights", "biases")))


def part(page: Page, name: str) -> Locator:
    """Return the first edge, neuron or input whose label contains ``name``."""
    return page.get_by_role("button", name=name).first
