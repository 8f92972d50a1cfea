"""The tool that draws a line of known length along a ruler (R)."""

import math
from collections.abc import Set
from dataclasses import replace

from PySide6.QtCore import QKeyCombination, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QTransform

from mineral_desk.domain.geometry import Line, Point
from mineral_desk.ui.photo_view.chips import chip_size, draw_chip
from mineral_desk.ui.photo_view.handle_painting import SIZES, draw_handle
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.marked import Handle, HandleKind, Marked
from mineral_desk.ui.photo_view.strokes import SCALE, draw_cased, ticked_line
from mineral_desk.ui.photo_view.tool import Pointer, Tool, ToolKind, arrow_step
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.words import significant, tr

SHORTEST = 12.0
"""A line shorter than that on the screen was only a click."""
SHARE_BY_KEYS = 0.25
"""How much of the photo's width the line spans that the keyboard puts down."""


class RulerTool(Tool):
    """Keeps the line; its length in millimetres is typed beside it."""

    kind = ToolKind.RULER
    drawn = Signal()
    """A line was drawn anew: its length is to be typed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.is_typing = False
        """Whether a field stands where the length would."""
        self.line: Line | None = None
        self.focused: int | None = None
        self._hot: int | None = None
        self._before: Line | None = None
        self._is_new = False

    def show(self, now: Marked | None) -> None:
        other = now is None or self.now is None or self.now.analysis is not now.analysis
        known = None if now is None else now.marks.scale_line_px
        if other or (not self.is_dragging and known is not None):
            self.line = known
        if other:
            self.focused = None
        super().show(now)
        self.changed.emit()

    def forget(self) -> None:
        super().forget()
        self._hot = self.focused = None
        self.line = None if self.now is None else self.now.marks.scale_line_px

    def cancel(self) -> bool:
        if not self.is_dragging:
            return False
        self.line = self._before
        return super().cancel()

    def take_back(self, line: Line | None) -> None:
        """The line as it was before."""
        self.line = line
        self.changed.emit()

    # the mouse

    def _end_at(self, pointer: Pointer) -> int | None:
        reach = max(OVERLAY.handle_hit_px, SIZES[HandleKind.SCALE] + OVERLAY.hot_handle_extra_px) / 2
        for end, at in enumerate(self.line or ()):
            offset = pointer.to_screen.map(QPointF(*at)) - pointer.at
            if max(abs(offset.x()), abs(offset.y())) <= reach:
                return end
        return None

    def press(self, pointer: Pointer) -> bool:
        if pointer.button != Qt.MouseButton.LeftButton or self.now is None:
            return False
        end = self._end_at(pointer)
        self._before, self._is_new = self.line, end is None
        self.focused = 1 if end is None else end
        if end is None:
            self.line = (pointer.at_px, pointer.at_px)
        self.is_dragging = True
        self.begun.emit()
        return True

    def move(self, pointer: Pointer) -> bool:
        if not self.is_dragging:
            hot = self._end_at(pointer)
            if hot != self._hot:
                self._hot = hot
                self.changed.emit()
            return False
        self._move_end(pointer.at_px)
        return True

    def release(self, pointer: Pointer) -> bool:
        if not self.is_dragging:
            return False
        if self.line is None or math.dist(*self.line) < SHORTEST * pointer.px_per_screen:
            self.cancel()
            return True
        self.is_dragging, self.step_name = False, None
        self.ended.emit()
        if self._is_new:
            self.drawn.emit()
        return True

    def leave(self) -> None:
        if self._hot is not None:
            self._hot = None
            self.changed.emit()

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.SizeAllCursor if self._hot is not None else Qt.CursorShape.CrossCursor

    def _move_end(self, to: Point) -> None:
        """The end that is grasped lies there; the size follows once the line's length is known."""
        if self.line is None or self.now is None:
            return
        self.line = (to, self.line[1]) if self.focused == 0 else (self.line[0], to)
        marks = self.now.marks
        if marks.scale_line_mm is not None and self.line[0] != self.line[1]:
            self.marked.emit(replace(marks, scale_line_px=self.line))
        else:
            self.changed.emit()

    # the keyboard

    def claims(self, pressed: QKeyCombination) -> bool:
        return self.focused is not None and self.line is not None and arrow_step(pressed) is not None

    def key(self, pressed: QKeyCombination, to_screen: QTransform) -> bool:
        step = arrow_step(pressed)
        if step is None or self.line is None or self.focused is None or self.is_dragging:
            return False
        place = to_screen.inverted()[0].map(to_screen.map(QPointF(*self.line[self.focused])) + QPointF(*step))
        self.step_name = self.focused
        self.begun.emit()
        self._move_end((place.x(), place.y()))
        self.ended.emit()
        return True

    def step_focus(self, forward: bool, to_screen: QTransform) -> bool:  # noqa: ARG002
        if self.now is None:
            return False
        if self.line is None:
            photo = self.now.analysis.photo
            middle, half = (photo.width_px / 2, photo.height_px / 2), SHARE_BY_KEYS * photo.width_px / 2
            self.line = ((middle[0] - half, middle[1]), (middle[0] + half, middle[1]))
            self.focused = 0
        elif self.focused is None:
            self.focused = 0 if forward else 1
        elif self.focused == int(forward):  # past the last end: to the field
            self.drawn.emit()
            return True
        else:
            self.focused = int(forward)
        self.changed.emit()
        self.said.emit(tr("End {n} of the line along the ruler", n=self.focused + 1))
        return True

    # drawing

    def draw(self, painter: QPainter, to_screen: QTransform) -> None:
        if self.line is None:
            return
        self._draw_line(painter, to_screen, self.line)
        for end, at in enumerate(self.line):
            handle = Handle(HandleKind.SCALE, end, at, moved=True)
            draw_handle(painter, handle, to_screen.map(QPointF(*at)), end in (self._hot, self.focused))

    def draw_idle(self, painter: QPainter, to_screen: QTransform, layers: Set[Layer]) -> None:
        line = None if self.now is None else self.now.marks.scale_line_px
        if line is not None and Layer.SIZE in layers:
            self._draw_line(painter, to_screen, line)

    def _draw_line(self, painter: QPainter, to_screen: QTransform, line: Line) -> None:
        drawn = QLineF(*(to_screen.map(QPointF(*at)) for at in line))
        draw_cased(painter, ticked_line(drawn), SCALE)
        length_mm = None if self.now is None else self.now.marks.scale_line_mm
        if length_mm is None or self.is_typing:
            return
        words = tr("{edge} mm", edge=significant(length_mm, 4))
        rect = QRectF(QPointF(), chip_size(self._theme, words))
        rect.moveCenter(self.place_beside(drawn, rect.height()))
        draw_chip(painter, self._theme, rect, words)

    @staticmethod
    def place_beside(drawn: QLineF, height: float) -> QPointF:
        """The middle of words beside the line: below it, where it does not stand upright."""
        down = abs(drawn.dx()) >= abs(drawn.dy())
        return drawn.center() + (QPointF(0, height + 4) if down else QPointF(2.2 * height, 0))
