"""Disks that fill up or go away in the middle of a write: told in words, nothing half done, the next attempt works.

Under SQLite's open file another one is laid for a moment, so that the system itself refuses: ``/dev/full`` is a disk
without room, a pipe is one that does not answer. It needs no rights. A size-limited disk is tried where mounting is
allowed.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueError, CatalogueGone, MineralDeskError
from tests.catalogue.conftest import make_photo

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the files that are open are Linux's")


@contextmanager
def broken(path: Path, instead: int) -> Iterator[None]:
    """While the block runs, every handle of this process on ``path`` leads to the file ``instead``."""
    handles = [int(one.name) for one in Path("/proc/self/fd").iterdir() if one.is_symlink() and _leads_to(one, path)]
    assert handles
    saved = [os.dup(handle) for handle in handles]
    for handle in handles:
        os.dup2(instead, handle)
    try:
        yield
    finally:
        for handle, kept in zip(handles, saved, strict=True):
            os.dup2(kept, handle)
            os.close(kept)


def _leads_to(handle: Path, path: Path) -> bool:
    try:
        return handle.readlink() == path
    except OSError:
        return False  # the handle of this very listing


@pytest.fixture
def full_disk() -> Iterator[int]:
    handle = os.open("/dev/full", os.O_RDWR)
    yield handle
    os.close(handle)


@pytest.fixture
def gone_disk() -> Iterator[int]:
    ends = os.pipe()
    yield ends[1]
    for end in ends:
        os.close(end)


def write_something(catalogue: Catalogue, what: str, size: int = 1) -> None:
    """One of the kinds of writing, larger than what SQLite keeps in memory where ``size`` is large."""
    match what:
        case "decision":
            catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Malachite", "7", notes="n" * 100_000 * size))
        case "bulk edit":
            many = [Decision(1, Verb.ACCEPT, "Anna", f"Species {n}", str(n)) for n in range(40 * size)]
            catalogue.decisions.add_all(many, "Many")
        case "import":
            with catalogue.together():
                for number in range(100 * size):
                    catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
        case _:
            catalogue.history.undo("Anna")


KINDS = ("decision", "bulk edit", "import", "undo")


def contents(catalogue: Catalogue) -> list[int]:
    tables = ("photo", "decision", "specimen", "operation", "change")
    return [catalogue.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize(("disk", "part"), [("full_disk", "-wal"), ("gone_disk", "-wal"), ("gone_disk", "")])
def test_a_disk_that_fails_in_mid_write(
    catalogue: Catalogue, what: str, part: str, disk: str, request: pytest.FixtureRequest
) -> None:
    catalogue.photos.add(make_photo(), who="Anna")
    catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Azurite"))
    before = contents(catalogue)
    if part == "":  # the file itself is written when the log goes home, which must not harm either
        catalogue.database.execute("PRAGMA wal_autocheckpoint = 1")
    spoilt = catalogue.path.with_name(catalogue.path.name + part)
    with broken(spoilt, request.getfixturevalue(disk)):
        fault = fault_of(lambda: write_something(catalogue, what))
    assert fault is not None or part == ""
    assert catalogue.check() == []
    if fault is not None:
        assert str(catalogue.path) in fault.message
        assert fault.hint
        assert contents(catalogue) == before
        write_something(catalogue, what)
    assert contents(catalogue) != before
    assert catalogue.check() == []


def fault_of(act: Callable[[], object]) -> MineralDeskError | None:
    """The world's fault that the act ended in, if it did."""
    try:
        act()
    except MineralDeskError as fault:
        return fault
    return None


def test_a_disk_that_is_full_while_a_large_write_spills(catalogue: Catalogue, full_disk: int) -> None:
    catalogue.photos.add(make_photo(), who="Anna")
    catalogue.database.execute("PRAGMA cache_size = 10")  # so that pages go to the disk before the end
    log = catalogue.path.with_name(catalogue.path.name + "-wal")
    with broken(log, full_disk), pytest.raises(CatalogueError, match="is full; nothing was half saved"):
        write_something(catalogue, "import", size=20)
    assert len(catalogue.queue.waiting()) == 1


