"""A page of the printed plan in small: how many drawers stand on it, and how large."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.services.storing.on_paper.sheet import Sheet
from mineral_desk.ui.storing.drawing import DrawerScale, paint_small
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import tr


class PagePreview(QWidget):
    """The first of the pages with the drawers asked for."""

    def __init__(self, theme: Theme, plan: StoragePlan) -> None:
        super().__init__()
        self._theme, self._plan = theme, plan
        self._sheet: Sheet | None = None
        self._first = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The page in small"))

    def show_page(self, sheet: Sheet, first: int) -> None:
        """Another paper, or other drawers from the number ``first`` on."""
        self._sheet, self._first = sheet, first
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(220))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, sheet, painter = self._theme, self._sheet, QPainter(self)
        if sheet is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min((self.width() - 2) / sheet.width_mm, (self.height() - 2) / sheet.height_mm)
        left, top = (self.width() - sheet.width_mm * scale) / 2, (self.height() - sheet.height_mm * scale) / 2
        painter.setPen(QPen(theme.colour("control_border"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRect(QRectF(left, top, sheet.width_mm * scale, sheet.height_mm * scale))
        width, height = (side * scale for side in sheet.drawer_mm)
        for place, drawer in enumerate(self._plan.drawers[self._first - 1 : self._first - 1 + sheet.a_page]):
            x, y = (corner * scale for corner in sheet.corner_mm(place))
            room = QRectF(left + x, top + y, width, height)
            paint_small(painter, theme, drawer, DrawerScale(self._plan.rules.drawer, room), theme.colour("muted"))
