"""Asks axe-core, the accessibility engine, what is wrong with a page: every rule it has, of every level."""

from functools import cache

from playwright.sync_api import Page

from utils.vendor import Package, fetch_file

AXE = Package(
    "axe-core", "4.14.1", "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)
_RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .flatMap(({ id, impact, nodes }) => nodes.map((node) => `${id} (${impact}): ${node.target.join(" ")}
    ${node.html.slice(0, 160)}`))"""


def violations(page: Page) -> list[str]:
    """Return each violation on an open page: the rule, its impact, the element and the beginning of its markup."""
    page.evaluate(_source())
    return page.evaluate(_RUN)


@cache
def _source() -> str:
    return fetch_file(AXE, "axe.min.js").decode("utf-8")
