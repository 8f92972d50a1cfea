"""Settings, the sheet of keys and the guide: what the window shows about itself."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.labelling import LabelSettings
from mineral_desk.domain.storing.rules import StorageSettings
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import Actions
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.dialogs import KeysSheet, SettingsDialog
from mineral_desk.ui.help_dialog import HelpDialog
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import chosen_language


class Preferences(QObject):
    """Settings are checked and kept when they are changed; those of the window build it anew."""

    failed = Signal(object)
    rebuild_wanted = Signal()

    def __init__(self, theme: Theme, backend: Backend, window: QWidget, commands: Callable[[], Actions]) -> None:
        super().__init__(window)
        self._theme, self._backend, self._window, self._commands = theme, backend, window, commands

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {"settings": self.show_settings, "keys": self.show_keys, "help": self.show_help}

    def show_settings(self) -> None:
        """Edit the settings."""
        dialog = SettingsDialog(self._theme, self._backend.settings, self._window)
        if dialog.exec():
            self._use(dialog.settings)

    def _use(self, settings: Settings) -> None:
        before = self._backend.settings
        try:
            self._backend.change_settings(settings)
        except MineralDeskError as fault:
            self.failed.emit(fault)
            return
        if before.window != settings.window:
            self.rebuild_wanted.emit()

    def use_edge(self, edge_mm: float) -> None:
        """Another edge of the cube."""
        settings = self._backend.settings
        self._use(replace(settings, analysis=replace(settings.analysis, cube_edge_mm=edge_mm)))

    def use_language(self, language: str) -> None:
        """Another language."""
        settings = self._backend.settings
        self._use(replace(settings, window=replace(settings.window, language=language)))

    def use_storage(self, storage: StorageSettings) -> None:
        """Other boxes, drawers or rules."""
        self._use(replace(self._backend.settings, storage=storage))

    def use_labels(self, labels: LabelSettings) -> None:
        """Other sheets of labels."""
        self._use(replace(self._backend.settings, labels=labels))

    def show_keys(self) -> None:
        """The sheet of keys."""
        KeysSheet(self._theme, self._commands().specs, self._window).exec()

    def show_help(self) -> None:
        """The user's guide; where there is none, the keys."""
        language = chosen_language(self._backend.settings.window.language)
        for name in (f"{language}.md", "en.md"):
            guide = self._backend.resources / "guide" / name
            if guide.is_file():
                HelpDialog(self._theme, guide, self._window).exec()
                return
        self.show_keys()
