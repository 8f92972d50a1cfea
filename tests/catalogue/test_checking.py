"""A check finds whatever only half a write, another program or a broken disk could have left."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mineral_desk.catalogue.checking import NAMED_AT_MOST, findings, start_findings
from mineral_desk.catalogue.holdings import holdings
from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import CatalogueDamaged
from mineral_desk.domain.progress import Progress
from tests.catalogue.conftest import make_analysis, make_photo


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two decisions, one of them undone, and a record edited by hand."""
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as catalogue:
        for name in ("a.jpg", "b.jpg"):
            photo_id, _, _ = catalogue.photos.add(make_photo(name), who="Anna")
            catalogue.analyses.add(photo_id, make_analysis(make_photo(name)), "f")
        size = SizeDecision(SizeVerb.TYPED, 52.0)
        catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Malachite", "7", size=size))
        catalogue.specimens.edit(1, {"notes": "дар 1912 г."}, "Boris")
        catalogue.decisions.add(Decision(2, Verb.ACCEPT, "Anna", "Azurite", "8"))
        catalogue.history.undo("Anna")
    return path


def spoil(path: Path, *statements: str) -> None:
    """Do what the program never does: write past its guards."""
    with closing(sqlite3.connect(path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        raw.commit()


def found_in(path: Path) -> list[str]:
    with open_catalogue(path) as catalogue:
        return [str(finding) for finding in findings(catalogue.database)]


def test_a_sound_catalogue_has_no_findings(path: Path) -> None:
    with open_catalogue(path) as catalogue:
        assert start_findings(catalogue.database) == []
        held = holdings(catalogue.database)
    assert found_in(path) == []
    assert (held.photos, held.decisions) == (2, 1)
    assert held.last_act is not None


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE photo_state SET state = 'waiting' WHERE photo_id = 1", "The state of photo 1 is stale."),
        ("DELETE FROM change WHERE table_name = 'decision'", "has no line in the change log"),
        ("DELETE FROM change WHERE operation_id = 2", "Operation 2 (Edit the record) changed nothing."),
        ("UPDATE operation SET undone_by = NULL", "took back what does not know of it"),
        ("UPDATE specimen SET species = 'Gold' WHERE id = 1", "Specimen 1: species is not as the log says."),
        ("UPDATE photo SET catalogue_number = '9' WHERE id = 1", "Photo 1: catalogue_number is not as the log says."),
        ("UPDATE decision SET undone = 0 WHERE id = 2", "Decision 2: undone is not as the log says."),
        ("DELETE FROM specimen_photo", "Specimen of photo 1: it is gone, and the log does not say so."),
        (
            "INSERT INTO specimen_photo SELECT 2, 1",
            "Specimen of photo 2: the log says that it was removed.",
        ),
        (
            "DELETE FROM change WHERE id = (SELECT max(id) FROM change WHERE table_name = 'specimen_photo')",
            "Specimen of photo 2: it is gone",
        ),
        (
            "DELETE FROM change WHERE id = (SELECT min(id) FROM change WHERE table_name = 'specimen' AND row_id = 1 "
            "AND before IS NOT NULL)",
            "Specimen 1:",
        ),
        (
            "PRAGMA foreign_keys = OFF; INSERT INTO embedding VALUES (77, 'x', x'0000')",
            "Embedding 77 points to nothing",
        ),
    ],
)
def test_each_fault_is_told_with_what_to_do(path: Path, statement: str, said: str) -> None:
    spoil(path, *statement.split("; "))
    found = found_in(path)
    assert any(said in one for one in found), found
    assert all(len(one.split(". ")) >= 2 for one in found)


def test_a_gap_in_the_middle_of_a_row_s_story_is_found(path: Path) -> None:
    with open_catalogue(path) as catalogue:
        for notes in ("one", "two", "three"):
            catalogue.specimens.edit(1, {"notes": notes}, "Boris")
    spoil(path, """DELETE FROM change WHERE after LIKE '%"two"%'""")
    assert any("Specimen 1: a change is missing from the log." in one for one in found_in(path))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE photo_state SET state = 'waiting' WHERE photo_id = 2",
        "DELETE FROM decision WHERE id = 2",
        "UPDATE photo SET catalogue_number = 'x' WHERE id = 2",
    ],
)
def test_the_short_check_looks_where_a_crash_would_show(path: Path, statement: str) -> None:
    spoil(path, statement)
    with open_catalogue(path) as catalogue:
        assert start_findings(catalogue.database)


def test_many_findings_of_one_kind_are_summed_up(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as catalogue:
        for number in range(NAMED_AT_MOST + 5):
            catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
    spoil(path, "UPDATE photo_state SET state = 'decided'")
    found = found_in(path)
    assert len(found) == NAMED_AT_MOST + 1
    assert "And 5 more" in found[-1]


def test_a_damaged_page_is_told_and_nothing_is_concluded_from_it(path: Path) -> None:
    with open_catalogue(path) as catalogue, catalogue.together():
        for number in range(500):
            catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
    spoilt = bytearray(path.read_bytes())
    middle = len(spoilt) // 4096 // 2 * 4096
    spoilt[middle : middle + 4096] = b"\xaa" * 4096
    path.write_bytes(spoilt)
    found = found_in(path)
    assert found
    assert all(one.startswith("SQLite says: ") and "Restore a backup" in one for one in found)


@pytest.mark.parametrize("lost_bytes", [1, 3000, 4096, 40_000])
def test_a_file_cut_short_is_refused_at_once(path: Path, lost_bytes: int) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - lost_bytes)
    with pytest.raises(CatalogueDamaged):
        open_catalogue(path)


def test_a_check_shows_progress_and_can_be_stopped(
    catalogue: Catalogue, take_in: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mineral_desk.catalogue.copying.BEAT_OPCODES", 100)
    monkeypatch.setattr("mineral_desk.catalogue.replay.REPORT_EVERY", 2)
    for number in range(5):
        catalogue.decisions.add(Decision(take_in(f"{number}.jpg"), Verb.ACCEPT, "Anna", "Malachite", str(number)))
    steps: list[Progress] = []
    assert list(findings(catalogue.database, steps.append)) == []
    assert {step.text for step in steps} == {"Checking", "Comparing with the change log"}

    class Enough(Exception):
        pass

    def stop(_: Progress) -> None:
        raise Enough

    with pytest.raises(Enough):
        list(findings(catalogue.database, stop))
    assert catalogue.check() == []


def test_the_short_check_does_not_grow_with_the_catalogue(catalogue: Catalogue) -> None:
    def add(first: int, count: int) -> None:
        with catalogue.together():
            for number in range(first, first + count):
                photo_id, _, _ = catalogue.photos.add(make_photo(f"{number}.jpg"), who="Anna")
                catalogue.analyses.add(photo_id, make_analysis(make_photo(f"{number}.jpg")), "f")
                catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Malachite", f"N {number}"))

    def steps() -> int:
        beats = 0

        def beat() -> int:
            nonlocal beats
            beats += 1
            return 0

        catalogue.database.conn.set_progress_handler(beat, 10)
        assert start_findings(catalogue.database) == []
        catalogue.database.conn.set_progress_handler(None, 10)
        return beats

    add(0, 100)
    small = steps()
    add(100, 700)
    assert steps() < 1.1 * small
