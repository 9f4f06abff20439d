import pytest

from utils.authoring.__main__ import COMMANDS, main


def test_each_command_knows_help(capsys):
    for name in COMMANDS:
        with pytest.raises(SystemExit) as left:
            main([name, "--help"])
        assert left.value.code == 0
        assert name in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["exexcute"]])
def test_an_unknown_command_is_answered_by_those_there_are(arguments):
    with pytest.raises(ValueError, match="expected one of check, edit, execute, normalise"):
        main(arguments)
