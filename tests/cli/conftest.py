"""Run the command line in this process, with a home of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mineral_desk.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("analyse", path, ...)`` returns the exit status, standard output and standard error."""
    monkeypatch.setenv("MINERAL_DESK_HOME", str(tmp_path / "home"))

    def command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return command
