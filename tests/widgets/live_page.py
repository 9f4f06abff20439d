"""A plain page with one widget and no kernel: its state lives in a stub of the model that the static book has too."""

import json
from pathlib import Path

import anywidget

THEMES = {"light": "#222; --jp-layout-color1: #fff", "dark": "#e6e6e6; --jp-layout-color1: #1c1c1c"}
PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}">
<meta charset="utf-8"><title></title>
<style>body {{ margin: 12px; --jp-ui-font-color1: {colours}; background: var(--jp-layout-color1); }}
main {{ width: {width}px; }}</style>
<style>{css}</style>
<main></main>
<script type="module">
const state = {state};
const heard = {{}};
window.model = {{
  saved: 0,
  get: (key) => state[key],
  set: (key, value) => {{
    const changed = JSON.stringify(state[key]) !== JSON.stringify(value);
    state[key] = value;
    if (changed) for (const call of heard["change:" + key] ?? []) call();
  }},
  save_changes: () => {{ window.model.saved += 1; }},
  on: (event, call) => {{ (heard[event] ??= []).push(call); }},
  off: (event, call) => {{ heard[event] = (heard[event] ?? []).filter((other) => other !== call); }},
}};
addEventListener("keydown", (event) => {{ document.title += event.key; }});
const address = URL.createObjectURL(new Blob([{code}], {{ type: "text/javascript" }}));
const {{ default: view }} = await import(address);
window.leave = view.render({{ model: window.model, el: document.querySelector("main") }});
document.body.dataset.ready = "yes";
</script>
"""


def write_page(path: Path, widget: anywidget.AnyWidget, width: int = 900, theme: str = "light") -> str:
    """Write a page with ``widget`` as it stands and return its address; its title grows by every key that leaves it."""
    own = {name: value for name, value in widget.get_state().items() if not name.startswith("_")}
    text = PAGE.format(
        theme=theme,
        colours=THEMES[theme],
        width=width,
        css=widget._css,
        state=_in_script({name: own[name] for name in own if name not in ("layout", "tabbable", "tooltip")}),
        code=_in_script(widget._esm),
    )
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def _in_script(value: object) -> str:
    return json.dumps(value).replace("</", "<\\/")
