"""Hands for tests: the mouse and the keys on a real window, and photos to be measured with them."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import StoredPhoto
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box, Point
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.services.by_hand import default_cube_px, measure_by_hand
from mineral_desk.ui.photo_view.marked import Handle, HandleKind
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import settle

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def sized(analysis: Analysis, *flags: Flag) -> Analysis:
    """The analysis with a cube that can be one, and the size that follows from it."""
    corners = tuple((x + 330, y + 190) for x, y in default_cube_px(analysis))
    bare = Measurement(
        MeasurementStatus.MEASURED,
        scale_error_fraction=0.01,
        cube_edge_mm=10.0,
        cube_corners_px=corners,
        cube_engraving="1 CM",
    )
    found = measure_by_hand(replace(analysis, measurement=bare), scenes.hand_marks())
    status = MeasurementStatus.FLAGGED if flags else MeasurementStatus.MEASURED
    return replace(analysis, measurement=replace(found, status=status, flags=flags))


def measured(number: int, *flags: Flag) -> StoredPhoto:
    """A photo with a size, flagged where there are flags."""
    made = scenes.stored(number)
    assert made.analysis is not None
    analysis = sized(made.analysis, *flags)
    row = replace(
        made.row, size_status=analysis.measurement.status, flags=tuple(flag.code for flag in analysis.measurement.flags)
    )
    return replace(made, row=row, analysis=analysis)


def without_cube(number: int) -> StoredPhoto:
    """A photo in which no cube was found."""
    made = measured(number)
    assert made.analysis is not None
    flags = (Flag(FlagCode.NO_CUBE),)
    none = Measurement(MeasurementStatus.NOT_MEASURED, flags)
    row = replace(made.row, size_status=none.status, flags=(FlagCode.NO_CUBE,))
    return replace(made, row=row, analysis=replace(made.analysis, measurement=none))


def doubtful() -> tuple[Flag, ...]:
    """A reason with a place in the photo."""
    return (Flag(FlagCode.OUTLINE_UNCERTAIN, {}, Box(300, 430, 480, 540)),)


def area(points: Sequence[Point]) -> float:
    """The shoelace formula."""
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


class Hand:
    """One mouse and one keyboard."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.desk = window.desk
        self.view = window.desk.view
        self.hand = window.desk.hand

    def open(self, photo_id: int) -> None:
        """Put a photo on the Desk."""
        self.desk.show_photo(photo_id)
        settle(self.window)

    # the mouse

    def on_screen(self, at_px: Point) -> QPointF:
        """A place of the photo in the viewport."""
        return self.view.viewportTransform().map(QPointF(*at_px))

    def _send(
        self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton, keys: Qt.KeyboardModifier
    ) -> None:
        viewport = self.view.viewport()
        QApplication.sendEvent(viewport, QMouseEvent(kind, at, viewport.mapToGlobal(at), button, held, keys))

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """The button goes down there."""
        self._send(QEvent.Type.MouseMove, at, NONE, NONE, keys)
        self._send(QEvent.Type.MouseButtonPress, at, button, button, keys)

    def move(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """The mouse moves there with the button held."""
        self._send(QEvent.Type.MouseMove, at, NONE, button, keys)

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """The button goes up there."""
        self._send(QEvent.Type.MouseButtonRelease, at, button, NONE, keys)
        settle(self.window)

    def drag(
        self,
        way: Sequence[QPointF],
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        """From the first place over all others to the last."""
        self.press(way[0], button, keys)
        for at in way[1:]:
            self.move(at, button, keys)
        self.release(way[-1], button, keys)

    def click(self, at: QPointF) -> None:
        """Down and up."""
        self.drag([at])

    # handles

    def handle(self, kind: HandleKind, index: int) -> Handle:
        """A handle by what it is."""
        found = self.hand.handles.find(kind, index)
        assert found is not None, (kind, index)
        return found

    def drag_handle(self, kind: HandleKind, index: int, by: QPointF) -> None:
        """Grasp it and move it by so many pixels of the screen."""
        start = self.on_screen(self.handle(kind, index).at_px)
        self.drag([start, start + by / 2, start + by])

    # keys

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key wherever the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)
        settle(self.window)

    @property
    def shown_mm(self) -> tuple[float | None, float | None]:
        """Length and width on the screen."""
        draft = self.desk.session.draft
        assert draft is not None
        return draft.shown.length_mm, draft.shown.width_mm
