"""Creating, opening and migrating real files, sound and unsound."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from mineral_desk.catalogue import connection
from mineral_desk.catalogue.complaints import damaged
from mineral_desk.catalogue.migrations import MIGRATIONS, Migration
from mineral_desk.catalogue.opening import create_catalogue, create_or_open, migrate, open_catalogue
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import (
    CatalogueBusy,
    CatalogueDamaged,
    CatalogueError,
    CatalogueReadOnly,
    CatalogueTooNew,
)
from tests.catalogue.conftest import make_photo

CHECKOUT = Path(__file__).resolve().parents[2]


def test_a_new_catalogue_is_strict_and_guarded(tmp_path: Path) -> None:
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        ask = catalogue.database.execute
        assert ask("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert ask("PRAGMA foreign_keys").fetchone()[0] == 1
        assert ask("PRAGMA synchronous").fetchone()[0] == 2
        found = ask("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        assert {name for name, strict in found if not strict} == set()
        with pytest.raises(sqlite3.IntegrityError):
            ask("INSERT INTO specimen_photo VALUES (7, 7)")


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(CatalogueError, match="exists already"):
        create_catalogue(path)
    with pytest.raises(CatalogueDamaged):
        create_or_open(path)
    assert path.read_text() == "mine"


def test_an_empty_file_becomes_a_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    path.touch()
    create_or_open(path).close()
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []


CUT_SHORT = """
import os, signal, sys
from pathlib import Path
from mineral_desk.catalogue import opening
from mineral_desk.catalogue.migrations import MIGRATIONS, Migration

def cut_short(database):
    database.execute("PRAGMA cache_size = 1")  # so that unfinished pages are in the file already
    MIGRATIONS[0].apply(database)
    database.execute("INSERT INTO catalogue_info VALUES ('x', zeroblob(100000) || '')")
    os.kill(os.getpid(), signal.SIGKILL)

