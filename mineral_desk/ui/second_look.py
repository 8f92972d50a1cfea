"""Looking at records again: a second person's word, history and earlier states, many records at once, and the why."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.record_fields import FieldValues
from mineral_desk.domain.verification import REFUSALS, VerificationStatus
from mineral_desk.services.recording import Subject
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.contest_dialog import ContestDialog
from mineral_desk.ui.history_dialog import HistoryDialog
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step
from mineral_desk.ui.many_records import ManyRecordsDialog
from mineral_desk.ui.reason_words import reason_in_own_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import count, tr


class SecondLook(QObject):
    """Actions that hold on the Desk and in the Catalogue; writes run on the catalogue lane."""

    wrote = Signal(object)
    """The :class:`Changes`."""
    noted = Signal(str)
    """Something to be said at the foot of the window."""
    failed = Signal(object)

    def __init__(
        self, theme: Theme, backend: Backend, lane: Lane, window: QWidget, chosen: Callable[[], list[Subject]]
    ) -> None:
        """``chosen`` tells the records or photos that are chosen where we are."""
        super().__init__(window)
        self._theme, self._backend, self._lane, self._window, self._chosen = theme, backend, lane, window, chosen

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {"verify": self.verify, "contest": self.ask_contest, "history": self.show_history}

    # a second person

    def verify(self) -> None:
        """The names that are chosen hold."""
        self._say(VerificationStatus.VERIFIED, "")

    def ask_contest(self) -> None:
        """Ask what speaks against the names that are chosen."""
        ids = self._records()
        if ids:
            dialog = ContestDialog(self._theme, len(ids), self._backend.settings.reasons, self._window)
            dialog.given.connect(partial(self._say, VerificationStatus.CONTESTED))
            self._open(dialog)

    def _say(self, status: VerificationStatus, reason: str) -> None:
        ids = self._records()
        if ids:
            self._lane.start(one_step(lambda: self._backend.verify(ids, status, reason)), self._said)

    def _said(self, outcome: Outcome) -> None:
        if self._ended_well(outcome):
            changes, refused = outcome.result
            self.wrote.emit(changes)
            for why, number in refused.items():
                self.noted.emit(tr("{n} passed over: {why}.", n=count(number), why=tr(REFUSALS[why])))

    def _records(self) -> list[int]:
        """The ids of the records that are chosen; says so where there are none."""
        subjects = self._chosen()
        ids = [one.specimen_id for one in subjects if one.specimen_id is not None]
        if subjects and not ids:
            what, do = tr("Nothing is decided about this photo yet."), tr("A second person looks at what was named.")
            self.failed.emit(UsageError(what, do))
        return ids

    # history and earlier states

    def show_history(self) -> None:
        """What happened to the record that is chosen; any line of it can be brought back."""
        for subject in self._chosen()[:1]:
            dialog = HistoryDialog(self._theme, self._backend, subject, self._window)
            dialog.wanted.connect(partial(self._restore, subject))
            self._open(dialog)

    def _restore(self, subject: Subject, as_of: int) -> None:
        self._write(lambda: self._backend.restore_state(subject, as_of))

    # many records

    def edit_many(self) -> None:
        """Ask what to set in all records that are chosen."""
        ids = self._records()
        if ids:
            dialog = ManyRecordsDialog(self._theme, self._backend, len(ids), self._window)
            dialog.kept.connect(partial(self._edit, ids))
            self._open(dialog)

    def _edit(self, ids: list[int], values: FieldValues) -> None:
        self._write(lambda: self._backend.edit_records(ids, values))

    # why

    def give_reason(self, operation_id: int, reason: str) -> None:
        """Keep why an act was done."""
        give = one_step(lambda: self._backend.give_reason(operation_id, reason))
        self._lane.start(give, self._given, about=reason)

    def _given(self, outcome: Outcome) -> None:
        self._written(outcome)
        if outcome.kind is OutcomeKind.FINISHED:
            self.noted.emit(reason_in_own_words(outcome.about))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, act: Callable[[], Changes]) -> None:
        self._lane.start(one_step(act), self._written)

    def _written(self, outcome: Outcome) -> None:
        if self._ended_well(outcome):
            self.wrote.emit(outcome.result)

    def _ended_well(self, outcome: Outcome) -> Any:
        if outcome.kind is OutcomeKind.FAILED and outcome.fault is not None:
            self.failed.emit(outcome.fault)
        return outcome.kind is OutcomeKind.FINISHED
