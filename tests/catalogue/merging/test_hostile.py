"""Files from outside: whatever they hold, they are refused in words or merged soundly, and ours stays as it was."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mineral_desk.catalogue.merging import other as taking_in
from mineral_desk.domain.errors import CatalogueDamaged, CatalogueError, CatalogueTooNew, MineralDeskError, UsageError
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.stepping import Stopped
from tests.catalogue.keep_version import FILES
from tests.catalogue.merging.hands import Person

GUARDS = (
    "operation_unchanged", "operation_kept", "change_unchanged", "change_kept", "decision_unchanged",
    "analysis_unchanged", "operation_came_so",
)  # fmt: skip


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Person]:
    one = Person("Anna", tmp_path / "Anna.mdc")
    one.take_in("a.jpg")
    one.decide("a.jpg", "Malachite", "7")
    yield one
    one.catalogue.close()


@pytest.fixture
def boris(tmp_path: Path) -> Path:
    """A catalogue of another person, closed."""
    one = Person("Boris", tmp_path / "Борис №2.mdc")
    one.take_in("b.jpg")
    one.decide("b.jpg", "Azurite", "8", 52.0)
    one.edit("8", locality="Ural")
    one.catalogue.database.disable_wal()
    one.catalogue.close()
    return one.path


def spoilt(path: Path, *statements: str) -> None:
    """Change the file as no program of ours would."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        for name in GUARDS:
            raw.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            raw.execute(statement)
        raw.commit()


def refused(anna: Person, path: Path, kind: type[MineralDeskError], words: str) -> None:
    before, there = anna.facts(), sorted(one.name for one in path.parent.iterdir())
    with pytest.raises(kind, match=words) as told:
        anna.merge(path)
    assert path.name in told.value.message
    assert told.value.hint
    assert anna.facts() == before
    assert anna.catalogue.check() == []
    assert sorted(one.name for one in path.parent.iterdir()) == there


def test_a_newer_version_is_refused(anna: Person, boris: Path) -> None:
    spoilt(boris, "PRAGMA user_version = 99")
    refused(anna, boris, CatalogueTooNew, "written by a newer program")


@pytest.mark.parametrize("kept", sorted(FILES.glob("version-*.mdc")), ids=lambda path: path.stem)
def test_an_older_version_is_brought_up_to_date_in_a_copy(anna: Person, kept: Path, tmp_path: Path) -> None:
    path = tmp_path / kept.name
    shutil.copy(kept, path)
    path.chmod(0o444)
    before = path.read_bytes()
    report = anna.merge(path)
    assert report.brought.photos == 4
    assert anna.record("82451")["species"] == "Malachite"
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.glob("version-*")] == [path.name]


def test_no_file_no_catalogue_and_the_catalogue_itself(anna: Person, tmp_path: Path) -> None:
    refused(anna, tmp_path / "none.mdc", CatalogueError, "no catalogue at")
    (tmp_path / "text.mdc").write_text("no database", encoding="utf-8")
    refused(anna, tmp_path / "text.mdc", CatalogueDamaged, "no catalogue, or it is damaged")
    with closing(sqlite3.connect(tmp_path / "other.mdc")) as raw:
        raw.execute("CREATE TABLE photo (id)")
    refused(anna, tmp_path / "other.mdc", CatalogueDamaged, "no catalogue, or it is damaged")
    refused(anna, anna.path, UsageError, "the open catalogue itself")


