"""A long job in a dialog of its own: how far it is, a way to stop it, and what came of it in words."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.bars import ProgressBar
from mineral_desk.ui.widgets.labels import make_label, set_colour
from mineral_desk.ui.words import fault_words, spoken, tr

Answer = tuple[str, str]
"""The sentence that tells what came of it, and more lines where there are any."""


class JobDialog(QDialog):
    """Closing it while the job runs cancels the job."""

    finished_with = Signal(object)
    """The job's result; the dialog stays until it is closed."""
    stumbled = Signal(object)
    """A fault of the program, which belongs into the log."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lane: Lane | None = None
        self._job: int | None = None
        self._tell: Callable[[Any], Answer] | None = None
        self.setWindowTitle(title)
        self._said = make_label(theme, "", BODY)
        self._said.setWordWrap(True)
        self._stage = make_label(theme, "", SMALL, "muted")
        self._bar = ProgressBar(theme)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setFont(theme.font(SMALL))
        self.details.setAccessibleName(title)
        self.details.hide()
        self._buttons = QDialogButtonBox()
        self.button = self._buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (self._said, self._bar, self._stage, self.details, self._buttons):
            column.addWidget(widget)
        self.setMinimumWidth(theme.px(520))

    def run(self, lane: Lane, job: Callable[[], Job[Any]], what: str, tell: Callable[[Any], Answer] | None) -> None:
        """Start ``job`` and show how it goes; ``tell`` puts its result into words, None closes the dialog with it."""
        self._lane, self._tell = lane, tell
        self._said.setText(what)
        self._job = lane.start(job, self._heard)
        self.open()

    def _heard(self, outcome: Outcome) -> None:
        if outcome.job_id != self._job:
            return
        if outcome.kind is OutcomeKind.PROGRESSED and outcome.progress is not None:
            self._show(outcome.progress)
            return
        self._job = None
        if outcome.kind is OutcomeKind.FAILED and outcome.fault is not None:
            self._failed(outcome.fault)
        elif outcome.kind is OutcomeKind.FINISHED:
            self._finished(outcome.result)

    def _show(self, progress: Progress) -> None:
        """SQLite does not say how far its own check is: the bar stays where copying left it."""
        self._stage.setText(spoken(progress.text))
        if progress.total:
            self._bar.show_fraction(progress.done / progress.total, done=False)

    def _failed(self, fault: BaseException) -> None:
        if not isinstance(fault, MineralDeskError):
            self.stumbled.emit(fault)
        self._end((fault_words(fault), ""))
        set_colour(self._said, self._theme, "danger")

    def _finished(self, result: Any) -> None:
        if self._tell is None:
            self.accept()
        else:
            self._end(self._tell(result))
        self.finished_with.emit(result)

    def _end(self, answer: Answer) -> None:
        said, more = answer
        self._said.setText(said)
        self._bar.hide()
        self._stage.hide()
        self.details.setPlainText(more)
        self.details.setVisible(bool(more))
        self.button.setText(tr("Close"))
        self.button.setFocus()
        self.adjustSize()

    @property
    def words(self) -> str:
        """What is said now."""
        return self._said.text()

    def done(self, result: int) -> None:
        if self._job is not None and self._lane is not None:
            self._lane.cancel(self._job)
            self._job = None
        super().done(result)
        self.deleteLater()
