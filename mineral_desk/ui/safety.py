"""Keeping the catalogue safe from the window: backups, restores, checks, and the snapshots in the background."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from mineral_desk.domain.keeping import PreparedRestore
from mineral_desk.ui.asking import ask_backup, ask_new_backup
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step
from mineral_desk.ui.safety_words import backup_words, check_words, restore_question
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import tr

FIRST_SNAPSHOT_MS = 60_000
SNAPSHOT_EVERY_MS = 30 * 60_000


class RestoreQuestion(QMessageBox):
    """Whether the backup is to take the catalogue's place; not to do it is the answer to Enter."""

    def __init__(self, prepared: PreparedRestore, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Restore from a backup"))
        self.setText(tr("Put the backup in the catalogue's place?"))
        self.setInformativeText(restore_question(prepared))
        self.yes = self.addButton(tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        no = self.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(no)
        self.setEscapeButton(no)

    def is_agreed(self) -> bool:
        """Ask, and wait for the answer."""
        self.exec()
        return self.clickedButton() is self.yes


class Safety(QObject):
    """Runs on a lane of its own, so that neither writes nor the analysis wait for a copy."""

    failed = Signal(object)
    """A fault met in the background."""
    restore_agreed = Signal(object)
    """The :class:`PreparedRestore` that is to take the catalogue's place now."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._backend, self._lane, self._window = theme, backend, lane, window
        self._said = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.take_snapshot)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The actions of the menu."""
        return {"back_up": self.back_up, "restore": self.restore, "check": self.check}

    def start(self) -> None:
        """Look at the catalogue shortly, and take snapshots from now on."""
        self._lane.start(one_step(self._backend.refuse_unsound), self._heard_start)
        self._timer.start(FIRST_SNAPSHOT_MS)

    def stop(self) -> None:
        """No more snapshots: the window closes."""
        self._timer.stop()

    def back_up(self) -> None:
        """Ask for a name and make a verified copy."""
        out = ask_new_backup(self._window, self._backend.suggested_backup())
        if out is not None:
            dialog = self._dialog(tr("Backup"))
            dialog.run(self._lane, lambda: self._backend.back_up(out), tr("Backing up; work can go on."), backup_words)

    def check(self) -> None:
        """Read all of the catalogue."""
        dialog = self._dialog(tr("Check catalogue"))
        dialog.run(self._lane, self._backend.check, tr("Reading all of the catalogue."), check_words)

    def restore(self) -> None:
        """Ask for a backup, prove it sound, and ask whether it is to be."""
        backup = ask_backup(self._window, self._backend.snapshots)
        if backup is not None:
            self.restore_from(backup)

    def restore_from(self, backup: Path) -> None:
        """Prove this backup sound, and ask whether it is to be."""
        dialog = self._dialog(tr("Restore from a backup"))
        dialog.finished_with.connect(self._ask_to_restore)
        words = tr("Checking the backup; nothing is changed yet.")
        dialog.run(self._lane, lambda: self._backend.prepare_restore(backup, None), words, None)

    def take_snapshot(self) -> None:
        """Take one now if the settings say so; where nothing changed, none is made."""
        self._timer.start(SNAPSHOT_EVERY_MS)
        if self._backend.settings.window.snapshots and not self._lane.is_busy:
            self._lane.start(self._backend.take_snapshot, self._heard_snapshot)

    def _dialog(self, title: str) -> JobDialog:
        dialog = JobDialog(self._theme, title, self._window)
        dialog.stumbled.connect(self.failed)
        return dialog

    def _ask_to_restore(self, prepared: PreparedRestore) -> None:
        if RestoreQuestion(prepared, self._window).is_agreed():
            self.restore_agreed.emit(prepared)
        else:
            self._backend.give_up_restore(prepared)

    def _heard_start(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.FAILED:
            self.failed.emit(outcome.fault)

    def _heard_snapshot(self, outcome: Outcome) -> None:
        """The same fault is told once, not every half hour."""
        if outcome.kind is OutcomeKind.FAILED and str(outcome.fault) != self._said:
            self._said = str(outcome.fault)
            self.failed.emit(outcome.fault)
        elif outcome.kind is OutcomeKind.FINISHED:
            self._said = ""
