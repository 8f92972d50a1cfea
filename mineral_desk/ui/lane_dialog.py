"""A dialog whose work runs on a lane: it says how far that is, drops answers that came too late, and can be left."""

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.bars import ProgressBar
from mineral_desk.ui.widgets.labels import ElidedLabel, set_colour
from mineral_desk.ui.words import fault_words


class LaneDialog(QDialog):
    """One job at a time, the one asked for last; leaving the dialog cancels it."""

    def __init__(self, theme: Theme, lane: Lane, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._lane = theme, lane
        self._job: int | None = None
        self._is_left = False
        self._said = ElidedLabel(theme, SMALL, "muted", middle=True)
        self._bar = ProgressBar(theme)

    def _show_progress(self, progress: Progress) -> None:
        """How far the job is."""
        raise NotImplementedError

    def _answered(self, report: Any) -> None:
        """What the job came to."""
        raise NotImplementedError

    def _set_busy(self, busy: bool) -> None:
        """Whether a job runs."""
        raise NotImplementedError

    def _run(self, job: Callable[[], Job[Any]]) -> None:
        if self._is_left:  # a table that gets the focus while the dialog closes chooses a line: nobody hears of it
            return
        self._cancel()
        self._job = self._lane.start(job, self._heard)

    def _heard(self, outcome: Outcome) -> None:
        if outcome.job_id != self._job:
            return
        if outcome.kind is OutcomeKind.PROGRESSED and outcome.progress is not None:
            self._show_progress(outcome.progress)
            return
        self._job = None
        self._set_busy(False)
        if outcome.kind is OutcomeKind.FINISHED:
            self._answered(outcome.result)
        elif outcome.kind is OutcomeKind.FAILED:
            self._bar.hide()
            if not isinstance(outcome.fault, MineralDeskError):
                logging.getLogger("mineral_desk").error("a fault of the program", exc_info=outcome.fault)
            self._say(fault_words(outcome.fault), "danger")

    def _say(self, words: str, colour: str = "muted") -> None:
        self._said.setText(words)
        set_colour(self._said, self._theme, colour)

    def _cancel(self) -> None:
        if self._job is not None:
            self._lane.cancel(self._job)
            self._job = None

    def done(self, result: int) -> None:
        """Leaving cancels what is not finished: nothing is left of it, and nothing is begun any more."""
        self._is_left = True
        self._cancel()
        super().done(result)
