"""One drawer to scale, seen from above; its boxes are chosen by mouse or with the arrow keys."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from mineral_desk.domain.storing.fitting import Boxed
from mineral_desk.domain.storing.plan import Drawer, PlacedBox
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.services.storing.outlines import OutlineShares
from mineral_desk.ui.storing.drawing import DrawerScale, paint_box
from mineral_desk.ui.storing.storing_words import sides_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.words import tr

EDGE = 12
RULER_MM = 100
FOOT = 28
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class DrawerView(QWidget):
    """Shows nothing until there is a drawer."""

    chosen = Signal(object)
    """The :class:`Boxed`."""
    opened = Signal(object)
    """A box that was double-clicked, or on which Enter was pressed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._drawer: Drawer | None = None
        self._rules: StorageRules | None = None
        self._placed: tuple[PlacedBox, ...] = ()
        self._shapes: Mapping[int, OutlineShares] = {}
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.px(120))
        self.setAccessibleName(tr("Drawer"))

    def show_drawer(self, drawer: Drawer | None, rules: StorageRules) -> None:
        """Another drawer, without outlines until they come."""
        self._drawer, self._rules, self._at = drawer, rules, -1
        self._placed = () if drawer is None else drawer.placed
        self._shapes = {}
        self.update()

    def show_outlines(self, shapes: Mapping[int, OutlineShares]) -> None:
        """What was measured, by photo."""
        self._shapes = shapes
        self.update()

    def choose(self, specimen_id: int | None) -> None:
        """Mark the box of a specimen; says nothing."""
        ids = [one.boxed.specimen.id for one in self._placed]
        self._at = ids.index(specimen_id) if specimen_id in ids else -1
        self.update()

    @property
    def current(self) -> Boxed | None:
        """The box that is chosen."""
        return self._placed[self._at].boxed if 0 <= self._at < len(self._placed) else None

    @property
    def _scale(self) -> DrawerScale | None:
        if self._rules is None:
            return None
        foot = self._theme.px(FOOT)
        return DrawerScale(self._rules.drawer, QRectF(self.rect()).adjusted(EDGE, 4, -EDGE, -foot - 4))

    def box_rect(self, specimen_id: int) -> QRectF:
        """Where the box of a specimen is drawn; empty where it is not here."""
        scale = self._scale
        here = (one for one in self._placed if one.boxed.specimen.id == specimen_id)
        return next((scale.rect(one) for one in here if scale is not None), QRectF())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        scale = self._scale
        if self._drawer is None or scale is None:
            return
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("surface"))
        painter.setPen(QPen(theme.colour("control_border"), 1))
        painter.drawRoundedRect(scale.frame.adjusted(-4, -4, 4, 4), 4, 4)
        for place, one in enumerate(self._placed):
            if place != self._at:
                paint_box(painter, theme, scale.rect(one), one, self._shapes, chosen=False)
        if 0 <= self._at < len(self._placed):
            one = self._placed[self._at]
            paint_box(painter, theme, scale.rect(one), one, self._shapes, chosen=True)
        self._paint_foot(painter, scale)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(scale.frame.adjusted(-5, -5, 5, 5), 4, 4)

    def _paint_foot(self, painter: QPainter, scale: DrawerScale) -> None:
        """A length to compare with, and what the signs mean."""
        theme = self._theme
        painter.setFont(theme.font(SMALL))
        painter.setPen(QPen(theme.colour("muted"), 1))
        foot = QRectF(scale.frame.left(), scale.frame.bottom() + 6, scale.frame.width(), theme.px(FOOT) - 6)
        end, middle = foot.left() + RULER_MM * scale.px_per_mm, foot.center().y()
        painter.drawLine(QPointF(foot.left(), middle), QPointF(end, middle))
        for x in (foot.left(), end):
            painter.drawLine(QPointF(x, middle - 4), QPointF(x, middle + 4))
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(foot.adjusted(end - foot.left() + 8, 0, 0, 0), vertical, tr("{n} mm", n=RULER_MM))
        legend = tr("! borderline · outlines as measured")
        if painter.fontMetrics().horizontalAdvance(legend) < foot.right() - end - 80:
            painter.drawText(foot, vertical | Qt.AlignmentFlag.AlignRight, legend)

    # choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self._go(self._at_point(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._go(self._at_point(event.position()))
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS and self._placed:
            self._go(self._next(*ARROWS[Qt.Key(event.key())]))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._placed:
            self._go(0 if event.key() == Qt.Key.Key_Home else len(self._placed) - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at_point(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if place < 0 else self._words(self._placed[place].boxed), self)
            return True
        return super().event(event)

    def _words(self, boxed: Boxed) -> str:
        size, box = tr("{n} mm", n=sides_words(boxed.sides)), tr("Box {name}", name=boxed.box.name)
        return f"{boxed.specimen.known_as}\n{size}\n{box}"

    def _at_point(self, point: QPointF) -> int:
        scale = self._scale
        if scale is None:
            return -1
        return next((n for n, one in enumerate(self._placed) if scale.rect(one).contains(point)), -1)

    def _next(self, across: int, down: int) -> int:
        """The nearest box in that direction; the same where there is none."""
        if self._at < 0:
            return 0
        x, y = _centre(self._placed[self._at])
        best, nearest = self._at, float("inf")
        for place, one in enumerate(self._placed):
            dx, dy = _centre(one)[0] - x, _centre(one)[1] - y
            ahead, aside = (dx * across, abs(dy)) if across else (dy * down, abs(dx))
            if place != self._at and ahead > 0.5 and ahead + 2 * aside < nearest:
                best, nearest = place, ahead + 2 * aside
        return best

    def _go(self, place: int) -> None:
        if place != self._at and place >= 0:
            self._at = place
            self.update()
            self.chosen.emit(self._placed[place].boxed)

    def _open(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)


def _centre(one: PlacedBox) -> tuple[float, float]:
    return one.x_mm + one.width_mm / 2, one.y_mm + one.depth_mm / 2