def test_a_damaged_file_is_refused(anna: Person, boris: Path) -> None:
    data = bytearray(boris.read_bytes())
    for place in range(8 * 4096, len(data), 4096):
        data[place : place + 600] = b"\xa5" * 600
    boris.write_bytes(bytes(data))
    refused(anna, boris, CatalogueDamaged, "damaged")


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE change SET after = 'no json' WHERE id = 1"], "CHECK constraint|malformed|damaged"),
        (["UPDATE change SET after = '[1, 2]' WHERE table_name = 'decision'"], "holds what is no row of “decision”"),
        (["UPDATE change SET after = '7' WHERE table_name = 'specimen'"], "holds what is no row of “specimen”"),
        (["UPDATE change SET after = '{\"species\": [1]}' WHERE id = 3"], "holds what is no row of"),
        (["UPDATE change SET row_id = 999 WHERE table_name = 'specimen'"], "does not lead to its specimen 999"),
        (["UPDATE change SET row_id = 999 WHERE table_name = 'decision'"], "speaks of a decision 999 that it has not"),
        (["UPDATE change SET row_id = 999 WHERE table_name = 'specimen_photo'"], "999 that it has not"),
        (["UPDATE change SET table_name = 'sqlite_master' WHERE id = 1"], "speaks of a table “sqlite_master”"),
        (["UPDATE specimen SET locality = 'elsewhere'"], "does not lead to its specimen 1 as it is"),
        (["UPDATE specimen SET guid = 'x'"], "does not lead to its specimen 1 as it is"),
        (["UPDATE operation SET made_at = 'yesterday' WHERE id = 1"], "does not say when act 1 was done"),
        (["UPDATE operation SET made_at = '2026-01-01T00:00:00' WHERE id = 1"], "does not say when act 1 was done"),
        (["UPDATE photo SET taken_in_at = ''"], "does not say when a photo was taken in"),
        (["UPDATE analysis SET made_at = 'x'"], "does not say when analysis 1 was made"),
        (["UPDATE analysis SET record = '[]'"], "analysis 1 in it cannot be read"),
        (["UPDATE analysis SET record = '{\"suggestions\": 3}'"], "analysis 1 in it cannot be read"),
        (["UPDATE analysis SET photo_id = 77"], "analysis 1 points to nothing"),
        (["UPDATE change SET operation_id = 77 WHERE id = 1"], "change 1 points to nothing"),
        (["DELETE FROM catalogue_info WHERE key = 'guid'"], "it has no GUID"),
        (
            ["UPDATE change SET after = json_set(after, '$.shown', '7') WHERE table_name = 'decision'",
             "UPDATE decision SET shown = '7'"],
            "its decision 1 cannot be read",
        ),
        (
            ["UPDATE change SET after = json_set(after, '$.decided_at', 'x') WHERE table_name = 'decision'",
             "UPDATE decision SET decided_at = 'x'"],
            "its decision 1 cannot be read",
        ),
        (
            ["INSERT INTO operation (guid, kind, name, who, made_at, target_operation_id) VALUES "
             "('u', 'undo', 'n', 'B', '2026-01-01T00:00:00+00:00', 4)",
             "INSERT INTO operation (guid, kind, name, who, made_at) VALUES "
             "('v', 'do', 'n', 'B', '2026-01-01T00:00:00+00:00')"],
            "takes back what comes after it",
        ),
    ],
)  # fmt: skip
def test_a_log_that_lies_is_refused(anna: Person, boris: Path, statements: list[str], words: str) -> None:
    spoilt(boris, *statements)
    refused(anna, boris, CatalogueDamaged, words)


def test_what_looks_like_a_table_and_is_none_is_refused(anna: Person, boris: Path) -> None:
    spoilt(boris, "ALTER TABLE photo_path RENAME TO real_path", "CREATE VIEW photo_path AS SELECT * FROM real_path")
    refused(anna, boris, CatalogueDamaged, "its table “photo_path” is not that of a catalogue")


def test_tables_beside_ours_are_left_alone(anna: Person, boris: Path) -> None:
    spoilt(boris, "CREATE TABLE notes_of_mine (text)", "CREATE VIEW conflict_counts AS SELECT count(*) FROM conflict")
    assert anna.merge(boris).brought.acts == 2


def test_a_huge_row_is_refused(anna: Person, boris: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "_TOO_LONG", (("the change log", "change", ("before", "after"), 1 << 20),))
    spoilt(boris, f"UPDATE change SET after = json_object('notes', '{'n' * (1 << 21)}') WHERE id = 1")
    refused(anna, boris, CatalogueDamaged, "the change log in it is longer than 1 MB")


def test_deeply_nested_json_is_refused(anna: Person, boris: Path) -> None:
    nested = "[" * 900 + "]" * 900
    spoilt(boris, f"UPDATE change SET after = '{nested}' WHERE table_name = 'decision'")
    refused(anna, boris, CatalogueDamaged, "holds what is no row of “decision”")


def test_words_that_steer_terminals_come_clean(anna: Person, boris: Path) -> None:
    spoilt(boris, "UPDATE operation SET name = char(27) || '[31m red' || char(10), who = 'B' || char(0) || 'oris'")
    anna.merge(boris)
    told = anna.catalogue.database.execute("SELECT name, who FROM operation WHERE merging_id IS NOT NULL").fetchall()
    assert all(name.isprintable() and who == "Boris" for name, who in told)


def test_conflicts_and_held_changes_that_lie_are_refused_or_left(anna: Person, boris: Path) -> None:
    spoilt(
        boris,
        "INSERT INTO merging VALUES (1, 'g', 'x.mdc', 'B', '2026-01-01T00:00:00+00:00', '../../x', 2)",
        "INSERT INTO held_change (operation_id, table_name, row_id, before) VALUES (1, 'specimen', 1, '[]')",
    )
    refused(anna, boris, CatalogueDamaged, "holds back from its change log cannot be read")


@pytest.mark.parametrize("table", ["specimen", "nonsense"])
def test_a_conflict_about_what_there_is_not(anna: Person, boris: Path, table: str) -> None:
    spoilt(
        boris,
        "INSERT INTO merging VALUES (1, 'g', 'x.mdc', 'B', '2026-01-01T00:00:00+00:00', 'x', 2)",
        "INSERT INTO conflict (merging_id, table_name, row_id, part, ours, theirs, theirs_operation_id) "
        f"VALUES (1, '{table}', 55, 'locality', 'null', 'null', 1)",
    )
    refused(anna, boris, CatalogueDamaged, "55 that it has not|“nonsense”")


@pytest.mark.parametrize("text", ["Copying", "Bringing analyses", "Comparing", "Writing"])
def test_stopped_anywhere_nothing_is_written(anna: Person, boris: Path, text: str) -> None:
    before = anna.facts()

    def stop(progress: Progress) -> None:
        if progress.text == text:
            raise Stopped

    with pytest.raises(Stopped):
        merge_with(anna, boris, stop)
    assert anna.facts() == before
    assert anna.merge(boris).brought.acts == 2


def test_the_disk_fills_up_while_it_is_merged(anna: Person, boris: Path) -> None:
    person = Person("Boris", boris)
    rows = (ReadRow(n, (), f"R {n}", values={"notes": "n" * 900}) for n in range(400))
    person.catalogue.imports.add(rows, "list.csv", "Boris", update=False)
    person.catalogue.close()
    before = anna.facts()
    pages = anna.catalogue.database.execute("PRAGMA page_count").fetchone()[0]
    anna.catalogue.database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(CatalogueError, match="is full; nothing was half saved"):
        anna.merge(boris)
    assert anna.facts() == before
    anna.catalogue.database.execute("PRAGMA max_page_count = 1000000")
    assert anna.merge(boris).brought.acts == 3


def merge_with(anna: Person, path: Path, report: Callable[[Progress], None]) -> None:
    from mineral_desk.catalogue.merging.merging import merge

    with taking_in.taken_in(path, anna.path, report) as taken:
        merge(anna.catalogue, taken, "Anna", report)


def test_json_in_the_log_is_the_row_as_json(boris: Path) -> None:
    """What the tests above spoil is what they mean to spoil."""
    with closing(sqlite3.connect(boris)) as raw:
        rows = raw.execute("SELECT table_name, after FROM change ORDER BY id").fetchall()
    assert [table for table, _ in rows] == [
        "photo", "decision", "specimen", "specimen_photo", "specimen", "specimen",
    ]  # fmt: skip
    assert all(isinstance(json.loads(after), dict) for _, after in rows)
