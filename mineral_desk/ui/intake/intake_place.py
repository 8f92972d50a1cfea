"""The Intake as a place of the window."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.change import Changes
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.queue_panel import FilterRow
from mineral_desk.ui.intake.compare import ComparePanel
from mineral_desk.ui.intake.empty_page import EmptyPage
from mineral_desk.ui.intake.reasons import REASON_WORDS, Reason, SetAside, explain
from mineral_desk.ui.intake.rows import SetAsideList
from mineral_desk.ui.intake.stages import Stages
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.empty import EmptyWords
from mineral_desk.ui.widgets.labels import MarkLabel, hairline, make_label, upright
from mineral_desk.ui.words import count, tr
from mineral_desk.ui.work import Work

GROUPS_COMPACT = 184


class IntakePlace(QWidget):
    """Stages on top; groups, what was set aside, and the comparison below."""

    photos_wanted = Signal()
    folder_wanted = Signal()
    wrote = Signal(object)
    write_failed = Signal(object)
    try_again = Signal(int)

    def __init__(
        self, theme: Theme, backend: Backend, lanes: Lanes, thumbnails: Thumbnails, work: Work, samples: int
    ) -> None:
        super().__init__()
        self._theme, self._backend, self._lanes = theme, backend, lanes
        self._found: list[SetAside] = []
        self._only: Reason | None = None
        self._reading: int | None = None
        self.empty = EmptyPage(theme, backend.settings, samples)
        self.stages = Stages(theme, work)
        self.list = SetAsideList(theme, thumbnails)
        self.compare = ComparePanel(theme, backend, lanes.pictures)
        self._nothing = EmptyWords(theme)
        self._counts_line = make_label(theme, "", BODY, "muted")
        self._taken_in = make_label(theme, "", BODY, "muted")
        self._filters: dict[Reason | None, FilterRow] = {}
        self._lay_out()
        self.list.chosen.connect(self.compare.show_item)
        self.list.wanted.connect(self.take_in_anyway)
        self.compare.take_in_wanted.connect(self.take_in_anyway)
        self.compare.keep_other_wanted.connect(self._keep_other)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {"keep_other": self.compare.swap}

    # layout

    def _lay_out(self) -> None:
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        column.addWidget(hairline(self._theme))
        column.addWidget(self.stages)
        row = QHBoxLayout()
        row.setSpacing(0)
        self._groups_box = self._groups()
        row.addWidget(self._groups_box)
        row.addWidget(upright(self._theme))
        middle = QWidget()
        self._middle = QStackedLayout(middle)
        self._middle.addWidget(self.list)
        self._middle.addWidget(self._nothing)
        row.addWidget(middle, 1)
        self._compare_line = upright(self._theme)
        row.addWidget(self._compare_line)
        self.compare.setFixedWidth(self._theme.px(self._theme.sizes.compare))
        row.addWidget(self.compare)
        column.addLayout(row, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        self._full = full

    def _header(self) -> QWidget:
        theme, header = self._theme, QWidget()
        header.setFixedHeight(theme.px(theme.sizes.intake_header))
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(make_label(theme, tr("Intake"), TITLE))
        row.addSpacing(4)
        row.addWidget(self._counts_line)
        row.addStretch(1)
        folder = KeyButton(theme, tr("Add folder"), icon="folder")
        photos = KeyButton(theme, tr("Add photos"), "Ctrl+O", ButtonKind.PRIMARY)
        folder.clicked.connect(self.folder_wanted)
        photos.clicked.connect(self.photos_wanted)
        row.addWidget(folder)
        row.addWidget(photos)
        return header

    def _groups(self) -> QScrollArea:
        theme, box = self._theme, QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(0)
        taken = QHBoxLayout()
        taken.setContentsMargins(9, 4, 8, 4)
        mark = MarkLabel(theme, BODY)
        icon = "mark-decided-dark" if theme.tokens.dark else "mark-decided"
        mark.show_mark(icon, tr("Taken in"), "text", "success")
        taken.addWidget(mark)
        taken.addStretch(1)
        taken.addWidget(self._taken_in)
        column.addLayout(taken)
        group = QButtonGroup(self)
        aside = FilterRow(theme, tr("Set aside|state"), "mark-set-aside", "muted")
        column.addWidget(aside)
        self._why = make_label(theme, tr("Why set aside"), SMALL, "muted")
        self._why.setContentsMargins(8, 14, 0, 6)
        column.addWidget(self._why)
        self._filters[None] = aside
        for reason, words in REASON_WORDS.items():
            row = FilterRow(theme, tr(words.title), words.icon, words.colour)
            column.addWidget(row)
            self._filters[reason] = row
        for reason_or_all, row in self._filters.items():
            group.addButton(row)
            row.clicked.connect(lambda _=False, only=reason_or_all: self._show_only(only))
        aside.setChecked(True)
        column.addSpacing(14)
        column.addWidget(hairline(theme))
        column.addSpacing(10)
        promise = make_label(
            theme, tr("Photos set aside stay where they are. Nothing is deleted or changed."), SMALL, "muted"
        )
        promise.setWordWrap(True)
        promise.setContentsMargins(8, 0, 8, 0)
        column.addWidget(promise)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(box)
        return scroll

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sizes = self._theme.sizes
        compact = self.window().width() < sizes.compact_below * self._theme.scale
        self.compare.setVisible(not compact)
        self._compare_line.setVisible(not compact)
        self._groups_box.setFixedWidth(self._theme.px(GROUPS_COMPACT if compact else sizes.intake_groups))

    # showing

    def refresh(self) -> None:
        """Read what was set aside anew, on a lane: thousands may have been."""
        counts = self._backend.queue_counts()
        aside = len(self._found)
        taken = counts[QueueFilter.ALL]
        self._stack.setCurrentWidget(self.empty if taken + aside == 0 and not self.stages.isVisible() else self._full)
        self._taken_in.setText(count(taken))
        self._counts_line.setText(tr("Photos: {n}", n=count(taken + aside)))
        if self._reading is None:
            backend = self._backend

            def read() -> Job[list[SetAside]]:
                found = []
                rows = backend.set_aside_rows()
                for place, row in enumerate(rows, start=1):
                    found.append(explain(backend.open_photo(row.id)))
                    yield Progress(place, len(rows))
                return found

            self._reading = self._lanes.pictures.start(read, self._heard)

    def _heard(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.PROGRESSED:
            return
        self._reading = None
        if outcome.kind is OutcomeKind.FINISHED:
            self._found = outcome.result
            self._show_found()

    def _show_found(self) -> None:
        failed = sum(1 for one in self._found if one.reason is Reason.CANNOT_BE_OPENED)
        taken = self._backend.queue_counts()[QueueFilter.ALL] - failed
        self._taken_in.setText(count(taken))
        self._counts_line.setText(tr("Photos: {n}", n=count(taken + len(self._found))))
        if taken + len(self._found) > 0:
            self._stack.setCurrentWidget(self._full)
        self._why.setVisible(bool(self._found))
        for reason, row in self._filters.items():
            number = sum(1 for one in self._found if reason in (None, one.reason))
            row.show_count(number)
            row.setVisible(reason is None or number > 0)
        if self._only is not None and not any(one.reason is self._only for one in self._found):
            self._only = None
            self._filters[None].setChecked(True)
        before = self.list.current
        self.list.rows.show_items(self._found, self._only)
        self._middle.setCurrentWidget(self.list if self._found else self._nothing)
        self._nothing.show_words(tr("Nothing was set aside"), tr("Every photo is on the Desk (Ctrl+2)."))
        self._choose_again(before)

    def _choose_again(self, before: SetAside | None) -> None:
        for place in range(self.list.rows.rowCount()):
            item = self.list.rows.item(place)
            if before is not None and isinstance(item, SetAside) and item.row.id == before.row.id:
                self.list.setCurrentIndex(self.list.rows.index(place))
                return
        self.list.choose_first()

    def _show_only(self, only: Reason | None) -> None:
        self._only = only
        self.list.rows.show_items(self._found, only)
        self.list.choose_first()

    # acting

    def take_in_anyway(self, photo_ids: Sequence[int] | None = None) -> None:
        """Overrule the clean-up for these photos (the chosen one if none are named)."""
        if photo_ids is None:
            photo_ids = [self.list.current.row.id] if self.list.current is not None else []
        failed = {one.row.id for one in self._found if one.reason is Reason.CANNOT_BE_OPENED}
        for photo_id in photo_ids:
            if photo_id in failed:
                self.try_again.emit(photo_id)
        wanted = [one for one in photo_ids if one not in failed]
        if wanted:
            self._write(lambda: self._backend.take_in_anyway(wanted))

    def _keep_other(self, photo_id: int, other: Path) -> None:
        def act() -> Changes:
            changes = self._backend.take_in_anyway([photo_id])
            row = self._backend.find_photo(other)
            if row is not None:
                changes |= self._backend.decide(Decision(row.id, Verb.REJECT, "", reason=tr("The other one is kept.")))
            return changes

        self._write(act)

    def _write(self, act: Callable[[], Changes]) -> None:
        self._lanes.catalogue.start(one_step(act), self._written)

    def _written(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.FINISHED:
            self.wrote.emit(outcome.result)
        elif outcome.kind is OutcomeKind.FAILED:
            self.write_failed.emit(outcome.fault)
