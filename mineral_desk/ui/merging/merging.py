"""Merging from the window: the actions of the File menu, and how many conflicts wait."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mineral_desk.ui.actions import Actions
from mineral_desk.ui.asking import ask_backup
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lanes
from mineral_desk.ui.merging.conflict_dialog import ConflictDialog
from mineral_desk.ui.merging.merge_dialog import MergeDialog
from mineral_desk.ui.merging.merge_words import COUNTED_UP_TO, conflict_count_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import tr


class Merging(QObject):
    """Comparing and merging run on the lane of files, settling on the catalogue's."""

    wrote = Signal(object)
    """The :class:`Changes` of a merge or a settlement."""

    def __init__(self, theme: Theme, backend: Backend, lanes: Lanes, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._backend, self._lanes, self._window = theme, backend, lanes, window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The actions of the menu."""
        return {"merge": self.choose_other, "conflicts": self.show_conflicts}

    def name_action(self, commands: Actions) -> None:
        """Let the menu say how many conflicts wait."""
        waiting = self._backend.conflict_count(COUNTED_UP_TO)
        commands.rename("conflicts", f"{conflict_count_words(waiting)}…" if waiting else tr("Conflicts…"))
        commands["conflicts"].setEnabled(waiting > 0)

    def choose_other(self) -> None:
        """Ask for the other catalogue."""
        other = ask_backup(self._window, Path(), tr("Merge another catalogue"))
        if other is not None:
            self.show_merge(other)

    def show_merge(self, other: Path) -> None:
        """Show what would come of it, and merge if that is wanted."""
        dialog = MergeDialog(self._theme, self._backend, self._lanes.files, other, self._window)
        dialog.merged.connect(lambda report: self.wrote.emit(report.changes))
        dialog.conflicts_wanted.connect(self.show_conflicts)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_conflicts(self) -> None:
        """What two people said differently."""
        dialog = ConflictDialog(self._theme, self._backend, self._lanes.catalogue, self._window)
        dialog.settled.connect(self.wrote)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
