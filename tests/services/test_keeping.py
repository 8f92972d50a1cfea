"""A Desk's catalogue is backed up, restored and checked while it is open."""

import sys
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueBusy, CatalogueError
from mineral_desk.domain.progress import finish
from mineral_desk.services import keeping, reviewing
from mineral_desk.services.desk import Desk
from tests.catalogue.conftest import make_photo


@pytest.fixture
def backup(desk: Desk, tmp_path: Path) -> Path:
    """A backup that knows one of two decisions."""
    desk.write(lambda catalogue: catalogue.photos.add(make_photo(), who="Anna"))
    reviewing.decide(desk, Decision(1, Verb.ACCEPT, "Anna", "Malachite"))
    made = finish(keeping.back_up(desk.reading.path, tmp_path / "b.mdc"))
    assert made.holdings.decisions == 1
    assert made.byte_size == made.path.stat().st_size
    reviewing.decide(desk, Decision(1, Verb.CORRECT, "Anna", "Azurite"))
    return made.path


def species(desk: Desk) -> str:
    decision = reviewing.open_photo(desk, 1).decision
    assert decision is not None
    return decision.species


def test_a_restore_goes_on_with_the_restored_catalogue(desk: Desk, backup: Path) -> None:
    path = desk.reading.path
    prepared = finish(keeping.prepare_restore(backup, path))
    assert species(desk) == "Azurite"  # nothing has happened yet, and work goes on
    done = keeping.restore(desk, prepared)
    assert species(desk) == "Malachite"
    assert desk.reading.path == path
    reviewing.decide(desk, Decision(1, Verb.CORRECT, "Anna", "Quartz"))
    assert finish(keeping.check(path)).findings == ()
    assert keeping.look_at_start(desk) == []
    assert done.kept is not None


def test_a_restore_that_is_refused_leaves_the_desk_as_it_was(desk: Desk, backup: Path) -> None:
    prepared = finish(keeping.prepare_restore(backup, desk.reading.path))
    with open_catalogue(desk.reading.path):
        with pytest.raises(CatalogueBusy):
            keeping.restore(desk, prepared)
        assert species(desk) == "Azurite"
    assert not list(backup.parent.glob(".mineral-desk-*"))


def test_giving_up_leaves_nothing(desk: Desk, backup: Path) -> None:
    keeping.give_up(finish(keeping.prepare_restore(backup, desk.reading.path)))
    assert not list(backup.parent.glob(".mineral-desk-*"))


def test_cancelling_leaves_nothing(desk: Desk, backup: Path, tmp_path: Path) -> None:
    for job in (
        keeping.back_up(desk.reading.path, tmp_path / "c.mdc"),
        keeping.prepare_restore(backup, desk.reading.path),
    ):
        next(job)
        job.close()
    assert not list(tmp_path.glob(".mineral-desk-*"))
    assert not (tmp_path / "c.mdc").exists()
    assert species(desk) == "Azurite"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete an open file")
def test_what_is_open_is_rescued_where_its_file_was_deleted(desk: Desk, backup: Path, tmp_path: Path) -> None:
    desk.reading.path.unlink()
    with pytest.raises(CatalogueError, match="was moved, deleted or replaced"):
        reviewing.decide(desk, Decision(1, Verb.CORRECT, "Anna", "Quartz"))
    made = finish(keeping.back_up_open(desk, tmp_path / "rescued.mdc"))
    with open_catalogue(made.path) as rescued:
        assert [one.species for one, _ in rescued.decisions.all(1)] == ["Malachite", "Azurite"]
        assert rescued.check() == []
    assert backup.is_file()
