"""Whoever reads the output may stop, the disk may be full, Ctrl+C may come at any time: words and a status."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.cli import main as command_line
from tests.services.exporting.conftest import fill

TABLE, LINES, JSON_LINES, HELP = ["search"], ["history", "007"], ["search", "--jsonl", "-"], ["--help"]
FULL = Path("/dev/full")
needs_full_disk = pytest.mark.skipif(not FULL.exists(), reason="Linux has a disk that is always full")
needs_streams = pytest.mark.skipif(os.name == "nt", reason="how a process begins without streams is told by POSIX")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as one:
        fill(one)
    return path


def started(catalogue: Path, arguments: list[str], stdout: object, prelude: str = "") -> tuple[int, str]:
    """The command in a process of its own, as it is on a user's computer: what it prints waits in a buffer."""
    program = f"import sys\n{prelude}\nfrom mineral_desk.__main__ import main\nsys.exit(main())"
    about = [] if arguments == HELP else ["--catalogue", str(catalogue)]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, *about],
        stdout=stdout,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        env=env | {"MINERAL_DESK_HOME": str(catalogue.parent / "home")},
        check=False,
    )
    return done.returncode, done.stderr.decode("utf-8")


@pytest.mark.parametrize("arguments", [TABLE, LINES, JSON_LINES, HELP], ids=" ".join)
def test_a_reader_that_stops_is_no_failure(catalogue: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert started(catalogue, arguments, writing) == (0, "")
    finally:
        os.close(writing)


@needs_full_disk
@pytest.mark.parametrize("arguments", [TABLE, LINES, JSON_LINES], ids=" ".join)
def test_a_full_disk_behind_the_output_is_told_once_in_words(catalogue: Path, arguments: list[str]) -> None:
    with FULL.open("wb") as full:
        status, err = started(catalogue, arguments, full)
    assert status == 1
    (line,) = err.splitlines()
    assert line.startswith("Standard output cannot be ")
    assert "No space left on device" in line


@needs_streams
@pytest.mark.parametrize("arguments", [TABLE, LINES], ids=" ".join)
def test_a_process_without_streams_does_its_work(catalogue: Path, arguments: list[str]) -> None:
    status, err = started(catalogue, arguments, subprocess.PIPE, "sys.stdout = None")
    assert (status, err) == (0, "")
    assert started(catalogue.with_name("none.mdc"), arguments, subprocess.PIPE, "sys.stderr = None") == (2, "")


def test_a_fault_that_nobody_hears_keeps_its_status(catalogue: Path) -> None:
    closed = "import os\nreading, writing = os.pipe()\nos.close(reading)\nos.dup2(writing, 2)"
    assert started(catalogue.with_name("none.mdc"), LINES, subprocess.PIPE, closed) == (2, "")


INTERRUPTED = """
class Interrupted:
    def find_spec(self, name, *_):
        if name == "mineral_desk.cli.main":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
"""


def test_ctrl_c_while_the_program_is_loaded_ends_in_a_word(catalogue: Path) -> None:
    assert started(catalogue, TABLE, subprocess.PIPE, INTERRUPTED) == (130, "Stopped.\n")


def test_ctrl_c_while_the_command_line_is_read_ends_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "_modules", interrupted)
    assert command_line.main(["search"]) == 130
    assert capsys.readouterr().err == "Stopped. What was done until now is saved.\n"
