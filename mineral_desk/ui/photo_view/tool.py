"""What the mouse and the keys do on the photo while a tool is held."""

from collections.abc import Hashable, Set
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QKeyCombination, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QTransform

from mineral_desk.domain.geometry import Point
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.marked import Marked

ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
FAR_STEP = 10.0
"""Screen pixels that an arrow key moves while Shift is held; one without."""


class ToolKind(StrEnum):
    """In the order of the photo bar."""

    PAN = "pan"
    HANDLES = "handles"
    BRUSH = "brush"
    RULER = "ruler"
    PICK = "pick"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse is: on the screen (viewport pixels) and in the photo."""

    at: QPointF
    to_screen: QTransform
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    alt: bool = False

    @property
    def at_px(self) -> Point:
        """The place in the photo."""
        return to_photo(self.at, self.to_screen)

    @property
    def px_per_screen(self) -> float:
        """Photo pixels per pixel of the screen."""
        return 1.0 / max(self.to_screen.m11(), 1e-9)


def to_photo(at: QPointF, to_screen: QTransform) -> Point:
    """A place on the screen in pixels of the photo."""
    place = to_screen.inverted()[0].map(at)
    return place.x(), place.y()


def arrow_step(pressed: QKeyCombination) -> tuple[float, float] | None:
    """How far an arrow key moves something, in pixels of the screen."""
    direction = ARROWS.get(pressed.key())
    others = pressed.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    if direction is None or others & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return None
    far = bool(pressed.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
    step = FAR_STEP if far else 1.0
    return direction[0] * step, direction[1] * step


class Tool(QObject):
    """The base of the tools. A drag is a step: ``begun``, any number of ``marked``, then ``ended`` or ``cancelled``."""

    begun = Signal()
    marked = Signal(object)
    """The :class:`HandMarks` as they are now."""
    ended = Signal()
    cancelled = Signal()
    changed = Signal()
    """It looks different."""
    said = Signal(str)
    """What is at hand now, for those who do not see it."""

    kind = ToolKind.PAN

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now: Marked | None = None
        self.is_dragging = False
        self.step_name: Hashable = None
        """Steps of the same name one after the other count as one: an arrow key is pressed many times."""

    def show(self, now: Marked | None) -> None:
        """The photo's marks, or another photo."""
        self.now = now

    def forget(self) -> None:
        """The tool is laid down, or another photo comes."""
        if self.is_dragging:
            self.cancel()

    def cancel(self) -> bool:
        """Break a drag off; False where there is none."""
        if not self.is_dragging:
            return False
        self.is_dragging = False
        self.cancelled.emit()
        return True

    def press(self, pointer: Pointer) -> bool:  # noqa: ARG002
        """A button goes down; False where the tool has no use for it."""
        return False

    def move(self, pointer: Pointer) -> bool:  # noqa: ARG002
        """The mouse moves, with or without a button; True while something is dragged."""
        return False

    def release(self, pointer: Pointer) -> bool:  # noqa: ARG002
        """The button goes up."""
        return False

    def leave(self) -> None:
        """The mouse leaves the photo."""

    def claims(self, pressed: QKeyCombination) -> bool:  # noqa: ARG002
        """Whether that key means something to the tool now."""
        return False

    def key(self, pressed: QKeyCombination, to_screen: QTransform) -> bool:  # noqa: ARG002
        """A key was pressed; False where it means nothing here."""
        return False

    def step_focus(self, forward: bool, to_screen: QTransform) -> bool:  # noqa: ARG002
        """Tab and Shift+Tab: to the next thing to move; False where there is none."""
        return False

    def cursor(self) -> Qt.CursorShape:
        """The mouse's shape."""
        return Qt.CursorShape.OpenHandCursor

    def draw(self, painter: QPainter, to_screen: QTransform) -> None:
        """What the tool shows above the findings."""

    def draw_idle(self, painter: QPainter, to_screen: QTransform, layers: Set[Layer]) -> None:
        """What remains to be seen of a person's marks while another tool is held."""
