"""Two models on the photos that were named here: side by side, then photo by photo what got worse and what improved."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.progress import Progress
from mineral_desk.services.comparison_report import ComparedPhoto, ComparisonReport
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.names import display_name
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, close_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen
from mineral_desk.ui.widgets.labels import hairline, make_label
from mineral_desk.ui.widgets.sorted_table import Cell, Row, SortedTable
from mineral_desk.ui.words import count, number, tr

SIZE = (1040, 680)
MEASURES = ("Measure", "First model", "Second model", "Difference")
PHOTOS = ("Photo", "Named", "Place before", "Place after", "First name before", "First name after")
MEASURE_WIDTHS, PHOTO_WIDTHS = (400, 130, 130, 110), (190, 170, 110, 110, 170, 170)
MEASURE_WORDS = (
    ("The first name is right", 1, False), ("One of three is right", 3, False), ("One of five is right", 5, False),
    ("The first name is right, mean of species", 1, True), ("One of five is right, mean of species", 5, True),
)  # fmt: skip
LAST_PLACE = 6


class CompareDialog(LaneDialog):
    """Nothing is written; both models see the same part of each photo."""

    photo_wanted = Signal(int)

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(theme, lane, parent)
        self._backend = backend
        self.report: ComparisonReport | None = None
        self.setWindowTitle(tr("Compare models"))
        self.first, self.second = self._choice(names, "First model"), self._choice(names, "Second model")
        self.begin = KeyButton(theme, tr("Compare"), "Ctrl+Enter", ButtonKind.PRIMARY)
        self.leave = close_button(theme, self)
        self.measures = SortedTable(theme, MEASURES, "Measures", numbers=(1, 2, 3))
        self.photos = SortedTable(theme, PHOTOS, "Photos that changed", numbers=(2, 3))
        self._counts = make_label(theme, "", BODY)
        self._lay_out()
        self.begin.clicked.connect(self.compare)
        self.begin.setShortcut("Ctrl+Return")
        self.photos.opened.connect(self._open)
        for choice in (self.first, self.second):
            choice.currentIndexChanged.connect(lambda _: self._set_busy(False))

    def choose(self, first: str, second: str) -> None:
        """Two models to begin with."""
        self.first.setCurrentText(first)
        self.second.setCurrentText(second)
        self._set_busy(False)

    def _choice(self, names: Sequence[str], words: str) -> QComboBox:
        made = QComboBox()
        made.addItems(list(names))
        made.setFont(self._theme.font(BODY))
        made.setAccessibleName(tr(words))
        return made

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, tr("Compare models on the photos that were named here"), TITLE))
        words = tr(
            "Who saw the suggestions of a model was apt to take them: the model in use looks better than it is. "
            "Confirmed photos have no vote here."
        )
        about = make_label(theme, words, SMALL, "muted")
        about.setWordWrap(True)
        column.addWidget(about)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.first, 1)
        line.addWidget(make_label(theme, "→", BODY, "muted"))
        line.addWidget(self.second, 1)
        line.addWidget(self.begin)
        column.addLayout(line)
        column.addWidget(self.measures)
        column.addWidget(self._counts)
        column.addWidget(self.photos, 1)
        column.addWidget(hairline(theme))
        column.addWidget(self._bar)
        column.addLayout(DialogFoot(self.leave, said=self._said))
        self._bar.hide()
        self.photos.set_widths(theme, PHOTO_WIDTHS)
        self.measures.set_widths(theme, MEASURE_WIDTHS)
        self.measures.setFixedHeight(theme.px(theme.sizes.row_filter * (len(MEASURE_WORDS) + 1) + 12))
        wanted = QSize(theme.px(SIZE[0]), theme.px(SIZE[1]))
        fit_screen(self, wanted)

    # comparing

    def compare(self) -> None:
        """Let both name every photo that was named here."""
        first, second = self.first.currentText(), self.second.currentText()
        if first == second or self._job is not None:
            return
        self._bar.show_fraction(0.0, False)
        self._bar.show()
        self._say(tr("Comparing {first} and {second}", first=first, second=second))
        self._run(lambda: self._backend.compare_models(first, second))
        self._set_busy(True)

    def _show_progress(self, progress: Progress) -> None:
        self._say(tr("{done} of {total}", done=count(progress.done), total=count(progress.total)))
        self._bar.show_fraction(progress.done / max(1, progress.total), False)

    def _answered(self, report: ComparisonReport) -> None:
        self.report = report
        self._bar.hide()
        self.measures.show_rows([self._measure(report, *one) for one in MEASURE_WORDS])
        worse, improved = report.worse, report.improved
        self.photos.show_rows([self._photo(one) for one in (*worse, *improved)])
        self._counts.setText(
            tr(
                "{n} photos: {worse} worse, {improved} better. Enter opens one on the Desk.",
                n=count(len(report.compared)),
                worse=count(len(worse)),
                improved=count(len(improved)),
            )
        )
        failed = len(report.photos) - len(report.compared)
        self._say(tr("{n} photos could not be opened.", n=count(failed)) if failed else "", "warning")

    def _measure(self, report: ComparisonReport, words: str, n: int, by_species: bool) -> Row:
        shares = [report.mean_of_species(one, n) if by_species else report.top(one, n) for one in (0, 1)]
        gain = shares[1] - shares[0]
        cells = [Cell(tr("{percent} %", percent=number(100 * one)), one) for one in shares]
        colour = "success" if gain > 0 else "danger" if gain < 0 else "muted"
        difference = Cell(
            ("+" if gain > 0 else "−" if gain < 0 else "") + number(100 * abs(gain)), gain, self._theme.colour(colour)
        )
        return Row(words, (Cell(tr(words), words), *cells, difference))

    def _photo(self, one: ComparedPhoto) -> Row:
        places = [one.place(model) for model in (0, 1)]
        names = [display_name(self._backend, found[0]) if found else "–" for found in one.names]
        colour = self._theme.colour("success" if one.gain > 0 else "danger")
        named = display_name(self._backend, one.species)
        cells: list[tuple[str, Any]] = [(one.file, one.file), (named, named)]
        cells += [("–" if place is None else str(place), place or LAST_PLACE) for place in places]
        cells += [(name, name) for name in names]
        colours = (None, None, None, colour, None, None)
        return Row(one.photo_id, tuple(Cell(*cell, ink) for cell, ink in zip(cells, colours, strict=True)))

    def _open(self, photo_id: int | None) -> None:
        if photo_id is not None:
            self.photo_wanted.emit(photo_id)

    def _set_busy(self, busy: bool) -> None:
        self.begin.setEnabled(not busy and self.first.currentText() != self.second.currentText())

    @property
    def words(self) -> str:
        """What is said of the photos."""
        return self._counts.text()
