"""The Catalogue with its search: on a stand-in for what only the window does, and on a real catalogue."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.searching.found import FacetKind, Facets, FacetValue, SortColumn, Sorting
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui import words
from mineral_desk.ui.actions import Place
from mineral_desk.ui.searching.column_room import ROOMY_AT_LEAST
from mineral_desk.ui.searching.facet_terms import is_in, term_of, turned
from mineral_desk.ui.searching.row_delegate import PADDING
from mineral_desk.ui.searching.search_head import FIELD_AT_LEAST
from mineral_desk.ui.searching.specimen_model import FALLING, RISING, Column
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow
from tests.benchmarks.big_catalogue import fill_quickly
from tests.ui import scenes
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SPECIMENS = 2_500


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "Музей № 1.mdc"
    fill_quickly(path, SPECIMENS)
    return path


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Iterator[Desk]:
    found = find_folders()
    path = tmp_path / "many.mdc"
    with closing(sqlite3.connect(filled)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), path) as made:
        yield made


@pytest.fixture
def window(build: Build, desk: Desk) -> MainWindow:
    made = build(ServicesBackend(desk))
    made.show_place(Place.CATALOGUE)
    wait(made)
    return made


@pytest.fixture
def unnumbered(build: Build) -> MainWindow:
    """A catalogue of two records, the second of a photo that has no number yet."""
    second = scenes.stored(2)
    backend = StandIn([scenes.stored(1), replace(second, row=replace(second.row, catalogue_number=""))])
    for photo_id in (1, 2):
        backend.decide(Decision(photo_id, Verb.ACCEPT, "Anna", "Lazurite"))
    made = build(backend)
    made.show_place(Place.CATALOGUE)
    wait(made)
    return made


def test_a_record_without_a_number_is_known_by_its_photo(unnumbered: MainWindow) -> None:
    model = unnumbered.catalogue.model
    rows = {model.row_at(place).id: model.index(place, Column.NUMBER) for place in range(2)}  # type: ignore[union-attr]
    assert rows[1].data() == "FMM 31901"
    assert rows[2].data() == scenes.stored(2).row.path.stem
    assert scenes.stored(2).row.path.name in rows[2].data(Qt.ItemDataRole.ToolTipRole)


def test_names_can_be_read_in_a_narrow_window(window: MainWindow) -> None:
    table, theme = window.catalogue.table, window.catalogue._theme
    for width in (1024, 1366, 1920):
        window.resize(theme.px(width), theme.px(700))
        settle(window)
        assert table.columnWidth(Column.NAME) >= theme.px(ROOMY_AT_LEAST) - 1
        assert window.catalogue.head.field.width() >= theme.px(FIELD_AT_LEAST)
    assert not table.horizontalScrollBar().isVisible()


@pytest.mark.parametrize("width_px", [1024, 1366])
def test_nothing_covers_the_search_field_with_large_letters(build: Build, backend: StandIn, width_px: int) -> None:
    backend.settings = Settings(window=WindowSettings(language="ru", text_scale=1.5))
    window = build(backend, (width_px, 768))
    window.show_place(Place.CATALOGUE)
    settle(window)
    head = window.catalogue.head
    parts = [part for part in head.children() if isinstance(part, QWidget) and part.isVisible()]
    assert head.field in parts
    for left, right in combinations(sorted(parts, key=lambda part: part.x()), 2):
        assert not left.geometry().intersects(right.geometry()), (left, right)
    assert head.field.width() >= head.field.minimumSizeHint().width()


def test_the_heading_that_the_list_is_sorted_by_is_seen_whole(window: MainWindow) -> None:
    table, header = window.catalogue.table, window.catalogue.table.horizontalHeader()
    window.resize(window.catalogue._theme.px(1440), window.catalogue._theme.px(900))
    settle(window)
    for column in (Column.NUMBER, Column.LENGTH, Column.WIDTH):
        window.catalogue.sort_by(column)
        wait(window)
        words = window.catalogue.model.headerData(column, Qt.Orientation.Horizontal)
        assert words[-1] in {FALLING, RISING}
        assert table.columnWidth(column) >= header.fontMetrics().horizontalAdvance(words) + 2 * (PADDING + 2)


def test_a_row_is_chosen_whatever_keys_are_held(window: MainWindow) -> None:
    table = window.catalogue.table
    table.selectRow(0)
    QTest.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        table.selectRow(1)
        assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    finally:
        QTest.keyRelease(table, Qt.Key.Key_Control)


def wait(window: MainWindow) -> None:
    """Until nothing is asked any more."""
    place = window.catalogue
    with wait_for(lambda: not place._pause.isActive() and not window.lanes.search.is_busy, 10):
        pass
    with wait_for(lambda: not window.lanes.counting.is_busy and not window.lanes.search.is_busy, 10):
        QApplication.processEvents()


def search(window: MainWindow, text: str) -> None:
    window.catalogue.head.field.setText(text)
    wait(window)


def cell(window: MainWindow, row: int, column: int) -> str | None:
    model = window.catalogue.model
    found: str | None = model.data(model.index(row, column))
    return found


def test_typing_finds_and_escape_brings_all_back(window: MainWindow) -> None:
    place = window.catalogue
    assert place.model.rowCount() == SPECIMENS
    QTest.keyClick(window, Key.Key_F, CONTROL)
    assert place.head.field.hasFocus()
    QTest.keyClicks(place.head.field, 'number:"77"')
    wait(window)
    assert place.model.rowCount() == 1
    assert cell(window, 0, Column.NUMBER) == "FMM 77"
    row = place.model.row_at(0)
    assert cell(window, 0, Column.DAY) == words.date(datetime.fromisoformat(row.day))
    assert place.head.figures.text() == "1 of 2,500"
    QTest.keyClick(place.head.field, Key.Key_Escape)
    wait(window)
    assert (place.head.field.text(), place.model.rowCount()) == ("", SPECIMENS)


def test_rows_are_read_where_they_are_looked_at(window: MainWindow) -> None:
    place = window.catalogue
    assert cell(window, 0, Column.NUMBER) == f"FMM {SPECIMENS}"
    assert cell(window, 1_250, Column.NUMBER) is None
    wait(window)
    assert cell(window, 1_250, Column.NUMBER) == f"FMM {SPECIMENS - 1_250}"
    place.table.scrollToBottom()
    QApplication.processEvents()
    wait(window)
    assert cell(window, SPECIMENS - 1, Column.NUMBER) == "FMM 1"
    assert len(place.model._rows) < SPECIMENS / 2


def test_the_gallery_goes_to_the_end_of_a_long_list(window: MainWindow) -> None:
    place = window.catalogue
    place.show_gallery(True)
    wait(window)
    place.gallery.setFocus()
    QTest.keyClick(place.gallery, Key.Key_End)
    wait(window)
    assert place.gallery.currentIndex().row() == SPECIMENS - 1
    rect = place.gallery.visualRect(place.gallery.currentIndex())
    assert place.gallery.viewport().rect().contains(rect)
    assert cell(window, SPECIMENS - 1, Column.NUMBER) == "FMM 1"
    assert len(place.model._rows) < SPECIMENS / 2


def test_home_and_end_go_to_the_first_and_the_last_row(window: MainWindow) -> None:
    table = window.catalogue.table
    table.setFocus()
    table.selectRow(3)
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == SPECIMENS - 1
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.currentIndex().row() == 0
    search(window, "zzzz")
    QTest.keyClick(table, Qt.Key.Key_End)
    assert not table.currentIndex().isValid()


def test_every_column_sorts_both_ways_and_by_keyboard(window: MainWindow) -> None:
    place = window.catalogue
    place.sort_by(Column.NUMBER)
    wait(window)
    assert [cell(window, row, Column.NUMBER) for row in (0, 1, 2)] == ["FMM 1", "FMM 2", "FMM 3"]
    place.sort_by(Column.NUMBER)
    wait(window)
    assert cell(window, 0, Column.NUMBER) == f"FMM {SPECIMENS}"
    place.sort_by(Column.LENGTH)
    wait(window)
    sizes = [place.model.row_at(row).length_mm for row in range(50)]
    assert sizes == sorted(sizes, reverse=True)
    QTest.keyClick(window, Key.Key_F8)
    wait(window)
    assert place.sorting == Sorting(SortColumn.LENGTH, descending=False)
    seen = set()
    for _ in SortColumn:
        QTest.keyClick(window, Key.Key_F7)
        seen.add(place.sorting.column)
    assert seen == set(SortColumn)
    wait(window)


def test_a_facet_narrows_by_mouse_and_by_keyboard(window: MainWindow) -> None:
    place = window.catalogue
    term, other = [one for one in place.facets.boxes if one.startswith("species:=")][:2]
    box = place.facets.boxes[term]
    assert not box.isChecked()
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    wait(window)
    assert place.head.field.text().strip() == term
    one = place.model.rowCount()
    assert 0 < one < SPECIMENS
    assert place.facets.boxes[term].isChecked()
    assert place.facets.boxes[term].hasFocus()
    place.facets.boxes[other].click()
    wait(window)
    assert place.model.rowCount() > one
    place.facets.boxes[term].click()
    place.facets.boxes[other].click()
    wait(window)
    assert place.model.rowCount() == SPECIMENS


def test_a_state_says_what_it_goes_by(window: MainWindow) -> None:
    panel = window.catalogue.facets
    states = FacetValue("name_unsure", 3), FacetValue("named", 2)
    panel.show_facets(Facets({FacetKind.STATE: states}, True), 0, "")
    unsure, named = panel.boxes.values()
    assert unsure.toolTip().startswith("Name unsure\nA name that was left open or contested")
    assert "the model alone" in unsure.accessibleDescription()
    assert (named.toolTip(), named.accessibleDescription()) == ("Named", "")


def test_what_is_not_understood_is_said_beside_the_field(window: MainWindow) -> None:
    place = window.catalogue
    search(window, 'size:huge number:"77"')
    assert place.head.complaint.isVisible()
    assert place.head.complaint.text() == "“huge” is no size; write >50mm, 2..3cm or <=1in."
    assert place.model.rowCount() == 1
    search(window, "zzzz")
    assert not place.head.complaint.isVisible()
    assert "No match for “zzzz”" in place._empty.words


def test_the_selection_follows_its_specimen_through_sorting_and_changes(window: MainWindow, desk: Desk) -> None:
    place = window.catalogue
    place.table.selectRow(3)
    chosen = place.model.id_at(3)
    place.sort_by(Column.LENGTH)
    wait(window)
    assert place.model.id_at(place.table.currentIndex().row()) == chosen
    changes = desk.write(lambda one: one.specimens.edit(chosen, {"length_mm": 2000.0, "species": "Azurite"}, "Anna"))
    window.apply(changes)
    wait(window)
    assert place.table.currentIndex().row() == 0
    assert place.model.id_at(0) == chosen
    assert cell(window, 0, Column.NAME) == "Azurite"
    assert cell(window, 0, Column.LENGTH) == "2000.0"


def test_an_answer_to_what_is_no_longer_asked_is_dropped(window: MainWindow) -> None:
    place = window.catalogue
    for text in ("q", "qu", 'number:"77"'):
        place.head.field.setText(text)
    wait(window)
    assert place.model.rowCount() == 1


def test_searches_are_kept_chosen_and_removed(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    place = window.catalogue
    search(window, 'number:"77"')
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Seventy-seven", True))
    place.head.ask_name()
    settle(window)
    search(window, "")
    place.head.menu.aboutToShow.emit()
    next(action for action in place.head.menu.actions() if action.text() == "Seventy-seven").trigger()
    wait(window)
    assert place.head.field.text() == 'number:"77"'
    place.head.forget_wanted.emit("Seventy-seven")
    settle(window)
    assert window.backend.saved_searches() == []


@pytest.mark.parametrize("value", ["Quartz", 'A "rough" stone', "Шкаф 14, ящик 6", "& Sons"])
def test_a_term_is_put_in_and_taken_out(value: str) -> None:
    term = term_of(FacetKind.STORAGE, value)
    once = turned("malachite", term)
    assert is_in(once, term)
    assert turned(once, term) == "malachite"


def test_an_empty_catalogue_says_what_to_do(build: Build, tmp_path: Path) -> None:
    create_catalogue(tmp_path / "new.mdc").close()
    found = find_folders()
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "new.mdc") as desk:
        window = build(ServicesBackend(desk))
        window.show_place(Place.CATALOGUE)
        wait(window)
        assert "Nothing is decided yet" in window.catalogue._empty.words
        window.shut_down()