def test_a_checkpoint_that_fails_keeps_what_was_confirmed(tmp_path: Path, full_disk: int) -> None:
    """Closing brings the log home; where the disk refuses that, the log stays and the next opening does it."""
    path = tmp_path / "a.mdc"
    catalogue = create_catalogue(path)
    catalogue.photos.add(make_photo(), who="Anna")
    write_something(catalogue, "decision")
    with broken(path, full_disk):
        catalogue.close()
    with open_catalogue(path) as again:
        assert again.stored(1).decision is not None
        assert again.check() == []


def test_reading_from_a_disk_that_is_gone_is_told_in_words(catalogue: Catalogue, gone_disk: int) -> None:
    catalogue.photos.add(make_photo(), who="Anna")
    log = catalogue.path.with_name(catalogue.path.name + "-wal")
    with catalogue.reader() as reader, broken(catalogue.path, gone_disk), broken(log, gone_disk):
        for read in (reader.queue.counts, reader.queue.waiting, lambda: reader.photos.get(1), reader.history.can_undo):
            with pytest.raises(CatalogueGone, match="does not answer"):
                read()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.restoring import prepare, swap
from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.errors import MineralDeskError
what, path, other, limit = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    if what == "backup":
        back_up_file(path, other)
    elif what == "restore":
        swap(prepare(other, path))
    else:
        open_catalogue(path).close()
except MineralDeskError as fault:
    print(fault.message, "|", fault.hint)
"""


def limited(what: str, path: Path, other: Path, limit: int) -> str:
    """Do it in a process that may write no file larger than ``limit`` bytes; returns the fault in words."""
    command = [sys.executable, "-c", LIMITED, what, str(path), str(other), str(limit)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def dump(path: Path) -> list[str]:
    """All that is in a file of any version."""
    with closing(sqlite3.connect(path)) as raw:
        return list(raw.iterdump())


@pytest.mark.parametrize("share", [0.2, 0.9])
@pytest.mark.parametrize("what", ["backup", "restore", "migrate"])
def test_a_disk_that_ends_half_way_through_a_copy(tmp_path: Path, what: str, share: float) -> None:
    path, other = tmp_path / "work" / "a.mdc", tmp_path / "other.mdc"
    path.parent.mkdir()
    if what == "migrate":
        shutil.copy(Path(__file__).parent / "files" / "version-1.mdc", path)
    else:
        with create_catalogue(path) as catalogue:
            write_something(catalogue, "import", size=10)
            if what == "restore":
                back_up_file(path, other)
                write_something(catalogue, "decision")
    before = dump(path)
    said = limited(what, path, other, int(path.stat().st_size * share))
    assert "| " in said, "nothing was refused"
    assert dump(path) == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert what == "restore" or not other.exists()
    assert limited(what, path, other, resource.RLIM_INFINITY) == ""
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A disk of two megabytes; skips where none may be mounted."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_real_disk_fills_up_and_gets_room_again(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        ballast = disk / "ballast"
        with create_catalogue(disk / "a.mdc") as catalogue:
            catalogue.photos.add(make_photo(), who="Anna")
            ballast.write_bytes(b"x" * 500_000)
            confirmed, fault = 0, None
            decision = Decision(1, Verb.ACCEPT, "Anna", "Malachite", notes="n" * 5000)
            while (fault := fault_of(lambda: catalogue.decisions.add(decision))) is None:
                confirmed += 1
            assert "is full; nothing was half saved" in fault.message
            with pytest.raises(MineralDeskError, match=r"b\.mdc"):
                back_up_file(catalogue.path, disk / "b.mdc")
            assert len(catalogue.decisions.all(1)) == confirmed > 0
            ballast.unlink()
            catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "There is room"))
            assert catalogue.check() == []
        assert sorted(one.name for one in disk.iterdir()) == ["a.mdc"]