opening.MIGRATIONS = (Migration(1, cut_short),)
opening.create_catalogue(Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the signal is POSIX's")
def test_a_power_cut_while_creating_leaves_what_can_be_created_again(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    subprocess.run([sys.executable, "-c", CUT_SHORT, str(path)], cwd=CHECKOUT, check=False)
    assert path.stat().st_size > 0
    with create_or_open(path) as catalogue:
        assert catalogue.check() == []


def test_no_file_and_no_folder_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="There is no catalogue at"):
        open_catalogue(tmp_path / "none.mdc")
    with pytest.raises(CatalogueReadOnly, match="does not exist"):
        create_catalogue(tmp_path / "none" / "a.mdc")
    assert not (tmp_path / "none.mdc").exists()


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    create_catalogue(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 77")
    raw.close()
    before = path.read_bytes()
    newest = MIGRATIONS[-1].version
    with pytest.raises(CatalogueTooNew, match=rf"version 77, this program knows {newest}"):
        open_catalogue(path)
    with pytest.raises(CatalogueTooNew):
        open_catalogue(path, read_only=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 2000])
def test_what_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mdc"
    path.write_bytes(content)
    with pytest.raises(CatalogueDamaged, match="no catalogue"):
        open_catalogue(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photo (id)")
        other.execute("PRAGMA user_version = 1")
    other.close()
    with pytest.raises(CatalogueDamaged):
        open_catalogue(path)


def test_a_damaged_page_is_found_by_the_check(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as catalogue, catalogue.together():
        for number in range(300):
            catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
    spoilt = bytearray(path.read_bytes())
    middle = len(spoilt) // 4096 // 2 * 4096
    spoilt[middle : middle + 4096 * 4] = b"\xaa" * 4096 * 4
    path.write_bytes(spoilt)
    with pytest.raises(CatalogueDamaged, match="restore a backup"):
        find_damage(path)


def find_damage(path: Path) -> None:
    with open_catalogue(path) as catalogue:
        if catalogue.check():
            raise damaged(path)


def test_a_catalogue_held_by_another_program_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_S", 0.05)
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as catalogue:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogueBusy, match="Another program"):
            catalogue.photos.add(make_photo(), who="Anna")
        with pytest.raises(CatalogueBusy):
            open_catalogue(path)
        assert catalogue.queue.waiting() == []  # reading goes on
        other.execute("COMMIT")
        other.close()
        assert catalogue.photos.add(make_photo(), who="Anna")[1]


def test_two_programs_write_in_turns(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as one, open_catalogue(path) as two:
        photo_id, _, _ = one.photos.add(make_photo(), who="Anna")
        two.decisions.add(Decision(photo_id, Verb.ACCEPT, "Boris", species="Azurite", catalogue_number="7"))
        one.history.undo("Anna")
        assert two.decisions.latest(photo_id) is None


def test_read_only_reads_and_refuses_to_write(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as catalogue:
        photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
    with open_catalogue(path, read_only=True) as catalogue:
        assert catalogue.queue.row(photo_id).path.name == "IMG_0001.jpg"
        with pytest.raises(CatalogueReadOnly):
            catalogue.photos.set_number(photo_id, "7", "Anna")


READ_ONLY_SCRIPT = """
import os, sys
from pathlib import Path
from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.errors import CatalogueReadOnly
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for attempt in (lambda: open_catalogue(path), lambda: create_catalogue(path.with_name("new.mdc"))):
    try:
        attempt()
    except CatalogueReadOnly as error:
        assert error.hint and str(path.parent) in error.message, error
    else:
        raise SystemExit("it was opened")
with open_catalogue(path, read_only=True) as catalogue, catalogue.reader() as reader:
    print(len(reader.queue.waiting()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders in this sense")
def test_a_read_only_folder_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    path = folder / "a.mdc"
    with create_catalogue(path) as catalogue:
        catalogue.photos.add(make_photo(), who="Anna")
    for one in [tmp_path, *tmp_path.parents]:  # pytest's own folders are closed to others
        if one.stat().st_uid == os.geteuid() and one != Path("/"):
            one.chmod(one.stat().st_mode | 0o055)
    path.chmod(0o444)
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY_SCRIPT, str(path)], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    folder.chmod(0o755)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr


def _add_weight(database: Database) -> None:
    database.execute("ALTER TABLE specimen ADD COLUMN weight TEXT NOT NULL DEFAULT ''")


def _fail(database: Database) -> None:
    _add_weight(database)
    raise RuntimeError("power cut")


def test_a_migration_is_backed_up_before_and_happens_once(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as catalogue:
        catalogue.photos.add(make_photo(), who="Anna")
    later = (*MIGRATIONS, Migration(MIGRATIONS[-1].version + 1, _add_weight))
    backup = migrate(path, later)
    assert backup is not None
    with open_catalogue(backup) as before:
        assert len(before.queue.waiting()) == 1
        assert "weight" not in {column.name for column in before.database.table("specimen").columns}
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(weight) FROM specimen").fetchone() == (0,)
    raw.close()
    assert migrate(path, later) is None
    with pytest.raises(CatalogueTooNew):
        open_catalogue(path)


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    create_catalogue(path).close()
    with pytest.raises(RuntimeError):
        migrate(path, (*MIGRATIONS, Migration(MIGRATIONS[-1].version + 1, _fail)))
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []
        assert "weight" not in {column.name for column in catalogue.database.table("specimen").columns}


def test_migrating_to_today_needs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    create_catalogue(path).close()
    assert migrate(path) is None
    assert [one.name for one in tmp_path.iterdir()] == ["a.mdc"]


def test_no_side_files_stay_whoever_closes_last(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    catalogue = create_catalogue(path)
    reader = catalogue.reader()
    catalogue.photos.add(make_photo(), who="Anna")
    assert len(reader.queue.waiting()) == 1
    with pytest.raises(CatalogueReadOnly):
        reader.photos.add(make_photo("b.jpg"), who="Anna")
    catalogue.close()
    reader.close()
    assert [one.name for one in tmp_path.iterdir()] == ["a.mdc"]


@pytest.mark.parametrize("name", ["a b%20c", "what?x=1&mode=memory", "#7", "Музей № 1 💎", "a" * 200])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    create_catalogue(folder / f"{name}.mdc").close()
    with open_catalogue(folder / f"{name}.mdc", read_only=True) as catalogue, catalogue.reader() as reader:
        assert reader.queue.waiting() == []
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_full_disk_saves_nothing_by_half(tmp_path: Path) -> None:
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
        pages = catalogue.database.execute("PRAGMA page_count").fetchone()[0]
        catalogue.database.execute(f"PRAGMA max_page_count = {pages}")
        decision = Decision(photo_id, Verb.ACCEPT, "Anna", "Malachite", "7", notes="x" * 100_000)
        with pytest.raises(CatalogueError, match="is full"):
            catalogue.decisions.add(decision)
        assert catalogue.decisions.latest(photo_id) is None
        assert catalogue.specimens.count() == 0
        catalogue.database.execute("PRAGMA max_page_count = 100000")
        catalogue.decisions.add(decision)
        assert catalogue.check() == []


def test_threads_read_whole_writes_only(tmp_path: Path) -> None:
    """Each thread has its own connection; photos are added in pairs, so no reader ever counts an odd number."""
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        done, counted = threading.Event(), list[int]()

        def read() -> None:
            with catalogue.reader() as reader:
                while not done.is_set():
                    counted.append(reader.queue.counts()[QueueFilter.ALL])

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(0, 60, 2):
            with catalogue.together():
                catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
                catalogue.photos.add(make_photo(f"{number + 1}.jpg"), who="Anna")
        done.set()
        for thread in threads:
            thread.join()
        assert counted
        assert all(count % 2 == 0 for count in counted)
