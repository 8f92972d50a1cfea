"""The import's dialog on the real services."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.services.desk import Desk
from mineral_desk.services.importing.columns import columns_for
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.import_dialog import ImportDialog
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow
from tests.services.exporting.conftest import fill
from tests.ui.conftest import Build, settle, wait_for

LIST = "Инв. №;Минерал;Место находки;Длина, см;Цена\nФММ 1;Малахит;Урал;5,2;9\nFMM 82451;Азурит;;;9\n;Кварц;;;\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = find_folders()
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "Музей № 1.mdc") as made:
        made.write(fill)
        yield made


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "опись.csv"
    path.write_bytes(LIST.encode("cp1251"))
    return path


def settle_files(window: MainWindow) -> None:
    with wait_for(lambda: not window.lanes.files.is_busy, 30):
        pass
    settle(window)


@pytest.fixture
def dialog(build: Build, desk: Desk, listed: Path) -> ImportDialog:
    window = build(ServicesBackend(desk))
    window.papers.show_import(listed)
    settle_files(window)
    found: ImportDialog = window.findChildren(ImportDialog)[-1]
    return found


def window_of(dialog: ImportDialog) -> MainWindow:
    window = dialog.parent()
    assert isinstance(window, MainWindow)
    return window


def column(dialog: ImportDialog, place: int) -> list[str]:
    return [dialog.rows.item(row, place).text() for row in range(dialog.rows.rowCount())]


def test_columns_and_the_first_rows_are_shown(dialog: ImportDialog) -> None:
    assert dialog.columns.mapped == ("catalogue_number", "species", "locality", "length_mm", "")
    assert dialog.columns.item(3, 2).text() == "5,2"
    assert column(dialog, 1) == ["new", "in conflict", "failed"]
    assert column(dialog, 3) == [
        "name: Malachite, locality: Урал, length: 52 mm",
        "name: “Malachite” in the catalogue, “Azurite” in the list",
        "there is no catalogue number",
    ]
    assert dialog.words == "The first rows: 1 new, 1 in conflict, 1 failed · windows-1251"


def test_another_column_is_chosen_and_looked_at_anew(dialog: ImportDialog) -> None:
    choice = dialog.columns.choices[4]
    choice.setCurrentIndex(choice.findData("length_mm"))
    settle_files(window_of(dialog))
    assert dialog.columns.mapped == ("catalogue_number", "species", "locality", "", "length_mm")
    assert "length: 9 mm" in column(dialog, 3)[0]
    dialog.columns.choices[0].setCurrentIndex(0)
    settle_files(window_of(dialog))
    assert "No column is read as the catalogue number." in dialog.words
    assert dialog.rows.rowCount() == 0


def test_a_wrong_encoding_is_set_right(dialog: ImportDialog) -> None:
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("cp866"))
    settle_files(window_of(dialog))
    assert dialog.columns.item(1, 0).text() != "Минерал"
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("windows-1251"))
    settle_files(window_of(dialog))
    assert dialog.columns.item(1, 0).text() == "Минерал"


def test_a_list_is_imported_and_taken_back(dialog: ImportDialog, desk: Desk, listed: Path, tmp_path: Path) -> None:
    window = window_of(dialog)
    QTest.mouseClick(dialog.check_all, Qt.MouseButton.LeftButton)
    settle_files(window)
    assert dialog.words == "All 3 rows: 1 new, 1 in conflict, 1 failed"
    assert desk.reading.specimens.by_number("ФММ 1") is None
    QTest.keyClick(dialog.encoding, Qt.Key.Key_Return)
    settle_files(window)
    assert dialog.words == "Imported: 1 new, 1 in conflict, 1 failed"
    record = desk.reading.specimens.by_number("ФММ 1")
    assert record is not None
    assert (record.species, record.length_mm) == ("Malachite", 52.0)
    assert window.commands["undo"].text().startswith("Undo: Import опись.csv")
    headings = ("Инв. №", "Минерал", "Место находки", "Длина, см", "Цена")
    assert columns_for(headings, desk.folders.user) == dialog.columns.mapped
    left = tmp_path / "left.csv"
    dialog._ask = lambda _, __: left
    QTest.mouseClick(dialog.save_failed, Qt.MouseButton.LeftButton)
    settle_files(window)
    assert len(left.read_text("utf-8-sig").splitlines()) == 3
    QTest.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    window.undoing.undo()
    settle(window)
    assert desk.reading.specimens.by_number("ФММ 1") is None


def test_a_list_that_cannot_be_read_says_so(build: Build, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    window = build(ServicesBackend(desk))
    window.papers.show_import(path)
    settle_files(window)
    dialog = window.findChildren(ImportDialog)[-1]
    assert "cannot be read" in dialog.words
    assert not dialog.begin.isEnabled()
    dialog.reject()


def test_the_buttons_stay_on_the_screen_in_large_letters(build: Build, desk: Desk, tmp_path: Path) -> None:
    backend = ServicesBackend(desk)
    backend.change_settings(replace(desk.settings, window=replace(desk.settings.window, text_scale=1.5)))
    path = tmp_path / "a.csv"
    path.write_text("number,name\n1,Quartz\n", encoding="utf-8")
    window = build(backend)
    window.papers.show_import(path)
    settle_files(window)
    dialog = window.findChildren(ImportDialog)[-1]
    available = dialog.screen().availableSize()
    assert dialog.height() <= available.height()
    assert dialog.width() <= available.width()
    assert dialog.begin.geometry().bottom() <= dialog.height()
    dialog.reject()
