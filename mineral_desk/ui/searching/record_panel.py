"""At the right of the list: the record that is chosen, or what several have in common."""

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from mineral_desk.services.recording import Subject
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step
from mineral_desk.ui.searching.record_card import RecordCard
from mineral_desk.ui.searching.record_reader import RecordReader, SeenRecord
from mineral_desk.ui.searching.several_card import LOOKED_AT, SeveralCard
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.empty import EmptyWords
from mineral_desk.ui.words import tr

PHOTO_SHARE = 0.66
"""The photo's height in widths of the panel."""
PHOTO_OF_HEIGHT = 0.36
"""At most this part of the panel's height."""


class RecordPanel(QWidget):
    """What was chosen last is what counts; nothing is read while the panel is hidden."""

    desk_wanted = Signal()
    states_wanted = Signal()
    act_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, theme: Theme, backend: Backend, lanes: Lanes, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._backend, self._lanes, self._thumbnails = theme, backend, lanes, thumbnails
        self._several: tuple[int, ...] = ()
        self._asked = 0
        self.reader = RecordReader(backend, lanes, self)
        self.nothing = EmptyWords(theme)
        self.nothing.show_words(tr("Nothing chosen"), tr("Choose a specimen with ↑ ↓ or the mouse."))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.nothing)
        self.setAccessibleName(tr("Record"))
        self.reader.opened.connect(self._opened)
        self.reader.failed.connect(self.failed)

    @cached_property
    def card(self) -> RecordCard:
        """One record; built when one is first shown, as the start of the program has no use for it."""
        card, reader = RecordCard(self._theme, self._backend, self._thumbnails), self.reader
        reader.picture_ready.connect(card.photo.show_picture)
        reader.picture_failed.connect(card.photo.show_failed)
        card.desk_wanted.connect(self.desk_wanted)
        card.states_wanted.connect(self.states_wanted)
        card.steps.stepped.connect(reader.step)
        card.photo.setFixedHeight(self._photo_px)
        self._stack.addWidget(card)
        return card

    @cached_property
    def several(self) -> SeveralCard:
        """Several records; built when they are first shown."""
        card = SeveralCard(self._theme, self._backend, self._thumbnails)
        card.act_wanted.connect(self.act_wanted)
        card.pictures.setFixedHeight(self._photo_px)
        self._stack.addWidget(card)
        return card

    @property
    def photo_id(self) -> int | None:
        """The photo that is looked at."""
        return self.reader.photo_id

    @property
    def seen(self) -> SeenRecord | None:
        """The record that is looked at; None where there is none, or it is not read yet."""
        return self.reader.seen

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._forget_several()
        self.reader.want(None)
        self._stack.setCurrentWidget(self.nothing)

    def show_one(self, wanted: Subject, *, anew: bool = False) -> None:
        """The record of a specimen, or of a photo; what stands there stays until it is read."""
        self._forget_several()
        self.reader.want(wanted, anew=anew)

    def show_several(self, number: int, ids: Sequence[int], *, anew: bool = False) -> None:
        """So many are chosen; ``ids`` are the first of them, one more than is looked at where they are too many."""
        self.reader.want(None)
        told = tuple(ids) if len(ids) <= LOOKED_AT else ()
        if self._stack.currentWidget() is self.several and self._several == told and told and not anew:
            return
        self._several, self._asked = told, self._asked + 1
        self.several.show_number(number)
        self._stack.setCurrentWidget(self.several)
        if told:
            read = one_step(lambda: self._backend.specimen_rows(told))
            self._lanes.search.start(read, self._read_several, about=self._asked, urgent=True)

    def _forget_several(self) -> None:
        self._several, self._asked = (), self._asked + 1

    def _read_several(self, outcome: Outcome) -> None:
        if outcome.about != self._asked:
            return
        if outcome.kind is OutcomeKind.FAILED:
            self.failed.emit(outcome.fault)
        elif outcome.kind is OutcomeKind.FINISHED:
            self.several.show_rows(outcome.result)

    def _opened(self, seen: SeenRecord | None) -> None:
        if seen is None:
            self._stack.setCurrentWidget(self.nothing)
        else:
            self.card.show_record(seen)
            self._stack.setCurrentWidget(self.card)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        photos = [card.photo for card in self.findChildren(RecordCard)]
        for widget in (*photos, *(card.pictures for card in self.findChildren(SeveralCard))):
            widget.setFixedHeight(self._photo_px)

    @property
    def _photo_px(self) -> int:
        return round(min(PHOTO_SHARE * self.width(), PHOTO_OF_HEIGHT * self.height()))
