"""The user's guide in a window of its own: its headings at the left, its text at the right."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextFrameFormat, QTextTable
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.words import tr

BLOCK = Qt.ItemDataRole.UserRole
INDENT = "    "


class HelpDialog(QDialog):
    """The user's guide, out of the program's own folder."""

    def __init__(self, theme: Theme, guide: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Help"))
        self.text = QTextBrowser()
        self.text.setFont(theme.font(BODY))
        self.text.setOpenExternalLinks(True)  # in the system's own browser, and only once somebody clicks one
        self.text.setMarkdown(guide.read_text(encoding="utf-8"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.document().setDocumentMargin(theme.px(12))
        _give_air(self.text.document(), theme)
        self.contents = _contents(theme, self.text.document())
        self.contents.currentItemChanged.connect(self._go_to)
        self.contents.itemClicked.connect(self._go_to)  # again, after scrolling on
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 8, 12)
        row.setSpacing(12)
        row.addWidget(self.contents)
        row.addWidget(self.text, 1)
        self.resize(QSize(theme.px(1060), theme.px(680)).boundedTo(parent.window().size()))
        self.text.setFocus()

    def _go_to(self, heading: QListWidgetItem | None) -> None:
        if heading is None:
            return
        document = self.text.document()
        block = document.findBlockByNumber(heading.data(BLOCK))
        top = document.documentLayout().blockBoundingRect(block).top()
        self.text.verticalScrollBar().setValue(round(top))


def _contents(theme: Theme, document: QTextDocument) -> QListWidget:
    """The headings, those of a part a little to the right."""
    listed = QListWidget()
    listed.setFont(theme.font(BODY))
    listed.setFrameShape(QFrame.Shape.NoFrame)
    listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    listed.setTextElideMode(Qt.TextElideMode.ElideRight)
    listed.setFixedWidth(theme.px(264))
    listed.setSpacing(theme.px(2))
    for block in _blocks(document):
        level = block.blockFormat().headingLevel()
        if level:
            item = QListWidgetItem(INDENT * max(0, level - 2) + block.text(), listed)
            item.setData(BLOCK, block.blockNumber())
            item.setToolTip(block.text())
    return listed


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _give_air(document: QTextDocument, theme: Theme) -> None:
    """Markdown comes without any room between its blocks, and with tables in the colour of the text."""
    for block in _blocks(document):
        cursor = QTextCursor(block)
        form = block.blockFormat()
        heading = form.headingLevel()
        is_code, goes_on = _is_code(block), _is_code(block.next())
        form.setTopMargin(theme.px(14 if heading else 0 if is_code else 2))
        form.setBottomMargin(
            theme.px(4 if heading or block.textList() is not None else 0 if is_code and goes_on else 6)
        )
        if is_code:
            form.setBackground(QBrush(theme.colour("hover")))
            form.setNonBreakableLines(False)
        cursor.setBlockFormat(form)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            table = frame.format().toTableFormat()
            table.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            table.setBorderBrush(QBrush(theme.colour("key_border")))
            table.setTopMargin(theme.px(4))
            table.setBottomMargin(theme.px(8))
            frame.setFormat(table)
