"""Every format that was ever written is opened, brought up to date, and says what it said."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mineral_desk.catalogue.migrations import MIGRATIONS
from mineral_desk.catalogue.opening import Catalogue, checked_version, create_catalogue, open_catalogue
from mineral_desk.domain.catalogue import PhotoState, QueueFilter
from mineral_desk.domain.decision import Decision, SizeVerb, Verb
from mineral_desk.domain.errors import CatalogueTooNew
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.properties import Magnetism, TypedProperties
from mineral_desk.domain.searching.found import Sorting
from mineral_desk.domain.searching.parser import parse
from mineral_desk.domain.verification import VerificationStatus
from tests.catalogue.keep_version import FILES, NAMES_AND_PLACES, PROPERTIES

KEPT = sorted(FILES.glob("version-*.mdc"))
TABLES_OF_1 = (
    "photo", "photo_path", "analysis", "embedding", "operation", "change", "decision", "specimen", "specimen_photo",
    "photo_state",
)  # fmt: skip
ANALYSED_AGAIN = (
    "INSERT INTO analysis (photo_id, made_at, fingerprint, verdict, issues, best_species, best_probability, "
    "recommendation, size_status, flags, error, record) SELECT ?, made_at, ?, verdict, issues, best_species, "
    "best_probability, ?, size_status, flags, error, record FROM analysis"
)
"""As a program of an earlier version stored one: photo, fingerprint and recommendation are given."""


def test_a_file_of_each_version_is_kept() -> None:
    assert [path.name for path in KEPT] == [f"version-{one.version}.mdc" for one in MIGRATIONS]


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_kept_file_opens_and_can_be_worked_in(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / kept.name
    shutil.copy(kept, path)
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []
        assert_says_what_it_said(catalogue)
        catalogue.history.redo("Anna")
        record = catalogue.specimens.by_number("7")
        assert record is not None
        assert record.species == "Azurite"
        catalogue.decisions.add(Decision(4, Verb.ACCEPT, "Anna", "Quartz", "8"))
        acts = catalogue.database.execute("SELECT count(*) FROM operation WHERE kind = 'do'").fetchone()[0]
        for _ in range(acts):
            assert catalogue.history.undo("Anna")
        assert not catalogue.history.undo("Anna")
        assert catalogue.specimens.count() == 0
        assert catalogue.check() == []


def test_the_first_version_is_backed_up_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "version-1.mdc"
    shutil.copy(FILES / path.name, path)
    with closing(sqlite3.connect(path)) as before:
        rows = {table: before.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES_OF_1}
        names = {table: [one[1] for one in before.execute(f"PRAGMA table_info({table})")] for table in TABLES_OF_1}
    open_catalogue(path).close()
    with closing(sqlite3.connect(tmp_path / "version-1.before-version-8.mdc")) as backup:
        assert backup.execute("PRAGMA user_version").fetchone() == (1,)
        assert {table: backup.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES_OF_1} == rows
    with closing(sqlite3.connect(path)) as after:
        for table, columns in names.items():
            found = after.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1").fetchall()
            assert found == rows[table], table
        assert after.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'kept%'").fetchone() == (0,)


def test_ids_are_not_given_out_again_after_a_migration(tmp_path: Path) -> None:
    """The change log knows rows by their ids: that of a record removed must stay its own."""
    path = tmp_path / "version-1.mdc"
    shutil.copy(FILES / path.name, path)
    with open_catalogue(path) as catalogue:  # the record of the decision that was undone had an id
        gone = catalogue.database.execute(
            "SELECT max(row_id) FROM change WHERE table_name = 'specimen' AND after IS NULL"
        ).fetchone()[0]
        catalogue.decisions.add(Decision(4, Verb.ACCEPT, "Anna", "Quartz", "8"))
        record = catalogue.specimens.by_number("8")
        assert record is not None
        assert record.id > gone


def test_a_size_by_hand_of_the_second_version_is_brought_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "version-2.mdc"
    shutil.copy(FILES / path.name, path)
    with open_catalogue(path) as catalogue:
        catalogue.history.redo("Anna")
        decision, record = catalogue.decisions.latest(3), catalogue.specimens.by_number("82451")
        assert decision is not None
        assert decision.size.verb is SizeVerb.ADJUSTED
        assert decision.size.marks == HandMarks(scale_line_px=((10.5, 20.25), (110.5, 20.25)), scale_line_mm=50.0)
        assert record is not None
        assert record.depth_mm == 15.0


def test_names_and_places_of_the_third_version_are_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "version-3.mdc"
    shutil.copy(FILES / path.name, path)
    with open_catalogue(path) as catalogue:
        record = catalogue.specimens.by_number("82451")
        assert record is not None
        assert {name: getattr(record, name) for name in NAMES_AND_PLACES} == NAMES_AND_PLACES


def test_what_was_found_out_by_hand_of_the_seventh_version_is_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "version-7.mdc"
    shutil.copy(FILES / path.name, path)
    with open_catalogue(path) as catalogue:
        record = catalogue.specimens.by_number("82451")
        assert record is not None
        assert {name: getattr(record, name) for name in PROPERTIES} == PROPERTIES
        assert record.properties == TypedProperties((3.5, 4.0), "green", "silky", Magnetism.NONE, (3.95, 3.95))


@pytest.mark.parametrize("photo", ["of no record", "of the record 82451"])
def test_what_a_model_weakly_proposed_is_no_longer_unsure_after_the_seventh_version(photo: str, tmp_path: Path) -> None:
    path = tmp_path / "version-7.mdc"
    shutil.copy(FILES / path.name, path)
    with closing(sqlite3.connect(path)) as before, before:
        for photo_id, level in ((2, "none"), (3, "low"), (4, "low")):
            before.execute(f"{ANALYSED_AGAIN} WHERE id = 3", (photo_id, f"said {level}", level))
            before.execute("DELETE FROM photo_state WHERE photo_id = ?", (photo_id,))
            before.execute("INSERT INTO photo_state SELECT * FROM photo_standing WHERE photo_id = ?", (photo_id,))
        if photo == "of the record 82451":
            before.execute("INSERT INTO specimen_photo SELECT 4, id FROM specimen WHERE catalogue_number = '82451'")
        assert before.execute("SELECT photo_id FROM photo_state WHERE name_unsure").fetchall() == [(2,), (3,), (4,)]
    with open_catalogue(path) as catalogue:
        assert [row.id for row in catalogue.queue.rows(QueueFilter.NAME_UNSURE)] == [2]
        assert [row.id for row in catalogue.queue.rows(QueueFilter.TO_DECIDE)] == [2, 3, 4]
        assert catalogue.searching.first_page(parse("state:name_unsure"), Sorting(), 10).count.number == 0
        assert catalogue.check() == []
    with closing(sqlite3.connect(tmp_path / "version-7.before-version-8.mdc")) as backup:
        assert backup.execute("SELECT count(*) FROM photo_state WHERE name_unsure").fetchone() == (3,)


def test_the_program_before_refuses_a_file_of_today_and_leaves_it_alone(tmp_path: Path) -> None:
    path, today = tmp_path / "a.mdc", MIGRATIONS[-1].version
    create_catalogue(path).close()
    before = path.read_bytes()
    with pytest.raises(
        CatalogueTooNew, match=f"the file has version {today}, this program knows {today - 1}"
    ) as refused:
        checked_version(path, newest=today - 1)
    assert refused.value.hint == "Update the program; nothing was changed."
    assert path.read_bytes() == before


def test_searches_of_the_fourth_version_are_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "version-4.mdc"
    shutil.copy(FILES / path.name, path)
    with open_catalogue(path) as catalogue:
        assert [(one.name, one.query) for one in catalogue.saved_searches.all()] == [("Крупные", "size:>50mm")]


def test_verifications_and_reasons_of_the_fifth_version_are_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "version-5.mdc"
    shutil.copy(FILES / path.name, path)
    with open_catalogue(path) as catalogue:
        record = catalogue.specimens.by_number("82451")
        assert record is not None
        assert (record.verification, record.verified_by) == (VerificationStatus.VERIFIED, "Boris")
        (said,) = catalogue.verifications.all(record.id)
        assert (said.species, said.identified_by, said.reason) == ("Malachite", "Анна", "looked at the specimen")
        reasons = catalogue.database.execute("SELECT reason, who FROM operation_reason ORDER BY id").fetchall()
        assert reasons == [("со старой этикетки", "Анна"), ("looked at the specimen", "Boris")]


@pytest.mark.parametrize("version", [6, 7, 8])
def test_a_merge_and_its_conflicts_are_brought_back(version: int, tmp_path: Path) -> None:
    path = tmp_path / f"merged-version-{version}.mdc"
    shutil.copy(FILES / path.name, path)
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []
        waiting = [(one.about, one.part, one.ours.who, one.theirs.who) for one in catalogue.conflicts.all()]
        assert waiting == [("IMG_1.jpg", "decision", "Анна", "Boris"), ("82451", "locality", "Анна", "Boris")]
        assert catalogue.specimens.by_number("82451").donor == "Boris"  # type: ignore[union-attr]
        assert catalogue.history.undo("Анна")
        assert not catalogue.history.undo("Анна")
        assert catalogue.conflicts.count() == 3
        merged = catalogue.history.merge_before()
        assert merged is not None
        assert (merged.other, merged.who) == ("Борис.mdc", "Анна")


@pytest.mark.parametrize("kept", KEPT[:4], ids=lambda path: path.stem)
def test_names_of_older_versions_are_open_to_be_verified(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / kept.name
    shutil.copy(kept, path)
    with open_catalogue(path) as catalogue:
        record = catalogue.specimens.by_number("82451")
        assert record is not None
        assert record.verification is VerificationStatus.OPEN
        assert catalogue.verifications.add([record.id], VerificationStatus.CONTESTED, "Boris", "it is azurite")
        assert catalogue.queue.counts()[QueueFilter.NAME_UNSURE] == 1
        assert catalogue.check() == []


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_record_of_any_version_is_found(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / kept.name
    shutil.copy(kept, path)
    with open_catalogue(path) as catalogue:
        page = catalogue.searching.first_page(parse("number:82451 who:анна malach"), Sorting(), 10)
        assert [row.catalogue_number for row in page.rows] == ["82451"]


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_migrated_file_has_the_tables_of_a_new_one(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / kept.name
    shutil.copy(kept, path)
    with open_catalogue(path) as old, create_catalogue(tmp_path / "new.mdc") as new:
        assert anatomy(old) == anatomy(new)


def anatomy(catalogue: Catalogue) -> dict[str, list[dict[str, object]]]:
    """Tables, views, indexes and triggers by name, with their columns."""
    names = "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1"
    columns = 'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?) ORDER BY name'
    found = [row[0] for row in catalogue.database.execute(names)]
    return {name: list(catalogue.database.query(columns, (name.split()[1],))) for name in found}


def assert_says_what_it_said(catalogue: Catalogue) -> None:
    rows = catalogue.queue.rows(QueueFilter.ALL)
    assert [(row.path.name, row.state) for row in rows] == [
        ("малахит № 1.jpg", PhotoState.DECIDED),
        ("IMG_2.jpg", PhotoState.TO_DECIDE),
        ("IMG_3.jpg", PhotoState.TO_DECIDE),
        ("IMG_4.jpg", PhotoState.WAITING),
    ]
    stored = catalogue.stored(1)
    assert stored.decision is not None
    assert stored.analysis is not None
    assert stored.analysis.embedding is not None
    assert stored.analysis.embedding.tolist() == pytest.approx([0.6, -0.8], abs=1e-3)
    assert (stored.decision.who, stored.decision.size.verb, stored.decision.notes) == (
        "Анна", SizeVerb.TYPED, "дар 1912 г.",
    )  # fmt: skip
    record = catalogue.specimens.by_number("82451")
    assert record is not None
    assert (record.species, record.length_mm, record.height_mm) == ("Malachite", 52.0, 20.0)
    assert [(one.species, undone) for one, undone in catalogue.decisions.all(3)] == [("Azurite", True)]
    redo = catalogue.history.can_redo()
    assert redo is not None
    assert redo.name == "Correct to Azurite"
