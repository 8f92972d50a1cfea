"""The whole history of a record, and any of its states back again, seen before it is done."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.past import PastState
from mineral_desk.services.recording import Subject
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.history_block import fields_in_own_words, in_own_words, state_value, state_word
from mineral_desk.ui.reason_words import why_in_own_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, close_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen
from mineral_desk.ui.widgets.labels import ElidedLabel, hairline, make_label, set_colour
from mineral_desk.ui.widgets.tables import dress
from mineral_desk.ui.words import clock, date, fault_words, tr

HISTORY_HEADINGS = ("No.", "When", "Who", "What", "Before and after", "Why")
STATE_HEADINGS = ("What changes", "Now", "Then")
WIDTHS = (44, 150, 110)
WHAT, BEFORE, WHY = 3, 4, 5
AT_MOST = {BEFORE: 260, WHY: 180}
"""Columns that are as wide as what stands in them, up to this, and not there where nothing does; what was done has the
rest."""
SIZE = (1120, 620)
NOTHING = "–"


class HistoryDialog(QDialog):
    """Nothing is written here."""

    wanted = Signal(int)
    """The act after which the record is to stand as it did."""

    def __init__(self, theme: Theme, backend: Backend, subject: Subject, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._backend, self._subject = theme, backend, subject
        self._lines = list(backend.history_of(subject))
        self._state: PastState | None = None
        self.setWindowTitle(tr("History and earlier states"))
        self.lines = self._table(HISTORY_HEADINGS, WIDTHS, "History")
        self.state = self._table(STATE_HEADINGS, (), "What changes")
        self._said = ElidedLabel(theme, SMALL, "muted")
        self.bring_back = KeyButton(theme, tr("Bring this state back"), "Ctrl+Enter", ButtonKind.PRIMARY)
        self._lay_out()
        self._fill()
        self.lines.currentCellChanged.connect(lambda *_: self._look())
        self.bring_back.clicked.connect(self._bring_back)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._bring_back)
        self.lines.setFocus()
        if self._lines:
            self.lines.selectRow(0)
        self._look()

    def _table(self, headings: tuple[str, ...], widths: tuple[int, ...], name: str) -> QTableWidget:
        table = QTableWidget()
        dress(table, self._theme, headings, widths, name)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().setDefaultSectionSize(self._theme.px(self._theme.sizes.row_filter))
        return table

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, self.windowTitle(), TITLE))
        column.addWidget(self.lines, 3)
        column.addWidget(hairline(theme))
        column.addWidget(self.state, 2)
        column.addLayout(DialogFoot(close_button(theme, self), self.bring_back, said=self._said))
        for place in range(len(STATE_HEADINGS)):
            self.state.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        header = self.lines.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        wanted = QSize(theme.px(SIZE[0]), theme.px(SIZE[1]))
        fit_screen(self, wanted)

    def _fill(self) -> None:
        self.lines.setRowCount(len(self._lines))
        for row, line in enumerate(self._lines):
            for place, words in enumerate(self._cells(row, line)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                if not line.who or line.undone:
                    item.setForeground(self._theme.colour("muted"))
                self.lines.setItem(row, place, item)
        for place, most in AT_MOST.items():
            cells = (self.lines.item(row, place) for row in range(self.lines.rowCount()))
            self.lines.setColumnHidden(place, not any(cell is not None and cell.text() for cell in cells))
            self.lines.resizeColumnToContents(place)
            self.lines.setColumnWidth(place, min(self.lines.columnWidth(place), self._theme.px(most)))

    def _cells(self, row: int, line: HistoryLine) -> tuple[str, ...]:
        what = in_own_words(line.what, self._backend)
        return (
            str(len(self._lines) - row),
            f"{date(line.when)}, {clock(line.when)}",
            line.who or "Mineral Desk",
            tr("{what} (undone)", what=what) if line.undone else what,
            fields_in_own_words(line.details, self._backend),
            why_in_own_words(line),
        )

    # looking

    def _look(self) -> None:
        """What bringing the state of the chosen line back would change."""
        row = self.lines.currentRow()
        self._state = None
        try:
            if 0 <= row < len(self._lines):
                self._state = self._backend.preview_state(self._subject, self._lines[row].as_of)
        except MineralDeskError as fault:
            self._say(fault_words(fault), "warning")
        else:
            same = self._state is None or not self._state.changes
            self._say(tr("It stands so now.") if same else tr("Nothing that came after is lost; Undo takes it back."))
        self._show_state()

    def _show_state(self) -> None:
        changes = self._state.changes if self._state is not None else ()
        self.state.setRowCount(len(changes))
        for row, one in enumerate(changes):
            what = state_word(one.what)
            cells = (f"{what}, {one.whose}" if one.whose else what, one.now, one.then)
            for place, words in enumerate(cells):
                shown = state_value(one.what, words, self._backend) if place else words
                self.state.setItem(row, place, QTableWidgetItem(shown or NOTHING))
        self.bring_back.setEnabled(bool(changes))

    def _say(self, words: str, colour: str = "muted") -> None:
        self._said.setText(words)
        set_colour(self._said, self._theme, colour)

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._said.text()

    def _bring_back(self) -> None:
        if self._state is not None and self._state.changes:
            self.wanted.emit(self._state.as_of)
            self.accept()
