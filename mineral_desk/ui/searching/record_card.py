"""One record: its photo with what was found, number and name, sizes and places, and what happened to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mineral_desk.ui.backend import Backend
from mineral_desk.ui.record_dialog import standing_of
from mineral_desk.ui.searching.history_marks import HistoryMarks
from mineral_desk.ui.searching.photo_steps import PhotoSteps
from mineral_desk.ui.searching.record_photo import RecordPhoto
from mineral_desk.ui.searching.record_reader import SeenRecord
from mineral_desk.ui.searching.record_words import (
    CAPTIONS,
    MORE_CAPTIONS,
    SIDES,
    Told,
    facts_of,
    formula_words,
    names_of,
)
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import NAME, NUMBER, SMALL
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel, hairline, make_label, set_colour
from mineral_desk.ui.words import tr

PADDING = 16


class RecordCard(QWidget):
    """Shows one record; nothing is written here."""

    desk_wanted = Signal()
    states_wanted = Signal()
    """The whole history, and earlier states to bring back."""

    def __init__(self, theme: Theme, backend: Backend, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._backend, self._thumbnails = theme, backend, thumbnails
        self.photo = RecordPhoto(theme)
        self.steps = PhotoSteps(theme)
        self.number = ElidedLabel(theme, NUMBER)
        self.to_desk = KeyButton(theme, tr("Open on Desk"), "Enter", ButtonKind.LINK, style=SMALL)
        self.name = make_label(theme, "", NAME)
        self.other_name = ElidedLabel(theme, NAME, "muted")
        self.formula = ElidedLabel(theme, SMALL, "muted")
        self._mark = QLabel()
        self.standing = ElidedLabel(theme, SMALL, "muted")
        self._captions = {one: make_label(theme, tr(one), SMALL, "muted") for one in (*CAPTIONS, *MORE_CAPTIONS)}
        self.facts = {
            one: ElidedLabel(theme, SMALL, weight=600 if one in SIDES else None) for one in (*CAPTIONS, *MORE_CAPTIONS)
        }
        self.history = HistoryMarks(theme, backend)
        self.restore = KeyButton(theme, tr("Restore a state"), "Ctrl+H", ButtonKind.LINK, style=SMALL)
        self._lay_out()
        self.photo.desk_wanted.connect(self.desk_wanted)
        self.to_desk.clicked.connect(self.desk_wanted)
        self.restore.clicked.connect(self.states_wanted)

    def _lay_out(self) -> None:
        theme, inside = self._theme, QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(hairline(theme))
        column.addLayout(self._grid())
        column.addWidget(hairline(theme))
        column.addLayout(self._past())
        column.addStretch(1)
        scrolled = QScrollArea()
        scrolled.setWidget(inside)
        scrolled.setWidgetResizable(True)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.photo)
        whole.addWidget(self.steps)
        whole.addWidget(scrolled, 1)

    def _head(self) -> QVBoxLayout:
        column, top, names, stands = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(2)
        top.addWidget(self.number, 1)
        top.addWidget(self.to_desk)
        names.setSpacing(6)
        names.addWidget(self.name)
        names.addWidget(self.other_name, 1)
        stands.setSpacing(6)
        stands.addWidget(self._mark)
        stands.addWidget(self.standing, 1)
        for row in (top, names):
            column.addLayout(row)
        column.addWidget(self.formula)
        column.addSpacing(4)
        column.addLayout(stands)
        return column

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(PADDING, 12, PADDING, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for place, caption in enumerate(self.facts):
            grid.addWidget(self._captions[caption], place, 0)
            grid.addWidget(self.facts[caption], place, 1)
        return grid

    def _past(self) -> QVBoxLayout:
        column, head = QVBoxLayout(), QHBoxLayout()
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(8)
        head.addWidget(make_label(self._theme, tr("History"), SMALL, "muted"))
        head.addStretch(1)
        head.addWidget(self.restore)
        column.addLayout(head)
        column.addWidget(self.history)
        return column

    # showing

    def show_record(self, seen: SeenRecord) -> None:
        """Another record, or another photo of it."""
        record, draft = seen.whole.record, seen.draft
        row = draft.stored.row if draft is not None else None
        self.photo.show_draft(draft, None if row is None else self._thumbnails.get(row.sha256, row.path))
        self.steps.show_place(seen.place, len(seen.whole.photo_ids), "" if row is None else row.path.name)
        self.to_desk.setVisible(row is not None)
        self.number.setText(record.catalogue_number or tr("No number yet"))
        name, other = names_of(self._backend, record.species)
        self.name.setText(name or tr("No name yet"))
        self.other_name.setText(f"· {other}" if other else "")
        self._show(self.formula, formula_words(self._backend, record.species))
        self._show_standing(seen)
        for caption, told in facts_of(seen).items():
            self._show_fact(caption, told)
        self.history.show_lines(seen.whole.history)
        self.setAccessibleName(", ".join(part for part in (self.number.text(), self.name.text()) if part))

    def _show_standing(self, seen: SeenRecord) -> None:
        icon, colour, words = standing_of(seen.whole.record, self._theme.tokens.dark)
        self._mark.setVisible(bool(icon))
        if icon:
            self._mark.setPixmap(self._theme.pixmap(icon, self._theme.px(14), colour, self.devicePixelRatioF()))
        self._show(self.standing, words)

    def _show_fact(self, caption: str, told: Told) -> None:
        label = self.facts[caption]
        always = caption in CAPTIONS
        known = bool(told.words) and not told.is_pale
        for one in (self._captions[caption], label):
            one.setVisible(always or known)
        label.setText(told.words.replace("\n", " "))
        label.setAccessibleName(f"{tr(caption)}: {told.words}")
        set_colour(label, self._theme, "warning" if told.is_doubt else "muted" if told.is_pale else "text")
        if caption in SIDES:
            label.setFont(self._theme.font(SMALL, 400 if told.is_pale else 600))

    @staticmethod
    def _show(label: ElidedLabel, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))
