"""Photos and their numbers from the window: a list of numbers, photos without one, photos whose files were moved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mineral_desk.services.numbering import ListReport, Unmatched
from mineral_desk.services.relinking import RelinkReport
from mineral_desk.ui.asking import ask_folder, ask_list
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.job_dialog import Answer, JobDialog
from mineral_desk.ui.lanes import Lane, one_step
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import count, spoken, tr

SOURCE_WORDS = {
    "typed": "typed",
    "list": "from a list",
    "QR": "from the QR code",
    "label": "read in the photo",
    "file name": "from the file name",
}


class Matching(QObject):
    """Actions of the File menu; the work runs on a lane, and a dialog tells what came of it."""

    wrote = Signal(object)
    """The :class:`Changes` of a job."""
    failed = Signal(object)
    """A fault of the program."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._backend, self._lane, self._window = theme, backend, lane, window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The actions of the menu."""
        return {"numbers": self.choose_numbers, "unmatched": self.show_unmatched, "find_moved": self.choose_moved}

    def choose_numbers(self) -> None:
        """Ask for a list of photos and numbers."""
        path = ask_list(self._window)
        if path is not None:
            self.give_numbers(path)

    def give_numbers(self, path: Path) -> None:
        """Give photos their numbers from the list."""
        job = one_step(lambda: self._backend.give_numbers(path))
        dialog = self._dialog(tr("Numbers from a list"))
        dialog.finished_with.connect(lambda report: self.wrote.emit(report.changes))
        dialog.run(self._lane, job, tr("Reading {name}", name=path.name), numbers_words)

    def show_unmatched(self) -> None:
        """The photos without a number, and those about which the sources disagree."""
        dialog = self._dialog(tr("Photos without a number"))
        dialog.run(self._lane, self._backend.unmatched, tr("Looking through the photos"), unmatched_words)

    def choose_moved(self) -> None:
        """Ask where to look for photos that were moved."""
        for folder in ask_folder(self._window):
            self.find_moved(folder)

    def find_moved(self, folder: Path) -> None:
        """Look for them in the folder and below."""
        dialog = self._dialog(tr("Find moved photos"))
        dialog.finished_with.connect(lambda report: self.wrote.emit(report.changes))
        words = tr("Looking in {name}", name=folder.name)
        dialog.run(self._lane, lambda: self._backend.relink(folder), words, relink_words)

    def _dialog(self, title: str) -> JobDialog:
        dialog = JobDialog(self._theme, title, self._window)
        dialog.stumbled.connect(self.failed)
        return dialog


def numbers_words(report: ListReport) -> Answer:
    """How many numbers were given, and what could not be done."""
    said = tr(
        "{given} numbers given, {same} were there, {left} rows were not taken over.",
        given=count(report.numbered),
        same=count(report.same),
        left=count(len(report.faults)),
    )
    return said, "\n".join(map(spoken, report.faults))


def unmatched_words(found: list[Unmatched]) -> Answer:
    """A line a photo: its name, the number that it has, what tells another one."""
    without = sum(not one.number for one in found)
    said = tr("{n} photos without a number, {m} with contradictions.", n=count(without), m=count(len(found) - without))
    return said, "\n".join(map(_line, found))


def relink_words(report: RelinkReport) -> Answer:
    """What was found again, and what is still missing."""
    said = tr(
        "{found} found again, {missing} still missing.",
        found=count(len(report.found)),
        missing=count(len(report.missing)),
    )
    again = [f"{old.name} → {new}" for old, new in report.found]
    missing = [tr("{name} is still missing", name=path) for path in report.missing]
    return said, "\n".join([*again, *map(spoken, report.faults), *missing])


def _line(one: Unmatched) -> str:
    told = ", ".join(f"{told.number} ({tr(SOURCE_WORDS[told.source])})" for told in one.told)
    return f"{one.path.name}: {told or '–'}"
