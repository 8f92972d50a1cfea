"""What was moved, deleted or replaced while it is open takes no writes that nobody would find."""

import shutil
import sys
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.catalogue.presence import OpenFile
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueError
from tests.catalogue.conftest import make_photo

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody touch an open file")


def decide(catalogue: Catalogue, species: str) -> None:
    catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", species))


def test_a_moved_catalogue_takes_no_writes_until_it_is_back(catalogue: Catalogue) -> None:
    catalogue.photos.add(make_photo(), who="Anna")
    elsewhere = catalogue.path.with_name("elsewhere.mdc")
    catalogue.path.rename(elsewhere)
    with pytest.raises(CatalogueError, match="was moved, deleted or replaced while it was open; this was not saved"):
        decide(catalogue, "Malachite")
    elsewhere.rename(catalogue.path)
    decide(catalogue, "Azurite")
    assert [one.species for one, _ in catalogue.decisions.all(1)] == ["Azurite"]


def test_a_catalogue_replaced_by_another_copy_takes_no_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    create_catalogue(path).close()
    shutil.copy(path, tmp_path / "older.mdc")
    with open_catalogue(path) as catalogue:
        catalogue.photos.add(make_photo(), who="Anna")
        (tmp_path / "older.mdc").replace(path)  # as a program that keeps folders alike does it
        with pytest.raises(CatalogueError, match="replaced"):
            decide(catalogue, "Malachite")


def test_a_drive_that_numbers_its_files_anew_is_no_obstacle(catalogue: Catalogue) -> None:
    catalogue.photos.add(make_photo(), who="Anna")
    assert isinstance(catalogue.database, OpenFile)
    catalogue.database.identity = (1, 1)
    decide(catalogue, "Malachite")
    assert catalogue.database.identity != (1, 1)
    assert catalogue.decisions.latest(1) is not None
