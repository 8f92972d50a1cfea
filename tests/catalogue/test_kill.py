"""kill -9 at random moments of every kind of work: the file is sound, and whatever was confirmed is there."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and the signal are POSIX's")

HALVING = """
import sys
from pathlib import Path
from tests.catalogue.killing.judge import Judge
from tests.catalogue.killing.worker import BATCH, Worker

class Halving(Worker):
    def _bulk(self, number):
        for _ in range(BATCH):
            self.catalogue.decisions.add(self._decision(number))

class Boasting(Worker):
    def _decide(self, number):
        pass

judge = Judge(Path(sys.argv[1]), 3, {"halving": Halving, "boasting": Boasting}[sys.argv[2]])
for _ in range(60):
    judge.round()
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The worker is forked, which a process with Qt and threads in it should not be."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def test_killed_at_random_moments_nothing_confirmed_is_lost(tmp_path: Path) -> None:
    done = run("-m", "tests.catalogue.kill_often", "--times", 36, "--folder", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("36 kills, ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", ["halving", "boasting"])
def test_the_judge_sees_what_it_is_there_to_see(tmp_path: Path, fault: str) -> None:
    done = run("-c", HALVING, tmp_path, fault)
    assert done.returncode == 1
    assert {"halving": "half", "boasting": "what was confirmed is not there"}[fault] in done.stderr
