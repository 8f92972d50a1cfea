"""Measuring by hand on the Desk: which tool is held, what was marked with it, and the way back."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QKeyCombination, QLineF, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.region import RegionKind
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.mark_history import MarkHistory
from mineral_desk.ui.desk.remedies import flags_of
from mineral_desk.ui.desk.scale_field import ScaleField
from mineral_desk.ui.desk.session import DeskSession
from mineral_desk.ui.photo_view.brush_tool import BrushTool
from mineral_desk.ui.photo_view.handle_tool import HandleTool
from mineral_desk.ui.photo_view.marked import CORNERS, Marked
from mineral_desk.ui.photo_view.pick_tool import PickTool
from mineral_desk.ui.photo_view.ruler_tool import RulerTool
from mineral_desk.ui.photo_view.tool import Tool, ToolKind
from mineral_desk.ui.photo_view.view import PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import tr


class HandMeasuring(QObject):
    """Between the tools on the photo and the draft of the session."""

    tool_changed = Signal(object)
    """The :class:`ToolKind` that is held now."""
    steps_changed = Signal()
    """There is another step to take back or to make again."""
    settled = Signal()
    """A step ended: what is drawn beside the photo may follow."""
    specimen_chosen = Signal(object)
    """The :class:`Box` in which the specimen is."""

    def __init__(self, theme: Theme, backend: Backend, session: DeskSession, view: PhotoView) -> None:
        super().__init__(view)
        self._backend, self._session, self._view = backend, session, view
        self.handles, self.ruler, self.pick = HandleTool(), RulerTool(theme), PickTool()
        self.brush = BrushTool(backend.brush_outline)
        self._tools: dict[ToolKind, Tool] = {one.kind: one for one in (self.handles, self.brush, self.ruler, self.pick)}
        self.field = ScaleField(theme, view.viewport())
        self.kind = ToolKind.PAN
        self._history = MarkHistory()
        self._photo_id: int | None = None
        self._entered_at = 0
        self._picks_cube = False
        self._now: Marked | None = None
        self._connect()
        self._hold(None)

    def _connect(self) -> None:
        for tool in self._tools.values():
            tool.marked.connect(self._session.mark)
            tool.ended.connect(partial(self._end_step, tool))
            tool.cancelled.connect(self._take_step_back)
            tool.said.connect(self._say)
        self.ruler.drawn.connect(self._ask_length)
        self.field.typed.connect(self._length_typed)
        self.field.given_up.connect(self._no_length)
        self.pick.picked.connect(self._picked)
        self._view.zoomed.connect(self._place_field)

    # the photo

    def show_draft(self, draft: Draft) -> None:
        """The photo on the Desk, with its marks."""
        if draft.stored.row.id != self._photo_id:
            self._photo_id = draft.stored.row.id
            self._begin(draft.marks)
        elif draft.marks != self._history.marks and not any(tool.is_dragging for tool in self._tools.values()):
            self._history.add(draft.marks)
            self.steps_changed.emit()
        self._show(draft)

    def follow(self, draft: Draft) -> None:
        """The same photo while something is dragged."""
        self._show(draft)

    def _begin(self, marks: HandMarks) -> None:
        """Another photo: the tool is laid down, the steps begin anew."""
        self._history, self._entered_at = MarkHistory(marks), 0
        self.use(ToolKind.PAN)

    def _show(self, draft: Draft) -> None:
        analysis = draft.stored.analysis
        usable = analysis is not None and not analysis.error
        if analysis is None or not usable:
            self._now = None
            self._view.show_findings(analysis)
        else:
            shown = replace(draft.shown, flags=flags_of(draft))
            self._now = Marked(analysis, draft.marks, shown)
            self._view.show_findings(self._now.shown())
        for tool in self._tools.values():
            tool.show(self._now)

    @property
    def now(self) -> Marked | None:
        """The photo's findings with the marks."""
        return self._now

    # the tool

    def use(self, kind: ToolKind) -> None:
        """Take a tool in hand; the same again lays it down."""
        if kind is self.kind or self._now is None:
            kind = ToolKind.PAN
        if self.kind in self._tools:
            self._tools[self.kind].forget()
        self._close_field()
        if self.kind is ToolKind.PAN:
            self._entered_at = self._history.place
        self.kind = kind
        self._hold(self._tools.get(kind))
        if kind is ToolKind.HANDLES:
            self._offer_cube()
        if kind is not ToolKind.PAN:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tool_changed.emit(kind)
        self.steps_changed.emit()

    def _hold(self, tool: Tool | None) -> None:
        self._view.use_tool(tool, [one for one in (self.ruler, self.handles) if one is not tool])

    def _offer_cube(self) -> None:
        """Where there is no cube one is put down to be dragged."""
        now = self._now
        if now is not None and len(now.cube_px) != CORNERS and now.marks.scale_line_mm is None:
            self.put_cube(self._backend.default_cube_px(now.analysis))

    def put_cube(self, corners_px: tuple[tuple[float, float], ...]) -> None:
        """A cube to be dragged; it gives no size before a corner is moved."""
        if self._now is not None:
            marks = replace(self._now.marks, cube_corners_px=corners_px, moved_corners=())
            self._session.mark(marks)
            self._end_step()

    # steps

    def _end_step(self, tool: Tool | None = None) -> None:
        draft = self._session.draft
        if draft is not None:
            name = (tool.kind, tool.step_name) if tool is not None and tool.step_name is not None else None
            self._history.add(draft.marks, name)
            self.steps_changed.emit()
            self.settled.emit()

    def _take_step_back(self) -> None:
        self._session.mark(self._history.marks)
        self.settled.emit()

    @property
    def can_undo(self) -> bool:
        """Whether a tool is held and there is a step to take back."""
        return self.kind is not ToolKind.PAN and self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a tool is held and a step was taken back."""
        return self.kind is not ToolKind.PAN and self._history.can_redo

    def undo(self) -> bool:
        """One step back; False where there is none here."""
        return self._step(self.can_undo, self._history.undo)

    def redo(self) -> bool:
        """One step forth; False where there is none here."""
        return self._step(self.can_redo, self._history.redo)

    def _step(self, possible: bool, act: Callable[[], HandMarks]) -> bool:
        if not possible:
            return False
        self._close_field()
        self._session.mark(act())
        self.steps_changed.emit()
        self.settled.emit()
        return True

    # keys

    def take_key(self, pressed: QKeyCombination) -> bool:
        """A key that means something to the tool; Esc breaks a drag off, or lays the tool down without its marks."""
        if self.kind is ToolKind.PAN:
            return False
        tool = self._tools[self.kind]
        if pressed.key() == Qt.Key.Key_Escape:
            if not tool.cancel():
                self._session.mark(self._history.back_to(self._entered_at))
                self.use(ToolKind.PAN)
                self.settled.emit()
            return True
        return tool.claims(pressed) and tool.key(pressed, self._view.viewportTransform())

    def _say(self, words: str) -> None:
        """For screen readers: what is at hand is said, and is the photo's description."""
        self._view.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, words))

    # a ruler

    def _ask_length(self) -> None:
        if self._now is None or self.ruler.line is None:
            return
        self.ruler.is_typing = True
        self._place_field()

    def _place_field(self) -> None:
        line = self.ruler.line
        if not self.ruler.is_typing or line is None or self._now is None:
            return
        to_screen = self._view.viewportTransform()
        drawn = QLineF(*(to_screen.map(QPointF(*at)) for at in line))
        typed = self.field.field.text() if self.field.isVisible() else ""
        known = self._now.marks.scale_line_mm or self._read_length()
        place = self.ruler.place_beside(drawn, 1.5 * self.field.sizeHint().height())
        self.field.ask(place.toPoint(), known)
        if typed:
            self.field.field.setText(typed)

    def _read_length(self) -> float | None:
        """How long the line is by the ruler that the machine read, in whole millimetres."""
        now, line = self._now, self.ruler.line
        if now is None or line is None or now.analysis.measurement.mm_per_px is None:
            return None
        if not now.analysis.regions_of(RegionKind.RULER):
            return None
        return float(round(math.dist(*line) * now.analysis.measurement.mm_per_px)) or None

    def _length_typed(self, length_mm: float) -> None:
        now, line = self._now, self.ruler.line
        self._close_field()
        if now is not None and line is not None:
            self._session.mark(replace(now.marks, scale_line_px=line, scale_line_mm=length_mm))
            self._end_step()

    def _no_length(self) -> None:
        """Esc in the field: a line of unknown length is none."""
        self._close_field()
        if self._now is not None:
            self.ruler.take_back(self._now.marks.scale_line_px)

    def _close_field(self) -> None:
        if self.ruler.is_typing:
            self.ruler.is_typing = False
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)  # before: hiding would move it on as Tab does
            self.field.hide()
            self._view.viewport().update()

    # choosing

    def choose_specimen(self) -> None:
        """Ask which specimen is meant."""
        self._pick(False, RegionKind.SPECIMEN)

    def choose_cube(self) -> None:
        """Ask which cube is meant."""
        self._pick(True, RegionKind.CUBE)

    def _pick(self, cube: bool, kind: RegionKind) -> None:
        if self._now is None:
            return
        self._picks_cube = cube
        self.pick.offer([region.box_px for region in self._now.analysis.regions_of(kind)])
        if self.kind is not ToolKind.PICK:
            self.use(ToolKind.PICK)

    def _picked(self, box: Box) -> None:
        if not self._picks_cube:
            self.use(ToolKind.PAN)
            self.specimen_chosen.emit(box)
            return
        now = self._now
        if now is not None:
            self.use(ToolKind.HANDLES)
            self.put_cube(_fitted_into(self._backend.default_cube_px(now.analysis), box))

    def set_edge(self, edge_mm: float) -> None:
        """The cube's edge is that long."""
        if self._now is not None:
            self._session.mark(replace(self._now.marks, cube_edge_mm=edge_mm))
            self._end_step()

    def words(self) -> str:
        """What the step back takes back, for the Edit menu."""
        return tr("the last mark")


def _fitted_into(corners: tuple[tuple[float, float], ...], box: Box) -> tuple[tuple[float, float], ...]:
    """The same cube moved and scaled so that it fills the box."""
    own = Box.around(corners)
    scale = min(box.width / own.width, box.height / own.height)
    return tuple(
        (
            box.centre[0] + (x - own.centre[0]) * scale,
            box.centre[1] + (y - own.centre[1]) * scale,
        )
        for x, y in corners
    )
