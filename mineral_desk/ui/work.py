"""The long work behind the window: taking photos in and analysing them, with pause and cancel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a stage is; ``running`` while it goes on."""

    done: int = 0
    total: int = 0
    running: bool = False
    text: str = ""

    @property
    def fraction(self) -> float:
        """0 to 1."""
        return self.done / self.total if self.total else 0.0


IDLE = Stage()


class Work(QObject):
    """Taking in runs on the catalogue lane's order of writes but in steps; analysing runs on the vision lane."""

    changed = Signal(object)
    """The :class:`Changes` of a step."""
    progressed = Signal()
    failed = Signal(object)
    """The fault, in words."""
    taken_in = Signal(object)
    """What was taken in: how many were new, how many were known."""

    def __init__(self, backend: Backend, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._lanes = backend, lanes
        self.taking_in = IDLE
        self.analysing = IDLE
        self.renewing = IDLE
        """Photos that show the analysis of another model."""
        self.is_paused = False
        self._take_in_jobs: dict[int, Sequence[Path]] = {}
        self._analyse_job: int | None = None
        self._renew_job: int | None = None
        self._again = False

    @property
    def is_running(self) -> bool:
        """Whether anything goes on."""
        return self.taking_in.running or self.analysing.running

    @property
    def places_taken_in(self) -> tuple[Path, ...]:
        """The photos and folders that are being taken in."""
        return tuple(place for places in self._take_in_jobs.values() for place in places)

    def make_ready(self) -> None:
        """Load what looks at photos, so that nobody waits for it later.

        Not on the vision lane: that one leaves the processor to others also while it holds up the interpreter.
        """
        self._lanes.pictures.start(one_step(self._backend.load_vision), self._heard_one)

    def take_in(self, places: Sequence[Path]) -> None:
        """Take photos and folders in, then analyse what waits."""
        self.taking_in = Stage(running=True)
        job = self._lanes.vision.start(
            lambda: self._backend.take_in(places), self._heard_taking_in, about="take_in", urgent=True
        )
        self._take_in_jobs[job] = places
        self.progressed.emit()

    def analyse_waiting(self) -> None:
        """Analyse what waits; photos that come meanwhile are seen to afterwards."""
        if self._analyse_job is not None:
            self._again = True
            return
        self._analyse(None, again=False)

    def analyse_again(self, photo_id: int) -> None:
        """Analyse one photo anew, before the others."""
        self._lanes.vision.start(
            lambda: self._backend.analyse([photo_id], True), self._heard_one, about=photo_id, urgent=True
        )

    def reconsider(self, photo_id: int, job: Callable[[], Job[Any]]) -> None:
        """A person overruled the clean-up of one photo: write that and analyse by it, before the others."""
        self._lanes.vision.start(job, self._heard_one, about=photo_id, urgent=True)

    def renew(self) -> None:
        """Analyse what shows the analysis of another model than the one in use, behind what waits; anew if it runs."""
        self.stop_renewing()
        self.renewing = Stage(running=True)
        self._renew_job = self._lanes.vision.start(self._backend.analyse_with_model_in_use, self._heard_renewing)
        self.progressed.emit()

    def stop_renewing(self) -> None:
        """Stop after the photo that is being worked on; the rest stays as it was analysed."""
        if self._renew_job is not None:
            self._lanes.vision.cancel(self._renew_job)
            self._renew_job = None
            self.renewing = replace(self.renewing, running=False)
            self.progressed.emit()

    def pause(self, paused: bool) -> None:
        """Hold the analysis before the next photo."""
        self.is_paused = paused
        self._lanes.vision.pause(paused)
        self.progressed.emit()

    def cancel(self) -> None:
        """Stop after the photo that is being worked on; what was saved stays saved."""
        self._again = False
        for job in self._take_in_jobs:
            self._lanes.vision.cancel(job)
        if self._analyse_job is not None:
            self._lanes.vision.cancel(self._analyse_job)
        self.stop_renewing()
        self.pause(False)

    def _analyse(self, photo_ids: Sequence[int] | None, again: bool) -> None:
        self.analysing = Stage(running=True)
        self._analyse_job = self._lanes.vision.start(
            lambda: self._backend.analyse(photo_ids, again), self._heard_analysing, about="analyse"
        )
        if self._renew_job is not None:  # a lane ends the job it is at: what waits must not wait for that one
            self.renew()
        self.progressed.emit()

    def _heard_taking_in(self, outcome: Outcome) -> None:
        self.taking_in = self._advanced(self.taking_in, outcome)
        if outcome.kind is not OutcomeKind.PROGRESSED:
            self._take_in_jobs.pop(outcome.job_id, None)
            if outcome.kind is OutcomeKind.FINISHED:
                self.taken_in.emit(outcome.result)
            self.analyse_waiting()
        self.progressed.emit()

    def _heard_analysing(self, outcome: Outcome) -> None:
        self.analysing = self._advanced(self.analysing, outcome)
        if outcome.kind is not OutcomeKind.PROGRESSED:
            self._analyse_job = None
            if self._again and outcome.kind is OutcomeKind.FINISHED:
                self._again = False
                self._analyse(None, again=False)
        self.progressed.emit()

    def _heard_renewing(self, outcome: Outcome) -> None:
        stage = self._advanced(self.renewing, outcome)
        if outcome.job_id == self._renew_job:  # of one that was stopped only the last changes count
            self.renewing = stage
            if outcome.kind is not OutcomeKind.PROGRESSED:
                self._renew_job = None
        self.progressed.emit()

    def _heard_one(self, outcome: Outcome) -> None:
        self._advanced(IDLE, outcome)

    def _advanced(self, stage: Stage, outcome: Outcome) -> Stage:
        progress: Progress | None = outcome.progress
        if progress is not None:
            stage = Stage(progress.done, progress.total, True, progress.text)
            if progress.changes:
                self.changed.emit(progress.changes)
        if outcome.kind is OutcomeKind.FAILED:
            self.failed.emit(outcome.fault)
        return stage if outcome.kind is OutcomeKind.PROGRESSED else replace(stage, running=False)
