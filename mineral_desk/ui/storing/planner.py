"""Plans storage on a lane: the plan asked for last counts, and whatever was asked before is cancelled."""

from PySide6.QtCore import QObject, Signal

from mineral_desk.domain.progress import Progress
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.services.whose import Whose
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind


class Planner(QObject):
    """The window stays free: the lane takes one step after the other."""

    planned = Signal(object)
    """The :class:`StoragePlan`."""
    progressed = Signal(object)
    """The :class:`Progress`; None once nothing runs any more."""
    failed = Signal(object)

    def __init__(self, backend: Backend, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._backend, self._lane = backend, lane
        self._job: int | None = None

    @property
    def is_running(self) -> bool:
        """Whether a plan is being made."""
        return self._job is not None

    def plan(self, whose: Whose, rules: StorageRules) -> None:
        """Make a plan, in place of the one that is being made."""
        self.stop()
        self._job = self._lane.start(lambda: self._backend.plan_storage(whose, rules), self._heard)
        self.progressed.emit(Progress(0, 0))

    def stop(self) -> None:
        """Make none; the plan before stays."""
        if self._job is not None:
            self._lane.cancel(self._job)
            self._job = None
            self.progressed.emit(None)

    def _heard(self, outcome: Outcome) -> None:
        if outcome.job_id != self._job:
            return
        if outcome.kind is OutcomeKind.PROGRESSED:
            self.progressed.emit(outcome.progress)
            return
        self._job = None
        self.progressed.emit(None)
        if outcome.kind is OutcomeKind.FINISHED:
            plan: StoragePlan = outcome.result
            self.planned.emit(plan)
        elif outcome.kind is OutcomeKind.FAILED:
            self.failed.emit(outcome.fault)
