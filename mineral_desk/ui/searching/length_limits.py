"""Two fields that narrow a search to lengths between two limits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.ui.searching.facet_terms import Limits
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.fields import NumberField
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import as_typed, parse_number, tr

HEIGHT = 28


class LengthLimits(QWidget):
    """Enter, or leaving a field, sets them; what is no length goes back to what was there."""

    limited = Signal(object, object)
    """The lowest and the highest length in millimetres, None where there is no limit."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._shown: Limits = (None, None)
        self.low = NumberField(theme, tr("any"), tr("Length, mm: at least"), height=HEIGHT)
        self.high = NumberField(theme, tr("any"), tr("Length, mm: at most"), height=HEIGHT)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(make_label(theme, tr("Length, mm"), SMALL, "muted"))
        row.setSpacing(6)
        row.addWidget(self.low, 1)
        row.addWidget(make_label(theme, tr("to|length"), SMALL, "muted"))
        row.addWidget(self.high, 1)
        column.addLayout(row)
        for field in (self.low, self.high):
            field.editingFinished.connect(self._typed)

    def show_limits(self, limits: Limits) -> None:
        """What the search asks for."""
        self._shown = limits
        for field, limit in zip((self.low, self.high), limits, strict=True):
            field.setText("" if limit is None else as_typed(limit))

    def _typed(self) -> None:
        if any(field.text().strip() and parse_number(field.text()) is None for field in (self.low, self.high)):
            self.show_limits(self._shown)
            return
        limits = parse_number(self.low.text()), parse_number(self.high.text())
        if limits != self._shown:
            self._shown = limits
            self.limited.emit(*limits)
