"""The room of the photo on the Desk, in which another one can stand beside it."""

from collections.abc import Callable, Set
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QKeyCombination, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import PhotoRow
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.beside.candidates import Candidate, candidates_for
from mineral_desk.ui.beside.head_words import head_words
from mineral_desk.ui.beside.heads import HEIGHT, OwnHead
from mineral_desk.ui.beside.loader import Loader, Other
from mineral_desk.ui.beside.other_half import OtherHalf
from mineral_desk.ui.beside.same_scale import SameScale
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.sentences import split_advice, title_of
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.view import PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.labels import upright
from mineral_desk.ui.words import fault_words, tr

USUAL_RATIO = 1.5
STACKED_FROM = 1.3
"""One above the other where photos are so much larger then."""


class SideBySide(QWidget):
    """Left the photo on the Desk with all its tools, right another one; both are zoomed and moved together."""

    turned = Signal(bool)
    """It was switched on or off."""
    failed = Signal(object)
    """A fault that the photo to compare with is not to blame for."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, view: PhotoView) -> None:
        super().__init__()
        self._theme, self._backend, self.view = theme, backend, view
        self.is_on = False
        self._draft: Draft | None = None
        self._before: PhotoRow | None = None
        self._candidates: tuple[Candidate, ...] = ()
        self._place = 0
        self._other: Other | None = None
        self.own_head, self.other = OwnHead(theme), OtherHalf(theme)
        self.scales = SameScale(theme, self.own_head, view, self.other.view)
        self._links = self.scales.links
        self._loader = Loader(backend, lane, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        own = QWidget()
        column = self._column = QVBoxLayout(own)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.own_head)
        column.addWidget(self.view, 1)
        self._between = upright(self._theme)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for part, stretch in ((own, 1), (self._between, 0), (self.other, 1)):
            self._row.addWidget(part, stretch)
        for part in (self.own_head, self._between, self.other):
            part.hide()

    def _connect(self) -> None:
        self.own_head.same_scale.clicked.connect(self.scales.turn)
        self.other.head.step_wanted.connect(self.step)
        self.other.head.end_wanted.connect(self.turn)
        self.other.view.needs_pixels.connect(self._loader.want_more_pixels)
        self._loader.arrived.connect(self._show_other)
        self._loader.failed.connect(lambda fault: self.other.say(*split_advice(fault_words(fault))))
        self._loader.failed.connect(self.failed)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {
            "side_by_side": self.turn,
            "compare_before": partial(self.step, -1),
            "compare_next": partial(self.step, 1),
            "same_scale": self.scales.turn,
        }

    def take_key(self, pressed: QKeyCombination) -> bool:
        """Esc ends it; every other key is somebody else's."""
        if not self.is_on or pressed.key() != Qt.Key.Key_Escape:
            return False
        self.turn()
        return True

    # on and off

    def turn(self) -> None:
        """Put another photo beside the one on the Desk, or take it away."""
        self.is_on = not self.is_on
        if not self.is_on:
            self._links.link(False)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)  # before: hiding would move it on as Tab does
        for part in (self.own_head, self._between, self.other):
            part.setVisible(self.is_on)
        for layout in (self._row, self._column):
            layout.activate()  # now: what is brought in view depends on the room
        self.scales.want_bars(self.is_on)
        if self.is_on:
            self._links.link(True)
            self._look_for_candidates()
        else:
            self._forget()
        self.turned.emit(self.is_on)

    def _forget(self) -> None:
        """No picture stays in memory while nothing is compared."""
        self._loader.forget()
        self._other, self._candidates = None, ()
        self.other.show_waiting()
        self._compare()

    # which photo

    def show_photo(self, draft: Draft, before: PhotoRow | None) -> None:
        """A photo is on the Desk, another one or the same one again; ``before`` is the one before it in the queue."""
        same = self._draft is not None and self._draft.stored.row.id == draft.stored.row.id
        self._draft, self._before = draft, before
        if self.is_on:
            self._look_for_candidates(keep=same)

    def follow(self, draft: Draft) -> None:
        """The same photo: its size, and with it its scale, may be another one."""
        self._draft = draft
        if self.is_on:
            self._compare()

    def renew(self, before: PhotoRow | None) -> None:
        """Something was written: the photo that stands beside may be named by now, or have another number."""
        self._before = before
        if self.is_on:
            self._look_for_candidates(keep=True)

    def _look_for_candidates(self, keep: bool = False) -> None:
        """Find them anew, and begin with the first; ``keep`` the one that is shown, where it is still one of them."""
        if self._draft is None:
            return
        shown = self.candidate.photo_id if keep and self.candidate is not None else None
        self._candidates = candidates_for(self._draft.stored, self._before, self._backend)
        self.own_head.say(title_of(self._draft.stored.row), tr("the photo on the Desk"))
        self._go_to(self._place_of(shown) or 0)

    def _place_of(self, photo_id: int | None) -> int | None:
        return next((place for place, one in enumerate(self._candidates) if one.photo_id == photo_id), None)

    @property
    def candidate(self) -> Candidate | None:
        """The photo that stands beside."""
        return self._candidates[self._place] if self._place < len(self._candidates) else None

    def step(self, by: int) -> None:
        """The next photo to compare with (1), or the one before (-1), round and round."""
        if self.is_on and self._candidates:
            self._go_to((self._place + by) % len(self._candidates))

    def show_beside(self, photo_id: int) -> None:
        """Compare with that one of the candidates."""
        place = self._place_of(photo_id)
        if place is not None:
            self._go_to(place)

    def _go_to(self, place: int) -> None:
        self._place = place
        candidate = self.candidate
        if self._other is not None and (candidate is None or self._other.candidate.photo_id != candidate.photo_id):
            self._other = None
        if candidate is None:
            self._loader.want(None)
            self.other.head.show_none()
            self.other.say(
                tr("Nothing to compare with yet."),
                tr("Confirm the name of a specimen, and it stands here beside those that are like it."),
            )
        else:
            self._say_head(candidate)
            if self._other is None:
                self.other.show_waiting()
            self._loader.want(candidate)
        self._compare()

    def _say_head(self, candidate: Candidate) -> None:
        decision = self._other.draft.stored.decision if self._other is not None else None
        self.other.head.show_words(head_words(candidate, decision, self._backend), self._place, len(self._candidates))

    def _show_other(self, other: Other) -> None:
        shown = self._other.picture if self._other is not None else None
        same = shown is not None and other.picture is not None
        if shown is not None and other.picture is not None and other.picture.long_side_px < shown.long_side_px:
            other = replace(other, picture=shown)
        self._other = other
        self._say_head(other.candidate)
        self._links.link(False)  # a photo that comes follows, and does not lead
        self.other.show_other(other, keep_zoom=same)
        self._links.link(True)
        self._compare(anew=not same)

    # how it is shown

    def show_layers(self, layers: Set[Layer]) -> None:
        """The layers that are switched on."""
        self.other.show_layers(layers)

    def set_bare(self, bare: bool) -> None:
        """The photos alone while Space is held."""
        for view in (self.view, self.other.view):
            view.set_bare(bare)
        self.scales.want_bars(self.is_on and not bare)

    def show_own_picture(self) -> None:
        """The photo on the Desk has its picture now."""
        if self.is_on:
            self._compare(anew=True)

    def _compare(self, anew: bool = False) -> None:
        """``anew``: another pair than before is to be brought in view."""
        other = self._other if self._other is not None and self._other.picture is not None else None
        self.scales.compare(self._draft, other.draft if other is not None else None, anew)

    # room

    def set_margin(self, margin_px: int) -> None:
        """So much of the surround is left around a photo that fits."""
        for view in (self.view, self.other.view):
            is_other = view.margin != margin_px
            view.margin = margin_px
            if is_other and view.is_fitted:
                view.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, stacked = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        is_stacked = self.is_larger_stacked(event.size().width(), event.size().height())
        direction = stacked if is_stacked else beside
        if direction != self._row.direction():
            self._row.setDirection(direction)
            largest = 16_777_215
            self._between.setFixedSize(*((largest, 1) if is_stacked else (1, largest)))
            self._between.setMinimumSize(1, 1)

    def is_larger_stacked(self, width: int, height: int) -> bool:
        """Whether photos of the usual shape are much larger one above the other than side by side."""
        head = self._theme.px(HEIGHT)
        beside = min(width / 2 / USUAL_RATIO, height - head)
        return min(width / USUAL_RATIO, height / 2 - head) > STACKED_FROM * beside
