"""Every command is in the help; the window's are understood without loading the others."""

import argparse
import subprocess
import sys

import pytest

from mineral_desk.cli import window
from mineral_desk.cli.main import main


def test_the_help_names_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    for name in (*window.COMMANDS, "analyse", "models", "train", "labels", "merge"):
        assert f"\n    {name} " in shown


def test_a_misspelt_command_is_refused_with_all_to_choose_from(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["analyze"])
    assert ended.value.code == 2
    assert "analyse" in capsys.readouterr().err


def test_the_window_loads_no_other_command() -> None:
    program = (
        "import sys\nfrom mineral_desk.cli.main import main\n"
        "try:\n    main(['window', '--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if name in ('mineral_desk.cli.commands', 'rich')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("[]")


def test_the_windows_commands_are_those_that_its_module_adds() -> None:
    added = argparse.ArgumentParser().add_subparsers()
    window.add_commands(added)
    assert tuple(added.choices) == window.COMMANDS
