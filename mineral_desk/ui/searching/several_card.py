"""Several records that are chosen: how many, what they have in common, and what can be done with all of them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mineral_desk.domain.searching.found import SpecimenRow
from mineral_desk.ui.alike.card import paint_card_picture
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.names import display_name
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import NUMBER, SMALL
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.buttons import KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel, hairline, make_label
from mineral_desk.ui.words import count, number, tr

LOOKED_AT = 500
"""Of more records nothing is said but how many they are."""
ACROSS, DOWN = 3, 2
PADDING = 16
ACTS = {
    "record": ("Change the records…", "Ctrl+R"),
    "verify": ("Verify the names", "V"),
    "labels": ("Print labels", "Ctrl+P"),
    "plan_chosen": ("Plan storage", "Ctrl+Shift+B"),
}
"""The window's actions for many records, in words for many."""
SHARED: dict[str, Callable[[SpecimenRow], str]] = {
    "Name": lambda row: row.species,
    "Locality": lambda row: row.locality,
    "Kept in": lambda row: row.storage_place,
    "Decided by": lambda row: row.who,
}
SIZES: dict[str, Callable[[SpecimenRow], float | None]] = {
    "Length": lambda row: row.length_mm,
    "Width": lambda row: row.width_mm,
}


class SeveralCard(QWidget):
    """Nothing is written here."""

    act_wanted = Signal(str)
    """The name of one of the window's actions."""

    def __init__(self, theme: Theme, backend: Backend, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._backend = theme, backend
        self.pictures = Collage(theme, thumbnails)
        self.title = ElidedLabel(theme, NUMBER)
        captions = ("Name", *SIZES, *(one for one in SHARED if one != "Name"))
        self._captions = {one: make_label(theme, tr(one), SMALL, "muted") for one in captions}
        self.facts = {one: ElidedLabel(theme, SMALL) for one in captions}
        self.buttons = {act: KeyButton(theme, tr(words), key, spread=True) for act, (words, key) in ACTS.items()}
        self._lay_out()
        for act, button in self.buttons.items():
            button.clicked.connect(partial(self.act_wanted.emit, act))

    def _lay_out(self) -> None:
        column, inside, grid = QVBoxLayout(self), QVBoxLayout(), QGridLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pictures)
        inside.setContentsMargins(PADDING, 12, PADDING, 12)
        inside.setSpacing(8)
        inside.addWidget(self.title)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for place, (caption, label) in enumerate(self._captions.items()):
            grid.addWidget(label, place, 0)
            grid.addWidget(self.facts[caption], place, 1)
        inside.addLayout(grid)
        column.addLayout(inside)
        column.addWidget(hairline(self._theme))
        acts = QVBoxLayout()
        acts.setContentsMargins(PADDING, 12, PADDING, 12)
        acts.setSpacing(8)
        for button in self.buttons.values():
            acts.addWidget(button)
        column.addLayout(acts)
        column.addStretch(1)

    def show_number(self, chosen: int) -> None:
        """So many are chosen; what they have in common comes later, or never where they are too many."""
        self.title.setText(tr("{n} specimens chosen", n=count(chosen)))
        self.setAccessibleName(self.title.text())
        self.show_rows(())

    def show_rows(self, rows: Sequence[SpecimenRow]) -> None:
        """What these have in common."""
        self.pictures.show_rows(rows)
        for caption, label in self.facts.items():
            words = self._shared(caption, rows) if caption in SHARED else _span(SIZES[caption], rows)
            label.setText(words)
            label.setAccessibleName(f"{tr(caption)}: {words}")
            for one in (label, self._captions[caption]):
                one.setVisible(bool(rows))

    def _shared(self, caption: str, rows: Sequence[SpecimenRow]) -> str:
        values = {SHARED[caption](row) for row in rows}
        if len(values) == 1:
            value = values.pop()
            return (display_name(self._backend, value) if caption == "Name" else value) or "–"
        return tr("{n} different", n=count(len(values)))


def _span(size: Callable[[SpecimenRow], float | None], rows: Sequence[SpecimenRow]) -> str:
    """``24.4–68.8 mm``; how many have none."""
    known = [one for one in map(size, rows) if one is not None]
    if not known:
        return tr("not measured")
    low, high = number(min(known)), number(max(known))
    span = tr("{length} mm", length=low if low == high else f"{low}–{high}")
    without = len(rows) - len(known)
    return tr("{span}, {n} not measured", span=span, n=count(without)) if without else span


class Collage(QWidget):
    """The first few of their photos."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._thumbnails = theme, thumbnails
        self._rows: Sequence[SpecimenRow] = ()
        thumbnails.arrived.connect(self._arrived)

    def show_rows(self, rows: Sequence[SpecimenRow]) -> None:
        """Of those that have a photo."""
        self._rows = [row for row in rows if row.photo_path is not None][: ACROSS * DOWN]
        self.update()

    def _arrived(self, sha256: str) -> None:
        if any(row.photo_sha256 == sha256 for row in self._rows):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("photo_surround"))
        across = min(ACROSS, max(1, len(self._rows)))
        down = -(-len(self._rows) // across)
        for place, row in enumerate(self._rows):
            left, right = (self.width() * one // across for one in (place % across, place % across + 1))
            top, bottom = (self.height() * one // down for one in (place // across, place // across + 1))
            frame = QRect(left, top, right - left - 1, bottom - top - 1)
            picture = self._thumbnails.get(row.photo_sha256, row.photo_path) if row.photo_path is not None else None
            paint_card_picture(painter, self._theme, QRectF(frame), picture)
