"""Reads the photo to compare with, off the main thread; an answer about another one than is wanted now is dropped."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.beside.candidates import Candidate
from mineral_desk.ui.desk.draft import Draft, begin
from mineral_desk.ui.desk.kept_draft import as_kept
from mineral_desk.ui.desk.session import FULL_PX, SCREEN_PX
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step
from mineral_desk.ui.photo_view.images import Picture
from mineral_desk.ui.photo_view.reading import read_picture

PICTURES_KEPT = 4
"""Of screen size, about 15 MB each; one with all its pixels is kept by nobody but the view."""


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """What is known of the photo to compare with, as it would stand on the Desk; ``fault`` where it has no picture."""

    candidate: Candidate
    draft: Draft
    picture: Picture | None = None
    fault: MineralDeskError | None = None
    is_missing: bool = False
    """The file is not where it was."""


class Loader(QObject):
    """Asks for one photo at a time."""

    arrived = Signal(object)
    """The :class:`Other` that is wanted: at once where it was shown lately, and again as it is in the catalogue now."""
    failed = Signal(object)
    """A fault that no photo can be blamed for."""

    def __init__(self, backend: Backend, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._backend, self._lane = backend, lane
        self._kept: OrderedDict[int, Other] = OrderedDict()
        self._wanted: Candidate | None = None
        self._asked: set[tuple[int, int]] = set()

    def want(self, candidate: Candidate | None) -> None:
        """That photo is to be compared with; None where nothing is."""
        self._wanted = candidate
        if candidate is None:
            return
        kept = self._kept.get(candidate.photo_id)
        if kept is not None:
            self.arrived.emit(replace(kept, candidate=candidate))
        self._ask(candidate, SCREEN_PX)

    def want_more_pixels(self) -> None:
        """The zoom went beyond what is decoded."""
        if self._wanted is not None:
            self._ask(self._wanted, FULL_PX)

    @property
    def kept_count(self) -> int:
        """How many pictures are kept."""
        return len(self._kept)

    def forget(self) -> None:
        """Nothing is compared any more."""
        self._wanted = None
        self._kept.clear()

    def _ask(self, candidate: Candidate, long_side_px: int) -> None:
        key = (candidate.photo_id, long_side_px)
        if key in self._asked:
            return
        self._asked.add(key)
        kept = self._kept.get(candidate.photo_id) if long_side_px == SCREEN_PX else None
        job = one_step(partial(_read, self._backend, candidate, long_side_px, kept.picture if kept else None))
        self._lane.start(job, self._heard, about=key, urgent=True)

    def _heard(self, outcome: Outcome) -> None:
        photo_id, long_side_px = outcome.about
        self._asked.discard((photo_id, long_side_px))
        if self._wanted is None:
            return
        is_wanted = self._wanted.photo_id == photo_id
        if outcome.kind is OutcomeKind.FINISHED:
            other: Other = outcome.result
            if long_side_px == SCREEN_PX and other.picture is not None:
                self._keep(other)
            if is_wanted:
                self.arrived.emit(replace(other, candidate=self._wanted))
        elif outcome.kind is OutcomeKind.FAILED and is_wanted:
            self.failed.emit(outcome.fault)

    def _keep(self, other: Other) -> None:
        self._kept[other.candidate.photo_id] = other
        self._kept.move_to_end(other.candidate.photo_id)
        while len(self._kept) > PICTURES_KEPT:
            self._kept.popitem(last=False)


def _read(backend: Backend, candidate: Candidate, long_side_px: int, at_hand: Picture | None) -> Other:
    """On the lane: the record, the marks that were kept, and the picture."""
    stored = backend.stored_photo(candidate.photo_id)
    draft = as_kept(backend, begin(stored, None))
    if at_hand is not None:
        return Other(candidate, draft, at_hand)
    row = stored.row
    try:
        return Other(candidate, draft, read_picture(backend, row, long_side_px))
    except MineralDeskError as fault:
        return Other(candidate, draft, fault=fault, is_missing=not row.path.is_file())
