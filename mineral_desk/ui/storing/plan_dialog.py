"""The dialog that prints the plan: which drawers on which paper, with a page in small; then how far it is."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from mineral_desk.domain.paper import PAPERS_MM
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.services.language import ENGLISH, RUSSIAN
from mineral_desk.services.storing.on_paper.order import ENDING, MOST_DRAWERS, PrintOrder, PrintReport
from mineral_desk.services.storing.on_paper.sheet import sheet_of
from mineral_desk.services.whose import Whose
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.file_dialog import AskPath
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.storing.page_preview import PagePreview
from mineral_desk.ui.storing.print_dialog import PrintDialog
from mineral_desk.ui.storing.storing_words import whose_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import count, significant, speaks_russian, tr

FIELD_WIDTH = 72
DRAWER_FIELDS = ("First drawer", "Last drawer")


class PlanDialog(PrintDialog):
    """The paper is kept in the settings once a plan is printed on it."""

    paper_chosen = Signal(str)

    def __init__(
        self, theme: Theme, backend: Backend, lane: Lane, ask: AskPath, plan: StoragePlan, parent: QWidget
    ) -> None:
        super().__init__(theme, lane, ask, parent)
        self._backend, self._plan = backend, plan
        self.setWindowTitle(tr("Drawer plan"))
        self.paper = QComboBox()
        self.first, self.last = QLineEdit(), QLineEdit()
        self.preview = PagePreview(theme, plan)
        self._about = make_label(theme, "", SMALL, "muted")
        self._about.setWordWrap(True)
        self._fill()
        self._lay_out()
        self._changed()

    def ask_for(self, whose: Whose, paper: str) -> None:
        """For whom the plan was made, and the paper of the last time."""
        self._whose = whose
        self._for.setText(whose_words(whose))
        self.paper.setCurrentIndex(max(0, self.paper.findData(paper)))

    # building

    def _fill(self) -> None:
        for name in PAPERS_MM:
            self.paper.addItem(name, name)
        self.paper.setAccessibleName(tr("Paper"))
        self.paper.currentIndexChanged.connect(self._changed)
        number = len(self._plan.drawers)
        values = (min(1, number), min(number, MOST_DRAWERS))
        for line, value, name in zip((self.first, self.last), values, DRAWER_FIELDS, strict=True):
            line.setText(str(value))
            line.setAccessibleName(tr(name))
            line.setFixedWidth(self._theme.px(FIELD_WIDTH))
            line.setEnabled(number > 1)
            line.textChanged.connect(self._changed)
        for widget in self._choices():
            widget.setFont(self._theme.font(BODY))

    def _lay_out(self) -> None:
        theme, grid = self._theme, QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(make_label(theme, tr("Paper"), BODY, "muted"), 0, 0)
        grid.addWidget(self.paper, 0, 1)
        grid.addWidget(make_label(theme, tr("Drawers"), BODY, "muted"), 1, 0)
        drawers = QHBoxLayout()
        drawers.setSpacing(8)
        of_all = tr("of {n}", n=count(len(self._plan.drawers)))
        for widget in (self.first, make_label(theme, "–", BODY), self.last, make_label(theme, of_all, BODY, "muted")):
            drawers.addWidget(widget)
        drawers.addStretch(1)
        grid.addLayout(drawers, 1, 1)
        grid.addWidget(self._about, 2, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(2, 1)
        self._lay_out_beside(tr("The plan on paper"), grid, self.preview)

    # choosing

    @property
    def order(self) -> PrintOrder | None:
        """What is chosen; None where the drawers make no sense."""
        number = len(self._plan.drawers)
        if number == 0:
            first, last = 1, 0
        elif not (_is_count(self.first.text()) and _is_count(self.last.text())):
            return None
        else:
            first, last = int(self.first.text()), int(self.last.text())
            if not 1 <= first <= last <= number:
                return None
        language = RUSSIAN if speaks_russian() else ENGLISH
        today = datetime.now().astimezone().date()
        return PrintOrder(self.paper.currentData(), language, first, last, self._whose, today)

    def _changed(self) -> None:
        if self._finished:
            return
        order, number = self.order, len(self._plan.drawers)
        too_many = order is not None and (order.last or 0) - order.first + 1 > MOST_DRAWERS
        self.begin.setEnabled(order is not None and not too_many)
        if order is None:
            self._say(tr("The plan has drawers 1 to {n}.", n=count(number)), "danger")
        elif too_many:
            self._say(tr("One file holds up to {n} drawers.", n=count(MOST_DRAWERS)), "danger")
        else:
            self._say("")
            self._tell(order)

    def _tell(self, order: PrintOrder) -> None:
        sheet = sheet_of(self._plan.rules.drawer, order.paper)
        self.preview.show_page(sheet, order.first)
        parts = [
            tr("Scale 1 : {n}, drawers on a page: {m}.", n=significant(sheet.scale), m=count(sheet.a_page)),
            tr("First what is to be ordered and how it was planned; then the drawers; then where each specimen lies."),
        ]
        if len(self._plan.drawers) > MOST_DRAWERS:
            parts.append(tr("One file holds up to {n} drawers.", n=count(MOST_DRAWERS)))
        self._about.setText("\n".join(parts))

    # printing

    def _suggestion(self) -> tuple[str, str]:
        return f"{tr('Drawer plan')}{ENDING}", ENDING

    def write(self, out: Path) -> None:
        """Print it on the lane, and keep the paper."""
        order, backend, plan = self.order, self._backend, self._plan
        if order is None:
            return
        self.paper_chosen.emit(order.paper)
        self._run_writing(out, lambda: backend.print_plan(plan, order, out))

    def _answered(self, report: PrintReport) -> None:
        words = tr(
            "{n} drawers on {m} pages written to {name}",
            n=count(report.drawers),
            m=count(report.pages),
            name=report.out.name,
        )
        self._written(report.out, words)

    def _choices(self) -> Iterable[QWidget]:
        return (self.paper, self.first, self.last)

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        for line in (self.first, self.last):
            line.setEnabled(not busy and len(self._plan.drawers) > 1)


def _is_count(text: str) -> bool:
    return text.strip().isdecimal() and len(text.strip()) <= 9
