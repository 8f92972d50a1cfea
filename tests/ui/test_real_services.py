"""The window on the real services: take in, analyse, decide, undo, open again."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.catalogue import PhotoState, QueueFilter
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.progress import finish
from mineral_desk.domain.searching.found import Sorting
from mineral_desk.services import browsing
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.exporting import export
from mineral_desk.services.exporting.order import ExportFormat, ExportOrder
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.decided_shots import decided_copy
from mineral_desk.ui.running import Program
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import Build, settle, wait_for

BROKEN = "Образец № 8.jpg"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = find_folders()
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "Музей № 1.mdc") as made:
        yield made


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two demo photos and a broken one, in a folder with a Cyrillic name."""
    folder = tmp_path / "Фото № 3"
    folder.mkdir()
    demo = sorted(find_folders().demo_photos.glob("FMM_319*_01.jpg"))[:2]
    if len(demo) < 2:
        pytest.skip("the demo photos are not rendered yet")
    for path in demo:
        shutil.copy(path, folder)
    (folder / BROKEN).write_bytes(demo[0].read_bytes()[:2000])
    return folder


def test_from_the_card_to_the_catalogue(build: Build, desk: Desk, photos: Path) -> None:
    window = build(ServicesBackend(desk))
    assert window.place is Place.INTAKE
    window.take_in([photos])
    settle(window, 90)
    window.show_place(Place.DESK)
    settle(window)
    rows = desk.reading.queue.rows(QueueFilter.ALL)
    assert [row.state for row in rows] == [PhotoState.TO_DECIDE, PhotoState.TO_DECIDE, PhotoState.FAILED]
    assert window.desk.view.picture is not None
    first = rows[0].id
    assert window.desk.session.photo_id == first

    press(window, Qt.Key.Key_1)
    press(window, Qt.Key.Key_Return)
    assert desk.reading.stored(first).decision is not None
    assert window.desk.session.photo_id == rows[1].id

    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.reading.stored(first).decision is None
    assert window.desk.session.photo_id == first

    press(window, Qt.Key.Key_W)
    settle(window)
    window.desk.show_photo(rows[2].id)
    settle(window)
    assert BROKEN in window.desk.panel.notice.words


def test_a_group_typed_by_its_word_is_kept_found_exported_and_taken_back(
    build: Build, desk: Desk, photos: Path, tmp_path: Path
) -> None:
    window = build(ServicesBackend(desk))
    window.take_in([photos])
    settle(window, 90)
    window.show_place(Place.DESK)
    settle(window)
    first = desk.reading.queue.rows(QueueFilter.ALL)[0].id
    press(window, Qt.Key.Key_N)
    QTest.keyClicks(window.desk.panel.names.field, "garnet")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Return)
    decision = desk.reading.stored(first).decision
    assert decision is not None
    assert (decision.verb, decision.species) == (Verb.GROUP, "Garnet group")
    for text in ("garnet", "гранат", "гранаты", "вид:гран"):
        assert browsing.first_page(desk, text, Sorting()).count.number == 1, text
    finish(export(desk, ExportOrder(ExportFormat.CSV, tmp_path / "out.csv")))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        (row,) = (row for row in csv.DictReader(lines) if row["name"])
    assert (row["name"], row["name_qualifier"]) == ("Garnet group", "group")
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.reading.stored(first).decision is None


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)
    settle(window)


def test_another_catalogue_is_opened_in_a_new_window(qapp: QApplication, desk: Desk, tmp_path: Path) -> None:
    backend = ServicesBackend(desk)
    program = Program(backend)
    program.open()
    first = program.window
    assert first is not None
    first.exchange.open(tmp_path / "other.mdc")
    with wait_for(lambda: program.window is not first):
        pass
    second = program.window
    assert second is not None
    settle(second)
    assert backend.catalogue_name == "other.mdc"
    assert desk.settings.window.last_catalogue.endswith("other.mdc")

    (tmp_path / "text.mdc").write_text("no catalogue")
    second.exchange.open(tmp_path / "text.mdc")
    with wait_for(lambda: program.window is not second):
        pass
    third = program.window
    assert third is not None
    settle(third)
    assert backend.catalogue_name == "other.mdc"
    assert "text.mdc" in third.status.words
    third.close()


def test_pictures_of_the_catalogue_are_made_of_a_copy(desk: Desk, photos: Path) -> None:
    backend = ServicesBackend(desk)
    finish(backend.take_in([photos]))
    finish(backend.analyse(None, False))
    before = backend.queue_counts()
    with decided_copy(backend) as decided:
        path = decided.desk.reading.path
        assert path != desk.reading.path
        found = decided.search("", Sorting()).total
        assert found == before[QueueFilter.TO_DECIDE] - decided.queue_counts()[QueueFilter.TO_DECIDE]
        assert found > 0
    assert not path.exists()
    assert backend.queue_counts() == before
    assert backend.search("", Sorting()).total == 0
