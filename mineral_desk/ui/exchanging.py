"""Another catalogue, or a backup of this one, takes the place of the open one; then the window is built anew."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.keeping import PreparedRestore
from mineral_desk.ui.asking import ask_catalogue
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.words import tr


class Exchange(QObject):
    """``shut_down`` ends the lanes before, so that nothing meant for one catalogue is written into the other."""

    done = Signal()
    """Whatever came of it: the window is to be built anew, and to say :attr:`fault` or :attr:`note`."""

    def __init__(self, backend: Backend, shut_down: Callable[[], None], window: QWidget) -> None:
        super().__init__(window)
        self._backend, self._shut_down, self._window = backend, shut_down, window
        self.fault: MineralDeskError | None = None
        """What went wrong."""
        self.note = ""
        """What went well, in words."""
        self.has_replaced = False
        """Whether what is open now is another catalogue, or an earlier state of the same."""

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do."""
        return {"open_catalogue": self.choose}

    def choose(self) -> None:
        """Ask for another catalogue; a new name makes a new one."""
        path = ask_catalogue(self._window)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open another catalogue, and open it at the next start as well."""
        settings = self._backend.settings
        self._shut_down()
        try:
            self._backend.open_catalogue(path)
            self.has_replaced = True
            window = replace(settings.window, last_catalogue=str(path.resolve()))
            self._backend.change_settings(replace(settings, window=window))
        except MineralDeskError as fault:
            self.fault = fault
        self.done.emit()

    def restore(self, prepared: PreparedRestore) -> None:
        """Let a backup take the catalogue's place; nothing of the window may touch the file meanwhile."""
        self._shut_down()
        try:
            done = self._backend.restore(prepared)
        except MineralDeskError as fault:
            self.fault = fault
        else:
            self.has_replaced = True
            kept = "" if done.kept is None else tr("What it was before is {name}.", name=done.kept.name)
            self.note = f"{tr('Restored from {name}.', name=prepared.backup.name)} {kept}".strip()
        self.done.emit()
