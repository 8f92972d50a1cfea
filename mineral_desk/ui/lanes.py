"""The window's lanes: threads that drive jobs, so that the main thread never waits.

A job is a generator that yields :class:`Progress` (see :mod:`mineral_desk.domain.progress`). A lane takes one step
after the other; between two steps an urgent job may overtake, and a cancelled one is closed. What comes of a job
reaches the main thread by one signal, as an :class:`Outcome`. Outcomes carry what the job was about (a photo's
sha256, say): whoever no longer shows that photo drops the answer.
"""

import itertools
import logging
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal

from mineral_desk.domain.progress import Job, Progress

PROGRESS_EVERY_S = 0.05
PATIENT_NICE = 5


class OutcomeKind(StrEnum):
    """The four things that can come of a job."""

    PROGRESSED = "progressed"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``result`` when finished, ``fault`` when failed, ``progress`` when progressed (its changes are all new ones)."""

    job_id: int
    kind: OutcomeKind
    about: Any = None
    progress: Progress | None = None
    result: Any = None
    fault: BaseException | None = None


Listener = Callable[[Outcome], None]


def one_step(act: Callable[[], Any]) -> Callable[[], Job[Any]]:
    """A job that does ``act`` in one go."""

    def job() -> Job[Any]:
        yield from ()
        return act()

    return job


class _Entry:
    """A job on its way through the lane."""

    def __init__(self, job_id: int, start: Callable[[], Job[Any]], about: Any) -> None:
        self.job_id, self.start, self.about = job_id, start, about
        self.generator: Generator[Progress, None, Any] | None = None
        self.cancelled = threading.Event()
        self.unsent: Progress | None = None
        self.sent_at = 0.0

    def step(self) -> Outcome | None:
        """One step; None where there is nothing to tell yet."""
        try:
            if self.cancelled.is_set():
                if self.generator is not None:
                    self.generator.close()
                return Outcome(self.job_id, OutcomeKind.CANCELLED, self.about)
            if self.generator is None:
                self.generator = self.start()
            return self._progressed(next(self.generator))
        except StopIteration as stop:
            return Outcome(self.job_id, OutcomeKind.FINISHED, self.about, self.unsent, stop.value)
        except Exception as fault:
            logging.getLogger(__name__).debug("a job failed", exc_info=fault)
            return Outcome(self.job_id, OutcomeKind.FAILED, self.about, self.unsent, fault=fault)

    def _progressed(self, progress: Progress) -> Outcome | None:
        """Fast jobs report now and then only, with the changes of all steps since the last report."""
        if self.unsent is not None:
            progress = replace(progress, changes=self.unsent.changes | progress.changes)
        if time.monotonic() - self.sent_at < PROGRESS_EVERY_S:
            self.unsent = progress
            return None
        self.unsent, self.sent_at = None, time.monotonic()
        return Outcome(self.job_id, OutcomeKind.PROGRESSED, self.about, progress)


class _Driver(QThread):
    """Takes steps until the lane is closed."""

    def __init__(self, lane: "Lane") -> None:
        super().__init__(lane)
        self._lane = lane

    def run(self) -> None:
        if self._lane.is_patient:
            _step_back()
        while (entry := self._lane.next_entry()) is not None:
            outcome = entry.step()
            ended = outcome is not None and outcome.kind is not OutcomeKind.PROGRESSED
            self._lane.put_back(None if ended else entry)
            if outcome is not None:
                self._lane.outcome.emit(outcome)


def _step_back() -> None:
    """Let the window go first: on Linux a thread has a priority of its own, and the threads it starts inherit it."""
    if sys.platform.startswith("linux"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), PATIENT_NICE)


class Lane(QObject):
    """One thread with its line of jobs; a ``patient`` one leaves the processor to the window when both want it."""

    outcome = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None, patient: bool = False) -> None:
        super().__init__(parent)
        self.is_patient = patient
        self._numbers = itertools.count(1)
        self._listeners: dict[int, Listener] = {}
        self._entries: dict[int, _Entry] = {}
        self._urgent: deque[_Entry] = deque()
        self._calm: deque[_Entry] = deque()
        self._current_is_urgent = False
        self._closed = self._paused = False
        self._changed = threading.Condition()
        self._driver = _Driver(self)
        self._driver.setObjectName(name)
        self.outcome.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._driver.start()

    def start(
        self, job: Callable[[], Job[Any]], listener: Listener | None = None, about: Any = None, urgent: bool = False
    ) -> int:
        """Put a job in line; ``job`` is called on the lane. ``listener`` hears its outcomes on the main thread."""
        entry = _Entry(next(self._numbers), job, about)
        if listener is not None:
            self._listeners[entry.job_id] = listener
        with self._changed:
            self._entries[entry.job_id] = entry
            (self._urgent if urgent else self._calm).append(entry)
            self._changed.notify()
        return entry.job_id

    def cancel(self, job_id: int) -> None:
        """Close the job before its next step; what it saved until then stays saved."""
        with self._changed:
            if job_id in self._entries:
                self._entries[job_id].cancelled.set()
            self._changed.notify()

    def cancel_waiting(self) -> None:
        """Close every job in the line, the one that runs before its next step."""
        with self._changed:
            for entry in self._entries.values():
                entry.cancelled.set()
            self._changed.notify()

    def pause(self, paused: bool) -> None:
        """Hold calm jobs before their next step; urgent ones go on."""
        with self._changed:
            self._paused = paused
            self._changed.notify()

    @property
    def is_busy(self) -> bool:
        """Whether anything is in line."""
        with self._changed:
            return bool(self._entries)

    def close(self, wait_ms: int = 10_000) -> None:
        """Cancel everything and end the thread after the step it is in."""
        with self._changed:
            self._closed = True
            for entry in self._entries.values():
                entry.cancelled.set()
            self._changed.notify()
        self._listeners.clear()
        self._driver.wait(wait_ms)

    def next_entry(self) -> _Entry | None:
        """For the driver: the job to step next, waiting for one; None when the lane is closed and empty."""
        with self._changed:
            while True:
                if self._urgent:
                    self._current_is_urgent = True
                    return self._urgent.popleft()
                if self._calm and (not self._paused or self._calm[0].cancelled.is_set()):
                    self._current_is_urgent = False
                    return self._calm.popleft()
                if self._closed:
                    return None
                self._changed.wait()

    def put_back(self, entry: _Entry | None) -> None:
        """For the driver: the job goes on later (None: it ended)."""
        with self._changed:
            if entry is not None:
                (self._urgent if self._current_is_urgent else self._calm).appendleft(entry)

    def _deliver(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.PROGRESSED:
            listener = self._listeners.get(outcome.job_id)
        else:
            listener = self._listeners.pop(outcome.job_id, None)
            with self._changed:
                self._entries.pop(outcome.job_id, None)
        if listener is not None:
            listener(outcome)


class Lanes:
    """The lanes of one window.

    ``catalogue`` does all writes in order, ``vision`` runs the models, ``pictures`` decodes for the screen, so that
    the photo to be looked at does not wait behind the one being analysed. ``safety`` copies and checks the catalogue
    on connections of its own. ``search`` reads what is waited for while typing and scrolling, ``counting`` what may
    come later: the whole order of a result, and its facets. ``planning`` makes storage plans. ``files`` writes what was
    asked for as a file, which may take a minute and holds nothing else up.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        self.catalogue = Lane("catalogue", parent)
        self.vision = Lane("vision", parent, patient=True)
        self.pictures = Lane("pictures", parent)
        self.safety = Lane("safety", parent, patient=True)
        self.files = Lane("files", parent, patient=True)
        self.search = Lane("search", parent)
        self.counting = Lane("counting", parent, patient=True)
        self.planning = Lane("planning", parent, patient=True)

    def close(self) -> None:
        """Let the writes asked for finish, drop the rest."""
        deadline = time.monotonic() + 10
        while self.catalogue.is_busy and time.monotonic() < deadline:
            QThread.msleep(5)
            _deliver_pending(self.catalogue)
        readers = (self.search, self.counting, self.planning, self.files, self.safety, self.pictures, self.vision)
        for lane in (*readers, self.catalogue):
            lane.close()


def _deliver_pending(lane: Lane) -> None:
    """Let the main thread hear what the lane told it, while it waits for the end."""
    from PySide6.QtCore import QCoreApplication, QEvent  # noqa: PLC0415

    QCoreApplication.sendPostedEvents(lane, QEvent.Type.MetaCall.value)
