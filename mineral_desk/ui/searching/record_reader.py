"""Reads the record that is chosen in a list, and its photo, off the main thread; late answers are dropped."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from mineral_desk.services.recording import Subject, WholeRecord
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft, begin
from mineral_desk.ui.desk.kept_draft import as_kept
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step
from mineral_desk.ui.photo_view.images import Picture
from mineral_desk.ui.photo_view.reading import read_picture

READ_AFTER_MS = 90
"""While a key is held the list runs on, and nothing is read."""
LOOKED_THROUGH = 6
"""So many photos of a record are looked through for the one that its size comes from."""
PICTURE_PX = 1024
PICTURES_KEPT = 8


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """A record, and the photo of it that is looked at: its place among the photos and what was decided about it."""

    whole: WholeRecord
    place: int = 0
    draft: Draft | None = None


class RecordReader(QObject):
    """What is wanted last is what counts."""

    opened = Signal(object)
    """The :class:`SeenRecord`; None where there is no record (any more)."""
    picture_ready = Signal(object)
    """The :class:`Picture` of its photo."""
    picture_failed = Signal()
    failed = Signal(object)

    def __init__(self, backend: Backend, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._lanes = backend, lanes
        self.seen: SeenRecord | None = None
        self._wanted: Subject | None = None
        self._place: int | None = None
        self._asked = 0
        """Counts what was asked for: an answer to an earlier question is dropped."""
        self._answered = 0
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._decoding: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._read)

    @property
    def photo_id(self) -> int | None:
        """The photo that is looked at."""
        return self.seen.whole.photo_ids[self.seen.place] if self.seen is not None and self.seen.draft else None

    @property
    def is_reading(self) -> bool:
        """Whether a record or its photo was asked for and is not here yet."""
        return self._answered != self._asked or self._decoding is not None

    def want(self, wanted: Subject | None, *, anew: bool = False) -> None:
        """The record of another specimen, or of a photo; ``anew``: also where it is shown already."""
        if wanted == self._wanted and not anew:
            return
        if wanted != self._wanted:
            self._place, self.seen = None, None
        self._wanted = wanted
        self._asked += 1
        if wanted is None:
            self._pause.stop()
            self._answered = self._asked
        else:
            self._pause.start(READ_AFTER_MS)

    def step(self, by: int) -> None:
        """To another photo of the same record; after the last one comes the first."""
        if self.seen is not None and len(self.seen.whole.photo_ids) > 1:
            self._place = (self.seen.place + by) % len(self.seen.whole.photo_ids)
            self._asked += 1
            self._read()

    def _read(self) -> None:
        wanted, place, backend = self._wanted, self._place, self._backend
        if wanted is not None:
            read = one_step(lambda: read_record(backend, wanted, place))
            self._lanes.search.start(read, self._heard, about=self._asked, urgent=True)

    def _heard(self, outcome: Outcome) -> None:
        if outcome.about != self._asked:
            return
        self._answered = self._asked
        if outcome.kind is OutcomeKind.FAILED:
            self.failed.emit(outcome.fault)
        if outcome.kind is OutcomeKind.FINISHED:
            self.seen = outcome.result
            self.opened.emit(self.seen)
            self._show_picture()

    # the picture

    def _show_picture(self) -> None:
        if self._decoding is not None:
            self._lanes.pictures.cancel(self._decoding)
            self._decoding = None
        if self.seen is None or self.seen.draft is None:
            return
        row = self.seen.draft.stored.row
        if row.sha256 in self._pictures:
            self._pictures.move_to_end(row.sha256)
            self.picture_ready.emit(self._pictures[row.sha256])
            return
        read = one_step(partial(read_picture, self._backend, row, PICTURE_PX))
        self._decoding = self._lanes.pictures.start(read, self._decoded, about=row.sha256, urgent=True)

    def _decoded(self, outcome: Outcome) -> None:
        if outcome.job_id == self._decoding:
            self._decoding = None
        if outcome.kind is OutcomeKind.FINISHED:
            self._pictures[outcome.about] = outcome.result
            while len(self._pictures) > PICTURES_KEPT:
                self._pictures.popitem(last=False)
        shown = self.seen.draft.stored.row.sha256 if self.seen is not None and self.seen.draft is not None else ""
        if outcome.about != shown:
            return
        if outcome.kind is OutcomeKind.FINISHED:
            self.picture_ready.emit(outcome.result)
        elif outcome.kind is OutcomeKind.FAILED:
            self.picture_failed.emit()


def read_record(backend: Backend, wanted: Subject, place: int | None) -> SeenRecord | None:
    """The record with the photo at ``place``; without one with the photo wanted, or the one its size comes from."""
    specimen_id = wanted.specimen_id
    if specimen_id is None and wanted.photo_id is not None:
        specimen_id = backend.subject_of(wanted.photo_id).specimen_id
    whole = None if specimen_id is None else backend.whole_record(specimen_id)
    if whole is None:
        return None
    if not whole.photo_ids:
        return SeenRecord(whole)
    if place is None and wanted.photo_id in whole.photo_ids:
        place = whole.photo_ids.index(wanted.photo_id)
    if place is None:
        return _with_size(backend, whole)
    place = min(place, len(whole.photo_ids) - 1)
    return SeenRecord(whole, place, _draft(backend, whole.photo_ids[place]))


def _with_size(backend: Backend, whole: WholeRecord) -> SeenRecord:
    first = SeenRecord(whole, 0, _draft(backend, whole.photo_ids[0]))
    if tells_size(first):
        return first
    others = enumerate(whole.photo_ids[1:LOOKED_THROUGH], start=1)
    seen = (SeenRecord(whole, place, _draft(backend, photo_id)) for place, photo_id in others)
    return next(filter(tells_size, seen), first)


def tells_size(seen: SeenRecord) -> bool:
    """Whether the size that stands in the record is the one that was decided about this photo."""
    record, decision = seen.whole.record, seen.draft.stored.decision if seen.draft is not None else None
    if decision is None or record.length_mm is None:
        return False
    return (record.length_mm, record.width_mm) == (decision.size.length_mm, decision.size.width_mm)


def _draft(backend: Backend, photo_id: int) -> Draft:
    return as_kept(backend, begin(backend.open_photo(photo_id), None))
