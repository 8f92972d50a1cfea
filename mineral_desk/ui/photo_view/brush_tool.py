"""The tool that paints on the outline (B): adds to the specimen, or takes away with Alt or the right button."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QKeyCombination, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from mineral_desk.domain.geometry import Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.ui.photo_view.marked import Marked
from mineral_desk.ui.photo_view.tool import Pointer, Tool, ToolKind, arrow_step, to_photo
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.words import tr

BrushOutline = Callable[[Sequence[Point], Sequence[Point], float, bool], tuple[Point, ...]]
"""(outline, way of the brush, its radius, add or take away) -> outline, all in pixels of the photo."""

SMALLEST, LARGEST, FIRST = 4.0, 160.0, 22.0
"""The brush's radius in pixels of the screen."""
STEP = 1.25
DAB_KEYS = {Qt.Key.Key_Insert: True, Qt.Key.Key_Delete: False, Qt.Key.Key_Backspace: False}
NEAR = 0.25
"""The brush goes on once it has moved by that share of its radius."""


class BrushTool(Tool):
    """A circle; its size on the screen is the same at every zoom."""

    kind = ToolKind.BRUSH

    def __init__(self, brush_outline: BrushOutline) -> None:
        super().__init__()
        self._brush_outline = brush_outline
        self.radius = FIRST
        self._at: QPointF | None = None
        self._by_keys = False
        self._erases = False
        self._before: tuple[Point, ...] = ()
        self._stroke: list[Point] = []
        self._stroke_radius = 1.0

    def forget(self) -> None:
        super().forget()
        self._at, self._by_keys = None, False

    def resize(self, larger: bool) -> None:
        """``[`` and ``]``."""
        self.radius = min(max(self.radius * (STEP if larger else 1 / STEP), SMALLEST), LARGEST)
        self.changed.emit()

    # the mouse

    def press(self, pointer: Pointer) -> bool:
        if self.now is None or pointer.button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return False
        self._erases = pointer.alt or pointer.button == Qt.MouseButton.RightButton
        self._at, self._by_keys = pointer.at, False
        self._begin(self.radius * pointer.px_per_screen)
        self._paint(pointer.at_px)
        return True

    def move(self, pointer: Pointer) -> bool:
        self._at, self._by_keys = pointer.at, False
        if not self.is_dragging:
            self._erases = pointer.alt
            self.changed.emit()
            return False
        last = self._stroke[-1]
        x, y = pointer.at_px
        if (x - last[0]) ** 2 + (y - last[1]) ** 2 >= (NEAR * self._stroke_radius) ** 2:
            self._paint((x, y))
        else:
            self.changed.emit()
        return True

    def release(self, pointer: Pointer) -> bool:
        if not self.is_dragging:
            return False
        self._paint(pointer.at_px)
        self.is_dragging = False
        self._erases = pointer.alt
        self.ended.emit()
        return True

    def leave(self) -> None:
        if not self._by_keys:
            self._at = None
            self.changed.emit()

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.BlankCursor

    def _begin(self, radius_px: float) -> None:
        assert self.now is not None
        self.is_dragging = True
        self._before = _points(self.now)
        self._stroke, self._stroke_radius = [], radius_px
        self.begun.emit()

    def _paint(self, at_px: Point) -> None:
        """The whole stroke is painted on the outline as it was before, so that nothing adds up."""
        assert self.now is not None
        self._stroke.append(at_px)
        outline = self._brush_outline(self._before, self._stroke, self._stroke_radius, not self._erases)
        marks: HandMarks = replace(self.now.marks, outline_px=_inside(outline, self.now))
        if outline == self._before:  # the stroke did not touch it
            marks = self.now.marks
        self.marked.emit(marks)

    # the keyboard

    def claims(self, pressed: QKeyCombination) -> bool:
        return self._by_keys and (pressed.key() in DAB_KEYS or arrow_step(pressed) is not None)

    def key(self, pressed: QKeyCombination, to_screen: QTransform) -> bool:
        if self._at is None or not self.claims(pressed) or self.is_dragging:
            return False
        step = arrow_step(pressed)
        if step is not None:
            self._at = self._at + QPointF(*step)
            self.changed.emit()
            return True
        self._erases = not DAB_KEYS[pressed.key()]
        self._begin(self.radius / max(to_screen.m11(), 1e-9))
        self._paint(to_photo(self._at, to_screen))
        self.is_dragging = False
        self.ended.emit()
        return True

    def step_focus(self, forward: bool, to_screen: QTransform) -> bool:  # noqa: ARG002
        if self._by_keys or self.now is None:
            return False
        photo = self.now.analysis.photo
        outline = self.now.outline_px
        start = tuple(outline[0]) if len(outline) else (photo.width_px / 2, photo.height_px / 2)
        self._at, self._by_keys = to_screen.map(QPointF(float(start[0]), float(start[1]))), True
        self.changed.emit()
        self.said.emit(tr("Brush: arrow keys move it, Insert adds, Delete takes away, [ and ] change its size"))
        return True

    # drawing

    def draw(self, painter: QPainter, to_screen: QTransform) -> None:  # noqa: ARG002
        if self._at is None:
            return
        circle = QRectF(0, 0, 2 * self.radius, 2 * self.radius)
        circle.moveCenter(self._at)
        casing = QColor(OVERLAY.casing)
        casing.setAlphaF(OVERLAY.casing_size_opacity)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((casing, 3.5), (QColor(OVERLAY.outline), 1.5)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(circle)
        reach = 4.0
        for colour, width in ((casing, 3.5), (QColor(OVERLAY.handle_frame), 1.5)):  # plus or minus in the middle
            painter.setPen(QPen(colour, width))
            painter.drawLine(self._at - QPointF(reach, 0), self._at + QPointF(reach, 0))
            if not self._erases:
                painter.drawLine(self._at - QPointF(0, reach), self._at + QPointF(0, reach))


def _points(now: Marked) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in now.outline_px)


def _inside(outline: tuple[Point, ...], now: Marked) -> tuple[Point, ...]:
    """The outline within the photo."""
    width, height = float(now.analysis.photo.width_px), float(now.analysis.photo.height_px)
    return tuple((min(max(x, 0.0), width), min(max(y, 0.0), height)) for x, y in outline)
