"""A catalogue is an ordinary SQLite file that any tool for SQLite (Datasette, a browser of databases) can read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from mineral_desk.catalogue.merging.merging import merge
from mineral_desk.catalogue.merging.other import taken_in
from mineral_desk.catalogue.opening import Catalogue, create_catalogue
from mineral_desk.domain.analysis import Overrules
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.merging import Side
from mineral_desk.domain.verification import VerificationStatus

TakeIn = Callable[..., int]


@pytest.fixture
def filled(catalogue: Catalogue, take_in: TakeIn) -> Catalogue:
    photo_id = take_in("камень.jpg", "7", embedding=np.array([0.6, -0.8], np.float32))
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Malachite"))
    catalogue.specimens.edit_of_photo(photo_id, {"locality": "Урал"}, "Anna")
    catalogue.verifications.add([1], VerificationStatus.CONTESTED, "Boris", "streak is white")
    catalogue.saved_searches.keep("Урал", "place:урал", "Anna")
    catalogue.photos.overrule(take_in("b.jpg"), Overrules(covered_px=(Box(0, 0, 1, 1),)), "Anna")
    merged(catalogue)
    return catalogue


def merged(catalogue: Catalogue) -> None:
    """Another catalogue comes in, with two conflicts of which one is settled."""
    with create_catalogue(catalogue.path.with_name("other.mdc")) as other:
        rows = iter([ReadRow(2, (), "7", values={"locality": "Altai", "species": "Azurite"})])
        other.imports.add(rows, "list.csv", "Boris", update=False)
        with taken_in(other.path, catalogue.path) as taken:
            merge(catalogue, taken, "Anna")
    first, _ = catalogue.conflicts.all()
    catalogue.conflicts.settle(first.id, Side.OURS, "Anna")


@pytest.fixture(params=["open in the program too", "closed, in a folder that cannot be written"])
def raw(filled: Catalogue, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """Python's own sqlite3, read-only, with nothing of ours."""
    uri = f"{filled.path.as_uri()}?mode=ro"
    if "closed" in request.param:
        copy = tmp_path / "copy.mdc"
        with closing(sqlite3.connect(copy)) as target:
            filled.database.conn.backup(target)
        uri = f"{copy.as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        yield connection


def names(raw: sqlite3.Connection, kind: str) -> list[str]:
    found = raw.execute("SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%'", (kind,))
    return [row[0] for row in found]


def test_every_table_and_view_can_be_read(raw: sqlite3.Connection) -> None:
    tables, views = names(raw, "table"), names(raw, "view")
    assert {"photo", "specimen", "decision", "change"} < set(tables)
    assert views
    for name in (*tables, *views):
        rows = raw.execute(f'SELECT * FROM "{name}"').fetchall()
        assert len(rows) == raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        assert rows, name
        assert all(isinstance(value, str | int | float | bytes | None) for row in rows for value in row)


def test_every_table_is_strict_and_none_needs_an_extension(raw: sqlite3.Connection) -> None:
    kinds = {row[1]: (row[2], row[5]) for row in raw.execute("PRAGMA table_list") if not row[1].startswith("sqlite_")}
    assert {kind for kind, _ in kinds.values()} == {"table", "view", "virtual", "shadow"}
    assert all(strict for kind, strict in kinds.values() if kind == "table")
    assert {name for name, (kind, _) in kinds.items() if kind == "virtual"} == {
        "specimen_search", "specimen_search_words",
    }  # fmt: skip


def test_the_search_is_at_hand_for_anybody(raw: sqlite3.Connection) -> None:
    found = raw.execute(
        "SELECT s.locality FROM specimen_search JOIN specimen AS s ON s.id = specimen_search.rowid "
        "WHERE specimen_search MATCH 'place : ура*'"
    )
    assert found.fetchall() == [("Урал",)]


def test_what_a_browser_asks_first_is_answered(raw: sqlite3.Connection) -> None:
    for name in names(raw, "table"):
        raw.execute(f"PRAGMA foreign_key_list([{name}])").fetchall()
        assert raw.execute(f"PRAGMA table_xinfo([{name}])").fetchall()
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("SELECT locality FROM specimen WHERE catalogue_number = '7'").fetchone() == ("Урал",)
    assert raw.execute("SELECT state FROM photo_standing WHERE photo_id = 1").fetchone() == ("decided",)


def test_a_reader_cannot_write(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        raw.execute("DELETE FROM specimen")
