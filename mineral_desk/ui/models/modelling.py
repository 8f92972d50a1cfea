"""Models and their accuracy from the window: the actions of the Tools menu."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mineral_desk.ui.accuracy.accuracy_dialog import AccuracyDialog
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lanes
from mineral_desk.ui.models.compare_dialog import CompareDialog
from mineral_desk.ui.models.models_dialog import ModelsDialog
from mineral_desk.ui.theme import Theme


class Modelling(QObject):
    """The dialogs stay beside the window; what they compute runs on lanes."""

    used = Signal(str)
    """Another model suggests names now."""
    renew_wanted = Signal()
    photo_wanted = Signal(int)

    def __init__(self, theme: Theme, backend: Backend, lanes: Lanes, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._backend, self._lanes, self._window = theme, backend, lanes, window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The actions of the menu."""
        return {"models": self.show_models, "accuracy": self.show_accuracy}

    def show_models(self) -> ModelsDialog:
        """The list of models."""
        dialog = ModelsDialog(self._theme, self._backend, self._lanes.files, self._window)
        dialog.used.connect(self.used)
        dialog.renew_wanted.connect(self.renew_wanted)
        dialog.compare_wanted.connect(lambda first, second: self.show_compare(dialog.classifiers(), first, second))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        return dialog

    def show_compare(self, names: list[str], first: str, second: str) -> CompareDialog:
        """Two of the models on the photos that were named here."""
        dialog = CompareDialog(self._theme, self._backend, self._lanes.files, names, self._window)
        dialog.choose(first, second)
        dialog.photo_wanted.connect(self.photo_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        return dialog

    def show_accuracy(self) -> AccuracyDialog:
        """How often the suggestions were right here."""
        dialog = AccuracyDialog(self._theme, self._backend, self._lanes.counting, self._window)
        dialog.photo_wanted.connect(self.photo_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        return dialog
