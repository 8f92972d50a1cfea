"""How often the suggestions were right here: by recommendation, probability and species, and the photos behind it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.accuracy import AccuracyReport
from mineral_desk.domain.judged_photos import JudgedPhoto
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.ui.accuracy.accuracy_words import (
    BIN_COLUMNS,
    LEVEL_COLUMNS,
    NUMBERS,
    PHOTO_COLUMNS,
    SPECIES_COLUMNS,
    bin_row,
    headline,
    level_row,
    photo_row,
    remarks,
    species_row,
)
from mineral_desk.ui.accuracy.reliability_chart import ReliabilityChart
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, close_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen
from mineral_desk.ui.widgets.labels import hairline, make_label, upright
from mineral_desk.ui.widgets.sorted_table import SortedTable
from mineral_desk.ui.words import count, tr

SIZE = (1280, 780)
MOST_PHOTOS = 500
"""So many photos of a line are listed, those whose first name was wrong first."""
LEVEL_WIDTHS, BIN_WIDTHS = (130, 80, 120, 120), (100, 80, 84, 70)
SPECIES_WIDTHS, PHOTO_WIDTHS = (150, 80, 120, 120, 150), (260, 190, 190, 190, 110)
BINS_WIDTH = 360


@dataclass(frozen=True, slots=True)
class Concerned:
    """The photos behind a line: at most :data:`MOST_PHOTOS` of ``total``, each with its file."""

    photos: tuple[tuple[JudgedPhoto, Path], ...]
    total: int


class AccuracyDialog(LaneDialog):
    """It stays beside the window, so that photos can be looked at one after the other."""

    photo_wanted = Signal(int)

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, parent: QWidget) -> None:
        super().__init__(theme, lane, parent)
        self._backend = backend
        self.report: AccuracyReport | None = None
        self.setWindowTitle(tr("Accuracy"))
        self._headline, self._remarks = make_label(theme, "", BODY), make_label(theme, "", SMALL, "muted")
        self.levels = SortedTable(theme, LEVEL_COLUMNS, "By recommendation", NUMBERS)
        self.bins = SortedTable(theme, BIN_COLUMNS, "By probability", NUMBERS)
        self.species = SortedTable(theme, SPECIES_COLUMNS, "By species", NUMBERS, roomy=4)
        self.photos = SortedTable(theme, PHOTO_COLUMNS, "Photos concerned", (3, 4))
        self.chart = ReliabilityChart(theme)
        self._which = make_label(theme, "", BODY, weight=600)
        self.again = KeyButton(theme, tr("Count again"))
        self.leave = close_button(theme, self)
        self._lay_out()
        self._connect()
        self.count()

    # building

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(make_label(theme, tr("How often the suggestions were right here"), TITLE))
        for label in (self._headline, self._remarks):
            label.setWordWrap(True)
            column.addWidget(label)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(self._left(), 1)
        middle.addWidget(upright(theme))
        middle.addLayout(self._under("By species", self.species), 1)
        column.addLayout(middle, 3)
        column.addWidget(hairline(theme))
        column.addWidget(self._which)
        column.addWidget(self.photos, 2)
        column.addWidget(self._bar)
        column.addLayout(DialogFoot(self.again, self.leave, said=self._said))
        pairs = ((self.levels, LEVEL_WIDTHS), (self.bins, BIN_WIDTHS), (self.species, SPECIES_WIDTHS))
        for table, widths in (*pairs, (self.photos, PHOTO_WIDTHS)):
            table.set_widths(theme, widths)
        self.levels.setFixedHeight(theme.px(theme.sizes.row_filter * 5 + 8))
        wanted = QSize(theme.px(SIZE[0]), theme.px(SIZE[1]))
        fit_screen(self, wanted)

    def _left(self) -> QVBoxLayout:
        left = self._under("By recommendation", self.levels)
        below = QHBoxLayout()
        below.setSpacing(12)
        self.bins.setFixedWidth(self._theme.px(BINS_WIDTH))
        below.addLayout(self._under("By probability", self.bins))
        below.addWidget(self.chart, 1)
        left.addLayout(below, 1)
        return left

    def _under(self, words: str, table: SortedTable) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(make_label(self._theme, tr(words), BODY, weight=600))
        column.addWidget(table)
        return column

    def _connect(self) -> None:
        self.levels.chosen.connect(lambda level: self._look(self.levels, recommendation=level))
        self.bins.chosen.connect(lambda place: self._look(self.bins, bin=place))
        self.species.chosen.connect(lambda name: self._look(self.species, species=name))
        self.photos.opened.connect(self.photo_wanted.emit)
        self.again.clicked.connect(self.count)

    # counting

    def count(self) -> None:
        """Count all decisions anew."""
        self._bar.show_fraction(0.0, False)
        self._bar.show()
        self._say(tr("Counting"))
        self._run(self._backend.count_accuracy)
        self._set_busy(True)

    def _answered(self, report: Any) -> None:
        self._bar.hide()
        self._say("")
        if isinstance(report, AccuracyReport):
            self._show(report)
        else:
            self._show_photos(report)

    def _show(self, report: AccuracyReport) -> None:
        self.report = report
        self._headline.setText(headline(report))
        self._remarks.setText(remarks(report))
        self.levels.show_rows([level_row(one, place) for place, one in enumerate(report.by_recommendation)])
        self.bins.show_rows([bin_row(self._theme, one) for one in report.reliability])
        self.species.show_rows([species_row(self._backend, one) for one in report.by_species])
        self.chart.show_bins(report.reliability)
        if not report.whole.photos:
            self._which.setText("")
            self.photos.show_rows([])
        elif not self.photos.rows_model.rows:
            self._which.setText(tr("Choose a line: the photos behind it are listed here."))

    # the photos behind a line

    def _look(
        self,
        table: SortedTable,
        species: str | None = None,
        recommendation: Recommendation | None = None,
        bin: int | None = None,
    ) -> None:
        report = self.report
        if report is None:
            return
        for other in (self.levels, self.bins, self.species):
            if other is not table:
                other.forget_choice()
        backend = self._backend
        self._run(lambda: _concerned(backend, report, species, recommendation, bin))

    def _show_photos(self, found: Concerned) -> None:
        rows = [photo_row(self._backend, self._theme, *one) for one in found.photos]
        self.photos.show_rows(rows)
        words = tr("{n} photos; Enter opens one on the Desk", n=count(found.total))
        if found.total > len(rows):
            words = tr(
                "The first {shown} of {n} photos; Enter opens one on the Desk", shown=len(rows), n=count(found.total)
            )
        self._which.setText(words)

    def _show_progress(self, progress: Progress) -> None:
        if progress.total:
            self._bar.show_fraction(progress.done / progress.total, False)

    def _set_busy(self, busy: bool) -> None:
        self.again.setEnabled(not busy)

    @property
    def words(self) -> str:
        """What is said at the top, and above the photos."""
        return "\n".join(one.text() for one in (self._headline, self._remarks, self._which))


def _concerned(
    backend: Backend,
    report: AccuracyReport,
    species: str | None,
    recommendation: Recommendation | None,
    bin: int | None,
) -> Job[Concerned]:
    yield Progress(0, 0)
    found, total = report.judged.concerned(MOST_PHOTOS, species, recommendation, bin)
    return Concerned(tuple((one, backend.photo_row(one.photo_id).path) for one in found), total)
