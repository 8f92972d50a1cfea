"""A few hundred of the files of ``python -m tests.vision.fuzz_decode``, and what that command itself must notice."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.vision.hostile.judge import Judge
from tests.vision.hostile.mutations import spoilt
from tests.vision.hostile.originals import originals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory for processes here")


def test_hostile_files_give_pictures_or_words(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.vision.fuzz_decode", "--count", "240", "--seed", "1", "--jobs", "1",
               "--keep", str(tmp_path / "kept")]  # fmt: skip
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "240 files in " in done.stdout
    assert " 0 opened" not in done.stdout
    assert " 0 refused" not in done.stdout
    assert not (tmp_path / "kept").exists()


def test_a_number_makes_the_same_file_again() -> None:
    first, second = ([spoilt(originals(), 3, number) for number in range(25)] for _ in "12")
    assert first == second
    assert len({content for _, content in first}) > 22
    assert spoilt(originals(), 4, 0) != first[0]


SPOILT_DECODER = """
import os, sys, time
from mineral_desk.domain.errors import UnreadablePhoto
from tests.vision.hostile import child
def decode(path):
    if path.name.startswith("0"):
        os.kill(os.getpid(), 11)
    if path.name.startswith("1"):
        raise ZeroDivisionError
    if path.name.startswith("2"):
        try:
            bytearray(5 * 2**30)
        except MemoryError as hunger:
            raise UnreadablePhoto("No memory.", "Buy some.") from hunger
    return real(path)
real, child.decode = child.decode, decode
child.main()
"""


def test_the_judge_sees_crashes_faults_and_hunger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = subprocess.Popen

    def spoil(command: list[str], **options: object) -> "subprocess.Popen[str]":
        return started([command[0], "-c", SPOILT_DECODER, *command[3:]], **options)

    monkeypatch.setattr(subprocess, "Popen", spoil)
    judge = Judge(tmp_path, tmp_path / "kept", seed=5)
    judge.run(range(4))
    assert judge.outcomes["fault"] == 3
    assert f"ended with {-signal.SIGSEGV}" in judge.faults[0]
    assert "ZeroDivisionError" in judge.faults[1]
    assert "ran out of memory" in judge.faults[2]
    assert len(list((tmp_path / "kept").iterdir())) == 3
