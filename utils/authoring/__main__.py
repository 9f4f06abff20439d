"""``python -m utils.authoring <command> ...``: what authors run on notebooks."""

import sys

from utils.authoring import check, edit, execute, normalise, notebooks

COMMANDS = {"check": check.main, "edit": edit.main, "execute": execute.main, "normalise": normalise.main}


def main(arguments: list[str]) -> int:
    """Hand the arguments after the command's name to that command."""
    if not arguments or arguments[0] not in COMMANDS:
        raise ValueError(f"expected one of {', '.join(COMMANDS)} (each knows --help), got {' '.join(arguments) or '-'}")
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    notebooks.run_command(main, sys.argv[1:])
