import nbformat
import pytest


@pytest.fixture
def make():
    """Return a function that makes a notebook of (kind, id, source, tags) tuples; kind is code or markdown."""

    def build(*cells):
        notebook = nbformat.v4.new_notebook()
        for kind, name, source, *tags in cells:
            new = getattr(nbformat.v4, f"new_{kind}_cell")(source)
            new.id = name
            if tags:
                new.metadata["tags"] = tags
            notebook.cells.append(new)
        return notebook

    return build
