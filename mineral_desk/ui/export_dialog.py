"""The dialog that exports the catalogue: which format, whose columns, where to; then how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QVBoxLayout, QWidget

from mineral_desk.services.exporting.order import (
    ENDINGS,
    ExportFormat,
    ExportOrder,
    ExportReport,
    Profile,
    Separator,
)
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.file_dialog import AskPath, FileDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import count, tr

WIDTH = 560


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of file as it is offered; ``about`` says whom it is for."""

    words: str
    about: str
    format: ExportFormat
    separator: Separator = Separator.COMMA


CHOICES = (
    Choice("Excel (XLSX)", "For a spreadsheet: numbers, days and texts stay what they are.", ExportFormat.XLSX),
    Choice("CSV with commas", "For scripts and imports: decimal points, UTF-8.", ExportFormat.CSV),
    Choice(
        "CSV with semicolons",
        "For Excel where the comma is the decimal sign.",
        ExportFormat.CSV,
        Separator.SEMICOLON,
    ),
    Choice("JSON", "Everything: photos, decisions, what was taken back, what the machine found.", ExportFormat.JSON),
    Choice(
        "Darwin Core archive",
        "For publishing: names, sizes with their errors, no storage places, no donors.",
        ExportFormat.DWCA,
    ),
)
PROFILE_WORDS = {Profile.PLAIN: "Mineral Desk", Profile.EMU: "EMu", Profile.SPECIFY: "Specify"}


class ExportDialog(FileDialog):
    """One export at a time; the work goes on beside it, and closing it cancels what is not finished."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, ask: AskPath, parent: QWidget) -> None:
        super().__init__(theme, lane, ask, tr("Export…"), parent)
        self._backend = backend
        self.setWindowTitle(tr("Export"))
        self.kind, self.columns = QComboBox(), QComboBox()
        self.sidecars = QCheckBox(tr("Also a JSON file for each photo"))
        self._about = make_label(theme, "", SMALL, "muted")
        self._fill()
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._chosen)
        self._chosen()

    # building

    def _fill(self) -> None:
        for choice in CHOICES:
            self.kind.addItem(tr(choice.words))
        self.kind.setAccessibleName(tr("Format"))
        self.kind.setCurrentIndex(0)
        for profile, words in PROFILE_WORDS.items():
            self.columns.addItem(tr(words), profile)
        self.columns.setAccessibleName(tr("Columns for"))
        for widget in (self.kind, self.columns, self.sidecars):
            widget.setFont(self._theme.font(BODY))

    def _lay_out(self) -> None:
        theme, column, grid = self._theme, QVBoxLayout(self), QGridLayout()
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, tr("Export all specimens"), TITLE))
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(make_label(theme, tr("Format"), BODY, "muted"), 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(self._about, 1, 1)
        grid.addWidget(make_label(theme, tr("Columns for"), BODY, "muted"), 2, 0)
        grid.addWidget(self.columns, 2, 1)
        grid.addWidget(self.sidecars, 3, 1)
        column.addLayout(grid)
        self._add_foot(column)
        self.resize(theme.px(WIDTH), self.sizeHint().height())

    # choosing

    @property
    def choice(self) -> Choice:
        """The kind of file that is chosen."""
        return CHOICES[self.kind.currentIndex()]

    def order(self, out: Path) -> ExportOrder:
        """What is chosen, to be written to ``out``."""
        has_columns = self.columns.isEnabled()
        profile = self.columns.currentData() if has_columns else Profile.PLAIN
        return ExportOrder(self.choice.format, out, profile, self.sidecars.isChecked(), self.choice.separator)

    def _chosen(self) -> None:
        self._about.setText(tr(self.choice.about))
        self.columns.setEnabled(self.choice.format in (ExportFormat.CSV, ExportFormat.XLSX))

    def _suggestion(self) -> tuple[str, str]:
        ending = ENDINGS[self.choice.format]
        return f"{Path(self._backend.catalogue_name).stem}{ending}", ending

    # exporting

    def write(self, out: Path) -> None:
        """Write it on the lane."""
        order, backend = self.order(out), self._backend
        self._run_writing(out, lambda: backend.export(order))

    def _answered(self, report: ExportReport) -> None:
        written = tr("{n} specimens written to {name}", n=count(report.specimens), name=report.out.name)
        beside = tr("{n} photos beside it", n=count(report.sidecars)) if report.sidecar_folder is not None else ""
        why = tr("Nothing is decided yet: a photo without a decision belongs to no specimen.")
        parts = (written, why if report.nothing_decided else "", beside)
        words = " · ".join(part for part in parts if part)
        self._written(report.out, words, "warning" if report.nothing_decided else "success")

    def _choices(self) -> Iterable[QWidget]:
        return (self.kind, self.columns, self.sidecars)

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        if not busy:
            self._chosen()
