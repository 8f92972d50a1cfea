"""Copies of real files, while others write, on disks that end, and broken off."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mineral_desk.catalogue import placing
from mineral_desk.catalogue.copying import STEP_PAGES, back_up, back_up_file
from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.errors import CatalogueDamaged, CatalogueError, CatalogueReadOnly
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.stepping import Stopped
from tests.catalogue.conftest import make_photo


def fill(catalogue: Catalogue, count: int, prefix: str = "") -> None:
    with catalogue.together():
        for number in range(count):
            catalogue.photos.add(make_photo(f"{prefix}{number}.jpg"), who="Anna")


def names_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_a_copy_shows_one_moment_while_others_write(tmp_path: Path) -> None:
    copy, steps = tmp_path / "copies" / "copy.mdc", list[Progress]()
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        fill(catalogue, 3000)

        def write_on(progress: Progress) -> None:
            fill(catalogue, 20, f"step {len(steps)} ")
            steps.append(progress)

        back_up_file(catalogue.path, copy, write_on)
        assert len(catalogue.queue.waiting()) > 3000
    copying = [step for step in steps if step.text == "Copying"]
    assert len(copying) > 1
    assert copying[-1].done == copying[-1].total > STEP_PAGES
    assert names_in(copy.parent) == {"copy.mdc"}
    with open_catalogue(copy) as catalogue:
        assert len(catalogue.queue.waiting()) == 3000
        assert catalogue.check() == []


def test_a_copy_is_one_file_that_opens_where_nothing_can_be_written(tmp_path: Path) -> None:
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        fill(catalogue, 1)
        back_up(catalogue.database, tmp_path / "copy.mdc")
    header = (tmp_path / "copy.mdc").read_bytes()[18:20]
    assert header == b"\x01\x01"  # SQLite's file format: a rollback journal, no write-ahead log


def test_what_exists_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "copy.mdc").write_text("mine")
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        with pytest.raises(CatalogueError, match=r"copy\.mdc exists already"):
            back_up(catalogue.database, tmp_path / "copy.mdc")

        def taken_meanwhile(_: Progress) -> None:
            (tmp_path / "late.mdc").write_text("mine too")

        with pytest.raises(CatalogueError, match=r"late\.mdc exists already"):
            back_up(catalogue.database, tmp_path / "late.mdc", taken_meanwhile)
    assert (tmp_path / "copy.mdc").read_text() == "mine"
    assert (tmp_path / "late.mdc").read_text() == "mine too"
    assert names_in(tmp_path) == {"a.mdc", "copy.mdc", "late.mdc"}


def test_where_there_are_no_links_a_copy_gets_its_name_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        back_up(catalogue.database, tmp_path / "copy.mdc")
    (tmp_path / "other").touch()
    with pytest.raises(CatalogueError, match="exists already"):
        placing.give_new_name(tmp_path / "other", tmp_path / "copy.mdc")
    assert names_in(tmp_path) == {"a.mdc", "copy.mdc", "other"}


@pytest.mark.parametrize("stage", ["Copying", "Checking"])
def test_a_stopped_copy_leaves_nothing(tmp_path: Path, stage: str) -> None:
    def stop(progress: Progress) -> None:
        if progress.text == stage:
            raise Stopped

    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        fill(catalogue, 1000)
        with pytest.raises(Stopped):
            back_up(catalogue.database, tmp_path / "copies" / "copy.mdc", stop)
        assert names_in(tmp_path / "copies") == set()
        assert catalogue.photos.add(make_photo("later.jpg"), who="Anna")[1]


def test_a_damaged_catalogue_gives_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as catalogue:
        fill(catalogue, 2000)
    spoilt = bytearray(path.read_bytes())
    middle = len(spoilt) // 4096 // 2 * 4096
    spoilt[middle : middle + 4096 * 4] = b"\xaa" * 4096 * 4
    path.write_bytes(spoilt)
    with pytest.raises(CatalogueDamaged, match="the copy was not kept"):
        back_up_file(path, tmp_path / "copies" / "copy.mdc")
    assert names_in(tmp_path / "copies") == set()


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with create_catalogue(tmp_path / "a.mdc") as catalogue, pytest.raises(CatalogueReadOnly, match="cannot be written"):
        back_up(catalogue.database, tmp_path / "file" / "copy.mdc")


def test_what_a_program_killed_long_ago_left_is_swept_away(tmp_path: Path) -> None:
    import os

    old, new = (tmp_path / f"{placing.PART_PREFIX}{name}{placing.PART_SUFFIX}" for name in ("old", "new"))
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    with placing.unfinished(tmp_path) as part:
        assert names_in(tmp_path) == {new.name, part.name}
    assert names_in(tmp_path) == {new.name}


def test_a_copy_of_a_read_only_file_is_made(tmp_path: Path) -> None:
    with create_catalogue(tmp_path / "a.mdc") as catalogue:
        fill(catalogue, 3)
    (tmp_path / "a.mdc").chmod(0o444)
    back_up_file(tmp_path / "a.mdc", tmp_path / "copy.mdc")
    with closing(sqlite3.connect(tmp_path / "copy.mdc")) as copy:
        assert copy.execute("SELECT count(*) FROM photo").fetchone() == (3,)
