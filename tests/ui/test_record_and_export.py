"""The record's dialog and the export's, on the real services where files and histories are concerned."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.errors import OutputError
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.order import ExportFormat, Profile, Separator
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.export_dialog import CHOICES, ExportDialog
from mineral_desk.ui.record_dialog import RecordDialog
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.widgets.labels import ElidedLabel
from mineral_desk.ui.window import MainWindow
from tests.services.exporting.conftest import fill
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = find_folders()
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "Музей № 1.mdc") as made:
        made.write(fill)
        yield made


def open_record(window: MainWindow) -> RecordDialog:
    QTest.keyClick(window, Qt.Key.Key_R, CONTROL)
    QApplication.processEvents()
    return window.findChildren(RecordDialog)[-1]


def shows_record(window: MainWindow) -> bool:
    """Whether the dialog is on the screen; one that was closed is deleted sooner or later."""
    return any(dialog.isVisible() for dialog in window.findChildren(RecordDialog))


def open_export(window: MainWindow) -> ExportDialog:
    QTest.keyClick(window, Qt.Key.Key_E, CONTROL | SHIFT)
    QApplication.processEvents()
    return window.findChildren(ExportDialog)[-1]


def settle_files(window: MainWindow) -> None:
    with wait_for(lambda: not window.lanes.files.is_busy, 30):
        pass
    settle(window)


def test_a_record_is_typed_kept_and_taken_back(build: Build, desk: Desk) -> None:
    window = build(ServicesBackend(desk))
    window.desk.show_photo(1)
    settle(window)
    dialog = open_record(window)
    assert dialog.fields["locality"].text() == "Гумешевский рудник, Урал"
    assert dialog.changed == {}
    dialog.fields["locality"].setFocus()
    dialog.fields["locality"].selectAll()
    QTest.keyClicks(dialog.fields["locality"], "Sar-e-Sang 12345")
    dialog.notes.setPlainText("one\ntwo")
    QTest.keyClick(dialog.notes, Qt.Key.Key_Return, CONTROL)
    settle(window)
    assert not shows_record(window)
    record = desk.reading.specimens.of_photo(1)
    assert record is not None
    assert (record.locality, record.notes, record.label_name) == ("Sar-e-Sang 12345", "one\ntwo", "Малахитъ")
    line = desk.reading.history.lines(1)[0]
    assert line.what == "Edited the record: locality, notes"
    assert any("Edited the record" in widget.text() for widget in window.desk.panel.findChildren(ElidedLabel))

    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    record = desk.reading.specimens.of_photo(1)
    assert record is not None
    assert record.locality == "Гумешевский рудник, Урал"


def test_nothing_changed_writes_nothing(build: Build, desk: Desk) -> None:
    window = build(ServicesBackend(desk))
    window.desk.show_photo(1)
    settle(window)
    before = desk.reading.history.last_operation()
    dialog = open_record(window)
    QTest.keyClick(dialog.fields["donor"], Qt.Key.Key_Return)
    settle(window)
    assert not shows_record(window)
    assert desk.reading.history.last_operation() == before


def test_escape_leaves_at_once_only_where_nothing_was_typed(window: MainWindow, backend: StandIn) -> None:
    dialog = open_record(window)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog = open_record(window)
    QTest.keyClicks(dialog.fields["donor"], "Fersman 1")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "Esc again" in dialog.words
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    settle(window)
    assert backend.records == {}


def test_the_record_of_a_row_of_the_catalogue(window: MainWindow, backend: StandIn) -> None:
    window.desk.session.choose_suggestion(0)
    window.desk.accept()
    settle(window)
    window.show_place(Place.CATALOGUE)
    settle(window)
    QTest.keyClick(window, Qt.Key.Key_R, CONTROL)
    assert window.findChildren(RecordDialog) == []
    window.catalogue.table.selectRow(0)
    dialog = open_record(window)
    QTest.keyClicks(dialog.fields["storage_place"], "Cabinet 3")
    dialog.keep.click()
    settle(window)
    assert [record.storage_place for record in backend.records.values()] == ["Cabinet 3"]


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_each_format_is_written_from_the_window(build: Build, desk: Desk, tmp_path: Path, kind: ExportFormat) -> None:
    window = build(ServicesBackend(desk))
    dialog = open_export(window)
    dialog.kind.setCurrentIndex(next(place for place, one in enumerate(CHOICES) if one.format is kind))
    dialog.sidecars.setChecked(True)
    out = tmp_path / "Вывоз" / f"a.{kind}"
    dialog.write(out)
    settle_files(window)
    assert out.stat().st_size > 500
    assert len(list(out.with_name("a.sidecars").iterdir())) == 5
    assert dialog.words == f"3 specimens written to a.{kind} · 5 photos beside it"
    if kind is ExportFormat.JSON:
        assert len(json.loads(out.read_text(encoding="utf-8"))["specimens"]) == 3
    dialog.begin.click()
    assert not dialog.isVisible()


def test_the_order_is_what_was_chosen(window: MainWindow, tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []
    dialog = ExportDialog(window._theme, window.backend, window.lanes.files, lambda *about: asked.append(about), window)
    dialog.kind.setCurrentIndex(2)
    dialog.columns.setCurrentIndex(1)
    order = dialog.order(tmp_path / "a.csv")
    assert (order.format, order.separator, order.profile) == (ExportFormat.CSV, Separator.SEMICOLON, Profile.EMU)
    dialog.kind.setCurrentIndex(3)
    assert not dialog.columns.isEnabled()
    assert dialog.order(tmp_path / "a.json").profile is Profile.PLAIN
    dialog.begin.click()
    assert asked == [("Mineral collection.json", ".json")]
    assert not window.lanes.files.is_busy


def test_enter_writes_from_any_field(window: MainWindow) -> None:
    asked: list[tuple[str, str]] = []
    dialog = ExportDialog(window._theme, window.backend, window.lanes.files, lambda *about: asked.append(about), window)
    dialog.show()
    for field in (dialog.kind, dialog.columns, dialog.sidecars):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(asked) == 3


def test_leaving_while_it_writes_cancels_it(window: MainWindow, backend: StandIn, tmp_path: Path) -> None:
    backend.gate = threading.Event()
    dialog = open_export(window)
    dialog.write(tmp_path / "a.xlsx")
    assert not dialog.begin.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    backend.gate.set()
    settle_files(window)


def test_a_fault_is_said_and_another_place_can_be_chosen(window: MainWindow, backend: StandIn, tmp_path: Path) -> None:
    backend.fault = OutputError("The disk is full.", "Make room.")
    dialog = open_export(window)
    dialog.write(tmp_path / "a.xlsx")
    settle_files(window)
    assert dialog.words == "The disk is full. Make room."
    assert dialog.begin.isEnabled()
    assert dialog.isVisible()
