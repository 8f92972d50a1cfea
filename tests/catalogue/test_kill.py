"""kill -9 while decisions are written: the file is sound, and whatever was confirmed is there."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from tests.catalogue.conftest import make_analysis, make_photo

CHECKOUT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from pathlib import Path
from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
catalogue = open_catalogue(Path(sys.argv[1]))
print("open", flush=True)
number = int(sys.argv[2])
while True:
    number += 1
    photo_id = number % 5 + 1
    size = SizeDecision(SizeVerb.TYPED, float(number))
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", f"Species {number}", f"N {number % 7}", size))
    print(number, flush=True)
    if number % 6 == 0:
        catalogue.history.undo("Anna")
        print(-number, flush=True)
"""

HALVES = """
SELECT 'decision', id FROM decision WHERE id NOT IN (SELECT row_id FROM change WHERE table_name = 'decision')
UNION ALL SELECT 'operation', id FROM operation WHERE id NOT IN (SELECT operation_id FROM change)
UNION ALL SELECT 'undo', o.id FROM operation AS o WHERE kind = 'undo'
    AND NOT EXISTS (SELECT 1 FROM operation WHERE undone_by = o.id)
"""
"""What only half a write could have left."""


@pytest.mark.skipif(sys.platform == "win32", reason="the signal is POSIX's")
def test_killed_at_random_points_nothing_confirmed_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as catalogue:
        for number in range(5):
            photo_id, _, _ = catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
            catalogue.analyses.add(photo_id, make_analysis(make_photo(f"{number}.jpg")), "f")
    dice, confirmed = random.Random(4), list[int]()
    for _ in range(20):
        confirmed += run_and_kill(path, last_number(confirmed), dice.uniform(0.0, 0.08))
        with open_catalogue(path) as catalogue:
            assert catalogue.check() == []
            rows = catalogue.database.query("SELECT species, length_mm, undone FROM decision")
            undone = {int(row["length_mm"]): bool(row["undone"]) for row in rows}
            assert {number for number in confirmed if number > 0} <= set(undone)
            assert all(undone[-number] for number in confirmed if number < 0)
            assert list(catalogue.database.query(HALVES)) == []
    assert len(confirmed) > 20


def last_number(confirmed: list[int]) -> int:
    return max((abs(number) for number in confirmed), default=0) + 1


def run_and_kill(path: Path, start: int, seconds: float) -> list[int]:
    """Let a writer work for that long, kill it, and return what it had confirmed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(start)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    time.sleep(seconds)
    process.kill()
    lines = process.communicate()[0].splitlines(keepends=True)
    return [int(line) for line in lines if line.endswith("\n")]
