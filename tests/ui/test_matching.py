"""Numbers, photos without one and moved photos from the window, on the real services."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mineral_desk.domain.progress import finish
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.taking_in import take_in
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import Build, settle, wait_for


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = find_folders()
    folder = tmp_path / "card"
    folder.mkdir()
    for name, new in (("FMM_31906_01.jpg", "IMG_1.jpg"), ("FMM_31907_01.jpg", "IMG_2.jpg")):
        shutil.copy(found.demo_photos / name, folder / new)
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "a.mdc") as made:
        finish(take_in(made, [folder]))
        yield made


def told(window: MainWindow) -> tuple[str, str]:
    with wait_for(lambda: not window.lanes.files.is_busy, 30):
        pass
    settle(window)
    dialog = window.findChildren(JobDialog)[-1]
    said = dialog.words, dialog.details.toPlainText()
    dialog.reject()
    return said


def test_numbers_unmatched_and_moved(build: Build, desk: Desk, tmp_path: Path) -> None:
    window = build(ServicesBackend(desk))
    window.commands["unmatched"].trigger()
    assert told(window) == ("2 photos without a number, 0 with contradictions.", "IMG_1.jpg: –\nIMG_2.jpg: –")
    listed = tmp_path / "numbers.csv"
    listed.write_text("photo,number\nIMG_1.jpg,FMM 31906\nIMG_9.jpg,1\n", encoding="utf-8")
    window.matching.give_numbers(listed)
    said, faults = told(window)
    assert said == "1 numbers given, 0 were there, 1 rows were not taken over."
    assert faults == "Row 3, IMG_9.jpg: no photo is called so."
    assert desk.reading.photos.get(1).catalogue_number == "FMM 31906"
    assert window.commands["undo"].text().startswith("Undo: Numbers from numbers.csv")
    (tmp_path / "card" / "IMG_1.jpg").rename(tmp_path / "moved.jpg")
    (tmp_path / "card" / "IMG_2.jpg").unlink()
    window.matching.find_moved(tmp_path)
    said, more = told(window)
    assert said == "1 found again, 1 still missing."
    assert f"IMG_1.jpg → {tmp_path / 'moved.jpg'}" in more
