"""The notebooks of the course as parameters: a test that takes ``lecture`` or ``solution`` runs for each of them."""

from utils.authoring import notebooks


def pytest_generate_tests(metafunc):
    for name, paths in (("lecture", notebooks.lectures()), ("solution", notebooks.solutions())):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, paths, ids=[path.stem for path in paths])
