"""Side by side on the real services: two photos of one specimen, one of which is taken away."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.taking_in import take_in
from mineral_desk.ui.actions import Place
from mineral_desk.ui.photo_view.tones import Tones
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import Build, settle
from tests.ui.test_desk import press

Key = Qt.Key
SAME_SPECIMEN = ("FMM_31907_01.jpg", "FMM_31907_02.jpg")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "Фото № 3"
    folder.mkdir()
    for name in SAME_SPECIMEN:
        shutil.copy(find_folders().demo_photos / name, folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path, photos: Path) -> Iterator[Desk]:
    found = find_folders()
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "Музей № 1.mdc") as made:
        finish(take_in(made, [photos]))
        yield made


@pytest.fixture
def window(build: Build, desk: Desk) -> MainWindow:
    made = build(ServicesBackend(desk))
    settle(made, 90)
    reviewing.take_in_anyway(desk, [row.id for row in desk.reading.queue.set_aside()])  # almost the same
    made.show_place(Place.DESK)
    settle(made, 90)
    return made


def test_the_other_photo_of_the_specimen_stands_beside(window: MainWindow, desk: Desk, photos: Path) -> None:
    first, second = desk.reading.queue.rows(QueueFilter.ALL)
    window.desk.show_photo(first.id)
    press(window, Key.Key_Y)
    beside = window.desk.beside
    assert beside.other.head.words.startswith("FMM 31907")
    assert "same specimen" in beside.other.head.words
    picture = beside.other.view.picture
    assert picture is not None
    assert picture.sha256 == second.sha256

    (photos / SAME_SPECIMEN[1]).rename(photos.parent / "anywhere.jpg")
    desk.pictures._kept.clear()
    press(window, Key.Key_Y)
    press(window, Key.Key_Y)
    assert beside.other.view.picture is None
    assert beside.other.note.words.startswith("FMM_31907_02.jpg is not there any more. Look in")
    assert beside.other.note.words.endswith("Find moved photos finds it by its content, wherever it is now.")


def test_nothing_that_is_kept_depends_on_how_a_photo_is_shown(window: MainWindow, desk: Desk, photos: Path) -> None:
    path = photos / SAME_SPECIMEN[0]
    before, log = path.read_bytes(), desk.reading.embeddings.mark()
    press(window, Key.Key_A)
    window.desk.brightness.panel.show_tones(Tones(80, 30), tell=True)
    window.desk.brightness.panel.keep.click()
    settle(window)
    assert path.read_bytes() == before
    assert desk.reading.embeddings.mark() == log  # neither an act nor an analysis
    pixels = desk.pictures.load(path, 64)
    assert (pixels == ServicesBackend(desk).pixels(path, 64)).all()
