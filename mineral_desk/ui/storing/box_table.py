"""The museum's boxes: name, inside and how many there are, each editable; beside them what the plan needs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem

from mineral_desk.domain.storing.boxes import BoxSize
from mineral_desk.domain.storing.plan import BoxCount, StoragePlan
from mineral_desk.ui.storing.storing_words import inside_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.widgets.tables import dress
from mineral_desk.ui.words import count, tr

BOX_COLUMNS = ("Box", "Inside", "have|boxes", "need|boxes", "order|boxes")
NAME, INSIDE, HAVE, NEED, ORDER = range(len(BOX_COLUMNS))
TIGHT = """QTableView::item { padding: 0; border-bottom: 0; }
    QHeaderView::section { padding: 2px 3px; border-bottom: 0; }"""
"""The table is narrow: less room around its cells than elsewhere. A cell has three pixels more than its padding."""
FIGURES = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEAST_NAME, LEAST_INSIDE = 24, 60
MOST_SHOWN = 9
NO_ORDER = "–"


class BoxTable(QTableWidget):
    """Delete takes the chosen box away; an unfinished row counts as soon as it makes sense."""

    edited = Signal(str)
    """All boxes as they are written down."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setStyleSheet(TIGHT)  # before the fonts, which it would take away
        dress(self, theme, BOX_COLUMNS, (), "Boxes")
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(theme.sizes.row_filter))
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(theme.px(24))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column in range(HAVE, ORDER + 1):
            heading = QTableWidgetItem(tr(BOX_COLUMNS[column]))
            heading.setTextAlignment(FIGURES)
            self.setHorizontalHeaderItem(column, heading)
        self.itemChanged.connect(lambda _: self.edited.emit(self.text))

    def show_boxes(self, boxes: tuple[BoxSize, ...]) -> None:
        """The boxes that are set; what the plan needs comes with :meth:`show_counts`."""
        self.blockSignals(True)
        self.setRowCount(len(boxes))
        for row, box in enumerate(boxes):
            for column, words in enumerate((box.name, inside_words(box), str(box.have))):
                self.setItem(row, column, self._item(words, column))
        self.blockSignals(False)
        self._fit()

    def show_counts(self, plan: StoragePlan | None) -> None:
        """How many of each are needed, and how many are missing."""
        counts = {} if plan is None else {one.box.name: one for one in plan.counts}
        self.blockSignals(True)
        for row in range(self.rowCount()):
            one = counts.get(self._cell(row, NAME))
            for column, words in ((NEED, "" if one is None else count(one.need)), (ORDER, _order(one))):
                self.setItem(row, column, self._item(words, column, ordered=one is not None and one.order > 0))
        self.blockSignals(False)
        self._share_width()

    def add_row(self) -> None:
        """A row to be filled in."""
        row = self.rowCount()
        self.blockSignals(True)
        self.insertRow(row)
        for column in range(len(BOX_COLUMNS)):
            self.setItem(row, column, self._item("", column))
        self.blockSignals(False)
        self._fit()
        self.setFocus()
        self.setCurrentCell(row, NAME)
        self.edit(self.currentIndex())

    @property
    def text(self) -> str:
        """The boxes as :func:`parse_boxes` reads them; a row in which nothing is typed is left out."""
        rows = ([self._cell(row, column) for column in (NAME, INSIDE, HAVE)] for row in range(self.rowCount()))
        return "; ".join(" ".join(cells).strip() for cells in rows if any(cells))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.removeRow(self.currentRow())
            self._fit()
            self.edited.emit(self.text)
        else:
            super().keyPressEvent(event)

    def _cell(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip().replace(";", ",") if item is not None else ""

    def _item(self, words: str, column: int, *, ordered: bool = False) -> QTableWidgetItem:
        item = QTableWidgetItem(words)
        if column >= HAVE:
            item.setTextAlignment(FIGURES)
        if column >= NEED:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        elif column < HAVE:
            item.setToolTip(f"{words}\n" + tr("A double-click or F2 changes it, Delete takes the box away."))
        if column in (NAME, ORDER):
            item.setFont(self._theme.font(BODY, 600))
        item.setForeground(QColor(self._theme.colour(_colour(column, ordered))))
        return item

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Figures are shown whole, then sizes, then names; what nobody wants is the sizes'."""
        header = self.horizontalHeader()
        wanted = [max(self.sizeHintForColumn(column), header.sectionSizeHint(column)) for column in range(ORDER + 1)]
        left = self.viewport().width() - sum(wanted[INSIDE:])
        wanted[NAME] = max(self._theme.px(LEAST_NAME), min(wanted[NAME], left))
        wanted[INSIDE] = max(self._theme.px(LEAST_INSIDE), wanted[INSIDE] + left - wanted[NAME])
        for column, width in enumerate(wanted):
            header.resizeSection(column, width)

    def _fit(self) -> None:
        """As high as its rows; many of them scroll."""
        self._share_width()
        shown = min(self.rowCount(), MOST_SHOWN)
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + shown * self._theme.px(self._theme.sizes.row_filter) + 2)


def _order(one: BoxCount | None) -> str:
    if one is None:
        return ""
    return count(one.order) if one.order else NO_ORDER


def _colour(column: int, ordered: bool) -> str:
    if column == ORDER and ordered:
        return "warning"
    return "muted" if column in (HAVE, ORDER) else "text"
