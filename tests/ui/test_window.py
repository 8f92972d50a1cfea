"""The window as a whole: every action by keyboard, names for screen readers, small screens, many photos."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from mineral_desk.domain.catalogue import PhotoRow, PhotoState, QueueFilter
from mineral_desk.domain.quality import IssueCode
from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui.actions import SPECS, Place
from mineral_desk.ui.desk.cutting import Cutting
from mineral_desk.ui.desk.queue_model import QueueModel
from mineral_desk.ui.rail import RailButton
from mineral_desk.ui.searching.specimen_model import Column
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import Build, settle
from tests.ui.standin import StandIn

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
WITHOUT_KEY = {
    "choose_specimen", "open_catalogue", "analyse_again", "back_up", "restore", "check", "numbers", "unmatched",
    "find_moved", "merge", "conflicts",
}  # fmt: skip
"""Rare: reached through the menu."""


def test_every_action_is_carried_out_and_has_a_key(window: MainWindow) -> None:
    assert {spec.name for spec in window.commands.specs} == {spec.name for spec in SPECS}
    assert {spec.name for spec in SPECS if not spec.keys} == WITHOUT_KEY


def test_places_by_keyboard(window: MainWindow) -> None:
    for key, place in (
        (Key.Key_1, Place.INTAKE),
        (Key.Key_3, Place.CATALOGUE),
        (Key.Key_4, Place.STORAGE),
        (Key.Key_2, Place.DESK),
    ):
        QTest.keyClick(window, key, CONTROL)
        assert window.place is place


def test_actions_of_the_desk_rest_elsewhere(window: MainWindow, backend: StandIn) -> None:
    window.show_place(Place.STORAGE)
    QTest.keyClick(window, Key.Key_Return)
    QTest.keyClick(window, Key.Key_U)
    settle(window)
    assert backend.decisions == []


def test_panes_by_keyboard(window: MainWindow) -> None:
    seen = set()
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget() or window, Key.Key_Tab, CONTROL)
        seen.add(QApplication.focusWidget())
    assert seen == {window.desk.queue.list, window.desk.view, window.desk.panel.names.field}


def test_every_button_and_field_has_a_name_for_screen_readers(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        if (
            isinstance(widget, QAbstractButton | QComboBox | QLineEdit)
            and widget.objectName() != "qt_menubar_ext_button"
        ):
            named = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            assert named or not widget.isVisibleTo(window), widget


def test_buttons_are_reached_with_tab(window: MainWindow) -> None:
    reached: set[QWidget | None] = set()
    window.desk.queue.list.setFocus()
    for _ in range(80):
        QTest.keyClick(QApplication.focusWidget() or window, Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    panel = window.desk.panel
    assert {panel.foot.accept, panel.foot.unsure, panel.notes, panel.names.field} <= reached
    assert set(window.desk.bar.toggles.values()) <= reached
    assert reached & set(window.rail.buttons.values())  # one of them: the arrows reach the others


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1366, 768), (683, 384)])
def test_nothing_is_cut(build: Build, backend: StandIn, width: int, height: int) -> None:
    window = build(backend, (width, height))
    for photo_id in (1, 3, 5):
        window.desk.show_photo(photo_id)
        settle(window)
        assert (window.width(), window.height()) == (width, height)
        for rail_button in window.rail.findChildren(RailButton):
            assert rail_button.height() == rail_button.sizeHint().height()
        panel = window.desk.panel
        for button in (panel.foot.accept, panel.foot.unsure, panel.foot.group, panel.foot.aside):
            corner = button.mapTo(window, QPoint(button.width(), button.height()))
            assert corner.x() <= window.width()
            assert corner.y() <= window.height()
            assert not button.is_cut, button.text()
        inner = panel.middle.widget()
        wide = {part: part.minimumSizeHint().width() for part in inner.findChildren(QWidget) if part.isVisible()}
        assert inner.minimumSizeHint().width() <= panel.middle.viewport().width(), max(
            wide.items(), key=lambda one: one[1]
        )
        assert window.desk.view.width() >= 180
    assert window.desk.strip.isVisible() == (height >= 640)


@pytest.mark.parametrize("text_scale", [1.0, 2.0])
@pytest.mark.parametrize(("width", "cuttings"), [(900, 1), (1000, 2), (1920, 4)])
def test_what_stands_under_the_photo_does_not_overlap(
    build: Build, backend: StandIn, width: int, cuttings: int, text_scale: float
) -> None:
    backend.settings = Settings(window=WindowSettings(language="ru", text_scale=text_scale))
    window = build(backend, (width, 800))
    window.desk.show_photo(3)  # with a cube, a plate and a doubtful edge
    settle(window)
    strip = window.desk.strip
    shown = [one for one in strip.children() if isinstance(one, QWidget) and one.isVisible()]
    shown.sort(key=lambda one: one.x())
    assert all(one.width() >= one.sizeHint().width() for one in window.desk.bar.toggles.values())  # no word is cut
    assert all(one.geometry().right() < other.x() for one, other in pairwise(shown))
    if text_scale == 1:
        assert len([one for one in shown if isinstance(one, Cutting)]) >= cuttings


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_place_in_both_languages_and_themes(build: Build, backend: StandIn, language: str, theme: str) -> None:
    backend.settings = Settings(window=WindowSettings(language=language, theme=theme))
    window = build(backend, (1366, 768))
    for place in Place:
        window.show_place(place)
        settle(window)
        assert not window.grab().isNull()
    assert window.desk.panel.foot.unsure.text() == ("Неясно" if language == "ru" else "Unsure")


def test_an_empty_catalogue_opens_on_the_first_page(build: Build) -> None:
    window = build(StandIn())
    assert window.place is Place.INTAKE
    assert window.intake.empty.isVisible()
    assert window.status.words == "No photos yet"


def test_photos_dropped_are_taken_in_and_analysed(build: Build, tmp_path: Path) -> None:
    backend = StandIn(analyse_one=lambda stored: scenes.stored(stored.row.id))
    window = build(backend)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.jpg", "Образец № 7.jpg")])
    copy = Qt.DropAction.CopyAction
    event = QDropEvent(QPointF(5, 5), copy, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)  # Qt sends it on only after a real drag has entered
    settle(window)
    assert [one.row.state for one in backend.photos] == [PhotoState.TO_DECIDE] * 2
    assert window.work.taking_in.done == 2
    assert not window.work.is_running
    window.show_place(Place.DESK)
    assert window.desk.session.photo_id == 1


def test_what_was_set_aside_is_explained_and_taken_in_with_one_key(build: Build, backend: StandIn) -> None:
    backend.photos += [
        scenes.set_aside(6, IssueCode.NEAR_DUPLICATE, 1, 6, "FMM_31901_01.JPG"),
        scenes.set_aside(7, IssueCode.BLURRED, 41, 120),
        scenes.set_aside(8, IssueCode.ASPECT_RATIO, 6.6, 3),
    ]
    window = build(backend)
    window.show_place(Place.INTAKE)
    settle(window)
    rows = window.intake.list.rows
    said = [rows.data(rows.index(place)) for place in range(rows.rowCount())]
    assert any("Almost the same photo as FMM_31901_01.JPG." in one for one in said)
    assert any("Out of focus: sharpness 41, at least 120 is needed." in one for one in said)
    assert any("One side is 6.6 times the other; the limit is 3.0." in one for one in said)
    QTest.keyClick(window, Key.Key_T)
    settle(window)
    assert backend.open_photo(6).row.state is PhotoState.TO_DECIDE
    assert backend.open_photo(7).row.state is PhotoState.SET_ASIDE


def test_decided_specimens_are_listed(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_Return)
    settle(window)
    window.show_place(Place.CATALOGUE)
    settle(window)
    model = window.catalogue.model
    shown = [model.data(model.index(0, column)) for column in (Column.NUMBER, Column.NAME, Column.LENGTH)]
    assert shown == ["FMM 31901", "Lazurite", "52.1"]


def test_a_specimen_of_the_catalogue_is_opened_on_the_desk(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_Return)
    settle(window)
    assert window.desk.session.photo_id == 2
    QTest.keyClick(window, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert window.place is Place.CATALOGUE
    assert window.catalogue.head.field.hasFocus()
    QTest.keyClick(window.catalogue.head.field, Key.Key_Return)
    assert window.catalogue.table.hasFocus()
    QTest.keyClick(window.catalogue.table, Key.Key_Return)
    settle(window)
    assert window.place is Place.DESK
    assert window.desk.session.photo_id == 1


class ManyPhotos(StandIn):
    """A hundred thousand rows, made when they are asked for."""

    total = 100_000
    asked = 0

    def queue_counts(self) -> dict[QueueFilter, int]:
        return dict.fromkeys(QueueFilter, self.total)

    def queue_rows(self, shown: QueueFilter, limit: int, offset: int) -> list[PhotoRow]:  # noqa: ARG002
        self.asked += 1
        row = self.photos[0].row
        return [replace(row, id=n + 1) for n in range(offset, min(self.total, offset + limit))]

    def queue_position(self, shown: QueueFilter, photo_id: int) -> int:  # noqa: ARG002
        return photo_id - 1


def test_a_hundred_thousand_photos_are_read_by_the_page(qapp: QApplication) -> None:
    backend = ManyPhotos([scenes.stored(1)])
    model = QueueModel(backend)
    model.show_filter(QueueFilter.ALL)
    assert model.rowCount() == 100_000
    row = model.row_at(99_999)
    assert row is not None
    assert row.id == 100_000
    assert model.position_of(54_321) == 54_320
    assert backend.asked <= 4
