"""Below the boxes: how many there are, are needed and are to be ordered together, in line with the table's columns."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QWidget

from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.ui.storing.box_table import HAVE, NEED, NO_ORDER, ORDER
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.words import count, tr

INDENT, EDGE = 3, 3
"""What a cell of the table leaves free at its sides."""


class BoxTotal(QWidget):
    """Nothing until there is a plan."""

    def __init__(self, theme: Theme, columns: QHeaderView) -> None:
        """``columns`` are those of the table above."""
        super().__init__()
        self._theme, self._columns = theme, columns
        self._figures: dict[int, str] = {}
        self._orders = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font(BODY, 600))
        columns.sectionResized.connect(lambda *_: self.update())

    def show_plan(self, plan: StoragePlan | None) -> None:
        """Other figures."""
        sums = (0, 0, 0) if plan is None else _sums(plan)
        words = (count(sums[0]), count(sums[1]), count(sums[2]) if sums[2] else NO_ORDER)
        self._figures = {} if plan is None else dict(zip((HAVE, NEED, ORDER), words, strict=True))
        self._orders = sums[2] > 0
        self.setAccessibleName(self.words)
        self.update()

    @property
    def words(self) -> str:
        """All that is shown."""
        return " ".join((tr("Total"), *self._figures.values())) if self._figures else ""

    def sizeHint(self) -> QSize:
        return QSize(100, self._theme.px(self._theme.sizes.row_filter))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if not self._figures:
            return
        theme, painter, columns = self._theme, QPainter(self), self._columns
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.colour("line"))
        painter.setPen(theme.colour("text"))
        rect = QRectF(self.rect())
        painter.drawText(rect.adjusted(INDENT, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, tr("Total"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, words in self._figures.items():
            end = columns.sectionPosition(column) + columns.sectionSize(column) - EDGE
            painter.setPen(theme.colour("warning" if column == ORDER and self._orders else "text"))
            painter.drawText(QRectF(0, 0, end, rect.height()), right, words)


def _sums(plan: StoragePlan) -> tuple[int, int, int]:
    counts = plan.counts
    return sum(one.box.have for one in counts), sum(one.need for one in counts), sum(one.order for one in counts)
