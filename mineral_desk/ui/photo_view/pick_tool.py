"""The tool that says which thing is meant: a click on a box that was found, or a box drawn around the thing."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QTransform

from mineral_desk.domain.geometry import Box, Point
from mineral_desk.ui.photo_view import strokes
from mineral_desk.ui.photo_view.geometry import box_rect
from mineral_desk.ui.photo_view.strokes import draw_cased
from mineral_desk.ui.photo_view.tool import Pointer, Tool, ToolKind

CLICK = 8.0
"""A box smaller than that on the screen was a click."""
CLICK_SHARE = 0.04
"""A click where nothing was found means a box of that share of the photo around it."""


class PickTool(Tool):
    """Boxes that can be clicked."""

    kind = ToolKind.PICK
    picked = Signal(object)
    """The :class:`Box` that is meant, in pixels of the photo."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: tuple[Box, ...] = ()
        self._hot: Box | None = None
        self._start: Point | None = None
        self._box: Box | None = None

    def offer(self, boxes: Sequence[Box]) -> None:
        """What was found."""
        self.boxes = tuple(boxes)
        self.changed.emit()

    def forget(self) -> None:
        self.is_dragging, self._start, self._box, self._hot = False, None, None, None

    def press(self, pointer: Pointer) -> bool:
        if pointer.button != Qt.MouseButton.LeftButton or self.now is None:
            return False
        self._start, self.is_dragging = pointer.at_px, True
        return True

    def move(self, pointer: Pointer) -> bool:
        if self._start is not None:
            self._box = Box.around([self._start, pointer.at_px])
            self.changed.emit()
            return True
        hot = self._found_at(pointer.at_px)
        if hot != self._hot:
            self._hot = hot
            self.changed.emit()
        return False

    def release(self, pointer: Pointer) -> bool:
        if self._start is None or self.now is None:
            return False
        drawn, photo = self._box, self.now.analysis.photo
        self.forget()
        least = CLICK * pointer.px_per_screen
        if drawn is None or max(drawn.width, drawn.height) < least:
            half = CLICK_SHARE * max(photo.width_px, photo.height_px) / 2
            at = pointer.at_px
            drawn = self._found_at(at) or Box.around([at]).padded(half)
        box = drawn.clipped(photo.width_px, photo.height_px)
        if box.area > 0:
            self.picked.emit(box)
        return True

    def cancel(self) -> bool:
        dragging = self.is_dragging
        self.forget()
        self.changed.emit()
        return dragging

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor if self._hot is not None else Qt.CursorShape.CrossCursor

    def _found_at(self, at: Point) -> Box | None:
        holding = [box for box in self.boxes if box_rect(box, QTransform()).contains(QPointF(*at))]
        return min(holding, key=lambda box: box.area, default=None)

    def draw(self, painter: QPainter, to_screen: QTransform) -> None:
        for box in self.boxes:
            _draw(painter, box_rect(box, to_screen), box == self._hot)
        if self._box is not None:
            _draw(painter, box_rect(self._box, to_screen), chosen=True)


def _draw(painter: QPainter, rect: QRectF, chosen: bool) -> None:
    path = QPainterPath()
    path.addRect(rect)
    draw_cased(painter, path, strokes.OUTLINE if chosen else strokes.OUTLINE_DOUBTFUL)
