"""A dialog that writes one file: what is to be in it, where to; then how far it is."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.dialog_manners import on_enter
from mineral_desk.ui.widgets.labels import hairline
from mineral_desk.ui.words import count, tr

AskPath = Callable[[str, str], Path | None]
"""Asks for a file: the suggested name and the ending."""


class FileDialog(LaneDialog):
    """One file at a time; once it is written the dialog only has to be closed."""

    def __init__(self, theme: Theme, lane: Lane, ask: AskPath, begin: str, parent: QWidget) -> None:
        super().__init__(theme, lane, parent)
        self._ask = ask
        self._finished = False
        self.leave = cancel_button(theme, self)
        self.begin = KeyButton(theme, begin, "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self.begin.clicked.connect(self._ask_and_write)
        on_enter(self, self.begin.click)

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._said.text()

    def _add_foot(self, column: QVBoxLayout) -> None:
        column.addWidget(hairline(self._theme))
        column.addWidget(self._bar)
        column.addLayout(DialogFoot(self.leave, self.begin, said=self._said))
        self._bar.hide()

    def _suggestion(self) -> tuple[str, str]:
        """The name suggested for the file, and its ending."""
        raise NotImplementedError

    def write(self, out: Path) -> None:
        """Write ``out`` on the lane, as it is chosen."""
        raise NotImplementedError

    def _choices(self) -> Iterable[QWidget]:
        """What cannot be changed while the file is written."""
        raise NotImplementedError

    def _ask_and_write(self) -> None:
        if self._finished:
            self.accept()
            return
        out = self._ask(*self._suggestion())
        if out is not None:
            self.write(out)

    def _run_writing(self, out: Path, job: Callable[[], Job[Any]]) -> None:
        self._set_busy(True)
        self._say(tr("Writing {name}", name=out.name))
        self._bar.show_fraction(0.0, False)
        self._run(job)

    def _show_progress(self, progress: Progress) -> None:
        done, total = progress.done, progress.total
        self._bar.show_fraction(done / total if total else 0.0, False)
        self._say(tr("{done} of {total}", done=count(done), total=count(total)))

    def _written(self, out: Path, words: str, colour: str = "success") -> None:
        """Say what came of it: nothing is left but to close the dialog."""
        self._finished = True
        self._bar.show_fraction(1.0, True)
        self._say(words, colour)
        self._said.setToolTip(str(out))
        self.leave.hide()
        self.begin.set_words(tr("Close"))
        self.begin.setFocus()

    def _set_busy(self, busy: bool) -> None:
        for widget in (*self._choices(), self.begin):
            widget.setEnabled(not busy)
        self._bar.setVisible(busy or self._bar.isVisible())
