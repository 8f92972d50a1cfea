"""Every format that was ever written is opened, brought up to date, and says what it said."""

import shutil
from pathlib import Path

import pytest

from mineral_desk.catalogue.migrations import MIGRATIONS
from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.catalogue import PhotoState, QueueFilter
from mineral_desk.domain.decision import Decision, SizeVerb, Verb
from tests.catalogue.keep_version import FILES

KEPT = sorted(FILES.glob("version-*.mdc"))


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
        for _ in range(4):
            assert catalogue.history.undo("Anna")
        assert not catalogue.history.undo("Anna")
        assert catalogue.specimens.count() == 0
        assert catalogue.check() == []


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
