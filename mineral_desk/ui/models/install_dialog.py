"""Asks where a model is to come from, and installs it: a ZIP file, a folder, or an address that the user gives."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.installing.installing import Installed
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lane, Outcome
from mineral_desk.ui.models.model_words import installed_words, progress_words
from mineral_desk.ui.models.telling import MARGIN, TellingDialog
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import hairline, hold_lines, make_label
from mineral_desk.ui.words import tr

WIDTH = 620
Ask = Callable[[QWidget], str]


def ask_archive(parent: QWidget) -> str:
    """A ZIP file; empty where none was chosen."""
    name, _ = QFileDialog.getOpenFileName(parent, tr("Install a model"), filter=f"{tr('Models')} (*.zip *.toml)")
    return name


def ask_model_folder(parent: QWidget) -> str:
    """The folder of a model; empty where none was chosen."""
    return QFileDialog.getExistingDirectory(parent, tr("Install a model"))


class InstallDialog(TellingDialog):
    """Whatever fails, or is cancelled, leaves the models as they are."""

    installed = Signal(str, str)
    """The name of the model, and what is to be said of it."""

    def __init__(
        self,
        theme: Theme,
        backend: Backend,
        lane: Lane,
        parent: QWidget,
        ask_file: Ask = ask_archive,
        ask_folder: Ask = ask_model_folder,
    ) -> None:
        super().__init__(theme, lane, parent)
        self._backend, self._asks = backend, (ask_file, ask_folder)
        self.setWindowTitle(tr("Install a model"))
        self.source = Field(theme, tr("A ZIP file, a folder, or an address with https://"))
        self.sha256 = Field(theme, tr("SHA-256 of the ZIP file, where one was published"))
        self.file, self.folder = KeyButton(theme, tr("File…")), KeyButton(theme, tr("Folder…"))
        self.leave = cancel_button(theme, self)
        self.begin = KeyButton(theme, tr("Install"), "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self._lay_out()
        self._connect()
        self._set_busy(False)

    def _lay_out(self) -> None:
        theme, column, line = self._theme, QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(MARGIN, 20, MARGIN, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, tr("Install a model"), TITLE))
        line.setSpacing(8)
        line.addWidget(self.source, 1)
        line.addWidget(self.file)
        line.addWidget(self.folder)
        column.addLayout(line)
        column.addWidget(self.sha256)
        words = tr(
            "A model is checked against its card and tried in a process of its own, with limits on time and memory, "
            "before it takes its place; until then nothing changes. "
            "The network is used for an address that you give here, and for nothing else."
        )
        about = make_label(theme, words, SMALL, "muted")
        about.setWordWrap(True)
        hold_lines(about, theme.px(WIDTH) - 2 * MARGIN)
        column.addWidget(about)
        column.addWidget(hairline(theme))
        column.addWidget(self._bar)
        column.addWidget(self._told)
        column.addLayout(DialogFoot(self.leave, self.begin))
        self._bar.hide()
        self.setMinimumWidth(theme.px(WIDTH))

    def _connect(self) -> None:
        for button, ask in zip((self.file, self.folder), self._asks, strict=True):
            button.clicked.connect(lambda _=False, ask=ask: self._asked(ask(self)))
        self.source.textChanged.connect(lambda: self._set_busy(self._job is not None))
        for field in (self.source, self.sha256):
            field.returnPressed.connect(self.install)
        self.begin.clicked.connect(self.install)

    def _asked(self, chosen: str) -> None:
        if chosen:
            self.source.setText(chosen)

    def install(self) -> None:
        """Install from what is written in the field."""
        source, sha256 = self.source.text().strip(), self.sha256.text().strip()
        if not source or self._job is not None:
            return
        self._set_busy(True)
        self._bar.show_fraction(0.0, False)
        self._bar.show()
        self._say(tr("Looking at the model"))
        self._run(lambda: _install(self._backend, source, sha256))

    def _show_progress(self, progress: Progress) -> None:
        self._say(progress_words(progress))
        if progress.total:
            self._bar.show_fraction(progress.done / progress.total, False)
        else:  # it is all there and is being tried
            self._bar.show_fraction(1.0, True)

    def _heard(self, outcome: Outcome) -> None:
        super()._heard(outcome)
        if self._job is None and self.isVisible():  # refused: the field lost the focus while it was busy
            self.source.setFocus()

    def _answered(self, report: tuple[Installed, tuple[str, ...]]) -> None:
        done, strange = report
        self.installed.emit(done.card.name, installed_words(done, strange))
        self.accept()

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.source, self.sha256, self.file, self.folder):
            widget.setEnabled(not busy)
        self.begin.setEnabled(not busy and bool(self.source.text().strip()))


def _install(backend: Backend, source: str, sha256: str) -> Job[tuple[Installed, tuple[str, ...]]]:
    if "://" not in source:
        source = str(Path(source).expanduser())
    done = yield from backend.install_model(source, sha256)
    return done, backend.unknown_labels(done)
