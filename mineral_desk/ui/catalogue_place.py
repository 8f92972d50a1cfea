"""The Catalogue for now: a plain table of what was decided."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedLayout, QTableView, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import PhotoRow, PhotoState, QueueFilter
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.queue_model import Index
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind
from mineral_desk.ui.names import display_name
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.empty import EmptyWords
from mineral_desk.ui.widgets.labels import hairline, make_label
from mineral_desk.ui.words import count, tr

PAGE = 500
COLUMNS = ("Number", "Name", "File")


class DecidedModel(QAbstractTableModel):
    """Number, name, file."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._rows: list[PhotoRow] = []

    def show_rows(self, rows: list[PhotoRow]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def photo_id(self, row: int) -> int | None:
        """The photo of a row."""
        return self._rows[row].id if row < len(self._rows) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return tr(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._rows[index.row()]
        name = display_name(self._backend, row.decided) or tr("Unsure")
        return (row.catalogue_number or "–", name, row.path.name)[index.column()]


class CataloguePlace(QWidget):
    """Read anew whenever it is entered."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane) -> None:
        super().__init__()
        self._backend, self._lane = backend, lane
        self._figures = make_label(theme, "", BODY, "muted")
        self.model = DecidedModel(backend)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("Decided photos"))
        self.table.setFont(theme.font(BODY))
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(theme.sizes.row_table) - 8)
        self.table.horizontalHeader().setFont(theme.font(SMALL))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        empty = EmptyWords(theme)
        empty.show_words(tr("Nothing is decided yet"), tr("Photos decided on the Desk (Ctrl+2) are listed here."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 14, 16, 12)
        head.setSpacing(2)
        head.addWidget(make_label(theme, tr("Catalogue"), TITLE))
        head.addWidget(self._figures)
        column.addLayout(head)
        column.addWidget(hairline(theme))
        rest = QWidget()
        self._stack = QStackedLayout(rest)
        self._stack.addWidget(empty)
        self._stack.addWidget(self.table)
        column.addWidget(rest, 1)

    @property
    def chosen_id(self) -> int | None:
        """The photo of the chosen row."""
        row = self.table.currentIndex().row()
        return self.model.photo_id(row) if row >= 0 else None

    def refresh(self) -> None:
        """Look through the photos on a lane."""
        backend = self._backend

        def read() -> Job[list[PhotoRow]]:
            decided: list[PhotoRow] = []
            total = backend.queue_counts()[QueueFilter.ALL]
            for offset in range(0, total, PAGE):
                rows = backend.queue_rows(QueueFilter.ALL, PAGE, offset)
                decided += [row for row in rows if row.state is PhotoState.DECIDED]
                yield Progress(min(total, offset + PAGE), total)
            return decided

        self._lane.start(read, self._heard)

    def _heard(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.FINISHED:
            rows: list[PhotoRow] = outcome.result
            self.model.show_rows(rows)
            self._figures.setText(tr("Decided photos: {n}. Search and records come later.", n=count(len(rows))))
            self._stack.setCurrentIndex(1 if rows else 0)
