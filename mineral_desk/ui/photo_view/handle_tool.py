"""The tool that drags cube corners, size lines' ends and outline points (E)."""

from collections.abc import Set

from PySide6.QtCore import QKeyCombination, QPointF, Qt
from PySide6.QtGui import QPainter, QTransform

from mineral_desk.domain.geometry import Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.ui.photo_view import anchors as outlines
from mineral_desk.ui.photo_view.handle_painting import SIZES, draw_handle, draw_middle
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.marked import (
    Handle,
    HandleKind,
    Marked,
    handles_of,
    with_corner,
    with_line_end,
    with_outline,
)
from mineral_desk.ui.photo_view.tool import Pointer, Tool, ToolKind, arrow_step
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.words import tr

HIDDEN_FARTHER = 4.0
"""Corners behind the cube and outline points give way to what lies beside them."""
REMEMBERED = 200
LAYERS = {
    HandleKind.CORNER: Layer.CUBE,
    HandleKind.LENGTH: Layer.SIZE,
    HandleKind.WIDTH: Layer.SIZE,
    HandleKind.OUTLINE: Layer.OUTLINE,
}
DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class HandleTool(Tool):
    """Knows the handles, which one is grasped and which one has the keyboard's focus."""

    kind = ToolKind.HANDLES

    def __init__(self) -> None:
        super().__init__()
        self.handles: list[Handle] = []
        self.focused: tuple[HandleKind, int] | None = None
        self._anchors: outlines.Anchors = ()
        self._remembered: dict[int, outlines.Anchors] = {}
        self._middles: list[Point] = []
        self._hot: tuple[HandleKind, int] | None = None
        self._hot_middle: int | None = None
        self._grasp = QPointF()

    # what there is

    def show(self, now: Marked | None) -> None:
        before = self.now
        super().show(now)
        if now is None:
            self.handles, self._middles, self._anchors, self.focused = [], [], (), None
            return
        if before is None or before.analysis is not now.analysis:
            self._remembered.clear()
            self.focused = None
        self._anchors = self._anchors_of(now)
        self.handles = handles_of(now, self._anchors)
        self._middles = [(float(x), float(y)) for x, y in outlines.middles(now.outline_px, self._anchors)]
        self.changed.emit()

    def forget(self) -> None:
        super().forget()
        self._hot = self._hot_middle = self.focused = None

    def _anchors_of(self, now: Marked) -> outlines.Anchors:
        """Those this tool made for that outline; an outline from elsewhere gets its own."""
        key = hash(now.outline_px.tobytes())
        if key not in self._remembered:
            self._remember(key, outlines.choose_anchors(now.outline_px) if len(now.outline_px) >= 3 else ())
        return self._remembered[key]

    def _remember(self, key: int, anchors: outlines.Anchors) -> None:
        self._remembered[key] = anchors
        while len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def find(self, kind: HandleKind, index: int) -> Handle | None:
        """The handle of that kind and index."""
        return next((one for one in self.handles if (one.kind, one.index) == (kind, index)), None)

    # the mouse

    def handle_at(self, pointer: Pointer) -> Handle | None:
        """What can be grasped there: the nearest one whose place of at least 16 pixels holds the pointer."""
        best, least = None, float("inf")
        for handle in self.handles:
            offset = pointer.to_screen.map(QPointF(*handle.at_px)) - pointer.at
            reach = max(OVERLAY.handle_hit_px, SIZES[handle.kind] + OVERLAY.hot_handle_extra_px) / 2
            far = max(abs(offset.x()), abs(offset.y()))
            gives_way = handle.hidden or handle.kind is HandleKind.OUTLINE
            if far <= reach and far + (HIDDEN_FARTHER if gives_way else 0.0) < least:
                best, least = handle, far + (HIDDEN_FARTHER if gives_way else 0.0)
        return best

    def _middle_at(self, pointer: Pointer) -> int | None:
        reach = OVERLAY.handle_hit_px / 2
        for place, middle in enumerate(self._middles):
            offset = pointer.to_screen.map(QPointF(*middle)) - pointer.at
            if max(abs(offset.x()), abs(offset.y())) <= reach:
                return place
        return None

    def press(self, pointer: Pointer) -> bool:
        if pointer.button != Qt.MouseButton.LeftButton or self.now is None:
            return False
        handle = self.handle_at(pointer)
        if handle is None:
            middle = self._middle_at(pointer)
            if middle is None:
                self._focus(None)
                return False
            self.is_dragging = True
            self.begun.emit()
            self._add_anchor(self._middles[middle])
        else:
            self.is_dragging = True
            self._focus((handle.kind, handle.index))
            self.begun.emit()
        grasped = self.find(*self.focused) if self.focused is not None else None
        if grasped is not None:
            self._grasp = pointer.to_screen.map(QPointF(*grasped.at_px)) - pointer.at
        return True

    def move(self, pointer: Pointer) -> bool:
        if not self.is_dragging:
            self._hover(pointer)
            return False
        place = pointer.to_screen.inverted()[0].map(pointer.at + self._grasp)
        self._move_focused((place.x(), place.y()))
        return True

    def release(self, pointer: Pointer) -> bool:
        if not self.is_dragging:
            return False
        self.is_dragging, self.step_name = False, None
        self.ended.emit()
        self._hover(pointer)
        self._say()
        return True

    def leave(self) -> None:
        if self._hot is not None or self._hot_middle is not None:
            self._hot = self._hot_middle = None
            self.changed.emit()

    def _hover(self, pointer: Pointer) -> None:
        handle = self.handle_at(pointer)
        hot = (handle.kind, handle.index) if handle is not None else None
        middle = self._middle_at(pointer) if handle is None else None
        if (hot, middle) != (self._hot, self._hot_middle):
            self._hot, self._hot_middle = hot, middle
            self.changed.emit()

    def cursor(self) -> Qt.CursorShape:
        if self.is_dragging:
            return Qt.CursorShape.CrossCursor
        if self._hot is not None or self._hot_middle is not None:
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.OpenHandCursor

    # moving

    def _move_focused(self, to: Point) -> None:
        if self.focused is None or self.now is None:
            return
        kind, index = self.focused
        if kind is HandleKind.CORNER:
            self.marked.emit(with_corner(self.now, index, to))
        elif kind is HandleKind.OUTLINE:
            photo = self.now.analysis.photo
            inside = min(max(to[0], 0.0), float(photo.width_px)), min(max(to[1], 0.0), float(photo.height_px))
            self._use_outline(outlines.dragged(self.now.outline_px, self._anchors, index, inside), self._anchors)
        else:
            self.marked.emit(with_line_end(self.now, kind, index, to))

    def _use_outline(self, outline: outlines.Outline, anchors: outlines.Anchors) -> None:
        assert self.now is not None
        marks: HandMarks = with_outline(self.now, outline)
        self._remember(hash(outline.tobytes()), anchors)
        self.marked.emit(marks)

    def _add_anchor(self, at: Point) -> None:
        assert self.now is not None
        outline, anchors, new = outlines.with_anchor(self.now.outline_px, self._anchors, at)
        self._focus((HandleKind.OUTLINE, new))
        self._use_outline(outline, anchors)

    # the keyboard

    def claims(self, pressed: QKeyCombination) -> bool:
        if self.focused is None:
            return False
        kind = self.focused[0]
        on_outline = kind is HandleKind.OUTLINE and pressed.key() in (*DELETE_KEYS, Qt.Key.Key_Insert)
        return on_outline or arrow_step(pressed) is not None

    def key(self, pressed: QKeyCombination, to_screen: QTransform) -> bool:
        handle = self.find(*self.focused) if self.focused is not None else None
        if handle is None or not self.claims(pressed) or self.is_dragging:
            return False
        step = arrow_step(pressed)
        if step is not None:
            place = to_screen.inverted()[0].map(to_screen.map(QPointF(*handle.at_px)) + QPointF(*step))
            self.nudge((place.x(), place.y()))
            return True
        self.step_name = None
        self.begun.emit()
        if pressed.key() == Qt.Key.Key_Insert:
            self._add_anchor(self._middles[handle.index])
        else:
            self._remove_anchor(handle.index)
        self.ended.emit()
        self._say()
        return True

    def nudge(self, to: Point) -> None:
        """Put the handle that has the focus there."""
        self.step_name = self.focused
        self.begun.emit()
        self._move_focused(to)
        self.ended.emit()
        self._say()

    def _remove_anchor(self, which: int) -> None:
        assert self.now is not None
        outline, anchors = outlines.without_anchor(self.now.outline_px, self._anchors, which)
        self._focus((HandleKind.OUTLINE, min(which, len(anchors) - 1)))
        self._use_outline(outline, anchors)

    def step_focus(self, forward: bool, to_screen: QTransform) -> bool:  # noqa: ARG002
        if not self.handles:
            return False
        order = [(one.kind, one.index) for one in self.handles]
        if self.focused not in order:
            self._focus(order[0 if forward else -1])
        else:
            self._focus(order[(order.index(self.focused) + (1 if forward else -1)) % len(order)])
        self._say()
        return True

    def _focus(self, focused: tuple[HandleKind, int] | None) -> None:
        if focused != self.focused:
            self.focused = focused
            self.changed.emit()

    def _say(self) -> None:
        handle = self.find(*self.focused) if self.focused is not None else None
        if handle is not None:
            self.said.emit(spoken(handle))

    # drawing

    def draw(self, painter: QPainter, to_screen: QTransform) -> None:
        for place, middle in enumerate(self._middles):
            draw_middle(painter, to_screen.map(QPointF(*middle)), place == self._hot_middle)
        lifted = {self._hot, self.focused}
        for hot in (False, True):
            for handle in reversed(self.handles):  # the cube lies above the outline
                if ((handle.kind, handle.index) in lifted) is hot:
                    draw_handle(painter, handle, to_screen.map(QPointF(*handle.at_px)), hot)

    def draw_idle(self, painter: QPainter, to_screen: QTransform, layers: Set[Layer]) -> None:
        for handle in reversed(self.handles):
            if handle.moved and LAYERS[handle.kind] in layers:
                draw_handle(painter, handle, to_screen.map(QPointF(*handle.at_px)), hot=False)


def spoken(handle: Handle) -> str:
    """A handle in words: what it is, where it is, and who put it there."""
    words = {
        HandleKind.CORNER: tr("Corner {n} of the cube", n=handle.index + 1),
        HandleKind.LENGTH: tr("End {n} of the length", n=handle.index + 1),
        HandleKind.WIDTH: tr("End {n} of the width", n=handle.index + 1),
        HandleKind.OUTLINE: tr("Point {n} of the outline", n=handle.index + 1),
        HandleKind.SCALE: tr("End {n} of the line along the ruler", n=handle.index + 1),
    }
    parts = [words[handle.kind], f"{handle.at_px[0]:.0f}, {handle.at_px[1]:.0f}"]
    if handle.hidden:
        parts.append(tr("behind the cube"))
    parts.append(tr("set by hand") if handle.moved else tr("found by the machine"))
    return ", ".join(parts)
