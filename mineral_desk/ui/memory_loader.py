"""Loads the museum's memory beside the work: at the start, and after so much was written that it must be read again."""

from PySide6.QtCore import QObject, Signal

from mineral_desk.domain.errors import CatalogueError
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind
from mineral_desk.ui.words import tr


class MemoryLoader(QObject):
    """Until it is loaded the model alone suggests."""

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, backend: Backend, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._lane = backend, lane
        self._job: int | None = None

    def load(self) -> None:
        """Read it, unless it is being read already."""
        if self._job is None:
            self._job = self._lane.start(self._backend.load_memory, self._heard)

    def look(self) -> None:
        """Something was written: read it again where it could not follow."""
        if self._backend.memory_is_stale():
            self.load()

    def _heard(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.PROGRESSED:
            return
        self._job = None
        if outcome.kind is OutcomeKind.FINISHED:
            self.loaded.emit()
            if self._backend.incomparable:
                words = tr("{n} photos have no vector that can be compared.", n=self._backend.incomparable)
                self.failed.emit(CatalogueError(words, tr("Analyse them again, and they count.")))
        elif outcome.kind is OutcomeKind.FAILED:
            self.failed.emit(outcome.fault)
