"""The dialog that sets the cube's edge right for photos whose sizes rest on a wrong one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.rescaling import RescaledPhoto
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.rescale_model import RescaleModel
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen, on_enter
from mineral_desk.ui.widgets.fields import NumberField
from mineral_desk.ui.widgets.labels import hairline, make_label, set_colour
from mineral_desk.ui.words import count, fault_words, parse_number, significant, tr

PRESETS_MM = (10.0, 25.4)
STEP = 40
"""Photos looked through in one step of the lane."""
TYPING_MS = 250
SIZE = (760, 560)


class Scope(StrEnum):
    """Which photos are meant."""

    THIS = "this"
    CHOSEN = "chosen"
    FOLDER = "folder"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Around:
    """The photo on the Desk and what surrounds it; ``edge_mm`` is what its size rests on."""

    photo_id: int
    path: Path
    chosen_ids: tuple[int, ...]
    edge_mm: float


class RescaleDialog(QDialog):
    """Looks through the photos on a lane; nothing is written here."""

    wanted = Signal(object, float)
    """The photo ids and the new edge in mm."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, around: Around, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._backend, self._lane, self._around = theme, backend, lane, around
        self._job: int | None = None
        self.setWindowTitle(tr("Change cube edge"))
        self.scopes: dict[Scope, QRadioButton] = {}
        self.edge = NumberField(theme, tr("edge"), tr("New edge of the cube, mm"))
        self.presets = [self._preset(edge) for edge in PRESETS_MM]
        self.model = RescaleModel(theme.colour("muted"), self)
        self.table = QTableView()
        self._figures = make_label(theme, "", BODY, "muted")
        self.apply = KeyButton(theme, tr("Change"), "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(TYPING_MS)
        self._wait.timeout.connect(self._look)
        self._lay_out()
        self.edge.textEdited.connect(lambda _: self._wait.start())
        self.edge.returnPressed.connect(self._enter)
        self.apply.clicked.connect(self._apply)
        on_enter(self, self._enter)
        self.set_edge(next(edge for edge in PRESETS_MM if abs(edge - around.edge_mm) > 0.01))

    # building

    def _preset(self, edge_mm: float) -> KeyButton:
        words = tr("1 inch") if edge_mm == 25.4 else tr("{edge} mm", edge=significant(edge_mm, 4))
        button = KeyButton(self._theme, words, height=self._theme.sizes.field)
        button.clicked.connect(lambda: self.set_edge(edge_mm))
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(self._theme, tr("Change cube edge"), TITLE))
        words = tr("Sizes grow with the edge. What was typed or set by another scale stays.")
        column.addWidget(make_label(self._theme, words, SMALL, "muted"))
        choices = QHBoxLayout()
        choices.setSpacing(32)
        choices.addLayout(self._scope_column(), 1)
        choices.addLayout(self._edge_column())
        column.addLayout(choices)
        column.addWidget(hairline(self._theme))
        self._dress_table()
        column.addWidget(self.table, 1)
        column.addWidget(hairline(self._theme))
        column.addLayout(DialogFoot(cancel_button(self._theme, self), self.apply, said=self._figures))
        fit_screen(self, QSize(self._theme.px(SIZE[0]), self._theme.px(SIZE[1])))

    def _scope_column(self) -> QVBoxLayout:
        around, column, group = self._around, QVBoxLayout(), QButtonGroup(self)
        column.setSpacing(6)
        chosen = len(around.chosen_ids)
        words = {
            Scope.THIS: tr("This photo: {name}", name=around.path.name),
            Scope.CHOSEN: tr("Chosen in the queue: {n}", n=count(chosen)),
            Scope.FOLDER: tr("All of this folder: {name}", name=around.path.parent.name),
            Scope.EDGE: tr("All whose edge is {edge} mm", edge=significant(around.edge_mm, 4)),
        }
        for scope, text in words.items():
            button = QRadioButton(text)
            button.setFont(self._theme.font(BODY))
            button.toggled.connect(lambda on: self._look() if on else None)
            group.addButton(button)
            column.addWidget(button)
            self.scopes[scope] = button
        self.scopes[Scope.CHOSEN].setVisible(chosen > 1)
        first = self.scopes[Scope.CHOSEN if chosen > 1 else Scope.THIS]
        first.blockSignals(True)
        first.setChecked(True)
        first.blockSignals(False)
        return column

    def _edge_column(self) -> QVBoxLayout:
        column, row = QVBoxLayout(), QHBoxLayout()
        column.setSpacing(6)
        column.addWidget(make_label(self._theme, tr("New edge, mm"), SMALL, "muted"))
        row.setSpacing(8)
        self.edge.setFixedWidth(self._theme.px(84))
        row.addWidget(self.edge)
        for button in self.presets:
            row.addWidget(button)
        column.addLayout(row)
        column.addStretch(1)
        return column

    def _dress_table(self) -> None:
        table, theme = self.table, self._theme
        table.setModel(self.model)
        table.setAccessibleName(tr("What changes"))
        table.setFont(theme.font(BODY))
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.px(theme.sizes.row_suggestion))
        header = table.horizontalHeader()
        header.setFont(theme.font(SMALL))
        header.setStretchLastSection(True)
        for place, width in enumerate((190, 104, 120, 120)):
            header.resizeSection(place, theme.px(width))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)

    # looking

    @property
    def scope(self) -> Scope:
        """Which photos are chosen."""
        return next(scope for scope, button in self.scopes.items() if button.isChecked())

    def set_edge(self, edge_mm: float) -> None:
        """That is the new edge."""
        self.edge.setText(significant(edge_mm, 4))
        self._look()

    @property
    def edge_mm(self) -> float | None:
        """What stands in the field."""
        return parse_number(self.edge.text())

    def _look(self) -> None:
        """Ask anew what would change."""
        self._wait.stop()
        if self._job is not None:
            self._lane.cancel(self._job)
        self.model.show_rows(())
        self.apply.setEnabled(False)
        edge_mm = self.edge_mm
        for button, preset in zip(self.presets, PRESETS_MM, strict=True):
            button.set_chosen(edge_mm is not None and abs(edge_mm - preset) < 0.01)
        if edge_mm is None:
            self._say(tr("Type the edge in millimetres."))
            self._job = None
            return
        self._say(tr("Looking through the photos"))
        self._job = self._lane.start(previewing(self._backend, self._around, self.scope, edge_mm), self._heard)

    def _heard(self, outcome: Outcome) -> None:
        if outcome.job_id != self._job:
            return
        if outcome.kind is OutcomeKind.PROGRESSED and outcome.progress is not None:
            done, total = outcome.progress.done, outcome.progress.total
            self._say(tr("{done} of {total}", done=count(done), total=count(total)))
        elif outcome.kind is OutcomeKind.FAILED:
            self._job = None
            self._say(fault_words(outcome.fault), "danger")
        elif outcome.kind is OutcomeKind.FINISHED:
            self._job = None
            self._show(outcome.result)

    def _show(self, rows: Sequence[RescaledPhoto]) -> None:
        self.model.show_rows(rows)
        changed = len(self._changed())
        sizes = sum(1 for row in rows if row.edge_changes and not row.kept_because)
        stay = len(rows) - sizes
        self._say(tr("Sizes that change: {changed}, that stay: {stay}", changed=count(sizes), stay=count(stay)))
        self.apply.set_words(tr("Change {n}", n=count(changed)) if changed else tr("Change"))
        self.apply.setEnabled(changed > 0)

    def _changed(self) -> list[int]:
        return [row.photo_id for row in self.model.rows if row.edge_changes]

    def _say(self, words: str, colour: str = "muted") -> None:
        self._figures.setText(words)
        set_colour(self._figures, self._theme, colour)

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._figures.text()

    # writing

    def _enter(self) -> None:
        if self._wait.isActive():
            self._look()
        elif self.apply.isEnabled():
            self._apply()

    def _apply(self) -> None:
        edge_mm, changed = self.edge_mm, self._changed()
        if edge_mm is not None and changed:
            self.wanted.emit(changed, edge_mm)
            self.accept()

    def done(self, result: int) -> None:
        if self._job is not None:
            self._lane.cancel(self._job)
            self._job = None
        super().done(result)


def previewing(
    backend: Backend, around: Around, scope: Scope, edge_mm: float
) -> Callable[[], Job[tuple[RescaledPhoto, ...]]]:
    """The job that looks through the photos of a scope, a few at a time."""

    def job() -> Job[tuple[RescaledPhoto, ...]]:
        wanted: Sequence[int]
        if scope is Scope.FOLDER:
            wanted = backend.photos_in_folder(around.path.parent)
        elif scope is Scope.EDGE:
            wanted = backend.photos_with_edge(around.edge_mm)
        else:
            wanted = around.chosen_ids if scope is Scope.CHOSEN else (around.photo_id,)
        found: list[RescaledPhoto] = []
        for start in range(0, len(wanted), STEP):
            found += backend.preview_rescaling(wanted[start : start + STEP], edge_mm)
            yield Progress(len(found), len(wanted))
        return tuple(found)

    return job
