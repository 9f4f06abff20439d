"""Takes out of the built book what the theme loads on every page and no page needs.

The theme draws icons by a script of 1.5 MB; its style sheet can do so by a font, which is cut down, like its rules, to
the icons that pages show. The index of the search, which grows with the course, is needed where results are shown,
the style of cards and drop-downs where there are some.
"""

import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from rjsmin import jsmin

OWN = ("book.js", "maths.js", "widgets.js")
RESULTS = "search.html"
SCRIPT = "_static/scripts/fontawesome.js"
STYLE = "_static/styles/pydata-sphinx-theme.css"
FONTS = "_static/vendor/fontawesome/webfonts"
_RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')
_SEARCH = re.compile(r'<script src="[./]*(?:_static/)?(?:searchtools|language_data|searchindex)\.js"></script>\s*')
_CARDS = re.compile(r"<(?:link|script)[^>]*_static/(?:sphinx-design\.min\.css|design-tabs\.js)[^>]*>(?:</script>)?\s*")
_KEPT = re.compile(r"(<pre.*?</pre>|<script.*?</script>|<textarea.*?</textarea>)", re.DOTALL)
"""Elements whose white space counts: every second part of a page that is split at them."""
_NAME = re.compile(r"\bfa-[a-z0-9-]+")


def lighten(site: Path) -> None:
    """Make the pages of the built ``site`` light, in place: no unused icon, nothing for search or cards without them.

    Raises ValueError where the theme no longer has these things as they are known here.
    """
    trim_icons(site)
    for script in (site / "_static" / name for name in OWN):
        if script.exists():
            script.write_text(jsmin(script.read_text(encoding="utf-8")), encoding="utf-8")
    pages = [path for path in site.rglob("*.html") if path.name != RESULTS]
    found = 0
    for path in pages:
        text, count = _SEARCH.subn("", path.read_text(encoding="utf-8"))
        text = text if 'class="sd-' in text else _CARDS.sub("", text)
        parts = [part if place % 2 else _unindented(part) for place, part in enumerate(_KEPT.split(text))]
        path.write_text("".join(parts), encoding="utf-8")
        found += count
    if found < len(pages):
        raise ValueError(f"each of {len(pages)} pages must load the search, got {found} scripts")


def _unindented(part: str) -> str:
    """Return a part of a page without comments and the indentation of its lines, which browsers do not show."""
    return re.sub(r"\n\s+", "\n", re.sub(r"<!--.*?-->", "", part, flags=re.DOTALL))


def trim_icons(site: Path) -> None:
    """Take out of the built ``site`` every icon that no page, script or style sheet of it names.

    Raises ValueError where the theme no longer has its icons as this function knows them.
    """
    style = site / STYLE
    css = style.read_text(encoding="utf-8")
    rules = _RULE.findall(css)
    if len(rules) < 1000:
        raise ValueError(f"{STYLE} must have a rule for each icon, got {len(rules)} rules")
    used = _used(site)
    kept = {code for names, code in rules if used & set(_NAME.findall(names))}
    style.write_text(_RULE.sub(lambda rule: rule[0] if rule[2] in kept else "", css), encoding="utf-8")
    for path in (site / FONTS).glob("*.woff2"):
        _cut(path, [int(code, 16) for code in kept])
    (site / SCRIPT).write_bytes(b"")


def _used(site: Path) -> set[str]:
    """Return the names of icons in the pages, and in the scripts but the one that defines them all."""
    files = [*site.rglob("*.html"), *(path for path in site.rglob("*.js") if path != site / SCRIPT)]
    return {name for path in files for name in _NAME.findall(path.read_text(encoding="utf-8", errors="replace"))}


def _cut(path: Path, characters: list[int]) -> None:
    """Reduce a font file to the given code points."""
    with TTFont(path) as font:
        cutter = subset.Subsetter(subset.Options(flavor="woff2", notdef_outline=True))
        cutter.populate(unicodes=characters)
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(path)
