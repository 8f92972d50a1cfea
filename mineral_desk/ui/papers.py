"""What is written down about specimens: the record, lists that come in, files that go out, labels."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from mineral_desk.services.whose import Whose
from mineral_desk.ui.asking import ask_export, ask_list
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.export_dialog import ExportDialog
from mineral_desk.ui.import_dialog import ImportDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.names import display_name
from mineral_desk.ui.record_dialog import RecordDialog
from mineral_desk.ui.storing.labels_dialog import LabelsDialog
from mineral_desk.ui.theme import Theme


class Papers(QObject):
    """Dialogs; what takes long runs on the lane of files."""

    imported = Signal(object)
    """The :class:`Changes`."""
    record_kept = Signal(int, object)
    """The photo and the new values of its record."""
    history_wanted = Signal()
    sheet_chosen = Signal(object)
    """The :class:`LabelSettings` that labels were made with."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._backend, self._lane, self._window = theme, backend, lane, window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {"import": self.choose_list, "export": self.show_export}

    def show_record_of(self, photo_id: int) -> None:
        """The record of the photo's specimen."""
        row, record = self._backend.photo_row(photo_id), self._backend.record_of(photo_id)
        name = display_name(self._backend, record.species if record is not None else "")
        dialog = RecordDialog(self._theme, row, record, name, self._window)
        dialog.kept.connect(lambda values: self.record_kept.emit(photo_id, values))
        dialog.history_wanted.connect(self.history_wanted)
        self._open(dialog)

    def choose_list(self) -> None:
        """Ask for a list of specimens."""
        path = ask_list(self._window)
        if path is not None:
            self.show_import(path)

    def show_import(self, path: Path) -> None:
        """Ask how its columns are to be read, and import it."""
        dialog = ImportDialog(self._theme, self._backend, self._lane, path, self._ask, self._window)
        dialog.imported.connect(self.imported)
        self._open(dialog)

    def show_export(self) -> None:
        """Ask what to export, and how; the work may go on meanwhile."""
        self._show(ExportDialog(self._theme, self._backend, self._lane, self._ask, self._window))

    def show_labels(self, whose: Whose, words: str) -> None:
        """Ask for the sheet, and make labels; ``words`` say for which specimens."""
        dialog = LabelsDialog(self._theme, self._backend, self._lane, self._ask, self._window)
        dialog.ask_for(whose, words)
        dialog.sheet_chosen.connect(self.sheet_chosen)
        self._show(dialog)

    @property
    def _ask(self) -> Callable[[str, str], Path | None]:
        return partial(ask_export, self._window)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
