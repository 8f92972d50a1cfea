"""The names that the queue proposes: with the museum's memory, as the Desk does when the photo is opened."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from mineral_desk.domain.catalogue import PhotoRow, PhotoState
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step

KEPT = 2_000
WISHES = 60
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """The name that the Desk would propose, empty where it proposes none, and how far the model's names are trusted."""

    species: str
    recommendation: Recommendation


class Proposals(QObject):
    """Asks for the photos that are looked at, a few at a time; until the answer comes the old name stands."""

    arrived = Signal()

    def __init__(self, backend: Backend, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._lane = backend, lane
        self._known: OrderedDict[int, Proposal] = OrderedDict()
        self._fresh: set[int] = set()
        self._wishes: OrderedDict[int, None] = OrderedDict()
        self._round = 0
        self._asking = False

    def renewed(self, row: PhotoRow) -> PhotoRow:
        """The row with the name that the Desk would propose; ``arrived`` tells when a better answer is there."""
        if row.state is not PhotoState.TO_DECIDE:
            return row
        if row.id not in self._fresh:
            self._wishes[row.id] = None
            self._wishes.move_to_end(row.id)
            while len(self._wishes) > WISHES:
                self._wishes.popitem(last=False)
            self._ask()
        known = self._known.get(row.id)
        return row if known is None else replace(row, proposed=known.species, recommendation=known.recommendation)

    def forget(self) -> None:
        """Something was confirmed, or analysed anew: ask again for whatever is looked at."""
        self._fresh.clear()
        self._round += 1

    def _ask(self) -> None:
        if self._asking or not self._wishes:
            return
        photo_ids = [self._wishes.popitem()[0] for _ in range(min(AT_ONCE, len(self._wishes)))]
        backend = self._backend

        def read() -> dict[int, Proposal]:
            stored = {photo_id: backend.open_photo(photo_id) for photo_id in photo_ids}
            return {
                photo_id: Proposal(one.proposed, one.analysis.suggestions.recommendation)
                for photo_id, one in stored.items()
                if one.analysis is not None
            }

        self._asking = True
        self._lane.start(one_step(read), self._heard, about=(self._round, photo_ids))

    def _heard(self, outcome: Outcome) -> None:
        self._asking = False
        asked_in, photo_ids = outcome.about
        if asked_in == self._round:
            self._fresh.update(photo_ids)  # also where that failed: it is not asked for at each painting
        if outcome.kind is OutcomeKind.FINISHED:
            before = {photo_id: self._known.get(photo_id) for photo_id in photo_ids}
            self._known.update(outcome.result)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            if any(self._known.get(photo_id) != one for photo_id, one in before.items()) or asked_in != self._round:
                self.arrived.emit()
        self._ask()
