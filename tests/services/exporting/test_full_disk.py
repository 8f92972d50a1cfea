"""A disk that fills up while a sheet is written: the refusal is raised, and Python has nothing to add when it ends."""

import gc
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from mineral_desk.services.exporting.xlsx_file import _UntilRefused

FULL = Path("/dev/full")
SMALL_DISK = """
import resource, sys
from pathlib import Path
from mineral_desk.services.exporting.columns import PLAIN
from mineral_desk.services.exporting.xlsx_file import xlsx_writer

resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    with xlsx_writer(Path(sys.argv[1]), PLAIN):
        pass
except OSError as fault:
    print(fault.strerror)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says it in these words")
def test_a_refusal_while_the_parts_are_written(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DISK, str(tmp_path / "a.xlsx")], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("File too large\n", "")


@pytest.mark.skipif(not FULL.exists(), reason="Linux has a disk that is always full")
def test_a_refusal_while_the_parts_are_packed() -> None:
    """What Python prints of a fault that nobody can catch fails a test (``filterwarnings``)."""
    with FULL.open("wb", buffering=0) as file:
        place = _UntilRefused(file)
        archive = ZipFile(place, "w")
        archive.writestr("a.xml", "<a/>")
        del archive
        gc.collect()
    assert place.refusal is not None
    assert place.refusal.strerror == "No space left on device"
