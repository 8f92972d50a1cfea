"""The two tables of the import: which column is read as what, and what would become of the first rows."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from mineral_desk.domain.headings import Mapped
from mineral_desk.domain.importing import FATE_WORDS, IMPORT_FIELDS, Fate
from mineral_desk.services.importing.order import JudgedRow
from mineral_desk.ui.import_words import reasons_in_own_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.widgets.tables import dress
from mineral_desk.ui.words import tr

FATE_COLOURS = {Fate.CONFLICT: "warning", Fate.FAILED: "danger", Fate.UNCHANGED: "muted"}
COLUMN_HEADINGS = ("Column", "Read as", "First rows")
PREVIEW_HEADINGS = ("Row", "Becomes", "Number", "What is read, or why not")
SAMPLES = 3
AROUND_A_CHOICE = 8
"""Between two choices that stand one below the other."""


class ColumnTable(QTableWidget):
    """A row for each column of the list, with a choice of the field that it is read as."""

    mapping_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.choices: list[QComboBox] = []
        dress(self, theme, COLUMN_HEADINGS, (210, 220), "Columns of the list")
        self.verticalHeader().setDefaultSectionSize(theme.px(theme.sizes.field + AROUND_A_CHOICE))

    def show_columns(self, headings: Sequence[str], mapped: Mapped) -> None:
        """Fill the table anew."""
        self.choices = [self._choice(heading, name) for heading, name in zip(headings, mapped, strict=True)]
        self.setRowCount(len(headings))
        for place, (heading, choice) in enumerate(zip(headings, self.choices, strict=True)):
            self.setItem(place, 0, QTableWidgetItem(_line(heading)))
            self.setCellWidget(place, 1, _framed(choice, self._theme.px(AROUND_A_CHOICE // 2)))
            self.setItem(place, 2, QTableWidgetItem(""))

    def show_samples(self, rows: Sequence[JudgedRow]) -> None:
        """What stands in the first rows."""
        for place in range(self.rowCount()):
            cells = [row.row.cells[place] for row in rows[:SAMPLES] if place < len(row.row.cells)]
            item = self.item(place, 2)
            if item is not None:
                item.setText(" · ".join(_line(cell) for cell in cells if cell.strip()))

    @property
    def mapped(self) -> Mapped:
        """As it is chosen."""
        return tuple(str(choice.currentData()) for choice in self.choices)

    def _choice(self, heading: str, name: str) -> QComboBox:
        choice = QComboBox()
        choice.setFont(self._theme.font(BODY))
        choice.setAccessibleName(_line(heading))
        choice.addItem(tr("– left out –"), "")
        for field, words in IMPORT_FIELDS.items():
            choice.addItem(tr(words), field)
        choice.setCurrentIndex(max(0, choice.findData(name)))
        choice.currentIndexChanged.connect(lambda _: self._chosen(choice))
        return choice

    def _chosen(self, choice: QComboBox) -> None:
        """A field is read from one column: the other one that had it is left out."""
        name = choice.currentData()
        for other in self.choices:
            if name and other is not choice and other.currentData() == name:
                other.blockSignals(True)
                other.setCurrentIndex(0)
                other.blockSignals(False)
        self.mapping_changed.emit()


def _framed(choice: QComboBox, margin_px: int) -> QWidget:
    """The choice with room above and below it."""
    frame = QWidget()
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, margin_px, 0, margin_px)
    column.addWidget(choice)
    return frame


class PreviewTable(QTableWidget):
    """The first rows as they would be read, and what becomes of each."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        dress(self, theme, PREVIEW_HEADINGS, (64, 120, 150), "The first rows")

    def show_rows(self, rows: Sequence[JudgedRow]) -> None:
        """Fill the table anew."""
        self.setRowCount(len(rows))
        for place, judged in enumerate(rows):
            cells = (str(judged.row.line), tr(FATE_WORDS[judged.fate]), judged.row.number, _about(judged))
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words if column == len(cells) - 1 else "")
                self.setItem(place, column, item)
            colour = FATE_COLOURS.get(judged.fate)
            fate = self.item(place, 1)
            if colour is not None and fate is not None:
                fate.setForeground(QColor(self._theme.colour(colour)))


def _about(judged: JudgedRow) -> str:
    """The reasons or, without any, the values by their fields."""
    if judged.reasons:
        return reasons_in_own_words(judged)
    told = (f"{tr(IMPORT_FIELDS[name])}: {_value(value)}" for name, value in judged.row.values.items() if value)
    return ", ".join(told)


def _value(value: str | float | None) -> str:
    return f"{value:g} mm" if isinstance(value, float) else _line(str(value))


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}…"
