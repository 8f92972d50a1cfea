"""The guide in the window: in the window's language, legible, with its headings to go by."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlock, QTextFormat, QTextTable
from PySide6.QtWidgets import QApplication

from mineral_desk.ui.help_dialog import HelpDialog
from mineral_desk.ui.window import MainWindow
from mineral_desk.ui.words import speak
from tests.ui.conftest import Build, wait_for
from tests.ui.standin import StandIn


@pytest.fixture
def dialog(window: MainWindow, resources_folder: Path) -> HelpDialog:
    made = HelpDialog(window._theme, resources_folder / "guide" / "ru.md", window)
    made.show()
    QApplication.processEvents()
    return made


@pytest.fixture
def english_again(qapp: QApplication, resources_folder: Path) -> Iterator[None]:
    yield
    speak(qapp, resources_folder, "en")


def blocks(dialog: HelpDialog) -> list[QTextBlock]:
    document = dialog.text.document()
    return [document.findBlockByNumber(number) for number in range(document.blockCount())]


@pytest.mark.parametrize(
    ("language", "first"), [("en", "Mineral Desk: the guide"), ("ru", "Mineral Desk: руководство")]
)
@pytest.mark.usefixtures("english_again")
def test_the_guide_is_in_the_language_of_the_window(
    build: Build, backend: StandIn, monkeypatch: pytest.MonkeyPatch, language: str, first: str
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(HelpDialog, "exec", lambda dialog: opened.append(dialog.text.document().firstBlock().text()))
    settings = backend.settings
    backend.change_settings(replace(settings, window=replace(settings.window, language=language)))
    build(backend).commands["help"].trigger()
    assert opened == [first]


def test_every_heading_is_listed_and_leads_to_its_place(dialog: HelpDialog) -> None:
    headings = [one for one in blocks(dialog) if one.blockFormat().headingLevel()]
    listed = [dialog.contents.item(row) for row in range(dialog.contents.count())]
    assert [one.text().strip() for one in listed] == [one.text() for one in headings]
    assert len(headings) > 15
    place = next(row for row, one in enumerate(listed) if one.text() == "Поиск по каталогу")
    dialog.contents.setCurrentRow(place)
    assert dialog.text.cursorForPosition(dialog.text.viewport().rect().topLeft()).block() == headings[place]
    dialog.text.verticalScrollBar().setValue(0)
    dialog.contents.itemClicked.emit(listed[place])
    assert dialog.text.cursorForPosition(dialog.text.viewport().rect().topLeft()).block() == headings[place]


def test_nothing_is_wider_than_the_window(dialog: HelpDialog) -> None:
    for width in (1060, 640):
        dialog.resize(width, 600)
        with wait_for(lambda: dialog.text.horizontalScrollBar().maximum() == 0):
            pass  # the text is laid out little by little
        assert dialog.text.document().size().width() <= dialog.text.viewport().width()
    fence = QTextFormat.Property.BlockCodeFence
    assert any("dask worker" in one.text() for one in blocks(dialog) if one.blockFormat().hasProperty(fence))


def test_tables_have_the_lines_of_the_theme(dialog: HelpDialog, window: MainWindow) -> None:
    frames = dialog.text.document().rootFrame().childFrames()
    tables = [one for one in frames if isinstance(one, QTextTable)]
    assert len(tables) >= 2
    for table in tables:
        assert table.format().toTableFormat().borderBrush().color() == window._theme.colour("key_border")


def test_links_open_in_the_systems_own_browser(dialog: HelpDialog) -> None:
    assert dialog.text.openExternalLinks()
    assert dialog.text.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByKeyboard
