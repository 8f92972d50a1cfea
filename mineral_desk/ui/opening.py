"""Before there is a window: open the catalogue, or help the person who cannot.

A catalogue that is damaged, gone or held by another program must not keep its owner from restoring a backup.
"""

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.keeping import PreparedRestore
from mineral_desk.ui.asking import ask_backup, ask_catalogue
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.safety import RestoreQuestion
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import fault_words, spoken, tr

BUTTON_AIR = 40


class Choice(Enum):
    """What a person may do about a catalogue that does not open."""

    AGAIN = "Try again"
    RESTORE = "Restore from a backup…"
    ANOTHER = "Open another catalogue"
    QUIT = "Quit"


class CannotOpen(QMessageBox):
    """What is wrong with the catalogue, and what can be done; Enter tries again, Esc quits."""

    def __init__(self, fault: MineralDeskError) -> None:
        super().__init__()
        self.setWindowTitle("Mineral Desk")
        self.setText(spoken(fault.message))
        self.setInformativeText(spoken(fault.hint))
        role = QMessageBox.ButtonRole.ActionRole
        self.offered = {choice: self.addButton(tr(choice.value), role) for choice in Choice}
        for button in self.offered.values():  # the box itself would cut long words off
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(button.text()) + BUTTON_AIR)
        self.setDefaultButton(self.offered[Choice.AGAIN])
        self.setEscapeButton(self.offered[Choice.QUIT])

    def answer(self) -> Choice:
        """Ask, and wait for the answer."""
        self.exec()
        clicked = self.clickedButton()
        return next((choice for choice, button in self.offered.items() if button is clicked), Choice.QUIT)


def open_catalogue(prepare: Callable[[], Theme], backend: Backend, path: Path, create: bool) -> bool:
    """Open the catalogue at ``path``, or what the person chooses instead; False where they would rather quit.

    A new one is made only where ``create`` allows it, or where the person names another. ``prepare`` is called where
    there is something to ask: a window that opens at once needs no looks before.
    """
    while True:
        try:
            backend.open_catalogue(path, create)
            return True
        except MineralDeskError as fault:
            theme = prepare()
            match CannotOpen(fault).answer():
                case Choice.QUIT:
                    return False
                case Choice.ANOTHER:
                    chosen = ask_catalogue(None)
                    path, create = (path, create) if chosen is None else (chosen, True)
                case Choice.RESTORE:
                    if _restore(theme, backend, path):
                        return True
                case Choice.AGAIN:
                    pass


def _restore(theme: Theme, backend: Backend, path: Path) -> bool:
    """Whether a backup was put in the catalogue's place and opened."""
    backup = ask_backup(None, backend.snapshots)
    prepared = None if backup is None else _prepared(theme, backend, backup, path)
    if prepared is None:
        return False
    if not RestoreQuestion(prepared, None).is_agreed():
        backend.give_up_restore(prepared)
        return False
    try:
        backend.restore(prepared)
    except MineralDeskError as fault:
        _tell(fault)
        return False
    return True


def _prepared(theme: Theme, backend: Backend, backup: Path, path: Path) -> PreparedRestore | None:
    """The backup proven sound; None where it is not, or where the person had enough of waiting."""
    found: list[PreparedRestore] = []
    lane = Lane("safety", patient=True)
    try:
        dialog = JobDialog(theme, tr("Restore from a backup"), None)
        dialog.finished_with.connect(found.append)
        words = tr("Checking the backup; nothing is changed yet.")
        dialog.run(lane, lambda: backend.prepare_restore(backup, path), words, None)
        dialog.exec()
    finally:
        lane.close()
    return found[0] if found else None


def _tell(fault: MineralDeskError) -> None:
    box = QMessageBox()
    box.setWindowTitle("Mineral Desk")
    box.setText(fault_words(fault))
    box.exec()
