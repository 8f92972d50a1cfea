"""The Storage place on a real catalogue: planning, rules, choosing, heights, files, labels; and by keys."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.storing.rules import StorageSettings
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, load_settings
from mineral_desk.services.whose import Whose
from mineral_desk.ui import papers
from mineral_desk.ui.actions import Place
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.storing import plan_dialog, storage_place
from mineral_desk.ui.storing.box_table import HAVE, INSIDE, NAME, NEED, ORDER
from mineral_desk.ui.storing.labels_dialog import LabelsDialog
from mineral_desk.ui.storing.plan_dialog import PlanDialog
from mineral_desk.ui.storing.storage_place import StoragePlace
from mineral_desk.ui.window import MainWindow
from tests.services.labelling.sheets import Sheets
from tests.services.printing.pages import pages_of
from tests.services.storing.conftest import add_photo, fill, typed
from tests.ui.conftest import Build, finish, settle, wait_for

Key = Qt.Key
BOXES = "A 40 × 30 × 25 600; B 60 × 45 × 35; C 90 × 70 × 50; F 280 × 190 × 120 1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = find_folders()
    settings = replace(Settings(), storage=StorageSettings(boxes=BOXES))
    with Desk(Folders(found.models, found.resources, tmp_path), settings, tmp_path / "Музей № 1.mdc") as made:
        made.write(fill)
        yield made


@pytest.fixture
def window(build: Build, desk: Desk) -> MainWindow:
    made = build(ServicesBackend(desk))
    QTest.keyClick(made, Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    wait(made)
    return made


@pytest.fixture
def place(window: MainWindow) -> StoragePlace:
    return window.storage


def wait(window: MainWindow) -> None:
    """Until there is a plan, and nothing is asked any more."""
    settle(window)
    with wait_for(lambda: not window.storage.planner.is_running and window.storage.plan is not None, 10):
        pass
    settle(window)


def counts(place: StoragePlace) -> dict[str, tuple[str, str, str]]:
    table = place.rules.boxes
    rows = ([table.item(row, column).text() for column in range(5)] for row in range(table.rowCount()))
    return {row[NAME]: (row[HAVE], row[NEED], row[ORDER]) for row in rows}


def lines(place: StoragePlace, kind: int) -> list[str]:
    place.look.show_kind(kind)
    model = place.look.lines
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def test_the_plan_is_made_on_entering(window: MainWindow, place: StoragePlace) -> None:
    assert window.place is Place.STORAGE
    assert place.head.figures.text() == ("All specimens · in boxes: 3, drawers: 1 · fit no box: 1 · without a size: 5")
    assert counts(place) == {
        "A": ("600", "1", "–"),
        "B": ("0", "1", "1"),
        "C": ("0", "1", "1"),
        "F": ("1", "0", "–"),
    }
    assert place.drawers.strip.drawers.rowCount() == 1
    assert "Heights not known: 1" in place.rules._note.text()
    assert lines(place, 0) == ["FMM 2, C → F, length 82.4 ± 2.1 needs 90.6, C has 90, too small 1 of 20"]
    assert lines(place, 1) == ["FMM 4, fits no box, 312.0 × 220.0 × 220.0*"]
    assert lines(place, 2)[:2] == ["=FMM 8, no box, not measured: no cube", "FMM 5, no box, size to check: no cube"]


def test_boxes_are_chosen_by_keys_and_open_their_photo(window: MainWindow, place: StoragePlace) -> None:
    view = place.drawers.view
    view.setFocus()
    seen = set()
    for key in (Key.Key_Home, Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up, Key.Key_End):
        QTest.keyClick(view, key)
        assert view.current is not None
        seen.add(view.current.specimen.number)
        assert place.chosen.specimen == view.current.specimen
    assert len(seen) >= 2
    photo_id = view.current.specimen.photo_id if view.current is not None else None
    QTest.keyClick(view, Key.Key_Return)
    settle(window)
    assert (window.place, window.desk.session.photo_id) == (Place.DESK, photo_id)


def test_a_box_is_chosen_by_the_mouse(place: StoragePlace) -> None:
    assert place.plan is not None
    one = place.plan.boxed[0]
    view = place.drawers.view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.box_rect(one.specimen.id).center().toPoint())
    assert view.current == one
    assert "FMM 2" in place.chosen.words
    assert "* The height is assumed: this box is the smallest that can do." in place.chosen.words
    assert place.chosen.to_desk.isEnabled()


def test_a_line_of_the_lists_shows_its_box_or_says_why_there_is_none(window: MainWindow, place: StoragePlace) -> None:
    place.look.list.setFocus()
    place.look.list.setCurrentIndex(place.look.lines.index(0, 0))
    assert place.drawers.view.current is not None
    assert place.drawers.view.current.specimen.number == "FMM 2"
    place.look.tabs[1].click()
    place.look.list.setCurrentIndex(place.look.lines.index(0, 0))
    assert "Larger than every box." in place.chosen.words
    place.look.tabs[2].click()
    place.look.list.setCurrentIndex(place.look.lines.index(1, 0))
    assert place.drawers.view.current is None
    assert "It gets a box once a person has accepted or typed its size." in place.chosen.words
    QTest.mouseClick(place.chosen.to_catalogue, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.place is Place.CATALOGUE
    assert window.catalogue.head.field.text() == 'number:"FMM 5"'
    assert window.catalogue.model.rowCount() == 1


def test_a_typed_height_is_written_and_planned_with(window: MainWindow, place: StoragePlace, desk: Desk) -> None:
    assert place.plan is not None
    one = place.plan.boxed[0]
    place.drawers.show_specimen(one.specimen.id)
    place._show(one)
    place.chosen.height_field.setFocus()
    QTest.keyClicks(place.chosen.height_field, "25,5")
    QTest.keyClick(place.chosen.height_field, Key.Key_Return)
    wait(window)
    assert desk.reading.specimens.get(one.specimen.id).height_mm == 25.5
    assert place.plan.lower_bounds == 0
    assert "The height was typed." in place.chosen.words
    QTest.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(window)
    assert desk.reading.specimens.get(one.specimen.id).height_mm is None
    assert place.plan.lower_bounds == 1


def test_rules_are_checked_kept_and_planned_with(window: MainWindow, place: StoragePlace, desk: Desk) -> None:
    padding = place.rules.form.fields["padding_mm"]
    padding.setFocus()
    padding.setText("5,5")
    QTest.keyClick(padding, Key.Key_Return)
    wait(window)
    assert place.plan is not None
    assert place.plan.rules.padding_mm == 5.5
    assert load_settings(desk.folders.settings_file).storage.padding_mm == 5.5
    for text in ("-1", "wide", ""):
        padding.setText(text)
        padding.editingFinished.emit()
        assert place.rules.fault.isVisible()
        assert place.rules.fault.text()
    assert desk.settings.storage.padding_mm == 5.5
    padding.setText("0")
    padding.editingFinished.emit()
    wait(window)
    assert not place.rules.fault.isVisible()
    assert place.plan.rules.padding_mm == 0
    place.rules.form.choices["unknown_height"].setCurrentIndex(2)
    wait(window)
    assert desk.settings.storage.unknown_height == "none"
    assert "The height is unknown" in _words_of_first(place)


def _words_of_first(place: StoragePlace) -> str:
    assert place.plan is not None
    place._show(place.plan.boxed[0])
    return place.chosen.words


def test_boxes_are_edited_added_and_taken_away(window: MainWindow, place: StoragePlace, desk: Desk) -> None:
    table = place.rules.boxes
    table.item(1, HAVE).setText("7")
    wait(window)
    assert counts(place)["B"] == ("7", "1", "–")
    table.item(2, INSIDE).setText("90 × 70")
    assert "is no box" in place.rules.fault.text()
    assert "90 × 70 × 50" in desk.settings.storage.boxes
    table.item(2, INSIDE).setText("95 x 70 x 50")
    wait(window)
    assert not place.rules.fault.isVisible()
    assert "C 95 × 70 × 50" in desk.settings.storage.boxes or "C 95 x 70 x 50" in desk.settings.storage.boxes
    table.add_row()
    table.item(4, NAME).setText("G")
    assert place.rules.fault.isVisible(), "a row that is not finished is told"
    table.item(4, INSIDE).setText("340 × 260 × 260")
    wait(window)
    assert counts(place)["G"][1:] == ("1", "1")
    assert place.plan is not None
    assert not place.plan.too_large
    assert "Boxes G do not go into the drawer: 1." in place.rules._note.text()
    table.setFocus()
    table.setCurrentCell(4, NAME)
    QTest.keyClick(table, Key.Key_Delete)
    wait(window)
    assert "G" not in counts(place)
    assert len(place.plan.too_large) == 1


def test_the_larger_box_for_all_borderline_cases(window: MainWindow, place: StoragePlace, desk: Desk) -> None:
    place.look.show_kind(0)
    place.look.turn.click()
    wait(window)
    assert desk.settings.storage.borderline == "larger"
    assert counts(place)["F"] == ("1", "1", "–")
    assert place.look.turn.text() == "Take the smaller box for all"
    place.look.turn.click()
    wait(window)
    assert counts(place)["F"] == ("1", "0", "–")


def test_the_plan_is_for_a_search_a_kept_one_or_what_the_catalogue_shows(
    window: MainWindow, place: StoragePlace, desk: Desk
) -> None:
    desk.write(lambda one: one.saved_searches.keep("Large & heavy", "size:>100mm", "Anna"))
    window.catalogue.head.field.setText("size:>50mm")
    settle(window)
    place.rules.menu.aboutToShow.emit()
    offered = {action.text(): action for action in place.rules.menu.actions()}
    assert list(filter(None, offered)) == ["All specimens", "As in the Catalogue", "Large && heavy"]
    offered["As in the Catalogue"].trigger()
    wait(window)
    assert place.plan is not None
    assert place.plan.specimens == 3
    assert place.head.figures.text().startswith("What “size:>50mm” finds · in boxes: 2")
    offered["Large && heavy"].trigger()
    wait(window)
    assert (place.plan.specimens, place.rules.query.text()) == (1, "size:>100mm")
    assert place.drawers._empty.isVisible()
    place.rules.query.setFocus()
    QTest.keyClick(place.rules.query, Key.Key_Escape)
    wait(window)
    assert place.plan.specimens == 9


def choose_rows(window: MainWindow, first: int, last: int) -> list[str]:
    """Choose rows of the Catalogue with the keys; returns their numbers."""
    window.show_place(Place.CATALOGUE)
    settle(window)
    table = window.catalogue.table
    table.setFocus()
    table.selectRow(first)
    for _ in range(last - first):
        QTest.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    rows = (window.catalogue.model.row_at(row) for row in range(first, last + 1))
    return [row.catalogue_number for row in rows if row is not None]


def plan_chosen(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    wait(window)


def test_storage_is_planned_for_rows_chosen_in_the_catalogue_and_for_all_again(
    window: MainWindow, place: StoragePlace
) -> None:
    numbers = choose_rows(window, 4, 7)
    assert window.catalogue.head.plan.text() == "Plan storage for 4 chosen"
    plan_chosen(window)
    assert window.place is Place.STORAGE
    assert place.plan is not None
    planned = [*place.plan.boxed, *place.plan.too_large]
    told = {one.specimen.number for one in planned} | {one.number for one in place.plan.unsized}
    assert told == set(numbers)
    assert place.head.figures.text().startswith("4 specimens chosen · ")
    assert place.rules._whose.text() == "4 specimens chosen"
    assert place.rules.all.isVisible()
    assert [one.number for one in place.plan.unsized] == sorted(one.number for one in place.plan.unsized)
    QTest.keyClick(window, Key.Key_F6)
    wait(window)
    assert place.plan.specimens == 9
    assert place.rules._whose.text() == "Specimens"
    assert not place.rules.all.isVisible()
    place.rules.menu.aboutToShow.emit()
    offered = {action.text(): action for action in place.rules.menu.actions()}
    offered["Chosen in the Catalogue: 4"].trigger()
    wait(window)
    assert place.plan.specimens == 4
    place.rules.all.click()
    wait(window)
    assert place.plan.specimens == 9


def test_storage_is_planned_for_all_that_is_listed_where_no_row_or_every_row_is_chosen(
    window: MainWindow, place: StoragePlace
) -> None:
    window.show_place(Place.CATALOGUE)
    window.catalogue.head.field.setText("size:>50mm")
    settle(window)
    assert window.catalogue.head.plan.text() == "Plan storage for all listed"
    window.catalogue.focus_search()
    QTest.keyClick(
        window.catalogue.head.field, Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    wait(window)
    assert place.whose == Whose("size:>50mm")
    assert place.head.figures.text().startswith("What “size:>50mm” finds · ")
    assert place.rules.all.isVisible()
    window.show_place(Place.CATALOGUE)
    settle(window)
    window.catalogue.table.setFocus()
    QTest.keyClick(window.catalogue.table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.catalogue.head.plan.text() == "Plan storage for all listed"
    window.catalogue.head.plan.click()
    wait(window)
    assert place.whose == Whose("size:>50mm")
    assert place.plan is not None
    assert place.plan.specimens == 3


def test_labels_and_the_printed_plan_are_for_those_that_are_planned_for(
    window: MainWindow, place: StoragePlace, tmp_path: Path
) -> None:
    choose_rows(window, 7, 7)
    plan_chosen(window)
    dialog = open_labels(window)
    dialog.write(tmp_path / "labels.pdf")
    finish(dialog)
    assert "1 labels on 1 sheets" in dialog.words
    dialog.accept()
    place.print_plan()
    printing = window.findChildren(PlanDialog)[-1]
    printing.write(tmp_path / "plan.pdf")
    finish(printing)
    assert "1 specimen chosen" in pages_of(tmp_path / "plan.pdf")[0].text
    printing.accept()


def test_what_of_a_search_was_not_understood_stays_once_it_is_planned(window: MainWindow, place: StoragePlace) -> None:
    place.plan_for(Whose("size:huge"))
    wait(window)
    assert "huge" in place.head.figures.text()
    place.plan_for(Whose())
    wait(window)
    assert place.head.figures.text().startswith("All specimens")


def test_totals_stand_below_the_boxes(window: MainWindow, place: StoragePlace) -> None:
    assert place.rules.total.words == "Total 601 3 2"


def test_a_large_plan_says_that_it_is_old(
    window: MainWindow, place: StoragePlace, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_place, "AT_ONCE", 5)
    assert place.plan is not None
    before = place.plan
    specimen_id = before.boxed[0].specimen.id
    window.apply(desk.write(lambda one: one.specimens.edit(specimen_id, {"length_mm": 20.0, "width_mm": 9.0}, "Anna")))
    wait(window)
    assert place.plan is before
    assert place.head.again.isVisible()
    QTest.keyClick(window, Key.Key_F5)
    wait(window)
    assert not place.head.again.isVisible()
    assert place.plan.by_id[specimen_id].specimen.length_mm == 20.0


def test_a_plan_can_be_stopped_and_the_one_before_stays(window: MainWindow, place: StoragePlace) -> None:
    before = place.plan
    place.plan_now()
    assert place.head.stop.isVisible()
    place.head.stop.click()
    settle(window)
    assert not place.head.stop.isVisible()
    assert place.plan is before


def test_the_plan_and_the_order_are_saved(
    window: MainWindow, place: StoragePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, key in (("план.csv", Qt.KeyboardModifier.ControlModifier), ("plan.json", None)):
        out = tmp_path / name
        monkeypatch.setattr(storage_place, "ask_export", lambda *_, out=out: out)
        QTest.keyClick(window, Key.Key_S, key) if key else window.commands["save_plan"].trigger()
        close_job(window)
    with (tmp_path / "план.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 9
    assert json.loads((tmp_path / "plan.json").read_text("utf-8"))["counts"]["boxed"] == 3
    monkeypatch.setattr(storage_place, "ask_export", lambda *_: tmp_path / "order.csv")
    place.head.order.click()
    close_job(window)
    assert "order" in (tmp_path / "order.csv").read_text("utf-8-sig").splitlines()[0]


def test_the_plan_is_printed_by_keys_alone(
    window: MainWindow, place: StoragePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    out = tmp_path / "План № 1.pdf"
    monkeypatch.setattr(storage_place, "ask_export", lambda *_: out)
    QTest.keyClick(window, Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChildren(PlanDialog)[-1]
    assert "Scale 1 : 2.5, drawers on a page: 1." in dialog._about.text()
    dialog.paper.setFocus()
    QTest.keyClick(dialog.paper, Key.Key_Up)
    assert dialog.paper.currentData() == "A3"
    assert "Scale 1 : 2," in dialog._about.text()
    QTest.keyClick(dialog.paper, Key.Key_Return)
    finish(dialog)
    pages = pages_of(out)
    assert f"1 drawers on {len(pages)} pages written to {out.name}" in dialog.words
    assert "Drawer 1 " in pages[1].text
    QTest.keyClick(dialog, Key.Key_Return)
    assert not dialog.isVisible()
    assert load_settings(desk.folders.settings_file).storage.paper == "A3"
    place.rules.form.choices["drawer_order"].setCurrentIndex(1)
    wait(window)
    assert load_settings(desk.folders.settings_file).storage.paper == "A3", "other rules leave the paper"


def test_drawers_that_are_not_there_or_too_many_are_told(
    window: MainWindow, place: StoragePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.rules.form.fields["drawer"].setText("100 x 80 x 60")
    place.rules.form.fields["drawer"].editingFinished.emit()
    wait(window)
    assert place.plan is not None
    assert len(place.plan.drawers) == 2
    place.print_plan()
    dialog = window.findChildren(PlanDialog)[-1]
    for first, last in (("2", "1"), ("0", "1"), ("1", "3"), ("", "2"), ("1", "all"), ("1", "-1")):
        dialog.first.setText(first)
        dialog.last.setText(last)
        assert "The plan has drawers 1 to 2." in dialog.words
        assert not dialog.begin.isEnabled()
        assert dialog.order is None
    dialog.first.setText("2")
    dialog.last.setText("2")
    assert dialog.begin.isEnabled()
    assert dialog.order is not None
    assert (dialog.order.first, dialog.order.last) == (2, 2)
    monkeypatch.setattr(plan_dialog, "MOST_DRAWERS", 1)
    dialog.first.setText("1")
    assert "One file holds up to 1 drawers." in dialog.words
    assert not dialog.begin.isEnabled()
    dialog.reject()


def test_leaving_the_dialog_while_it_prints_leaves_no_file(
    window: MainWindow, place: StoragePlace, tmp_path: Path
) -> None:
    place.print_plan()
    dialog = window.findChildren(PlanDialog)[-1]
    dialog.write(tmp_path / "plan.pdf")
    dialog.reject()
    with wait_for(lambda: not window.lanes.files.is_busy, 20):
        pass
    assert list(tmp_path.glob("*.p*")) == [] or (tmp_path / "plan.pdf").read_bytes().endswith(b"%%EOF\n")
    assert list(tmp_path.glob(".*.part")) == []


def close_job(window: MainWindow) -> None:
    dialog = window.findChildren(JobDialog)[-1]
    with wait_for(lambda: dialog._job is None, 20):
        pass
    assert "was written" in dialog.words
    dialog.reject()
    QApplication.processEvents()


def test_labels_for_the_plan_and_for_rows_of_the_catalogue(
    window: MainWindow, place: StoragePlace, tmp_path: Path, desk: Desk
) -> None:
    place.plan_for(replace(place.whose, query="size:>50mm"))
    wait(window)
    dialog = open_labels(window)
    dialog.editors["columns"].setText("2")
    dialog.write(tmp_path / "plan.pdf")
    finish(dialog)
    assert "3 labels on 1 sheets" in dialog.words
    assert {text for text, _ in Sheets(tmp_path / "plan.pdf").codes()} == {"FMM 2", "FMM 3", "FMM 4"}
    assert load_settings(desk.folders.settings_file).labels.columns == 2
    dialog.accept()
    window.show_place(Place.CATALOGUE)
    settle(window)
    window.catalogue.table.selectRow(1)
    chosen = window.catalogue.model.row_at(1)
    dialog = open_labels(window)
    dialog.write(tmp_path / "rows.pdf")
    finish(dialog)
    assert [text for text, _ in Sheets(tmp_path / "rows.pdf").codes()] == [chosen.catalogue_number]


def open_labels(window: MainWindow) -> LabelsDialog:
    QTest.keyClick(window, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    return window.findChildren(LabelsDialog)[-1]


def test_enter_makes_the_labels_from_any_field(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "ask_export", lambda *_: tmp_path / "labels.pdf")
    dialog = open_labels(window)
    dialog.editors["rows"].setFocus()
    QTest.keyClick(dialog.editors["rows"], Key.Key_Return)
    finish(dialog)
    assert "9 labels on 1 sheets" in dialog.words
    QTest.keyClick(dialog, Key.Key_Return)
    assert not dialog.isVisible()


def test_nothing_is_hidden_on_a_small_screen_at_twice_the_size(window: MainWindow, place: StoragePlace) -> None:
    window.resize(640, 350)
    settle(window)
    assert window.width() == 640
    for widget in (place.rules.form.choices["drawer_order"], place.look.list, place.head.save):
        widget.setFocus()
        QApplication.processEvents()
        assert widget.hasFocus(), "what lies outside is scrolled to"


def test_the_panels_stand_beside_each_other_in_a_narrow_window(window: MainWindow, place: StoragePlace) -> None:
    window.resize(1024, 700)
    settle(window)
    right = place.look.mapTo(place, QPoint(place.look.width(), 0)).x()
    assert right <= place.width()
    assert place.rules.mapTo(place, QPoint(place.rules.width(), 0)).x() <= place.drawers.mapTo(place, QPoint()).x()


def test_figures_stand_below_their_headings(place: StoragePlace) -> None:
    table = place.rules.boxes
    for column in (HAVE, NEED, ORDER):
        assert table.horizontalHeaderItem(column).textAlignment() == table.item(0, column).textAlignment()


def test_a_specimen_without_a_number_is_known_by_its_photo(window: MainWindow, place: StoragePlace, desk: Desk) -> None:
    desk.write(lambda one: add_photo(one, "", typed(30.0, 20.0), name="IMG_7.jpg"))
    place.plan_now()
    wait(window)
    assert place.plan is not None
    (one,) = (boxed for boxed in place.plan.boxed if not boxed.specimen.number)
    place._show(one)
    assert "IMG_7" in place.chosen.words


def test_a_sheet_that_makes_no_sense_is_told_and_nothing_is_written(window: MainWindow) -> None:
    dialog = open_labels(window)
    for name, text, said in (
        ("columns", "9", "The labels take"),
        ("rows", "2.5", "is no number"),
        ("width_mm", "", "is no number"),
    ):
        before = dialog.editors[name].text()
        dialog.editors[name].setText(text)
        assert said in dialog.words
        assert not dialog.begin.isEnabled()
        dialog.editors[name].setText(before)
        assert dialog.begin.isEnabled()
    dialog.reject()
