"""The dialog that merges another catalogue: what would come and what would clash, then the merge."""

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mineral_desk.domain.merging import MergeReport
from mineral_desk.domain.progress import Progress
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.merging.conflict_table import ConflictTable
from mineral_desk.ui.merging.merge_words import conflict_count_words, people_words, report_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen, on_enter
from mineral_desk.ui.widgets.labels import hairline, make_label
from mineral_desk.ui.words import spoken, tr

SIZE = (860, 520)
SHOWN_CONFLICTS = 200


class MergeDialog(LaneDialog):
    """Looks first, on a copy that is thrown away; nothing is written before the button is pressed."""

    merged = Signal(object)
    """The :class:`MergeReport` of a merge that was written."""
    conflicts_wanted = Signal()

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, other: Path, parent: QWidget) -> None:
        super().__init__(theme, lane, parent)
        self._backend, self._other = backend, other
        self.report: MergeReport | None = None
        self.setWindowTitle(tr("Merge another catalogue"))
        self._brought, self._people = make_label(theme, "", BODY), make_label(theme, "", BODY, "muted")
        self._waiting = make_label(theme, "", BODY)
        self.conflicts = ConflictTable(theme, backend)
        self.leave = cancel_button(theme, self)
        self.begin = KeyButton(theme, tr("Merge"), "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self._lay_out()
        self.begin.clicked.connect(self._enter)
        on_enter(self, self.begin.click)
        self._look()

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, tr("Merge {name}", name=self._other.name), TITLE))
        for label in (self._brought, self._people, self._waiting):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.conflicts, 100)
        column.addStretch(1)
        column.addWidget(hairline(theme))
        column.addWidget(self._bar)
        column.addWidget(self._said)
        column.addLayout(DialogFoot(self.leave, self.begin))
        self.conflicts.hide()
        fit_screen(self, QSize(theme.px(SIZE[0]), theme.px(SIZE[1])))

    # what is said

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._said.text()

    @property
    def brought_words(self) -> str:
        """What comes."""
        return self._brought.text()

    # the two jobs

    def _look(self) -> None:
        backend, other = self._backend, self._other
        self._set_busy(True)
        self._say(tr("Comparing; nothing is changed yet."))
        self._run(lambda: backend.preview_merge(other))

    def _enter(self) -> None:
        if self.report is None:
            return
        if not self.report.dry_run or self.report.brought.is_nothing:
            self.accept()
            if self.report.conflicts and not self.report.dry_run:
                self.conflicts_wanted.emit()
            return
        backend, other = self._backend, self._other
        self._set_busy(True)
        self._run(lambda: backend.merge(other))

    def _answered(self, report: MergeReport) -> None:
        self.report = report
        self._bar.hide()
        self._brought.setText(report_words(report))
        people = people_words(report.brought)
        self._people.setText(tr("Acts of {people}", people=people) if people else "")
        waiting = report.conflicts
        self._waiting.setText(
            tr(
                "{conflicts}. What stands here stands until somebody settles it.",
                conflicts=conflict_count_words(len(waiting)),
            )
            if waiting
            else ""
        )
        self.conflicts.setVisible(bool(waiting))
        self.conflicts.show_conflicts(waiting[:SHOWN_CONFLICTS])
        self._settle(report)

    def _settle(self, report: MergeReport) -> None:
        if report.brought.is_nothing:
            self._say("")
            self.begin.set_words(tr("Close"))
            self.leave.hide()
        elif report.dry_run:
            self._say(tr("A copy of this catalogue is kept before."))
        else:
            kept = "" if report.kept is None else report.kept.name
            self._say(tr("What the catalogue was before is {name}.", name=kept), "success")
            self.leave.setVisible(bool(report.conflicts))
            self.leave.set_words(tr("Close"))
            self.begin.set_words(tr("Settle conflicts") if report.conflicts else tr("Close"))
            self.merged.emit(report)
        self.begin.setFocus()

    def _show_progress(self, progress: Progress) -> None:
        self._say(spoken(progress.text))
        if progress.total:
            self._bar.show_fraction(progress.done / progress.total, False)

    def _set_busy(self, busy: bool) -> None:
        self.begin.setEnabled(not busy)
        if busy:
            self._bar.show_fraction(0.0, False)
            self._bar.show()
