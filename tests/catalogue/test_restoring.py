"""A backup takes the place of a catalogue, whatever state that is in; what was there is kept."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.catalogue.restoring import give_up, prepare, swap
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueBusy, CatalogueDamaged, CatalogueError, CatalogueTooNew, UsageError
from tests.catalogue.conftest import make_photo
from tests.catalogue.keep_version import FILES

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A catalogue with two decisions; its backup knows of the first one only."""
    path = tmp_path / "Музей № 1" / "каталог.mdc"
    path.parent.mkdir()
    with create_catalogue(path) as catalogue:
        catalogue.photos.add(make_photo(), who="Anna")
        catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Malachite"))
        back_up_file(path, tmp_path / "backup.mdc")
        catalogue.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Azurite"))
    return path


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    return tmp_path / "backup.mdc"


def decided_in(path: Path) -> list[str]:
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []
        return [decision.species for decision, _ in catalogue.decisions.all(1)]


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_the_catalogue_is_as_it_was_and_the_other_is_kept(path: Path, backup: Path) -> None:
    prepared = prepare(backup, path)
    assert prepared.now is not None
    assert (prepared.then.decisions, prepared.now.decisions, prepared.findings) == (1, 2, ())
    done = swap(prepared)
    assert done.kept is not None
    assert done.kept.name.startswith("каталог.before-restore 20")
    assert decided_in(path) == ["Malachite"]
    assert decided_in(done.kept) == ["Malachite", "Azurite"]
    assert decided_in(backup) == ["Malachite"]
    assert names_in(path.parent) == sorted([path.name, done.kept.name])
    with open_catalogue(path) as catalogue:
        info = dict(catalogue.database.execute("SELECT key, value FROM catalogue_info").fetchall())
    assert info["restored_from"] == "backup.mdc"
    swap(prepare(done.kept, path))  # and back again
    assert decided_in(path) == ["Malachite", "Azurite"]


def test_giving_up_changes_nothing(path: Path, backup: Path) -> None:
    give_up(prepare(backup, path))
    assert names_in(path.parent) == [path.name]
    assert decided_in(path) == ["Malachite", "Azurite"]


def test_a_catalogue_that_is_open_is_not_replaced(path: Path, backup: Path) -> None:
    with open_catalogue(path) as catalogue:
        prepared = prepare(backup, path)
        with pytest.raises(CatalogueBusy, match="is open in another program or window"):
            swap(prepared)
        catalogue.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Quartz"))
    assert names_in(path.parent) == [path.name]
    assert decided_in(path) == ["Malachite", "Azurite", "Quartz"]
    swap(prepare(backup, path))
    assert decided_in(path) == ["Malachite"]


READER = """
import sys
from pathlib import Path
from mineral_desk.catalogue.opening import open_catalogue
with open_catalogue(Path(sys.argv[1]), read_only=sys.argv[2] == "read") as catalogue:
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["read", "write"])
def test_another_program_keeps_a_restore_out(path: Path, backup: Path, how: str) -> None:
    with open_catalogue(path) as catalogue:  # so that there is a write-ahead log for the reader
        other = subprocess.Popen(
            [sys.executable, "-c", READER, str(path), how],
            cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        assert catalogue.check() == []
    with pytest.raises(CatalogueBusy):
        swap(prepare(backup, path))
    assert decided_in(path) == ["Malachite", "Azurite"]
    other.communicate()
    swap(prepare(backup, path))
    assert decided_in(path) == ["Malachite"]


def test_a_damaged_catalogue_is_replaced_and_kept_byte_by_byte(path: Path, backup: Path) -> None:
    log = path.with_name(path.name + "-wal")
    with open_catalogue(path) as catalogue:
        catalogue.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Quartz"))
        written_last = log.read_bytes()
    wreck = b"SQLite format 3\x00" + b"\xff" * 9000
    path.write_bytes(wreck)
    log.write_bytes(written_last)
    prepared = prepare(backup, path)
    assert prepared.now is None
    done = swap(prepared)
    assert done.kept is not None
    assert done.kept.read_bytes() == wreck
    assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == written_last
    assert decided_in(path) == ["Malachite"]


def test_a_log_without_its_catalogue_does_not_spoil_the_restored_one(path: Path, backup: Path) -> None:
    with open_catalogue(path) as catalogue:
        catalogue.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Quartz"))
        log = path.with_name(path.name + "-wal")
        saved = log.read_bytes()
    path.unlink()
    log.write_bytes(saved)
    done = swap(prepare(backup, path))
    assert done.kept is None
    assert decided_in(path) == ["Malachite"]
    assert [one.read_bytes() for one in path.parent.glob("*before-restore*-wal")] == [saved]


def test_a_catalogue_that_is_gone_comes_back(path: Path, backup: Path) -> None:
    shutil.rmtree(path.parent)
    assert swap(prepare(backup, path)).kept is None
    assert decided_in(path) == ["Malachite"]


@pytest.mark.parametrize("content", [b"", b"no catalogue at all" * 1000])
def test_what_is_no_backup_changes_nothing(path: Path, tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "wrong.mdc"
    wrong.write_bytes(content)
    with pytest.raises(CatalogueDamaged):
        prepare(wrong, path)
    with pytest.raises(CatalogueError, match="There is no catalogue at"):
        prepare(tmp_path / "none.mdc", path)
    assert names_in(path.parent) == [path.name]


def test_a_damaged_backup_changes_nothing(path: Path, backup: Path) -> None:
    with open_catalogue(path) as catalogue, catalogue.together():
        for number in range(1500):
            catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
    backup.unlink()
    back_up_file(path, backup)
    spoilt = bytearray(backup.read_bytes())
    middle = len(spoilt) // 4096 // 2 * 4096
    spoilt[middle : middle + 4096 * 4] = b"\xaa" * 4096 * 4
    backup.write_bytes(spoilt)
    with pytest.raises(CatalogueDamaged, match="is damaged"):
        prepare(backup, path)
    assert names_in(path.parent) == [path.name]


def test_backups_of_others_and_of_newer_programs_are_refused(path: Path, tmp_path: Path, backup: Path) -> None:
    create_catalogue(tmp_path / "other.mdc").close()
    with pytest.raises(UsageError, match="of another catalogue"):
        prepare(tmp_path / "other.mdc", path)
    with pytest.raises(UsageError, match="is the catalogue itself"):
        prepare(path, path)
    with closing(sqlite3.connect(backup)) as raw:
        raw.execute("PRAGMA user_version = 77")
        raw.commit()
    with pytest.raises(CatalogueTooNew):
        prepare(backup, path)
    assert names_in(path.parent) == [path.name]


def test_a_backup_of_an_older_version_is_brought_up_to_date_when_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    swap(prepare(FILES / "version-1.mdc", path))
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []
        assert catalogue.specimens.by_number("82451") is not None


def test_what_is_no_damage_is_told_and_does_not_stop_a_restore(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as raw:
        raw.execute("UPDATE photo_state SET state = 'waiting'")
        raw.commit()
    prepared = prepare(backup, path)
    assert [finding.what for finding in prepared.findings] == ["The state of photo 1 is stale."]
    give_up(prepared)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_a_link_stays_a_link_and_rights_stay_as_they_were(path: Path, backup: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.mdc"
    link.symlink_to(path)
    path.chmod(0o664)
    swap(prepare(backup, link))
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert decided_in(link) == ["Malachite"]
